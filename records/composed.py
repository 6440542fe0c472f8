"""What the records app shows on pages of the floors below."""

from typing import Any

from enforcement.actors import Actor
from enforcement.composition import Panel
from enforcement.models import Dossier
from records import queries


def panel(dossier: Dossier, actor: Actor) -> dict[str, Any] | None:
    return queries.documents_panel(dossier, actor)


PANELS = (Panel("case", "documents", "文书", "records/documents_panel.html", panel, 30),)
