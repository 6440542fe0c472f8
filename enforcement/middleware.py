"""Who acts in this request, and what a refusal looks like that no form caught."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from enforcement import web
from enforcement.actors import Actor, posts_today
from enforcement.errors import Refusal

Respond = Callable[[HttpRequest], HttpResponse]
OPEN_PATHS = ("/login/", "/logout/", "/password/", "/static/", "/public/", "/healthz")


class ActorMiddleware:
    """Sets `request.actor`: the post chosen in the session, or the first that the person holds today; None for strangers."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = None
        request.posts = []
        if request.path.startswith("/public/"):
            # the public's pages are the same for everybody: no session is opened, and caches may keep them
            return self.respond(request)
        if request.user.is_authenticated:
            request.posts = posts_today(request.user, timezone.now())
            chosen = request.session.get("post")
            post = next((post for post in request.posts if post.pk == chosen), None) or next(iter(request.posts), None)
            request.actor = Actor.of(post) if post else None
            if request.user.must_change_password and not request.path.startswith(OPEN_PATHS):
                return redirect("/password/")
        return self.respond(request)


class RefusalMiddleware:
    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refusal):
            return web.refusal_page(request, exception)
        if isinstance(exception, ValidationError):
            return render(request, "errors/400.html", {"errors": exception.messages}, status=400)
        return None
