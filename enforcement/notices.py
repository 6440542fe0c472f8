"""In-app messages: once a person and key, and only to people who are still in office."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from enforcement import law
from enforcement.models import Dossier, Notice, Person, Post


def tell(
    people: Iterable[Person], *, key: str, text: str, now: datetime, dossier: Dossier | None = None, url: str = ""
) -> None:
    Notice.objects.bulk_create(
        [
            Notice(person=person, dossier=dossier, key=key, text=text[:300], url=url, created_at=now)
            for person in {person.pk: person for person in people}.values()
            if person.is_active
        ],
        ignore_conflicts=True,
    )


def holders(dossier: Dossier, *roles: str, now: datetime) -> list[Person]:
    """Who holds one of `roles` today for this dossier: in its unit or above for unit roles, in its agency otherwise."""
    posts = Post.objects.held_on(law.local_day(now)).filter(agency=dossier.agency, role__in=roles)
    if dossier.unit is not None:
        ancestors = [int(part) for part in dossier.unit.path.strip("/").split("/")]
        posts = posts.filter(Q(unit__in=ancestors) | ~Q(role__in=["officer", "unit_reviewer", "unit_head"]))
    return [post.person for post in posts.select_related("person")]


def tell_responsible(dossier: Dossier, *, key: str, text: str, now: datetime, url: str = "") -> None:
    """To the one responsible, the head of the unit and the agency's supervisors."""
    people = holders(dossier, "unit_head", "supervisor", now=now)
    if dossier.responsible is not None:
        people.append(dossier.responsible)
    tell(people, key=f"{dossier.key}:{key}", text=text, now=now, dossier=dossier, url=url)


def settle(key: str, *, now: datetime) -> None:
    """What the notices whose key begins with `key` asked for is done: nobody needs to read them any more."""
    Notice.objects.filter(key__startswith=key, read_at__isnull=True).update(read_at=now)


def mark_read(person: Person, *, now: datetime, notice: Notice | None = None) -> None:
    """`notice`, or all that `person` has not read yet."""
    unread = Notice.objects.filter(person=person, read_at__isnull=True)
    (unread.filter(pk=notice.pk) if notice else unread).update(read_at=now)
