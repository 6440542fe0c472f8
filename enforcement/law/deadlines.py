"""The only arithmetic on legal time: from a limit and its beginning to the day it ends, with the reasons."""

import calendar as month_lengths
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, date, datetime, time, timedelta
from itertools import groupby

from enforcement.law.calendar import Calendar
from enforcement.law.facts import SHANGHAI, LawError, Precision, elapsed_key, local_day, shanghai
from enforcement.law.rules import UNIT_LABELS, Limit, Unit

_WEEKDAYS = "一二三四五六日"
# Longer tables of skipped days say nothing to a reader; beyond this they are summed up.
_SKIPPED_SPANS_SHOWN = 12


@dataclass(frozen=True)
class Suspension:
    """An interval that does not count (中止、扣除); `end=None`: still open.

    Days: the day of `start` counts as used, the days after it up to and including that of `end` do
    not. Hours: from `start` until `end`.
    """

    start: datetime
    end: datetime | None = None
    reason: str = ""


@dataclass(frozen=True)
class Extension:
    """A granted extension (延长), shown apart from the period that it follows."""

    amount: int
    unit: Unit
    article: str
    quote: str = ""


@dataclass(frozen=True)
class Due:
    """When a limit ends. `due_at` is None for limits in days; `due_on` is the last day in time.

    `provisional` (暂定): a year without a State Council notice was reached, or the end of the
    calendar; callers MUST NOT raise findings on it. `explanation` is the 期限计算表, one sentence a
    line. `quiet_day` is the last day before it was moved off a non-working day, where it was.
    """

    due_at: datetime | None
    due_on: date
    provisional: bool
    explanation: tuple[str, ...]
    quiet_day: date | None = None

    def met_at(self, moment: datetime, *, precision: Precision = "instant") -> bool:
        """Whether something done at `moment` is in time: at most `due_at`, or on `due_on` at the latest."""
        if self.due_at is None or precision == "day":
            return local_day(moment) <= self.due_on
        return elapsed_key(moment) <= elapsed_key(self.due_at)

    @property
    def ends_at(self) -> datetime:
        """The last moment in time, to compare and to sort by; for days the end of `due_on`."""
        if self.due_at is not None:
            return self.due_at
        return datetime.combine(self.due_on, time.max, tzinfo=SHANGHAI)

    def as_json(self) -> dict[str, object]:
        """`{"due_at": ISO 8601 with +08:00 or null, "due_on": …, "provisional": …, "explanation": […]}`."""
        return {
            "due_at": None if self.due_at is None else self.due_at.isoformat(),
            "due_on": self.due_on.isoformat(),
            "provisional": self.provisional,
            "explanation": list(self.explanation),
        }


def due(
    limit: Limit,
    started_at: datetime | date,
    calendar: Calendar,
    *,
    precision: Precision = "instant",
    suspensions: Sequence[Suspension] = (),
    extensions: Sequence[Extension] = (),
    as_of: datetime | None = None,
) -> Due:
    """When `limit`, begun at `started_at`, ends (民法典第二百条至第二百零四条).

    Hours run on through nights and holidays from the moment itself. In the other units the first day
    does not count; days are those of Asia/Shanghai, to 24:00; a last day on a non-working day moves
    to the next working day where `limit.roll` (never for working days, which cannot end on one).
    Suspensions need `as_of`: what lies after it has not happened yet and adds nothing.
    Raises LawError when an hours limit is given only a day. Never fails on far-away years.
    """
    bare = not isinstance(started_at, datetime)
    if limit.unit == "hours" and (bare or precision == "day"):
        raise LawError(f"“{limit.label}”按小时计算（{limit.cite}），只给出日期无法起算，请补充起算的时刻。")
    if suspensions and as_of is None:
        raise LawError(f"“{limit.label}”有中止情形，须给出计算基准时刻，尚未发生的中止不得预先扣除。")
    pauses = _merged(suspensions, as_of)
    for extension in extensions:
        if (extension.unit == "hours") != (limit.unit == "hours"):
            raise LawError(
                f"“{limit.label}”以{UNIT_LABELS[limit.unit]}计算，不能延长{extension.amount}"
                f"{UNIT_LABELS[extension.unit]}。"
            )
    if isinstance(started_at, datetime):
        start = shanghai(started_at)
        exact = precision == "instant"
    else:
        start = datetime.combine(started_at, time.min, tzinfo=SHANGHAI)
        exact = False
    lines = [
        f"起算：{_moment(start) if exact else _day(start.date())}。",
        f"依据：{limit.cite}“{limit.quote}”，期限{limit.length}。",
    ]
    if limit.unit == "hours":
        return _hours(limit, start, pauses, extensions, lines)
    return _days(limit, start.date(), calendar, pauses, extensions, lines)


