"""What somebody's own pages show: the workbench, the notices, an approval, the rules in force."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from enforcement import composition, law, paging, rulebook
from enforcement.actors import Actor
from enforcement.law.rules import Limit
from enforcement.models import Approval, Deadline, Notice

SHOWN = 8


@dataclass(frozen=True)
class Workbench:
    """`todos` is cut to what fits, `todo_count` is not. `clocks` are mine where I am responsible for anything."""

    todos: list[composition.Todo]
    todo_count: int
    clocks: list[Deadline]
    notices: list[Notice]


def workbench(actor: Actor) -> Workbench:
    todos = composition.todos_for(actor)
    return Workbench(
        todos=todos[:SHOWN],
        todo_count=len(todos),
        clocks=list(own_clocks(actor)[:SHOWN]),
        notices=list(
            Notice.objects.filter(person=actor.person, read_at__isnull=True).select_related("dossier")[:SHOWN]
        ),
    )


def own_clocks(actor: Actor) -> QuerySet[Deadline]:
    """Running duties of the dossiers for which `actor` is responsible, the most urgent first."""
    return (
        Deadline.objects.visible_to(actor)
        .filter(~Q(effect="wait"), dossier__responsible=actor.person, stopped_at__isnull=True, due_at__isnull=False)
        .select_related("dossier")
        .order_by("due_at", "pk")
    )


def notices_page(actor: Actor, *, after: str) -> paging.Page:
    found = Notice.objects.filter(person=actor.person).select_related("dossier")
    return paging.keyset(found, "-created_at", "-pk", after=after)


def approval(actor: Actor, pk: int) -> Approval:
    """With its steps and everybody who decided. Raises DoesNotExist for one out of sight."""
    return (
        Approval.objects.visible_to(actor)
        .select_related(
            "dossier__agency", "dossier__unit", "dossier__responsible", "submitted_by__person", "submitted_by__unit"
        )
        .prefetch_related("steps__decided_by__person", "steps__assignee")
        .get(pk=pk)
    )


def history(approval: Approval) -> QuerySet[Approval]:
    """Earlier and later requests for the same thing."""
    return (
        Approval.objects.filter(dossier=approval.dossier, action=approval.action, ref=approval.ref)
        .exclude(pk=approval.pk)
        .select_related("submitted_by__person")
        .prefetch_related("steps__decided_by__person")
        .order_by("submitted_at")
    )


@dataclass(frozen=True)
class RulesInForce:
    """What binds the agency today, with the limits in the order of their regulation."""

    rules: law.Rules
    limits: list[Limit]


def rules_in_force(actor: Actor, *, now: datetime) -> RulesInForce:
    rules = rulebook.rules_for(actor.agency, law.local_day(now))  # type: ignore[arg-type]
    return RulesInForce(rules, sorted(rules.limits.values(), key=lambda limit: (limit.regulation, limit.label)))
