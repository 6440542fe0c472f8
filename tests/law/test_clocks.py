"""Clocks: which facts open them, which stop them, and how they stand."""

from datetime import date
from pathlib import Path

import pytest

from enforcement.law import Calendar, Clock, Fact, Rules, clocks, load
from tests.law.examples import FIXTURES, at, fact, rules_of

SHIPPED = Calendar.shipped()
LIAONING = load("liaoning")
HENGYANG = load("hengyang-forestry")
NOW = at("2026-06-30T12:00:00")

REVIEW = (FIXTURES / "clocks.toml").read_text(encoding="utf-8")


def of(rules: Rules, name: str, *facts: Fact, now: str = "2026-06-30T12:00:00") -> list[Clock]:
    found = clocks(rules, facts, SHIPPED, at(now))
    return [clock for clock in found if clock.limit.id == name]


def finished(written: str, act: str = "a1", **changes: str) -> Fact:
    return fact("recording.finished", written, act=act, **changes)


def received(written: str, act: str = "a1", media: str = "m1") -> Fact:
    return fact("recording.received", written, act=act, media=media)


@pytest.fixture(scope="module")
def review(tmp_path_factory: pytest.TempPathFactory) -> Rules:
    return rules_of(REVIEW, tmp_path_factory.mktemp("review"))


@pytest.mark.obligation("LN-25-7")
@pytest.mark.parametrize(
    ("stored_at", "state"),
    [
        ("2019-07-06T15:59", "stopped"),
        ("2019-07-06T16:00", "stopped"),
        ("2019-07-06T16:01", "stopped_late"),
    ],
)
def test_footage_is_in_time_up_to_the_very_minute(stored_at: str, state: str) -> None:
    (clock,) = of(LIAONING, "footage-handover", finished("2019-07-05T16:00"), received(stored_at))
    assert clock.state(NOW) == state
    assert clock.stopped_at == at(stored_at)


@pytest.mark.obligation("LN-25-7")
@pytest.mark.parametrize(
    ("now", "state"),
    [
        ("2019-07-05T16:00", "running"),
        ("2019-07-06T00:00", "due_today"),
        ("2019-07-06T16:00", "due_today"),
        ("2019-07-06T16:00:01", "overdue"),
    ],
)
def test_a_day_and_an_hour_without_footage_is_overdue_and_not_before(now: str, state: str) -> None:
    (clock,) = of(LIAONING, "footage-handover", finished("2019-07-05T16:00"), now=now)
    assert clock.state(at(now)) == state


@pytest.mark.obligation("HY-30-1")
@pytest.mark.parametrize(
    ("stored_at", "state"),
    [("2018-10-16T23:59", "stopped"), ("2018-10-17T00:00", "stopped_late")],
)
def test_hengyang_counts_two_working_days_from_the_day_of_recording(stored_at: str, state: str) -> None:
    (clock,) = of(HENGYANG, "footage-handover", finished("2018-10-12T09:00"), received(stored_at))
    assert clock.due is not None
    assert clock.due.due_on == date(2018, 10, 16)
    assert clock.state(NOW) == state


@pytest.mark.obligation("LN-25-8")
def test_footage_from_away_is_due_a_day_after_the_return() -> None:
    away = fact("recording.made-away", "2019-07-05T10:00", act="a1")
    back = fact("officer.returned", "2019-07-08T10:00", act="a1")
    (clock,) = of(LIAONING, "footage-handover", finished("2019-07-05T10:00"), away, back)
    assert clock.due is not None
    assert clock.due.due_at == at("2019-07-09T10:00")
    assert any("回到本单位" in line for line in clock.due.explanation)


@pytest.mark.obligation("LN-25-8")
def test_footage_from_away_waits_for_the_return_and_is_not_called_late() -> None:
    away = fact("recording.made-away", "2019-07-05T10:00", act="a1")
    (clock,) = of(LIAONING, "footage-handover", finished("2019-07-05T10:00"), away)
    assert (clock.due, clock.state(NOW)) == (None, "waiting")
    assert "第二十五条" in clock.waits_for
    (stopped,) = of(LIAONING, "footage-handover", finished("2019-07-05T10:00"), away, received("2019-07-30T10:00"))
    assert stopped.state(NOW) == "stopped"
    assert stopped.waits_for == ""


