"""What the records app shows on pages of the floors below."""

from collections.abc import Iterable
from typing import Any

from enforcement.actors import Actor
from enforcement.composition import Panel, Todo
from enforcement.models import Dossier
from records import queries


def panel(dossier: Dossier, actor: Actor) -> dict[str, Any] | None:
    return queries.documents_panel(dossier, actor)


def todos(actor: Actor) -> Iterable[Todo]:
    """Documents that wait for the actor to sign them or to make them final; cases that an archivist has to bind."""
    for document, what in queries.waiting_for(actor):
        yield Todo(
            title=f"{document.dossier.title} · {document.title}",
            url=f"/documents/{document.pk}/",
            source="文书",
            since=document.saved_at,
            detail=what,
        )
    for case, clock in queries.waiting_for_archive(actor):
        yield Todo(
            title=f"{case.dossier.title} · {case.dossier.number}", url=f"/cases/{case.code}/", source="归档",
            due_at=clock.due_at if clock else None, since=case.concluded_at, detail="已结案",
        )  # fmt: skip


PANELS = (Panel("case", "documents", "文书", "records/documents_panel.html", panel, 30),)
