"""Asking for legal review of a draft, and the legal office's three answers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from enforcement import access, journal, notices, sealing
from enforcement.actors import Actor
from enforcement.errors import Stale
from legal_review import subjects
from legal_review.models import Review
from records.contents import Contents
from records.models import Document

CHANGED = "送审以后这份决定书又作了修改，不能按原稿出具意见。请承办人把新稿重新提交法制审核。"


@transaction.atomic
def submit(
    document: Document, *, reasons: Sequence[str], by: Actor, note: str = "", now: datetime | None = None
) -> Review:
    """Ask the legal office to review the draft as it stands, with everything that lies in the dossier.

    A request for an earlier draft that still waits is replaced. Raises ValidationError where the draft needs no
    review or is not complete, Stale where this very draft waits or has passed already.
    """
    now = now or timezone.now()
    access.require(by, "review.submit", document)
    assert by.post is not None  # the rule above lets nobody else through
    _check_draft(document)
    if unknown := set(reasons) - subjects.REASONS.keys():
        raise ValidationError({"reasons": f"没有这种情形：{'、'.join(sorted(unknown))}。"})
    if not reasons:
        raise ValidationError({"reasons": "请选择属于重大行政执法决定的情形（《行政处罚法》第五十八条）。"})
    before = list(document.reviews.filter(content_hash=document.content_hash, state__in=["pending", "passed"]))
    if before:
        raise Stale(f"这一稿的法制审核{before[0].get_state_display()}，无需重复提交。")
    replaced = list(document.reviews.filter(state="pending"))
    Review.objects.filter(pk__in=[review.pk for review in replaced]).update(state="replaced")
    review = Review.objects.create(
        dossier=document.dossier, document=document, content_hash=document.content_hash, reasons=sorted(reasons),
        materials=_materials(document), sealed=_sealed(document, note=note.strip()), submitted_by=by.post,
        submitted_at=now,
    )  # fmt: skip
    journal.record(
        document.dossier, "review.submitted", by=by, now=now, rows=[review, *replaced],
        **_about(review), reasons=review.reasons,
    )  # fmt: skip
    _tell_office(review, now=now)
    return review


@transaction.atomic
def agree(review: Review, *, points: Mapping[str, bool], opinion: str, by: Actor, now: datetime | None = None) -> None:
    """The draft is lawful on all seven points; the decision may be signed as it stands, and only so."""
    access.require(by, "review.decide", review)
    points = _checked_points(points)
    if wrong := [subjects.POINTS[code] for code, holds in points.items() if not holds]:
        raise ValidationError({"outcome": f"有审核要点不符合（{'；'.join(wrong)}），不能同意。"})
    _decide(review, "passed", "review.passed", outcome=subjects.AGREE, points=points, text=opinion, by=by, now=now)


@transaction.atomic
def disagree(
    review: Review, *, outcome: str, points: Mapping[str, bool], reason: str, by: Actor, now: datetime | None = None
) -> None:
    """The draft may not become a decision; `outcome` says what has to be done instead."""
    access.require(by, "review.decide", review)
    if outcome not in subjects.outcomes() or outcome == subjects.AGREE:
        raise ValidationError({"outcome": "请选择审核意见。"})
    if not reason.strip():
        raise ValidationError({"opinion": "不同意的，须写明理由、依据和建议。"})
    points = _checked_points(points)
    _decide(review, "rejected", "review.rejected", outcome=outcome, points=points, text=reason, by=by, now=now)


@transaction.atomic
def send_back(review: Review, *, reason: str, by: Actor, now: datetime | None = None) -> None:
    """退回补正: the materials do not suffice for an opinion."""
    access.require(by, "review.decide", review)
    if not reason.strip():
        raise ValidationError({"reason": "退回须写明需要补正的材料或者内容。"})
    _decide(review, "returned", "review.returned", outcome="", points={}, text=reason, by=by, now=now)


def _check_draft(document: Document) -> None:
    if document.kind not in subjects.reviewable_kinds(document.dossier):
        raise ValidationError(f"《{document.title}》不需要法制审核。")
    if not document.is_open:
        raise ValidationError(f"该文书{document.get_state_display()}，法制审核应当在作出决定之前进行。")
    contents = Contents.of(document)
    if not contents.is_major():
        raise ValidationError(
            "这份决定书没有标明是重大行政执法决定，不需要法制审核；确属重大决定的，请先在决定书中更正“是否重大行政执法决定”。"
        )
    if missing := contents.missing():
        raise ValidationError([f"决定书还没有填写完整：{sentence}" for sentence in missing.values()])


def _materials(document: Document) -> list[dict[str, str]]:
    others = Document.objects.filter(dossier=document.dossier).exclude(state="voided").order_by("pk")
    return [
        {"doc": other.ref, "title": other.title, "number": other.number, "state": other.state, "hash": other.content_hash}
        for other in others
    ]  # fmt: skip


def _checked_points(points: Mapping[str, bool]) -> dict[str, bool]:
    if missing := {f"point_{code}": "请选择是否符合。" for code in subjects.POINTS if code not in points}:
        raise ValidationError(missing)
    return {code: bool(points[code]) for code in subjects.POINTS}


def _sealed(document: Document, **texts: str) -> str:
    return sealing.seal(document.dossier, texts)


def _decide(
    review: Review, state: str, kind: str, *, outcome: str, points: dict[str, bool], text: str, by: Actor,
    now: datetime | None,
) -> None:  # fmt: skip
    now = now or timezone.now()
    # the row is locked, so that the draft cannot be saved between this look and the opinion
    document = Document.objects.select_for_update().get(pk=review.document_id)
    if document.content_hash != review.content_hash or not document.is_open:
        raise Stale(CHANGED)
    before = sealing.unseal(review.dossier, review.sealed) or {}
    done = Review.objects.filter(pk=review.pk, state="pending").update(
        state=state, outcome=outcome, points=points, reviewer=by.post, decided_at=now,
        sealed=_sealed(document, **before, opinion=text.strip()),
    )  # fmt: skip
    if not done:
        raise Stale("这一稿刚刚已由他人审核，请刷新页面查看结果。")
    review.refresh_from_db()
    notices.settle(f"review:{review.pk}:submitted", now=now)
    journal.record(
        review.dossier, kind, by=by, now=now, rows=[review], sealed={"opinion": text.strip()} if text.strip() else None,
        **_about(review), outcome=outcome,
    )  # fmt: skip
    notices.tell(
        [review.submitted_by.person], key=f"review:{review.pk}:{state}", now=now, dossier=review.dossier,
        text=f"法制{review.get_state_display()}：{review.dossier.title} · {review.document.title}",
        url=f"/reviews/{review.pk}/",
    )  # fmt: skip


def _about(review: Review) -> dict[str, Any]:
    return {
        "review": review.pk,
        "doc": review.document.ref,
        "document": review.document.kind,
        "hash": review.content_hash,
    }


def _tell_office(review: Review, *, now: datetime) -> None:
    barred = {review.submitted_by.person_id, review.dossier.responsible_id}
    people = notices.holders(review.dossier, "legal_reviewer", now=now)
    notices.tell(
        [person for person in people if person.pk not in barred], key=f"review:{review.pk}:submitted", now=now,
        dossier=review.dossier, text=f"待法制审核：{review.dossier.title} · {review.document.title}",
        url=f"/reviews/{review.pk}/",
    )  # fmt: skip
