"""Suspensions and extensions: what other case systems got wrong is a row here."""

from datetime import date, datetime

import pytest

from enforcement.law import Calendar, Extension, LawError, Suspension, due
from tests.law.examples import at, limit

SHIPPED = Calendar.shipped()
NOW = at("2026-06-30T12:00:00")


def pause(start: str, end: str | None = None, reason: str = "") -> Suspension:
    return Suspension(at(start), at(end) if end else None, reason)


def end_of(unit: str, amount: int, start: str, *pauses: Suspension, now: datetime = NOW) -> date:
    return due(limit(unit, amount), at(start), SHIPPED, suspensions=pauses, as_of=now).due_on


def test_a_suspension_does_stop_the_count() -> None:
    # A period on hold that goes on running is a complaint about another system (open-zaak#747).
    assert end_of("working_days", 7, "2026-03-02T10:00") == date(2026, 3, 11)
    held = pause("2026-03-04T09:00", "2026-03-06T17:00")
    assert end_of("working_days", 7, "2026-03-02T10:00", held) == date(2026, 3, 13)


def test_the_day_of_suspending_is_used_and_the_day_of_resuming_is_not() -> None:
    # Returned on Wednesday, resubmitted on Thursday: only Thursday is lost.
    held = pause("2026-03-04T08:00", "2026-03-05T20:00")
    assert end_of("working_days", 5, "2026-03-02T10:00", held) == date(2026, 3, 10)
    same_day = pause("2026-03-04T08:00", "2026-03-04T20:00")
    assert end_of("working_days", 5, "2026-03-02T10:00", same_day) == date(2026, 3, 9)


def test_overlapping_suspensions_count_once() -> None:
    one = pause("2026-03-04T09:00", "2026-03-10T17:00", "检验")
    other = pause("2026-03-06T09:00", "2026-03-12T17:00", "鉴定")
    inside = pause("2026-03-05T09:00", "2026-03-06T17:00")
    union = pause("2026-03-04T09:00", "2026-03-12T17:00")
    expected = end_of("calendar_days", 30, "2026-03-02T10:00", union)
    for pauses in [(one, other), (other, one), (one, inside, other), (one, one, other)]:
        assert end_of("calendar_days", 30, "2026-03-02T10:00", *pauses) == expected
    found = due(limit("calendar_days", 30), date(2026, 3, 2), SHIPPED, suspensions=[one, other], as_of=NOW)
    assert any("检验、鉴定" in line for line in found.explanation)


def test_a_future_end_adds_no_day_in_advance() -> None:
    # ybcase gave 179 days away when someone typed an end far ahead.
    held = pause("2026-03-04T09:00", "2026-08-30T09:00")
    now = at("2026-03-06T12:00:00")
    until_now = pause("2026-03-04T09:00", "2026-03-06T12:00")
    expected = end_of("calendar_days", 30, "2026-03-02T10:00", until_now, now=now)
    assert end_of("calendar_days", 30, "2026-03-02T10:00", held, now=now) == expected


def test_an_open_suspension_moves_the_date_with_time_and_can_be_closed() -> None:
    still_open = pause("2026-03-04T09:00")
    dates = [
        end_of("calendar_days", 30, "2026-03-02T10:00", still_open, now=at(f"2026-03-{day}T12:00"))
        for day in ("04", "10", "11")
    ]
    assert dates == [date(2026, 4, 1), date(2026, 4, 7), date(2026, 4, 8)]
    closed = pause("2026-03-04T09:00", "2026-03-10T09:00")
    assert end_of("calendar_days", 30, "2026-03-02T10:00", closed) == date(2026, 4, 7)


def test_a_suspension_after_the_end_or_before_the_beginning_adds_nothing() -> None:
    before = pause("2026-02-01T09:00", "2026-02-20T09:00")
    after = pause("2026-04-20T09:00", "2026-05-20T09:00")
    assert end_of("calendar_days", 30, "2026-03-02T10:00", before, after) == date(2026, 4, 1)


@pytest.mark.parametrize("unit", ["calendar_days", "working_days", "months"])
def test_a_suspension_that_ends_before_it_begins_adds_nothing(unit: str) -> None:
    turned = pause("2026-03-10T09:00", "2026-03-04T09:00")
    assert end_of(unit, 1, "2026-03-02T10:00", turned) == end_of(unit, 1, "2026-03-02T10:00")


