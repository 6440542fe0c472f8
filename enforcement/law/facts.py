"""Facts: what happened, as the law kernel sees it, and the legal day on which it happened."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

Precision = Literal["instant", "day"]

SHANGHAI = ZoneInfo("Asia/Shanghai")

_FIRST = datetime.min.replace(tzinfo=SHANGHAI)
_LAST = datetime.max.replace(tzinfo=SHANGHAI)


class LawError(Exception):
    """The law's data, or a question put to it, cannot be used; the message is a Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One effective fact of a dossier (corrections and retractions are already applied).

    `at` is when it happened, `recorded_at` when it was entered; both may be naive and are then
    Shanghai time. `precision="day"`: only the day of `at` is known. `id` stays that of the first
    entry when a fact is corrected, so that clocks keep their identity.
    """

    id: str
    kind: str
    at: datetime
    recorded_at: datetime
    data: Mapping[str, object] = field(default_factory=dict)
    precision: Precision = "instant"
    dossier: str = ""


def shanghai(moment: datetime) -> datetime:
    """`moment` in Asia/Shanghai; a naive one is taken as Shanghai time already.

    At the two ends of the calendar, where the conversion would leave it, the end itself.
    """
    if moment.tzinfo is None:
        return moment.replace(tzinfo=SHANGHAI)
    try:
        return moment.astimezone(SHANGHAI)
    except OverflowError:
        return _LAST if moment.year > 1 else _FIRST


def local_day(moment: datetime) -> date:
    """The legal day (Asia/Shanghai) on which `moment` lies."""
    return shanghai(moment).date()


def elapsed_key(moment: datetime) -> datetime:
    """A key that orders moments truly, even in the repeated hour of the summer time of 1986–1991."""
    try:
        return shanghai(moment).astimezone(UTC)
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)


def in_order(facts: Iterable[Fact]) -> list[Fact]:
    """Facts by time of happening, then of entry, then id: the same list whatever order they came in."""
    return sorted(facts, key=lambda f: (elapsed_key(f.at), elapsed_key(f.recorded_at), str(f.id)))


def not_before(later: Fact, earlier: Fact) -> bool:
    """Whether `later` happened at or after `earlier`; by the day where only a day is known of one."""
    if "day" in (later.precision, earlier.precision):
        return local_day(later.at) >= local_day(earlier.at)
    return elapsed_key(later.at) >= elapsed_key(earlier.at)


def standing(facts: Iterable[Fact]) -> list[Fact]:
    """The facts in order, without drafts, final documents, approvals and decisions of voided documents."""
    ordered = in_order(facts)
    voided = {f.data.get("doc") for f in ordered if f.kind == "document.voided"} - {None, ""}
    return [f for f in ordered if not (f.kind in _VOIDABLE and f.data.get("doc") in voided)]


_VOIDABLE = frozenset({"document.drafted", "document.finalised", "approval.granted", "decision.made"})
