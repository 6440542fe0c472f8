"""What every REST endpoint shares: who acts, the one-time key, refusals as JSON."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from rest_framework import exceptions, permissions, views
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.request import Request
from rest_framework.response import Response

from enforcement import law, once
from enforcement.actors import Actor
from enforcement.errors import Denied, Refusal, Unmet
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


def plain_gaps(refusal: Unmet) -> list[dict[str, str]]:
    return [
        {"rule": gap.rule, "subject": gap.subject, "text": gap.text, "article": gap.cite, "mend": gap.mend}
        for gap in refusal.gaps
    ]


def refusal_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: the three refusals, with the same words as on the pages."""
    if isinstance(error, Unmet):
        return Response({"error": "还缺少法定记录，不能办理。", "gaps": plain_gaps(error)}, status=409)
    if isinstance(error, Denied):
        return Response({"error": error.reason, "article": error.article}, status=403)
    if isinstance(error, Refusal):
        return Response({"error": str(error)}, status=error.status)
    if isinstance(error, ValidationError):
        fields = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        return Response({"error": "；".join(error.messages), "fields": fields}, status=400)
    return views.exception_handler(error, context)


class ActionAPIView(views.APIView):
    """Base of every endpoint that writes: `carry_out` asks for an `Idempotency-Key` and repeats the answer to a resend."""

    request: Request

    @property
    def actor(self) -> Actor:
        return self.request.auth  # type: ignore[return-value]

    def carry_out(self, effect: Callable[[], Any], *, status: int = 200) -> Response:
        """Run `effect` (its result is the JSON body) once for the request's key."""
        key = self.request.headers.get("Idempotency-Key", "").strip()
        if not 8 <= len(key) <= 80:
            raise ValidationError("写入请求须带 Idempotency-Key（8 至 80 个字符），重发时使用同一个。")
        content = once.digest(json.dumps(self.request.data, sort_keys=True, default=str).encode())
        answer = once.carry_out(self.actor, key, self.request.path, content, lambda: once.Answer(status, body=effect()))
        return Response(answer.body, status=answer.status)
