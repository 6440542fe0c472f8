"""Who stands behind an API request: the bearer of a token, or somebody signed in.

Apart from `rest`, since the framework reads its settings, which name these classes, while its views are imported.
"""

import hashlib
from typing import Any

from django.utils import timezone
from rest_framework import exceptions, permissions
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.request import Request

from enforcement import law
from enforcement.actors import Actor
from enforcement.models import Token


def token_digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def actor_of_token(secret: str) -> Actor | None:
    """Who bears this secret; None for one that is unknown, expired or revoked, or whose post is over."""
    token = (
        Token.objects.filter(digest=token_digest(secret), revoked_at__isnull=True, expires_at__gt=timezone.now())
        .select_related("post__person", "post__agency", "post__unit", "agency")
        .first()
    )
    if token is None:
        return None
    scopes = tuple(token.scopes)
    if token.post is not None:
        actor = Actor.of(token.post, scopes=scopes)
        return actor if actor.is_in_office(law.local_day(timezone.now())) else None
    return Actor.device(token.device_key, agency=token.agency, label=token.name, scopes=scopes)


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer <secret>`, of a person's post or of a recorder station."""

    def authenticate(self, request: Request) -> tuple[Any, Actor] | None:
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        actor = actor_of_token(secret.strip())
        if actor is None:
            raise exceptions.AuthenticationFailed("令牌无效、已过期或已吊销，请由管理员重新签发。")
        return actor.person or _Nobody(), actor

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class _Nobody:
    is_authenticated = True


class SignedInAuthentication(SessionAuthentication):
    def authenticate(self, request: Request) -> tuple[Any, Actor] | None:
        signed_in = super().authenticate(request)
        actor = getattr(request._request, "actor", None)
        return (signed_in[0], actor) if signed_in and actor else None


class HasActor(permissions.BasePermission):
    message = "请先登录，或在请求中附上令牌。"

    def has_permission(self, request: Request, view: Any) -> bool:
        return isinstance(request.auth, Actor)
