"""What publication shows on pages of the floors below."""

from collections.abc import Iterator

from disclosure import queries
from disclosure.access import OFFICES, PUBLISHERS, REVIEWERS
from enforcement.actors import Actor
from enforcement.composition import NavItem, Panel, Todo

PANELS = (Panel("case", "disclosure", "公示", "disclosure/case_panel.html", queries.case_panel, 60),)
NAV = (NavItem("执法公示", "disclosure:list", OFFICES, order=60, group="公示"),)


def todos(actor: Actor) -> Iterator[Todo]:
    """Publishers: decisions by their clocks, and what was returned. Reviewers: drafts of others."""
    role = actor.post.role if actor.post else ""
    if role in PUBLISHERS:
        for task in queries.tasks(actor):
            if task.publication is None or task.is_withdrawal:
                yield Todo(
                    title=str(task.document), source="撤回公开" if task.is_withdrawal else "公示",
                    url=f"/publications/{task.publication.pk}/" if task.publication else f"/documents/{task.document.pk}/publish/",
                    due_at=task.deadline.due_at, detail=task.deadline.label,
                )  # fmt: skip
        for one in queries.returned(actor):
            yield Todo(title=str(one), url=f"/publications/{one.pk}/", source="公示退回", since=one.drafted_at)
    if role in REVIEWERS:
        for one in queries.waiting(actor):
            yield Todo(
                title=str(one), url=f"/publications/{one.pk}/", source="公示审核", since=one.drafted_at,
                detail=f"{one.drafted_by.person.name}拟稿",
            )  # fmt: skip
