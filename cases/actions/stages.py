"""The way of a case: stage by stage, or out of it by an ending, then 结案."""

from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cases.models import Case
from enforcement import access, journal, law, rulebook
from enforcement.actors import Actor
from enforcement.errors import Stale

PROCEDURE = law.procedure("general")
CHANGED = "本案的阶段刚刚已由他人变更，请刷新页面查看。"


def next_step(case: Case) -> law.Transition | None:
    """The way on from the stage, or None where only an ending leads out."""
    ways = [way for way in PROCEDURE.transitions_from(case.stage) if way.moment != "archive"]
    return ways[0] if ways else None


@transaction.atomic
def advance(case: Case, *, by: Actor, expected: str = "", now: datetime | None = None) -> str:
    """Into the next stage; gives its code. `expected` is the stage on the screen: Stale where it is another by now.

    Raises Unmet with everything that the rules ask for before leaving the stage.
    """
    access.require(by, "case.advance", case)
    now = now or timezone.now()
    journal.lock(case.dossier)
    case.refresh_from_db(fields=["stage", "ending"])
    if expected and expected != case.stage:
        raise Stale(CHANGED)
    way = next_step(case)
    if way is None:
        raise Stale("本阶段之后没有下一阶段：请在办结各项记录后办理终结。")
    rulebook.require_met(case.dossier, way.moment, now=now)
    _move(case, way.enters, by=by, now=now)
    return way.enters


def _move(case: Case, to: str, *, by: Actor, now: datetime) -> None:
    was = case.stage
    if not Case.objects.filter(pk=case.pk, stage=was).update(stage=to):
        raise Stale(CHANGED)
    case.stage = to
    moved: dict[str, Any] = {"from": was, "to": to}
    journal.record(case.dossier, "stage.changed", by=by, now=now, rows=[case], **moved)


def endings_of(case: Case) -> tuple[law.Ending, ...]:
    """The ways in which the case can end from where it stands."""
    return () if case.ending else PROCEDURE.endings_from(case.stage, case.act_type)


def suggested_day(case: Case, ending: str, *, now: datetime) -> date:
    """The day of the event that ends the act, as far as the journal tells: 终结之日, not today."""
    kinds = {
        "complied": ["obligation.fulfilled"],
        "no-penalty": ["service.made"],
        "no-obligation": ["service.made"],
        "licence-delivered": ["service.made"],
    }.get(ending, ["document.finalised"])
    document = PROCEDURE.endings[ending].document
    days = [
        law.local_day(fact.at)
        for fact in journal.facts(case.dossier)
        if fact.kind in kinds and (fact.kind != "document.finalised" or fact.data.get("document") == document)
    ]
    return max(days, default=law.local_day(now))


@transaction.atomic
def end_case(case: Case, *, ending: str, on: date, by: Actor, now: datetime | None = None) -> None:
    """执法行为终结: from the day `on` of the ending event the archiving clock runs (辽宁第二十五条、衡阳第三十二条).

    ValidationError for an ending that the stage or the kind of case does not know, Unmet for what it still lacks.
    """
    access.require(by, "case.end", case)
    now = now or timezone.now()
    journal.lock(case.dossier)
    case.refresh_from_db(fields=["stage", "ending"])
    if case.ending:
        raise Stale(f"本案已经终结（{case.ending_label}），无需重复办理。")
    way = next((way for way in endings_of(case) if way.id == ending), None)
    if way is None:
        raise ValidationError({"ending": "本案在目前的阶段不能这样终结，请从列表中选择。"})
    if on > law.local_day(now):
        raise ValidationError({"on": "终结日期不能晚于今天：只能记录已经发生的事实。"})
    if on < law.local_day(case.opened_at):
        raise ValidationError({"on": f"终结日期不能早于启动日期（{law.local_day(case.opened_at)}）。"})
    rulebook.require_met(case.dossier, way.moment, now=now)
    if not Case.objects.filter(pk=case.pk, ending="").update(ending=ending, ended_on=on):
        raise Stale(CHANGED)
    case.ending, case.ended_on = ending, on
    journal.record(
        case.dossier, "case.ended", by=by, at=datetime.combine(on, time(), tzinfo=law.SHANGHAI), now=now,
        precision="day", rows=[case], ending=ending,
    )  # fmt: skip
    _move(case, way.enters, by=by, now=now)


@transaction.atomic
def conclude(case: Case, *, by: Actor, now: datetime | None = None) -> None:
    """结案: the handler confirms that the ended case is complete and ready for the archivist."""
    access.require(by, "case.conclude", case)
    now = now or timezone.now()
    if not Case.objects.filter(pk=case.pk, concluded_at__isnull=True).exclude(ending="").update(concluded_at=now):
        raise Stale("本案已经结案，或者尚未终结，请刷新页面查看。")
    case.concluded_at = now
    journal.record(case.dossier, "case.concluded", by=by, now=now, rows=[case])
