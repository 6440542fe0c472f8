"""What every REST endpoint shares: who acts, the one-time key, refusals as JSON."""

import json
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from rest_framework import views
from rest_framework.request import Request
from rest_framework.response import Response

from enforcement import once
from enforcement.actors import Actor
from enforcement.errors import Denied, Refusal, Unmet


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

    def said(self, name: str) -> str:
        """The words that the request gives under `name`, "" for none; ValidationError for anything but text."""
        value = self.request.data.get(name, "") if isinstance(self.request.data, dict) else None
        if not isinstance(value, str):
            raise ValidationError({name: "应为文字。"})
        return value

    def carry_out(self, effect: Callable[[], Any], *, status: int = 200) -> Response:
        """Run `effect` (its result is the JSON body) once for the request's key."""
        key = self.request.headers.get("Idempotency-Key", "").strip()
        if not 8 <= len(key) <= 80:
            raise ValidationError("写入请求须带 Idempotency-Key（8 至 80 个字符），重发时使用同一个。")
        content = once.digest(json.dumps(self.request.data, sort_keys=True, default=str).encode())
        answer = once.carry_out(self.actor, key, self.request.path, content, lambda: once.Answer(status, body=effect()))
        return Response(answer.body, status=answer.status)
