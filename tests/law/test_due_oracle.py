"""`due` against a slow counter that walks day by day and shares no line with it, on random calendars."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from enforcement.law import Calendar, Suspension, due
from tests.law.examples import at, limit, year

FIRST, LAST = date(2024, 1, 1), date(2026, 12, 31)
ONE = timedelta(days=1)
WHOLE = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
WEEKDAYS = [day for day in WHOLE if day.weekday() < 5]
WEEKEND = [day for day in WHOLE if day.weekday() >= 5]

days_off = st.frozensets(st.sampled_from(WEEKDAYS), max_size=60)
make_up = st.frozensets(st.sampled_from(WEEKEND), max_size=20)
starts = st.dates(min_value=date(2024, 1, 1), max_value=date(2025, 6, 30))
pauses = st.lists(st.tuples(starts, st.integers(0, 25)), max_size=4)


class SlowCounter:
    """Counts as a clerk does, crossing out days on a wall calendar."""

    def __init__(self, off: frozenset[date], made_up: frozenset[date]) -> None:
        self.off, self.made_up = off, made_up

    def works(self, day: date) -> bool:
        if day in self.made_up:
            return True
        return day.isoweekday() <= 5 and day not in self.off

    def crossed_out(self, start: date, spans: list[tuple[date, int]]) -> set[date]:
        return {first + ONE * n for first, length in spans for n in range(1, length + 1)}

    def count(self, start: date, amount: int, *, working: bool, roll: bool, spans: list[tuple[date, int]]) -> date:
        day, left, out = start, amount, self.crossed_out(start, spans)
        while left:
            day += ONE
            if day not in out and (not working or self.works(day)):
                left -= 1
        while roll and not self.works(day):
            day += ONE
        return day


def calendar(off: frozenset[date], made_up: frozenset[date]) -> Calendar:
    return Calendar(
        year(
            number,
            off=tuple(day for day in off if day.year == number),
            make_up=tuple(day for day in made_up if day.year == number),
        )
        for number in (2024, 2025, 2026)
    )


@settings(max_examples=150, deadline=None)
@given(off=days_off, made_up=make_up, start=starts, amount=st.integers(1, 90), spans=pauses)
def test_due_agrees_with_a_clerk_who_crosses_out_days(
    off: frozenset[date],
    made_up: frozenset[date],
    start: date,
    amount: int,
    spans: list[tuple[date, int]],
) -> None:
    loaded, clerk = calendar(off, made_up), SlowCounter(off, made_up)
    suspensions = [
        Suspension(at(f"{first}T10:00:00"), at(f"{first + ONE * length}T09:00:00"))
        if length
        else Suspension(at(f"{first}T10:00:00"), at(f"{first}T11:00:00"))
        for first, length in spans
    ]
    for unit, roll in [("working_days", True), ("calendar_days", True), ("calendar_days", False)]:
        found = due(
            limit(unit, amount, roll=roll),
            start,
            loaded,
            suspensions=suspensions,
            as_of=at("2026-12-31T00:00:00"),
        )
        expected = clerk.count(start, amount, working=unit == "working_days", roll=roll, spans=spans)
        assert (found.due_on, found.provisional) == (expected, False)


@settings(max_examples=100, deadline=None)
@given(off=days_off, made_up=make_up, first=starts, length=st.integers(0, 400))
def test_counting_working_days_between_agrees_with_looking_at_each(
    off: frozenset[date], made_up: frozenset[date], first: date, length: int
) -> None:
    loaded, clerk = calendar(off, made_up), SlowCounter(off, made_up)
    last = first + ONE * length
    walked = sum(clerk.works(first + ONE * n) for n in range(1, length + 1))
    assert loaded.working_days_between(first, last) == walked
    assert loaded.working_days_between(last, first) == -walked
    assert [loaded.is_working_day(day) for day in WHOLE] == [clerk.works(day) for day in WHOLE]


@settings(max_examples=100, deadline=None)
@given(start=st.dates(), unit=st.sampled_from(["calendar_days", "working_days", "months", "years"]))
def test_a_longer_period_never_ends_earlier(start: date, unit: str) -> None:
    shipped = Calendar.shipped()
    ends = [due(limit(unit, amount), start, shipped).due_on for amount in (1, 2, 5, 20)]
    assert ends == sorted(ends)