@pytest.mark.obligation("LN-25-8")
def test_the_return_of_another_act_or_before_the_recording_moves_nothing() -> None:
    away = fact("recording.made-away", "2019-07-05T10:00", act="a1")
    other = fact("officer.returned", "2019-07-08T10:00", act="a2")
    earlier = fact("officer.returned", "2019-07-04T10:00", act="a1")
    (clock,) = of(LIAONING, "footage-handover", finished("2019-07-05T10:00"), away, other, earlier)
    assert clock.state(NOW) == "waiting"


@pytest.mark.obligation("LN-25-8")
def test_a_return_known_only_by_its_day_waits_for_the_hour() -> None:
    (clock,) = of(
        LIAONING,
        "footage-handover",
        finished("2019-07-05T10:00"),
        fact("recording.made-away", "2019-07-05T10:00", act="a1"),
        fact("officer.returned", "2019-07-08T00:00", precision="day", act="a1"),
    )
    assert clock.state(NOW) == "waiting"
    assert "请补充起算的时刻" in clock.waits_for


@pytest.mark.obligation("HY-30-2")
@pytest.mark.parametrize(
    ("recorded", "returned", "expected"),
    [
        # Friday; back on Saturday a week later.
        ("2018-10-12T15:00", "2018-10-20T18:00", "2018-10-21T18:00:00+08:00"),
        # Back within the hour: the two working days are later, and an exception never shortens.
        ("2018-10-12T15:00", "2018-10-12T16:00", "2018-10-16"),
    ],
)
def test_the_exception_gives_the_later_of_both_dates(recorded: str, returned: str, expected: str) -> None:
    (clock,) = of(
        HENGYANG,
        "footage-handover",
        finished(recorded),
        fact("recording.made-away", recorded, act="a1"),
        fact("officer.returned", returned, act="a1"),
    )
    assert clock.due is not None
    answer = clock.due.as_json()
    assert (answer["due_at"] or answer["due_on"]) == expected


def test_footage_of_one_act_stops_no_clock_of_another() -> None:
    facts = [
        finished("2026-03-02T10:00", act="a1"),
        finished("2026-03-02T11:00", act="a2"),
        received("2026-03-02T12:00", act="a2"),
    ]
    states = [clock.state(NOW) for clock in of(LIAONING, "footage-handover", *facts)]
    assert states == ["overdue", "stopped"]


def test_the_earliest_delivery_stops_the_clock() -> None:
    facts = [
        finished("2026-03-02T10:00"),
        received("2026-03-05T10:00", media="m2"),
        received("2026-03-02T12:00", media="m1"),
    ]
    (clock,) = of(LIAONING, "footage-handover", *facts)
    assert clock.stopped_at == at("2026-03-02T12:00")


def test_what_happened_before_the_clock_began_does_not_stop_it(review: Rules) -> None:
    facts = [
        fact("review.submitted", "2026-03-02T10:00", doc="d1"),
        fact("review.rejected", "2026-03-03T10:00", doc="d1"),
        fact("review.submitted", "2026-03-04T10:00", doc="d1"),
    ]
    first, second = of(review, "review", *facts)
    assert (first.state(NOW), second.state(NOW)) == ("stopped", "overdue")


def test_a_corrected_beginning_moves_the_clock_and_keeps_its_identity() -> None:
    before = finished("2026-03-02T10:00", id="entry-7")
    after = finished("2026-03-02T16:30", id="entry-7")
    (old,) = of(LIAONING, "footage-handover", before)
    (new,) = of(LIAONING, "footage-handover", after)
    assert old.key == new.key == ("footage-handover", "entry-7")
    assert new.due is not None
    assert new.due.due_at == at("2026-03-03T16:30")


def test_a_retracted_beginning_leaves_no_clock() -> None:
    assert of(LIAONING, "footage-handover", received("2026-03-02T12:00")) == []


def test_a_beginning_known_only_by_its_day_waits_for_the_hour() -> None:
    (clock,) = of(
        LIAONING,
        "footage-handover",
        fact("recording.finished", "2026-03-02T00:00", precision="day", act="a1"),
    )
    assert clock.state(NOW) == "waiting"
    assert "请补充起算的时刻" in clock.waits_for