def test_a_month_grows_by_its_suspended_days() -> None:
    held = pause("2026-03-10T09:00", "2026-03-14T09:00")
    assert end_of("months", 1, "2026-03-09T10:00", held) == date(2026, 4, 13)


def test_hours_stop_and_go_on_to_the_minute() -> None:
    held = [
        pause("2026-03-01T12:00", "2026-03-01T18:00"),
        pause("2026-03-02T12:00", "2026-03-02T18:00"),
        pause("2026-03-02T15:00", "2026-03-02T20:30"),
        pause("2026-03-05T00:00", "2026-03-06T00:00"),
    ]
    found = due(limit("hours", 24), at("2026-03-02T10:00"), SHIPPED, suspensions=held, as_of=NOW)
    assert found.due_at == at("2026-03-03T18:30")
    assert sum(line.startswith("中止") for line in found.explanation) == 1


def test_suspensions_without_a_moment_to_reckon_at_are_refused() -> None:
    with pytest.raises(LawError, match="计算基准时刻"):
        due(limit("hours", 24), at("2026-03-02T10:00"), SHIPPED, suspensions=[pause("2026-03-02T12:00")])


def test_an_extension_follows_the_recomputed_end_and_is_shown_apart() -> None:
    granted = Extension(3, "working_days", "《示例》第八条第二款", "可以延长三个工作日")
    held = pause("2026-03-04T09:00", "2026-03-06T17:00")
    found = due(
        limit("working_days", 7),
        at("2026-03-02T10:00"),
        SHIPPED,
        suspensions=[held],
        extensions=[granted],
        as_of=NOW,
    )
    assert found.due_on == date(2026, 3, 18)
    shown = [line for line in found.explanation if line.startswith("延长")]
    assert shown == [
        "延长：《示例》第八条第二款“可以延长三个工作日”，延长3个工作日。"
        "由2026年3月13日（星期五）延至2026年3月18日（星期三）。"
    ]


def test_an_extension_of_calendar_days_continues_from_the_unrolled_last_day() -> None:
    granted = Extension(30, "calendar_days", "《示例》第八条")
    found = due(limit("calendar_days", 30), date(2019, 9, 1), SHIPPED, extensions=[granted])
    assert found.due_on == date(2019, 10, 31)


def test_hours_extend_hours_only() -> None:
    more = Extension(12, "hours", "《示例》第八条")
    assert due(limit("hours", 24), at("2026-03-02T10:00"), SHIPPED, extensions=[more]).due_at == at("2026-03-03T22:00")
    with pytest.raises(LawError, match="不能延长12小时"):
        due(limit("working_days", 2), date(2026, 3, 2), SHIPPED, extensions=[more])
    with pytest.raises(LawError, match="不能延长3个工作日"):
        due(
            limit("hours", 24),
            at("2026-03-02T10:00"),
            SHIPPED,
            extensions=[Extension(3, "working_days", "《示例》第八条")],
        )


def test_the_sum_of_skipped_days_leaves_suspended_working_days_out() -> None:
    held = pause("2026-03-04T09:00", "2026-06-04T17:00")
    found = due(limit("working_days", 60), date(2026, 3, 2), SHIPPED, suspensions=[held], as_of=NOW)
    summed = [line for line in found.explanation if line.startswith("其间")]
    resting = [d for n in range(1, 400) if (d := date.fromordinal(date(2026, 3, 2).toordinal() + n)) <= found.due_on]
    assert summed == [f"其间休息日、节假日共{sum(not SHIPPED.is_working_day(d) for d in resting)}日，不计入。"]


def test_endless_extensions_and_suspensions_still_give_an_answer() -> None:
    centuries = pause("2026-03-03T09:00", "9999-12-31T09:00")
    far = at("9999-12-31T12:00")
    for unit in ("hours", "calendar_days", "working_days", "months"):
        found = due(limit(unit, 60), at("2026-03-02T10:00"), SHIPPED, suspensions=[centuries], as_of=far)
        assert found.provisional
        assert found.due_on.year == 9999
