"""Legal time by golden tables: each row is a date that a clerk can check with a calendar on the wall."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest

from enforcement.law import Calendar, LawError, due, load
from enforcement.law.facts import SHANGHAI
from tests.law.examples import at, limit, year

SHIPPED = Calendar.shipped()


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        ("2026-02-13T18:00:00+08:00", 24, "2026-02-14T18:00:00+08:00"),
        # Through the eve and the first day of the Spring Festival, and through the National Day week.
        ("2026-02-16T23:30:00+08:00", 24, "2026-02-17T23:30:00+08:00"),
        ("2025-10-01T00:00:00+08:00", 24, "2025-10-02T00:00:00+08:00"),
        ("2019-07-05T18:00:00", 24, "2019-07-06T18:00:00+08:00"),
        ("2026-12-31T20:00:00+08:00", 24, "2027-01-01T20:00:00+08:00"),
        ("2024-02-28T09:15:00+08:00", 24, "2024-02-29T09:15:00+08:00"),
        ("2023-02-28T09:15:00+08:00", 24, "2023-03-01T09:15:00+08:00"),
        ("2026-02-13T10:00:00+00:00", 24, "2026-02-14T18:00:00+08:00"),
        ("2026-02-13T23:00:00-05:00", 24, "2026-02-15T12:00:00+08:00"),
        ("2026-02-13T18:00:00.123456+08:00", 1, "2026-02-13T19:00:00.123456+08:00"),
        # Summer time began at 2:00 on 17 April 1988: a day later by the sun is an hour later by the clock.
        ("1988-04-16T20:00:00", 24, "1988-04-17T21:00:00+09:00"),
    ],
)
def test_hours_run_on_through_nights_and_holidays(start: str, hours: int, expected: str) -> None:
    found = due(limit("hours", hours), datetime.fromisoformat(start), SHIPPED)
    assert found.due_at == datetime.fromisoformat(expected)
    assert found.due_at.isoformat() == expected
    assert found.due_on == datetime.fromisoformat(expected).date()
    assert not found.provisional


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        # Vectors on which three independent libraries agree.
        ("2026-02-12", 7, "2026-02-28"),
        ("2026-02-13", 7, "2026-03-02"),
        ("2026-02-12", 20, "2026-03-18"),
        ("2025-09-26", 7, "2025-10-13"),
        ("2020-01-22", 7, "2020-02-10"),
        ("2024-09-29", 5, "2024-10-11"),
        ("2023-12-29", 3, "2024-01-04"),
        ("2026-04-30", 10, "2026-05-18"),
        ("2025-01-24", 20, "2025-02-27"),
        # A make-up Saturday is a working day; starting on one does not count it.
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-14", 1, "2026-02-24"),
        # Starting in the middle of a holiday.
        ("2026-02-18", 1, "2026-02-24"),
        ("2018-12-28", 1, "2018-12-29"),
        ("2018-12-29", 1, "2019-01-02"),
        ("2024-02-28", 1, "2024-02-29"),
    ],
)
def test_working_days_follow_the_notices_with_their_make_up_days(start: str, days: int, expected: str) -> None:
    found = due(limit("working_days", days), date.fromisoformat(start), SHIPPED)
    assert found.due_on == date.fromisoformat(expected)
    assert found.due_at is None
    assert not found.provisional


@pytest.mark.parametrize(
    ("unit", "amount", "start", "unrolled", "rolled"),
    [
        ("calendar_days", 30, "2019-09-01", "2019-10-01", "2019-10-08"),
        ("calendar_days", 30, "2026-03-02", "2026-04-01", "2026-04-01"),
        # The last day is a Saturday on which work is made up: it stays.
        ("calendar_days", 1, "2026-02-13", "2026-02-14", "2026-02-14"),
        ("calendar_days", 5, "2025-12-29", "2026-01-03", "2026-01-04"),
        ("calendar_days", 20, "2024-02-09", "2024-02-29", "2024-02-29"),
        ("calendar_days", 1, "2024-12-31", "2025-01-01", "2025-01-02"),
        ("months", 1, "2024-01-31", "2024-02-29", "2024-02-29"),
        ("months", 1, "2023-01-31", "2023-02-28", "2023-02-28"),
        ("months", 3, "2025-11-30", "2026-02-28", "2026-02-28"),
        ("months", 1, "2025-12-15", "2026-01-15", "2026-01-15"),
        ("months", 12, "2024-02-29", "2025-02-28", "2025-02-28"),
        ("years", 1, "2024-02-29", "2025-02-28", "2025-02-28"),
        ("years", 4, "2020-02-29", "2024-02-29", "2024-02-29"),
        ("years", 5, "2018-10-03", "2023-10-03", "2023-10-07"),
    ],
)
def test_a_last_day_on_a_non_working_day_rolls_forward_unless_the_rule_says_otherwise(
    unit: str, amount: int, start: str, unrolled: str, rolled: str
) -> None:
    first = date.fromisoformat(start)
    moved = due(limit(unit, amount), first, SHIPPED)
    assert moved.due_on == date.fromisoformat(rolled)
    strict = due(limit(unit, amount, roll=False), first, SHIPPED)
    assert strict.due_on == date.fromisoformat(unrolled)
    assert strict.quiet_day is None
    if rolled != unrolled:
        assert moved.quiet_day == date.fromisoformat(unrolled)
        table = "".join(moved.explanation)
        for day in (unrolled, rolled):
            assert f"{int(day[:4])}年{int(day[5:7])}月{int(day[8:])}日" in table


@pytest.mark.parametrize(
    ("start", "first_day_counted"),
    [
        ("2026-03-09T23:59:59.999999+08:00", "2026-03-10"),
        ("2026-03-10T00:00:00+08:00", "2026-03-11"),
        ("2026-03-09T16:00:00+00:00", "2026-03-11"),
        ("2026-03-09T15:59:59+00:00", "2026-03-10"),
        ("2026-03-09T20:00:00-07:00", "2026-03-11"),
        ("2026-03-09T20:00:00", "2026-03-10"),
    ],
)
def test_the_legal_day_is_the_day_in_shanghai(start: str, first_day_counted: str) -> None:
    for unit in ("calendar_days", "working_days"):
        found = due(limit(unit, 1), datetime.fromisoformat(start), SHIPPED)
        assert found.due_on == date.fromisoformat(first_day_counted)


def test_days_end_at_midnight_and_hours_at_their_moment() -> None:
    in_days = due(limit("working_days", 1), date(2026, 3, 9), SHIPPED)
    assert in_days.met_at(at("2026-03-10T23:59:59.999999"))
    assert in_days.met_at(datetime(2026, 3, 10, 15, 59, tzinfo=UTC))
    assert not in_days.met_at(at("2026-03-11T00:00:00"))
    assert not in_days.met_at(datetime(2026, 3, 10, 16, 0, tzinfo=UTC))
    in_hours = due(limit("hours", 24), at("2026-03-09T16:00:00"), SHIPPED)
    assert in_hours.met_at(at("2026-03-10T16:00:00"))
    assert not in_hours.met_at(at("2026-03-10T16:00:00.000001"))
    assert in_hours.met_at(at("2026-03-10T23:00:00"), precision="day")


@pytest.mark.parametrize("start", [date(2026, 2, 13), at("2026-02-13T00:00:00")])
def test_hours_cannot_be_reckoned_from_a_bare_day(start: date) -> None:
    with pytest.raises(LawError, match="只给出日期无法起算"):
        due(limit("hours", 24), start, SHIPPED, precision="day")
    with pytest.raises(LawError, match="《示例》第一条"):
        due(limit("hours", 24), date(2026, 2, 13), SHIPPED)


@pytest.mark.parametrize(
    ("unit", "amount", "start", "roll", "provisional"),
    [
        ("working_days", 20, date(2026, 12, 20), True, True),
        ("working_days", 2, date(2026, 12, 28), True, False),
        # The count begins on the day after: the year of the start itself is not asked.
        ("working_days", 2, date(2017, 12, 31), True, False),
        ("working_days", 2, date(2017, 12, 28), True, True),
        ("calendar_days", 30, date(2026, 12, 15), True, True),
        ("calendar_days", 30, date(2026, 12, 15), False, False),
        ("calendar_days", 10, date(2026, 12, 15), True, False),
        ("years", 5, date(2026, 3, 1), True, True),
        ("hours", 24, at("2026-12-31T12:00:00"), True, False),
    ],
)
def test_a_limit_that_reaches_a_year_without_a_notice_is_provisional(
    unit: str, amount: int, start: date, roll: bool, provisional: bool
) -> None:
    found = due(limit(unit, amount, roll=roll), start, SHIPPED)
    assert found.provisional is provisional
    assert ("暂定" in "".join(found.explanation)) is provisional
    assert found.as_json()["provisional"] is provisional


def test_a_roll_forward_into_an_uncovered_year_is_provisional() -> None:
    only_2026 = Calendar([year(2026, off=(date(2026, 12, 31),))])
    found = due(limit("calendar_days", 1), date(2026, 12, 30), only_2026)
    assert found.due_on == date(2027, 1, 1)
    assert found.provisional


def test_loading_the_missing_year_settles_a_provisional_date() -> None:
    start = date(2026, 12, 28)
    before = due(limit("working_days", 5), start, SHIPPED)
    notice = year(2027, off=tuple(date(2027, 1, day) for day in (1, 2, 3)))
    after = due(limit("working_days", 5), start, SHIPPED.with_year(notice))
    assert (before.due_on, before.provisional) == (date(2027, 1, 4), True)
    assert (after.due_on, after.provisional) == (date(2027, 1, 5), False)
    assert SHIPPED.year(2027) is None


@pytest.mark.parametrize("unit", ["hours", "calendar_days", "working_days", "months", "years"])
@pytest.mark.parametrize("amount", [1, 20, 10_000])
@pytest.mark.parametrize(
    "start",
    [
        datetime.max,
        datetime.max.replace(tzinfo=UTC),
        datetime.max.replace(tzinfo=timezone(-timedelta(hours=12))),
        datetime.min,
        datetime.min.replace(tzinfo=UTC),
        datetime.min.replace(tzinfo=timezone(timedelta(hours=14))),
        datetime(9999, 12, 20, 12, 0, tzinfo=SHANGHAI),
        datetime(2262, 5, 1, tzinfo=SHANGHAI),
    ],
)
def test_no_date_is_too_far_away_to_be_answered(unit: str, amount: int, start: datetime) -> None:
    found = due(limit(unit, amount), start, SHIPPED)
    assert found.explanation
    assert found.ends_at >= datetime.min.replace(tzinfo=SHANGHAI)
    if unit != "hours" or found.due_on == date.max:
        assert found.provisional


def test_the_explanation_names_base_rule_skipped_days_and_result() -> None:
    found = due(limit("working_days", 2), at("2026-02-13T18:00:00"), SHIPPED)
    assert found.explanation == (
        "起算：2026年2月13日（星期五）18时00分。",
        "依据：《示例》第一条“应当及时办理”，期限2个工作日。",
        "按工作日计算，起算当日不计入，自2026年2月14日起数工作日（含调休上班日）。",
        "2026年2月14日（星期六）调休上班，计入工作日。",
        "2026年2月15日至2026年2月23日为春节放假，不计入。",
        "届满：2026年2月24日（星期二）24时。",
    )


def test_a_long_explanation_sums_up_the_skipped_days() -> None:
    found = due(limit("working_days", 200), date(2025, 1, 2), SHIPPED)
    assert len(found.explanation) < 30
    assert any("其间休息日、节假日共" in line for line in found.explanation)


def test_the_json_answer_has_four_keys_and_no_moment_for_days() -> None:
    in_days = due(limit("working_days", 2), at("2026-02-13T18:00:00"), SHIPPED).as_json()
    assert list(in_days) == ["due_at", "due_on", "provisional", "explanation"]
    assert (in_days["due_at"], in_days["due_on"]) == (None, "2026-02-24")
    in_hours = due(limit("hours", 24), at("2026-02-13T18:00:00"), SHIPPED).as_json()
    assert in_hours["due_at"] == "2026-02-14T18:00:00+08:00"


def test_what_ends_within_a_day_sorts_by_its_last_moment() -> None:
    found = due(limit("working_days", 2), at("2026-02-13T18:00:00"), SHIPPED)
    assert found.ends_at == datetime.combine(date(2026, 2, 24), time.max, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("regulation", "name", "start", "expected"),
    [
        pytest.param(*row, marks=pytest.mark.obligation(obligation))
        for obligation, *row in [
            ("LN-25-7", "liaoning", "footage-handover", "2019-07-05T16:00", "2019-07-06T16:00:00+08:00"),
            ("HY-30-1", "hengyang-forestry", "footage-handover", "2018-10-12T09:00", "2018-10-16"),
            ("LN-25-2", "liaoning", "archive", "2019-09-01", "2019-10-08"),
            ("HY-32-1", "hengyang-forestry", "archive", "2018-11-01", "2018-11-21"),
            ("LN-9-3", "liaoning", "emergency-approval", "2019-07-05T18:00", "2019-07-06T18:00:00+08:00"),
            (
                "HY-11-2",
                "hengyang-forestry",
                "emergency-approval",
                "2018-07-06T18:00",
                "2018-07-07T18:00:00+08:00",
            ),
        ]
    ],
)
def test_the_shipped_limits_give_the_dates_of_their_acceptance_checks(
    regulation: str, name: str, start: str, expected: str
) -> None:
    begun = date.fromisoformat(start) if len(start) == 10 else at(start)
    answer = due(load(regulation).limits[name], begun, SHIPPED).as_json()
    assert (answer["due_at"] or answer["due_on"]) == expected
    assert answer["provisional"] is False
