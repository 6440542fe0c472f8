"""The working calendar: the State Council's yearly notices, and honest silence where none is loaded."""

import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import MINYEAR, date
from functools import lru_cache
from pathlib import Path
from typing import Literal

from enforcement.law.facts import LawError
from enforcement.law.tables import Table

DayKind = Literal["working_day", "rest_day", "statutory_holiday"]

_FOLDER = Path(__file__).parent / "calendars"
_SATURDAY = 5


@dataclass(frozen=True)
class CalendarYear:
    """One notice of the State Council: the days off, the statutory holidays among them, make-up days.

    The days may lie in a neighbouring year (29 December 2018 was a make-up day of the notice for
    2019); only `year` itself counts as covered.
    """

    year: int
    notice: str
    number: str
    published: date
    days_off: Mapping[date, str]
    statutory: frozenset[date]
    make_up: frozenset[date]

    @classmethod
    def parse(cls, document: Mapping[str, object], *, file: str) -> "CalendarYear":
        """Read one `calendars/<year>.toml`; raises LawError naming file and key."""
        table = Table(document, file=file)
        year = table.integer("year", minimum=MINYEAR)
        off: dict[date, str] = {}
        statutory: set[date] = set()
        for holiday in table.tables("holidays"):
            name = holiday.string("name")
            days = holiday.dates("days")
            legal = holiday.dates("statutory", default=())
            for day in legal:
                if day not in days:
                    holiday.fail("statutory", f"法定节假日{day}不在放假日期之内")
            for day in days:
                if day in off:
                    holiday.fail("days", f"{day}重复放假")
                off[day] = name
            statutory.update(legal)
            holiday.close()
        make_up = table.dates("workdays", default=())
        for day in make_up:
            if day in off:
                table.fail("workdays", f"{day}既放假又上班")
            if day.weekday() < _SATURDAY:
                table.fail("workdays", f"{day}不是周末，不能列为调休上班日")
        for day in (*off, *make_up):
            if abs(day.year - year) > 1:
                table.fail("holidays", f"{day}不属于{year}年度")
        parsed = cls(
            year=year,
            notice=table.string("notice"),
            number=table.string("number", default=""),
            published=table.day("published"),
            days_off=off,
            statutory=frozenset(statutory),
            make_up=frozenset(make_up),
        )
        table.close()
        return parsed


class Calendar:
    """Which days are working days. Immutable: `with_year` gives a new one.

    Callers MUST look at `covers`: outside the covered years the answers are Monday to Friday only,
    and whatever rests on them is provisional (暂定).
    """

    def __init__(self, years: Iterable[CalendarYear] = ()) -> None:
        self._years = {year.year: year for year in years}
        self._off: dict[date, str] = {}
        self._statutory: set[date] = set()
        self._make_up: set[date] = set()
        # Later notices speak last: one of them may change the last days of the year before.
        for number in sorted(self._years):
            year = self._years[number]
            for day in year.make_up:
                self._off.pop(day, None)
                self._statutory.discard(day)
                self._make_up.add(day)
            for day, name in year.days_off.items():
                self._make_up.discard(day)
                self._off[day] = name
            self._statutory |= year.statutory
        self._weekdays_off = sorted(day for day in self._off if day.weekday() < _SATURDAY)
        self._weekend_work = sorted(self._make_up)

    @staticmethod
    @lru_cache(maxsize=1)
    def shipped() -> "Calendar":
        """The calendar of the notices that lie in `calendars/`."""
        years = []
        for path in sorted(_FOLDER.glob("*.toml")):
            years.append(read_year(path))
        return Calendar(years)

    def with_year(self, *years: CalendarYear) -> "Calendar":
        """This calendar with further years, or with others in place of those it has."""
        return Calendar([*self._years.values(), *years])

    @property
    def years(self) -> tuple[int, ...]:
        """The covered years, ascending."""
        return tuple(sorted(self._years))

    def year(self, number: int) -> CalendarYear | None:
        """The notice for a year, or None where none is loaded."""
        return self._years.get(number)

    def covers(self, day: date) -> bool:
        """Whether the notice for the day's year is loaded."""
        return day.year in self._years

    def is_working_day(self, day: date) -> bool:
        """工作日: Monday to Friday without days off, and the make-up days."""
        if day in self._make_up:
            return True
        return day.weekday() < _SATURDAY and day not in self._off

    def kind(self, day: date) -> DayKind:
        """工作日, 休息日 or 法定节假日 (the last is narrower than a day off: 行政强制法第四十三条)."""
        if self.is_working_day(day):
            return "working_day"
        return "statutory_holiday" if day in self._statutory else "rest_day"

    def reason(self, day: date) -> str:
        """Why a day does not count, in Chinese: the holiday's name or 周末; "" for a working day."""
        if self.is_working_day(day):
            return ""
        return f"{self._off[day]}放假" if day in self._off else "周末"

    def is_make_up(self, day: date) -> bool:
        """Whether the day is a weekend day on which work is made up (调休上班)."""
        return day in self._make_up

    def ordinal(self, day: date) -> int:
        """The number of working days from the beginning of time up to and including `day`.

        Two days lie as many working days apart as their ordinals differ; no walk over the days.
        """
        # Ordinal 1 of the proleptic calendar is a Monday.
        weeks, rest = divmod(day.toordinal(), 7)
        fewer = bisect_right(self._weekdays_off, day)
        return weeks * 5 + min(rest, 5) - fewer + bisect_right(self._weekend_work, day)

    def working_day_after(self, day: date, count: int) -> date | None:
        """The `count`-th working day after `day` (which is not counted); None beyond the year 9999."""
        if count < 1:
            raise ValueError("count starts at 1")
        days = range(day.toordinal() + 1, date.max.toordinal() + 1)
        wanted = self.ordinal(day) + count
        place = bisect_left(days, wanted, key=lambda n: self.ordinal(date.fromordinal(n)))
        return date.fromordinal(days[place]) if place < len(days) else None

    def working_day_from(self, day: date) -> date | None:
        """The day itself if it is a working day, else the next one; None beyond the year 9999."""
        return day if self.is_working_day(day) else self.working_day_after(day, 1)

    def working_days_between(self, first: date, last: date) -> int:
        """How many working days lie after `first` up to and including `last`; negative backwards."""
        return self.ordinal(last) - self.ordinal(first)

    def uncovered(self, first: date, last: date) -> tuple[int, ...]:
        """The years between two days (both included) for which no notice is loaded."""
        return tuple(n for n in range(first.year, last.year + 1) if n not in self._years)


def read_year(path: Path) -> CalendarYear:
    """Read one year's file; raises LawError naming the file where it is not as it must be."""
    file = f"calendars/{path.name}"
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise LawError(f"{file}：不是有效的 TOML（{error}）。") from error
    year = CalendarYear.parse(document, file=file)
    if path.stem != str(year.year):
        raise LawError(f"{file}：键 year 的值 {year.year} 与文件名不一致。")
    return year