def _hours(
    limit: Limit,
    start: datetime,
    pauses: list[Suspension],
    extensions: Sequence[Extension],
    lines: list[str],
) -> Due:
    lines.append("按小时计算，自起算时刻连续计算，夜间和节假日不扣除，也不顺延。")
    left = timedelta(hours=limit.amount + sum(extension.amount for extension in extensions))
    cursor = elapsed_key(start)
    for pause in pauses:
        begin, end = elapsed_key(pause.start), elapsed_key(pause.end or pause.start)
        if end <= cursor:
            continue
        if begin - cursor >= left:
            break
        left -= max(begin - cursor, timedelta())
        cursor = end
        lines.append(f"中止：{_pause(pause)}，不计入期限。")
    lines.extend(_extended(extension) for extension in extensions)
    clamped = False
    try:
        due_at = (cursor + left).astimezone(SHANGHAI)
    except OverflowError:
        due_at, clamped = datetime.max.replace(tzinfo=SHANGHAI), True
        lines.append(_BEYOND)
    lines.append(f"届满：{_moment(due_at)}。")
    return Due(due_at, due_at.date(), clamped, tuple(lines))


def _days(
    limit: Limit,
    start: date,
    calendar: Calendar,
    pauses: list[Suspension],
    extensions: Sequence[Extension],
    lines: list[str],
) -> Due:
    counter = _Counter(calendar, pauses)
    lines.append(_FIRST_DAY[limit.unit].format(day=_short(_plus(start, 1) or date.max)))
    end = counter.end(start, limit.amount, limit.unit)
    if end is not None and limit.unit == "working_days":
        lines.extend(_walked(calendar, start, end))
    examined = [limit.unit == "working_days"]
    for extension in extensions:
        if end is not None:
            before = end
            end = counter.end(end, extension.amount, extension.unit)
            lines.append(_extended(extension) + f"由{_day(before)}延至{_day(end or date.max)}。")
            examined.append(extension.unit == "working_days")
    for pause in counter.used(start, end or date.max):
        lines.append(f"中止：{_pause(pause)}，自中止次日起至恢复之日不计入期限。")
    quiet_day = end
    if end is not None and limit.roll:
        end = calendar.working_day_from(end)
        if quiet_day is not None and end is not None and end != quiet_day:
            lines.append(
                f"最后一日{_day(quiet_day)}为非工作日（{calendar.reason(quiet_day)}），"
                f"顺延至其后第一个工作日{_day(end)}。"
            )
    elif not limit.roll and limit.unit != "working_days":
        lines.append("本期限的最后一日不因非工作日顺延。")
    if end is None or quiet_day is None:
        lines.append(_BEYOND)
        lines.append(f"届满：{_day(date.max)}24时（暂定）。")
        return Due(None, date.max, True, tuple(lines))
    missing: tuple[int, ...] = ()
    if any(examined):
        missing = calendar.uncovered(start + timedelta(days=1), end)
    elif limit.roll:
        missing = calendar.uncovered(quiet_day, end)
    if missing:
        lines.append(
            f"{_years(missing)}年的国务院放假安排尚未录入，该年度暂按周一至周五为工作日计算，"
            "本结果为暂定，录入后将重新计算。"
        )
    lines.append(f"届满：{_day(end)}24时{'（暂定）' if missing else ''}。")
    moved = quiet_day if quiet_day != end else None
    return Due(None, end, bool(missing), tuple(lines), moved)


_BEYOND = "期限超出公元9999年，无法推算，以可表示的最后时刻暂定。"
_FIRST_DAY = {
    "calendar_days": "按日计算，起算当日不计入，第1日为{day}。",
    "working_days": "按工作日计算，起算当日不计入，自{day}起数工作日（含调休上班日）。",
    "months": "按月计算，起算当日不计入，至到期月的对应日；没有对应日的，至该月末日。",
    "years": "按年计算，起算当日不计入，至到期年的对应日；没有对应日的，至该月末日。",
}


