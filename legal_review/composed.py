"""What legal review shows on pages of the floors below."""

from collections.abc import Iterator

from enforcement.actors import Actor
from enforcement.composition import NavItem, Panel, Todo
from legal_review import queries
from legal_review.access import OFFICE

PANELS = (Panel("case", "legal_review", "法制审核", "legal_review/case_panel.html", queries.case_panel, 35),)
NAV = (NavItem("法制审核", "legal_review:list", OFFICE, order=40),)


def todos(actor: Actor) -> Iterator[Todo]:
    """The legal office's drafts; the handler's own that are not yet reviewed as they stand."""
    if actor.post is None:
        return
    if actor.post.role in OFFICE:
        for review in queries.waiting(actor):
            yield Todo(
                title=f"{review.dossier.title} · {review.document.title}", url=f"/reviews/{review.pk}/", source="法制审核",
                due_at=review.due_at, since=review.submitted_at, detail=f"{review.submitted_by.person.name}送审",
            )  # fmt: skip
    if actor.post.role == "officer":
        for subject in queries.unreviewed(actor):
            document, latest = subject.document, subject.latest
            yield Todo(
                title=f"{document.dossier.title} · {document.title}", url=f"/documents/{document.pk}/review/",
                source="提交法制审核", since=latest.submitted_at if latest else document.saved_at,
                detail="送审后又作了修改" if subject.was_changed else latest.get_state_display() if latest else "重大决定",
            )  # fmt: skip