@pytest.mark.obligation("LN-9-3")
@pytest.mark.parametrize(
    ("submitted", "state"),
    [("2019-07-06T17:59", "stopped"), ("2019-07-06T18:01", "stopped_late")],
)
def test_the_emergency_form_is_due_within_a_day_of_the_actual_start(submitted: str, state: str) -> None:
    (clock,) = of(
        LIAONING,
        "emergency-approval",
        fact("case.emergency-started", "2019-07-05T18:00"),
        fact("approval.submitted", submitted, subject="initiation-approval", doc="d1", hash="h"),
    )
    assert clock.state(NOW) == state


@pytest.mark.obligation("LN-9-3")
def test_submitting_another_document_does_not_stop_the_emergency_clock() -> None:
    (clock,) = of(
        LIAONING,
        "emergency-approval",
        fact("case.emergency-started", "2019-07-05T18:00"),
        fact("approval.submitted", "2019-07-05T19:00", subject="closing-report", doc="d1", hash="h"),
    )
    assert clock.state(NOW) == "overdue"


@pytest.mark.obligation("HY-11-2")
def test_hengyang_asks_for_report_and_approval_within_a_day() -> None:
    started = fact("case.emergency-started", "2018-07-06T18:00")
    granted = fact("approval.granted", "2018-07-07T19:00", subject="initiation-approval", doc="d1")
    (approval,) = of(HENGYANG, "emergency-approval", started, granted)
    assert approval.state(NOW) == "stopped_late"


@pytest.mark.obligation("LN-25-2")
@pytest.mark.parametrize(
    ("archived", "state"),
    [("2019-10-08T23:00", "stopped"), ("2019-10-09T08:00", "stopped_late")],
)
def test_archiving_counts_from_the_ending_event_whoever_confirms_it_when(archived: str, state: str) -> None:
    ended = fact("case.ended", "2019-09-01T00:00", precision="day", ending="complied")
    confirmed = fact("case.concluded", "2019-09-20T10:00")
    (clock,) = of(LIAONING, "archive", ended, confirmed, fact("case.archived", archived))
    assert clock.due is not None
    assert (clock.due.due_on, clock.due.quiet_day) == (date(2019, 10, 8), date(2019, 10, 1))
    assert clock.state(NOW) == state


@pytest.mark.obligation("HY-32-1")
def test_hengyang_archives_within_twenty_days() -> None:
    ended = fact("case.ended", "2018-11-01T00:00", precision="day", ending="executed")
    (clock,) = of(HENGYANG, "archive", ended)
    assert clock.due is not None
    assert clock.due.due_on == date(2018, 11, 21)
    assert clock.state(at("2018-11-21T23:59:59")) == "due_today"
    assert clock.state(at("2018-11-22T00:00:00")) == "overdue"


def test_a_penalty_is_published_in_seven_working_days_and_an_inspection_in_twenty() -> None:
    for act_type, name, other in [
        ("penalty", "publish-licence-penalty", "publish"),
        ("inspection", "publish", "publish-licence-penalty"),
    ]:
        made = fact("decision.made", "2026-03-02T00:00", precision="day", doc="d1", act_type=act_type)
        (clock,) = of(LIAONING, name, made)
        assert clock.due is not None
        assert of(LIAONING, other, made) == []
        published = fact("publication.published", "2026-03-05T10:00", doc="d1", publication="p1")
        assert of(LIAONING, name, made, published)[0].state(NOW) == "stopped"
        elsewhere = fact("publication.published", "2026-03-05T10:00", doc="d2", publication="p1")
        assert of(LIAONING, name, made, elsewhere)[0].stopped_at is None


def test_a_decision_whose_document_was_voided_opens_no_clock() -> None:
    made = fact("decision.made", "2026-03-02T00:00", precision="day", doc="d1", act_type="penalty")
    voided = fact("document.voided", "2026-03-03T10:00", doc="d1", document="penalty-decision")
    assert of(LIAONING, "publish-licence-penalty", made, voided) == []


def test_a_limit_for_some_act_types_opens_for_no_other(review: Rules) -> None:
    opened = {t: fact("case.opened", "2026-03-02T10:00", act_type=t) for t in ("penalty", "licence")}
    assert len(of(review, "penalty", opened["penalty"])) == 1
    assert of(review, "penalty", opened["licence"]) == []