class _Counter:
    """Counts days, stepping over those of the suspensions."""

    def __init__(self, calendar: Calendar, pauses: list[Suspension]) -> None:
        self._calendar = calendar
        self._pauses = pauses
        self._spans = [(local_day(pause.start), local_day(pause.end or pause.start)) for pause in pauses]

    def end(self, start: date, amount: int, unit: Unit) -> date | None:
        """The last day of the period, not yet moved off a non-working day; None beyond the year 9999."""
        if unit == "working_days":
            return self._working(start, amount)
        base = _plus(start, amount) if unit == "calendar_days" else _months(start, amount, unit)
        end = base
        while base is not None and end is not None:
            grown = _plus(base, self._paused(start, end))
            if grown == end:
                break
            end = grown
        return end

    def used(self, start: date, end: date) -> list[Suspension]:
        """The suspensions that took at least one day of the period."""
        return [
            pause
            for pause, (first, last) in zip(self._pauses, self._spans, strict=True)
            if max(first, start) < min(last, end)
        ]

    def _paused(self, start: date, end: date) -> int:
        """How many days of (start, end] are suspended."""
        return sum(max((min(last, end) - max(first, start)).days, 0) for first, last in self._spans)

    def _working(self, start: date, amount: int) -> date | None:
        end = self._calendar.working_day_after(start, amount)
        while end is not None:
            lost = sum(
                self._calendar.working_days_between(max(first, start), min(last, end))
                for first, last in self._spans
                if max(first, start) < min(last, end)
            )
            grown = self._calendar.working_day_after(start, amount + lost)
            if grown == end:
                break
            end = grown
        return end


def _merged(suspensions: Sequence[Suspension], as_of: datetime | None) -> list[Suspension]:
    """Suspensions up to `as_of`, in order, overlapping ones joined so that no time counts twice."""
    if as_of is None:
        return []
    now = shanghai(as_of)
    merged: list[Suspension] = []
    for item in sorted(suspensions, key=lambda s: (elapsed_key(s.start), s.reason)):
        begin = shanghai(item.start)
        end = now if item.end is None else min(shanghai(item.end), now, key=elapsed_key)
        if elapsed_key(end) <= elapsed_key(begin):
            continue
        last = merged[-1] if merged else None
        if last is None or last.end is None or elapsed_key(begin) > elapsed_key(last.end):
            merged.append(Suspension(begin, end, item.reason))
            continue
        reasons = dict.fromkeys(filter(None, (*last.reason.split("、"), item.reason)))
        joined = max(last.end, end, key=elapsed_key)
        merged[-1] = Suspension(last.start, joined, "、".join(reasons))
    return merged


def _plus(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def _months(day: date, amount: int, unit: Unit) -> date | None:
    """The same day number `amount` months or years later, else the last day of that month."""
    months = amount * 12 if unit == "years" else amount
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > MAXYEAR:
        return None
    last = month_lengths.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _walked(calendar: Calendar, start: date, end: date) -> list[str]:
    """Which days were skipped and why, and which weekend days counted."""
    span = [start + timedelta(days=n) for n in range(1, min((end - start).days, 800) + 1)]
    made_up = [day for day in span if calendar.is_make_up(day)]
    lines = [f"{_day(day)}调休上班，计入工作日。" for day in made_up[:_SKIPPED_SPANS_SHOWN]]
    spans = []
    for reason, days in groupby(span, key=calendar.reason):
        listed = list(days)
        if reason:
            spans.append((reason, listed))
    if len(spans) > _SKIPPED_SPANS_SHOWN:
        total = (end - start).days - calendar.working_days_between(start, end)
        return [*lines, f"其间休息日、节假日共{total}日，不计入。"]
    for reason, listed in spans:
        reach = _short(listed[0])
        if len(listed) > 1:
            reach += f"至{_short(listed[-1])}"
        lines.append(f"{reach}为{reason}，不计入。")
    return lines


def _extended(extension: Extension) -> str:
    quote = f"“{extension.quote}”" if extension.quote else ""
    return f"延长：{extension.article}{quote}，延长{extension.amount}{UNIT_LABELS[extension.unit]}。"


def _pause(pause: Suspension) -> str:
    reason = f"（{pause.reason}）" if pause.reason else ""
    return f"{_moment(pause.start)}至{_moment(pause.end or pause.start)}{reason}"


def _short(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _day(day: date) -> str:
    return f"{_short(day)}（星期{_WEEKDAYS[day.weekday()]}）"


def _moment(moment: datetime) -> str:
    seconds = f"{moment.second:02}秒" if moment.second else ""
    return f"{_day(moment.date())}{moment.hour:02}时{moment.minute:02}分{seconds}"


def _years(years: tuple[int, ...]) -> str:
    if len(years) > 3:
        return f"{years[0]}至{years[-1]}"
    return "、".join(str(year) for year in years)
