"""How an upper floor shows itself on pages of a lower one, without being imported by it.

Each app registers in `AppConfig.ready()`; pages ask here for what belongs on them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from enforcement import approvals
from enforcement.actors import Actor
from enforcement.models import Dossier


@dataclass(frozen=True)
class Panel:
    """A part of a dossier's page. `query(dossier, actor)` gives the context of `template`, or None for nothing to show."""

    kind: str
    id: str
    title: str
    template: str
    query: Callable[[Dossier, Actor], dict[str, Any] | None]
    order: int


@dataclass(frozen=True)
class NavItem:
    """A page in the main menu, for the offices in `roles`."""

    label: str
    url_name: str
    roles: frozenset[str]
    order: int
    group: str = "办案"


@dataclass(frozen=True)
class Todo:
    """One thing that waits for somebody. `due_at` orders; None comes last."""

    title: str
    url: str
    source: str
    due_at: datetime | None = None
    since: datetime | None = None
    detail: str = ""


TodoSource = Callable[[Actor], Iterable[Todo]]
PageOf = Callable[[Dossier], str]

_panels: list[Panel] = []
_nav: list[NavItem] = []
_todos: dict[str, TodoSource] = {}
_pages: dict[str, PageOf] = {}


def add_panel(*panels: Panel) -> None:
    _panels.extend(panel for panel in panels if panel not in _panels)


def add_nav(*items: NavItem) -> None:
    _nav.extend(item for item in items if item not in _nav)


def add_todos(label: str, source: TodoSource) -> None:
    _todos[label] = source


def add_page(kind: str, page: PageOf) -> None:
    """Where the page of a dossier of this kind is: `page(dossier)` gives its path."""
    _pages[kind] = page


def page_of(dossier: Dossier) -> str:
    """The path of the dossier's page; "" for kinds without one."""
    page = _pages.get(dossier.kind)
    return page(dossier) if page else ""


def panels_of(dossier: Dossier, actor: Actor) -> list[tuple[Panel, dict[str, Any]]]:
    shown = []
    for panel in sorted(_panels, key=lambda panel: panel.order):
        if panel.kind == dossier.kind and (context := panel.query(dossier, actor)) is not None:
            shown.append((panel, context))
    return shown


def nav_for(actor: Actor) -> Sequence[NavItem]:
    role = actor.post.role if actor.post else ""
    return sorted((item for item in _nav if role in item.roles), key=lambda item: item.order)


def todos_for(actor: Actor) -> list[Todo]:
    """我的待办: approvals, and what each app adds; what is due first comes first."""
    found = [
        Todo(
            title=f"{approval.dossier.title} · {approval.title}",
            url=f"/approvals/{approval.pk}/",
            source="审批",
            since=approval.submitted_at,
            detail=f"{approval.submitted_by.person.name}提交",
        )
        for approval in approvals.pending_for(actor)
    ]
    for source in _todos.values():
        found.extend(source(actor))
    return sorted(found, key=lambda todo: (todo.due_at is None, str(todo.due_at or todo.since or ""), todo.title))
