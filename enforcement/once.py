"""A form or an API write is carried out once: a resend repeats the answer, not the effect."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from enforcement.actors import Actor
from enforcement.errors import Stale
from enforcement.models import Submission


@dataclass(frozen=True)
class Answer:
    status: int
    location: str = ""
    body: Any = None


def digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def carry_out(actor: Actor, token: str, path: str, content: str, effect: Callable[[], Answer]) -> Answer:
    """Run `effect` and remember its answer in one transaction, under `token`; or repeat the answer given before.

    A refused effect leaves no trace, so that the same token may be tried again after mending. Raises Stale
    where the token was used for something else.
    """
    if before := _given(actor, token, path, content):
        return before
    try:
        with transaction.atomic():
            # the row goes in first: of two requests at once the second waits here, then reads the first one's answer
            row = Submission.objects.create(
                token=token, actor=actor.ref, path=path, digest=content, status=0, created_at=timezone.now()
            )
            answer = effect()
            Submission.objects.filter(pk=row.pk).update(
                status=answer.status, location=answer.location, body=answer.body
            )
            return answer
    except IntegrityError:
        if before := _given(actor, token, path, content):
            return before
        raise


def _given(actor: Actor, token: str, path: str, content: str) -> Answer | None:
    row = Submission.objects.filter(actor=actor.ref, token=token, path=path).first()
    if row is None:
        if Submission.objects.filter(actor=actor.ref, token=token).exists():
            raise Stale("这一次性标识已用于另一项操作，请刷新页面后重新提交。")
        return None
    if content and row.digest and row.digest != content:
        raise Stale(
            "这一次提交已经办理过，内容与上次不同，未重复办理。确需再次办理的，请核对后重新提交（接口请换用新的 Idempotency-Key）。"
        )
    return Answer(row.status, row.location, row.body)
