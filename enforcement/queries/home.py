"""What somebody's own pages show: the workbench, the notices, an approval, the rules in force."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from enforcement import composition, journal, law, paging, rulebook
from enforcement.actors import Actor
from enforcement.law.rules import Limit
from enforcement.models import Approval, Deadline, Dossier, Notice

SHOWN = 8
CASES_SHOWN = 5
PROCEDURE = law.procedure("general")


@dataclass(frozen=True)
class Workbench:
    """`todos` is cut to what fits, `todo_count` is not; clocks and gaps are of the dossiers that I am responsible for."""

    todos: list[composition.Todo]
    todo_count: int
    clocks: list[Deadline]
    gaps: list[tuple[Dossier, list[law.Gap]]]
    notices: list[Notice]


def workbench(actor: Actor, *, now: datetime) -> Workbench:
    todos = composition.todos_for(actor)
    return Workbench(
        todos=todos[:SHOWN],
        todo_count=len(todos),
        clocks=list(own_clocks(actor)[:SHOWN]),
        gaps=own_gaps(actor, now=now),
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


def own_gaps(actor: Actor, *, now: datetime) -> list[tuple[Dossier, list[law.Gap]]]:
    """What the newest of my open cases still lack before their next step; cases that lack nothing are left out."""
    mine = (
        Dossier.objects.visible_to(actor)
        .filter(kind="case", responsible=actor.person, sealed_at__isnull=True)
        .exclude(rule_set="")
        .order_by("-pk")[:CASES_SHOWN]
    )
    found = []
    for dossier, facts in journal.facts_of(mine):
        stage = next((str(fact.data["to"]) for fact in reversed(facts) if fact.kind == "stage.changed"), "initiation")
        moments = [way.moment for way in PROCEDURE.transitions_from(stage)]
        rules = rulebook.rules_of(dossier)
        if rules is not None and (gaps := law.gaps(rules, facts, rulebook.calendar(), now, moments=moments)):
            found.append((dossier, gaps))
    return found


def notices_page(actor: Actor, *, after: str) -> paging.Page:
    found = Notice.objects.filter(person=actor.person).select_related("dossier")
    return paging.keyset(found, "-created_at", "-pk", after=after)


def approval(actor: Actor, pk: int) -> Approval:
    """With its steps and everybody who decided. Raises DoesNotExist for one out of sight."""
    found: Approval = (
        Approval.objects.visible_to(actor)
        .select_related(
            "dossier__agency", "dossier__unit", "dossier__responsible", "submitted_by__person", "submitted_by__unit"
        )
        .prefetch_related("steps__decided_by__person", "steps__assignee")
        .get(pk=pk)
    )
    return found


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
