"""The days on which the stories of the demo happen, reckoned backwards from the day on which it is made."""

from datetime import date, datetime, time, timedelta

from enforcement import law, rulebook

FARTHEST = 120


def moved(day: date, count: int) -> date:
    """`count` working days after `day` (before it, where negative); 0: the day itself or the working day before it."""
    calendar = rulebook.calendar()
    while not calendar.is_working_day(day):
        day -= timedelta(days=1)
    if count > 0:
        found = calendar.working_day_after(day, count)
        assert found is not None  # the demo ends long before the calendar does
        return found
    for _ in range(-count):
        day -= timedelta(days=1)
        while not calendar.is_working_day(day):
            day -= timedelta(days=1)
    return day


def moment(day: date, clock: str) -> datetime:
    """`moment(day, "09:30")` in Shanghai."""
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=law.SHANGHAI)


def begun_for(limit: law.Limit, *, due_on: date) -> date:
    """The latest working day from which `limit` ends on `due_on`, or else on the first day after it that can be."""
    calendar = rulebook.calendar()
    soonest: tuple[date, date] | None = None
    for back in range(FARTHEST):
        day = due_on - timedelta(days=back)
        if not calendar.is_working_day(day):
            continue
        ends = law.due(limit, day, calendar, precision="day").due_on
        if ends < due_on:
            break
        if soonest is None or ends < soonest[0]:
            soonest = (ends, day)
    assert soonest is not None  # a limit longer than `FARTHEST` days is none that the demo uses
    return soonest[1]
