"""Running clocks: every limit of the rules, for every fact that opens it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from enforcement.law.calendar import Calendar
from enforcement.law.deadlines import Due, Extension, Suspension, due
from enforcement.law.facts import Fact, LawError, Precision, local_day, not_before, standing
from enforcement.law.rules import Limit, Rules, holds, matches

State = Literal["running", "due_today", "overdue", "stopped", "stopped_late", "waiting"]


@dataclass(frozen=True)
class Clock:
    """One limit, opened by one fact. Identity: `key`; it outlives corrections of that fact.

    `due` is None while the clock waits for something, which `waits_for` says in Chinese.
    `stopped_by`/`stopped_at` name the earliest fact that ended the duty.
    """

    limit: Limit
    opened_by: str
    started_at: datetime
    due: Due | None
    dossier: str = ""
    stopped_by: str | None = None
    stopped_at: datetime | None = None
    stopped_precision: Precision = "instant"
    waits_for: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """(limit id, id of the opening fact)."""
        return (self.limit.id, self.opened_by)

    def state(self, now: datetime) -> State:
        """How the clock stands at `now`. Due today is not overdue; a `wait` that is over is `stopped`.

        A provisional clock can be `overdue` here; callers MUST look at `due.provisional` before
        they hold it against anyone.
        """
        if self.stopped_at is not None:
            in_time = self.due is None or self.due.met_at(self.stopped_at, precision=self.stopped_precision)
            return "stopped" if in_time or self.limit.effect == "wait" else "stopped_late"
        if self.due is None:
            return "waiting"
        if not self.due.met_at(now):
            return "stopped" if self.limit.effect == "wait" else "overdue"
        return "due_today" if local_day(now) == self.due.due_on else "running"


def clocks(rules: Rules, facts: Iterable[Fact], calendar: Calendar, now: datetime) -> list[Clock]:
    """All clocks that the effective `facts` open under `rules`, in order of their beginning.

    Depends on nothing but its arguments, nor on the order of the facts. An unusable fact (an hours
    limit whose beginning is known only by its day) gives a waiting clock, never an error.
    """
    known = standing(facts)
    found = []
    act_type = next((f.data.get("act_type") for f in known if f.kind == "case.opened"), None)
    for limit in rules.limits.values():
        if limit.act_types and act_type not in limit.act_types:
            continue
        for fact in known:
            if fact.kind not in limit.starts or not holds(fact.data, limit.starts_where):
                continue
            if not _first(known, limit.unless, fact, limit):
                found.append(_clock(limit, fact, known, calendar, now))
    return sorted(found, key=lambda clock: (local_day(clock.started_at), clock.key))


def _clock(limit: Limit, opening: Fact, known: list[Fact], calendar: Calendar, now: datetime) -> Clock:
    stop = next(
        (
            fact
            for fact in known
            if fact.kind in limit.stops
            and holds(fact.data, limit.stops_where)
            and matches(opening.data, fact.data, limit.match)
            and not_before(fact, opening)
        ),
        None,
    )
    ends, waits_for = _due(limit, opening, known, calendar, stop.at if stop else now)
    pauses = _suspensions(limit, opening, known)
    held = pauses[-1] if pauses and pauses[-1].end is None and not stop else None
    if held and ends and ends.met_at(held.start):
        # No date, rather than one that moves on every day: rows that were written earlier stay true.
        since = local_day(held.start)
        ends, waits_for = None, f"期限自{since.year}年{since.month}月{since.day}日起中止，恢复后继续计算。"
    return Clock(
        limit=limit,
        opened_by=opening.id,
        started_at=opening.at,
        due=ends,
        dossier=opening.dossier,
        stopped_by=stop.id if stop else None,
        stopped_at=stop.at if stop else None,
        stopped_precision=stop.precision if stop else "instant",
        waits_for="" if stop else waits_for,
    )


def _due(limit: Limit, opening: Fact, known: list[Fact], calendar: Calendar, as_of: datetime) -> tuple[Due | None, str]:
    """When the clock ends, or why that cannot be said yet."""
    base = _counted(limit, limit, opening, opening, known, calendar, as_of)
    if limit.instead is None or not _first(known, limit.instead.when, opening, limit):
        return base
    exception = limit.alternative
    start = _first(known, exception.starts, opening, limit, after=opening)
    if start is None:
        return None, f"适用例外（{exception.cite}），起算的事实尚未记录，期限待定。"
    other = _counted(limit, exception, start, opening, known, calendar, as_of)
    if base[0] is None or other[0] is None:
        return other
    # An exception relieves; it never shortens what the main rule gives (衡阳第三十条).
    return base if base[0].ends_at > other[0].ends_at else other


def _counted(
    limit: Limit,
    counted: Limit,
    start: Fact,
    opening: Fact,
    known: list[Fact],
    calendar: Calendar,
    as_of: datetime,
) -> tuple[Due | None, str]:
    extensions = []
    rule = limit.extension
    granted = _first(known, rule.when, opening, limit, after=opening) if rule else None
    if rule and granted:
        extensions = [Extension(rule.amount, rule.unit, rule.basis.cite, rule.basis.quote)]
    try:
        ends = due(
            counted,
            start.at,
            calendar,
            precision=start.precision,
            suspensions=_suspensions(limit, opening, known),
            extensions=extensions,
            as_of=as_of,
        )
    except LawError as error:
        return None, str(error)
    return ends, ""


def _suspensions(limit: Limit, opening: Fact, known: list[Fact]) -> list[Suspension]:
    """Intervals from each suspending fact to the next resuming one; the last may still be open."""
    found: list[Suspension] = []
    since: Fact | None = None
    for fact in known:
        if not matches(opening.data, fact.data, limit.match) or not not_before(fact, opening):
            continue
        if fact.kind in limit.suspends and since is None:
            since = fact
        elif fact.kind in limit.resumes and since is not None:
            found.append(Suspension(since.at, fact.at))
            since = None
    if since is not None:
        found.append(Suspension(since.at))
    return found


def _first(
    known: list[Fact],
    kinds: tuple[str, ...],
    opening: Fact,
    limit: Limit,
    *,
    after: Fact | None = None,
) -> Fact | None:
    """The earliest fact of one of the kinds that speaks of the same thing as the opening fact."""
    return next(
        (
            fact
            for fact in known
            if fact.kind in kinds
            and matches(opening.data, fact.data, limit.match)
            and (after is None or not_before(fact, after))
        ),
        None,
    )
