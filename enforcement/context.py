"""What every page shows around its content."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from enforcement import composition
from enforcement.models import Notice


def page(request: HttpRequest) -> dict[str, Any]:
    actor = getattr(request, "actor", None)
    if actor is None:
        return {"actor": None}
    return {
        "actor": actor,
        "posts": request.posts,
        "nav": composition.nav_for(actor),
        "unread_notices": SimpleLazyObject(
            lambda: Notice.objects.filter(person=actor.person, read_at__isnull=True).count()
        ),
    }
