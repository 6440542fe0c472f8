"""What pages and the API show of legal review."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery

from enforcement import access, composition, sealing
from enforcement.actors import Actor
from enforcement.models import Deadline, Dossier
from legal_review import subjects
from legal_review.models import Review
from records.models import Document

LIMIT = "legal-review"
"""The clock of the review, at agencies whose rule set has one."""
OPEN = ["draft", "submitted", "approved"]


def reviews(actor: Actor) -> QuerySet[Review]:
    """What `actor` may see, with the end of the running clock as `due_at` (None where the rules set no limit)."""
    running = Deadline.objects.filter(dossier=OuterRef("dossier"), limit=LIMIT, stopped_at__isnull=True)
    return (
        Review.objects.visible_to(actor)
        .select_related(
            "dossier__agency", "dossier__unit", "dossier__responsible", "document", "submitted_by__person",
            "reviewer__person",
        )
        .annotate(due_at=Subquery(running.order_by("due_at").values("due_at")[:1]))
    )  # fmt: skip


def waiting(actor: Actor) -> QuerySet[Review]:
    """What waits for an opinion: what is due first comes first, then what was submitted first."""
    return reviews(actor).filter(state="pending").order_by(F("due_at").asc(nulls_last=True), "submitted_at", "pk")


def review(pk: int, actor: Actor) -> Review | None:
    return reviews(actor).filter(pk=pk).first()


def draft(pk: int, actor: Actor) -> Document | None:
    """A document that `actor` may see, to submit it."""
    return Document.objects.visible_to(actor).select_related("dossier__responsible").filter(pk=pk).first()


def texts(review: Review) -> dict[str, str]:
    """What was noted and opined; only for those who may see the dossier."""
    return sealing.unseal(review.dossier, review.sealed) or {}


def review_page(review: Review, actor: Actor) -> dict[str, Any]:
    dossier = review.dossier
    refusal = access.explain(actor, "review.decide", review)
    return {
        "review": review,
        "texts": texts(review),
        "dossier": dossier,
        "dossier_url": composition.page_of(dossier),
        "reasons": [subjects.REASONS[code] for code in review.reasons],
        "checked": [(label, review.points.get(code)) for code, label in subjects.POINTS.items()],
        "outcome": subjects.outcomes().get(review.outcome, ""),
        "refusal": refusal if review.state == "pending" else None,
        "may_decide": refusal is None,
        "clocks": list(dossier.deadlines.filter(limit=LIMIT)),
        "history": list(
            Review.objects.filter(document=review.document).exclude(pk=review.pk).select_related("reviewer__person")
        ),
        "article": subjects.article(dossier),
    }


@dataclass(frozen=True)
class Subject:
    """A major decision of a case, and where its review stands."""

    document: Document
    latest: Review | None

    @property
    def needs_review(self) -> bool:
        return self.document.is_open and (
            self.latest is None or self.latest.state in ("returned", "rejected") or not self.latest.is_of_this_draft
        )

    @property
    def was_changed(self) -> bool:
        return self.document.is_open and self.latest is not None and not self.latest.is_of_this_draft


def subjects_of(dossier: Dossier) -> list[Subject]:
    documents = [
        document
        for document in dossier.documents.filter(kind__in=subjects.reviewable_kinds(dossier)).exclude(state="voided")
        if subjects.is_major(document)
    ]
    latest: dict[int, Review] = {}
    for review in (
        Review.objects.filter(document__in=documents).select_related("document", "reviewer__person").order_by("pk")
    ):
        latest[review.document_id] = review
    return [Subject(document, latest.get(document.pk)) for document in documents]


def case_panel(dossier: Dossier, actor: Actor) -> dict[str, Any] | None:
    """法制审核 on the page of a case that has, or is about to have, a major decision."""
    if access.explain(actor, "review.read", dossier) is not None:
        return None
    found = subjects_of(dossier)
    if not found:
        return None
    refusal = access.explain(actor, "review.submit", dossier)
    return {"subjects": found, "may_submit": refusal is None, "article": subjects.article(dossier)}


def unreviewed(actor: Actor) -> list[Subject]:
    """The major drafts of the actor's own open cases that must go, or go again, to the legal office."""
    own = Document.objects.filter(
        dossier__responsible=actor.person, dossier__agency=actor.agency, dossier__sealed_at__isnull=True,
        state__in=OPEN, body__major__answer=True,
    )  # fmt: skip
    found = []
    for document in own.select_related("dossier").prefetch_related("reviews"):
        reviews = sorted(document.reviews.all(), key=lambda review: review.pk)
        for review in reviews:
            review.document = document
        subject = Subject(document, reviews[-1] if reviews else None)
        if subject.needs_review:
            found.append(subject)
    return found