def test_a_waived_limit_opens_no_clock_for_the_same_thing_only(review: Rules) -> None:
    served = [fact("service.made", "2026-03-02T10:00", document="demand", doc=doc) for doc in ("d1", "d2")]
    withdrawn = fact("demand.withdrawn", "2026-03-03T10:00", doc="d1")
    (left,) = of(review, "demand", *served, withdrawn)
    assert left.opened_by == served[1].id


def test_a_waiting_period_runs_until_its_last_day_is_over_and_is_never_overdue(review: Rules) -> None:
    served = fact("service.made", "2026-03-02T10:00", document="demand", doc="d1")
    (clock,) = of(review, "demand", served)
    assert clock.due is not None
    assert clock.due.due_on == date(2026, 3, 16)
    assert clock.state(at("2026-03-16T23:59:59")) == "due_today"
    assert clock.state(at("2026-03-17T00:00:00")) == "stopped"


def test_a_returned_review_stands_still_until_it_is_submitted_again(review: Rules) -> None:
    submitted = fact("review.submitted", "2026-03-02T10:00", doc="d1")
    returned = fact("review.returned", "2026-03-04T10:00", doc="d1")
    (held,) = of(review, "review", submitted, returned, now="2026-12-20T12:00")
    assert (held.due, held.state(at("2026-12-20T12:00"))) == (None, "waiting")
    assert held.waits_for == "期限自2026年3月4日起中止，恢复后继续计算。"
    again = fact("review.resubmitted", "2026-03-06T10:00", doc="d1")
    (clock,) = of(review, "review", submitted, returned, again)
    assert clock.due is not None
    assert clock.due.due_on == date(2026, 3, 13)
    assert clock.state(NOW) == "overdue"


def test_a_suspension_does_not_heal_what_was_late_before_it(review: Rules) -> None:
    submitted = fact("review.submitted", "2026-03-02T10:00", doc="d1")
    returned = fact("review.returned", "2026-03-20T10:00", doc="d1")
    (clock,) = of(review, "review", submitted, returned)
    assert clock.due is not None
    assert (clock.due.due_on, clock.state(NOW)) == (date(2026, 3, 11), "overdue")


def test_a_review_returned_twice_stands_still_twice_and_another_draft_not_at_all(review: Rules) -> None:
    days = {"returned": ("03", "10"), "resubmitted": ("05", "11")}
    facts = [fact("review.submitted", "2026-03-02T10:00", doc=doc) for doc in ("d1", "d2")]
    for word, written in days.items():
        facts += [fact(f"review.{word}", f"2026-03-{day}T10:00", doc="d1") for day in written]
    due_on = {clock.opened_by: clock.due.due_on for clock in of(review, "review", *facts) if clock.due}
    assert list(due_on.values()) == [date(2026, 3, 16), date(2026, 3, 11)]


def test_a_stopped_clock_no_longer_moves_with_an_open_suspension(review: Rules) -> None:
    facts = [
        fact("review.submitted", "2026-03-02T10:00", doc="d1"),
        fact("review.returned", "2026-03-04T10:00", doc="d1"),
        fact("review.rejected", "2026-03-09T10:00", doc="d1"),
    ]
    early, late = (of(review, "review", *facts, now=now)[0] for now in ("2026-03-10", "2026-12-10"))
    assert early.due == late.due


def test_an_extension_is_granted_once_and_shown(review: Rules) -> None:
    facts = [
        fact("review.submitted", "2026-03-02T10:00", doc="d1"),
        fact("review.extended", "2026-03-09T10:00", doc="d1"),
        fact("review.extended", "2026-03-10T10:00", doc="d1"),
    ]
    (clock,) = of(review, "review", *facts)
    assert clock.due is not None
    assert clock.due.due_on == date(2026, 3, 16)
    assert any("《示例规定》第八条第二款" in line for line in clock.due.explanation)


def test_two_limits_on_one_fact_are_two_clocks(tmp_path: Path) -> None:
    both = rules_of(REVIEW.replace("[limits.penalty]", "[limits.other]"), tmp_path)
    assert {clock.limit.id for clock in clocks(both, [], SHIPPED, NOW)} == set()
    opened = fact("case.opened", "2026-03-02T10:00", act_type="penalty")
    assert [clock.key for clock in clocks(both, [opened], SHIPPED, NOW)] == [("other", opened.id)]
