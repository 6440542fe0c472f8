"""The clocks that the shipped rules open, from the facts of a case to the day on which they end."""

from datetime import datetime
from typing import Any

import pytest

from enforcement import law
from enforcement.law import SHANGHAI, Clock, Fact

BODIES = ("national", "liaoning", "hengyang-forestry")


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=SHANGHAI)


def fact(kind: str, written: str, **data: Any) -> Fact:
    """A fact known by its moment, or by its day where only a date is written."""
    return Fact(
        id=f"{kind}@{written}",
        kind=kind,
        at=at(written),
        recorded_at=at(written),
        data=data,
        precision="day" if len(written) == len("2026-01-01") else "instant",
    )


def running(body: str, *facts: Fact, now: str) -> dict[str, Clock]:
    clocks = law.clocks(law.load(body), facts, law.Calendar.shipped(), at(now))
    return {clock.limit.id: clock for clock in clocks}


def state(body: str, limit: str, *facts: Fact, now: str) -> str:
    return running(body, *facts, now=now)[limit].state(at(now))


FINISHED = fact("recording.finished", "2019-07-05T16:00", act="A")


@pytest.mark.obligation("LN-25-7")
@pytest.mark.parametrize(
    ("received", "outcome"),
    [
        ("2019-07-06T15:59", "stopped"),
        ("2019-07-06T16:00", "stopped"),
        ("2019-07-06T16:01", "stopped_late"),
    ],
)
def test_liaoning_footage_is_handed_over_within_24_hours_weekend_or_not(received: str, outcome: str) -> None:
    stored = fact("recording.received", received, act="A", media="M")
    now = "2019-07-09T00:00"
    assert state("liaoning", "footage-handover", FINISHED, stored, now=now) == outcome
    other = fact("recording.received", received, act="B", media="M")
    assert state("liaoning", "footage-handover", FINISHED, other, now=now) == "overdue"


@pytest.mark.obligation("LN-25-8")
def test_liaoning_footage_from_away_is_due_24_hours_after_the_return() -> None:
    away = fact("recording.made-away", "2019-07-05T16:00", act="A")
    back = fact("officer.returned", "2019-07-08T09:00", act="A")
    now = "2019-07-08T10:00"
    waiting = running("liaoning", FINISHED, away, now=now)["footage-handover"]
    assert waiting.state(at(now)) == "waiting"
    clock = running("liaoning", FINISHED, away, back, now=now)["footage-handover"]
    assert clock.due is not None
    assert clock.due.due_at == at("2019-07-09T09:00")


@pytest.mark.obligation("HY-30-1")
@pytest.mark.obligation("HY-30-2")
def test_hengyang_footage_is_due_on_the_second_working_day_or_a_day_after_the_return() -> None:
    finished = fact("recording.finished", "2026-02-13T18:00", act="A")
    now = "2026-02-24T23:00"
    # Saturday 14 February is a make-up day, then nine days of Spring Festival.
    clock = running("hengyang-forestry", finished, now=now)["footage-handover"]
    assert clock.due is not None
    assert str(clock.due.due_on) == "2026-02-24"
    assert clock.due.due_at is None
    assert clock.state(at(now)) == "due_today"
    away = fact("recording.made-away", "2026-02-13T18:00", act="A")
    back = fact("officer.returned", "2026-02-26T08:30", act="A")
    late = running("hengyang-forestry", finished, away, back, now=now)["footage-handover"]
    assert late.due is not None
    assert late.due.due_at == at("2026-02-27T08:30")


EMERGENCY = fact("case.emergency-started", "2026-03-06T20:00")


@pytest.mark.obligation("LN-9-3")
def test_liaoning_counts_the_submission_of_the_form_as_the_report() -> None:
    form = fact("approval.submitted", "2026-03-07T19:00", subject="initiation-approval", doc="F")
    other = fact("approval.submitted", "2026-03-07T19:00", subject="handling-proposal", doc="P")
    now = "2026-03-09T09:00"
    assert state("liaoning", "emergency-approval", EMERGENCY, form, now=now) == "stopped"
    assert state("liaoning", "emergency-approval", EMERGENCY, other, now=now) == "overdue"


@pytest.mark.obligation("HY-11-2")
def test_hengyang_counts_the_approval_and_apart_from_it_the_report() -> None:
    form = fact("approval.submitted", "2026-03-07T19:00", subject="initiation-approval", doc="F")
    yes = fact("approval.granted", "2026-03-07T20:30", subject="initiation-approval", doc="F")
    report = fact("approval.submitted", "2026-03-06T21:00", subject="emergency-report", doc="E")
    now = "2026-03-09T09:00"
    body = "hengyang-forestry"
    assert state(body, "emergency-approval", EMERGENCY, form, now=now) == "overdue"
    assert state(body, "emergency-approval", EMERGENCY, form, yes, now=now) == "stopped_late"
    assert state(body, "emergency-report", EMERGENCY, form, report, now=now) == "stopped"
    assert state(body, "emergency-report", EMERGENCY, form, now=now) == "overdue"


@pytest.mark.obligation("LN-25-2")
@pytest.mark.obligation("HY-32-1")
@pytest.mark.parametrize(
    ("body", "ended", "due_on"),
    [
        ("liaoning", "2026-03-02", "2026-04-01"),
        ("liaoning", "2026-01-20", "2026-02-24"),  # 19 February lies in the Spring Festival
        ("hengyang-forestry", "2026-03-02", "2026-03-23"),  # 22 March is a Sunday
        ("hengyang-forestry", "2026-03-03", "2026-03-23"),
    ],
)
def test_the_archive_is_due_some_days_after_the_ending_confirmed_or_not(body: str, ended: str, due_on: str) -> None:
    ending = fact("case.ended", ended, ending="complied")
    clock = running(body, ending, now="2026-03-05T09:00")["archive"]
    assert clock.due is not None
    assert str(clock.due.due_on) == due_on
    archived = fact("case.archived", f"{due_on}T23:59")
    assert state(body, "archive", ending, archived, now="2026-05-01T09:00") == "stopped"


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize(
    ("act_type", "limit", "other", "due_on"),
    [
        ("penalty", "publish-licence-penalty", "publish", "2026-02-28"),
        ("licence", "publish-licence-penalty", "publish", "2026-02-28"),
        ("inspection", "publish", "publish-licence-penalty", "2026-03-18"),
    ],
)
def test_a_decision_is_published_within_7_or_20_working_days(
    body: str, act_type: str, limit: str, other: str, due_on: str
) -> None:
    made = fact("decision.made", "2026-02-12", doc="D", document="x", act_type=act_type, major=False)
    clocks = running(body, made, now="2026-02-13T09:00")
    assert other not in clocks
    due = clocks[limit].due
    assert due is not None
    assert str(due.due_on) == due_on
    elsewhere = fact("publication.published", "2026-02-13T10:00", publication="1", doc="other")
    shown = fact("publication.published", "2026-02-13T10:00", publication="2", doc="D")
    now = "2026-06-01T09:00"
    assert state(body, limit, made, elsewhere, now=now) == "overdue"
    assert state(body, limit, made, shown, now=now) == "stopped"


def test_a_publication_clock_that_reaches_2027_is_provisional() -> None:
    made = fact("decision.made", "2026-12-29", doc="D", act_type="penalty", major=False)
    clock = running("liaoning", made, now="2026-12-30T09:00")["publish-licence-penalty"]
    assert clock.due is not None
    assert clock.due.provisional


@pytest.mark.parametrize("body", BODIES)
def test_only_a_penalty_case_runs_against_ninety_days(body: str) -> None:
    filed = fact("approval.granted", "2026-03-02T10:00", subject="initiation-approval", doc="F")
    now = "2026-05-31T12:00"
    penalty = fact("case.opened", "2026-03-01T09:00", act_type="penalty", source="ex_officio")
    clock = running(body, penalty, filed, now=now)["case"]
    assert clock.due is not None
    # The ninetieth day, 31 May, is a Sunday.
    assert str(clock.due.due_on) == "2026-06-01"
    withdrawn = fact("case.ended", "2026-05-30", ending="withdrawn")
    assert state(body, "case", penalty, filed, withdrawn, now=now) == "stopped"
    inspection = fact("case.opened", "2026-03-01T09:00", act_type="inspection", source="ex_officio")
    assert "case" not in running(body, inspection, filed, now=now)


@pytest.mark.parametrize("body", BODIES)
def test_a_penalty_decision_is_served_within_seven_working_days(body: str) -> None:
    made = fact("decision.made", "2025-09-26", doc="D", document="penalty-decision", act_type="penalty")
    notice = fact("service.made", "2025-09-28", document="prior-notice", doc="N", method="direct")
    served = fact("service.made", "2025-10-14", document="penalty-decision", doc="D", method="direct")
    clock = running(body, made, notice, now="2025-09-29T09:00")["service"]
    assert clock.due is not None
    assert str(clock.due.due_on) == "2025-10-13"
    assert clock.stopped_at is None
    late = "2025-10-20T09:00"
    assert state(body, "service", made, served, now=late) == "stopped_late"


@pytest.mark.parametrize("body", BODIES)
def test_a_revoked_decision_leaves_the_public_page_within_three_working_days(body: str) -> None:
    revoked = fact("decision.revoked", "2023-12-29", doc="D")
    clock = running(body, revoked, now="2023-12-29T18:00")["withdraw-publication"]
    assert clock.due is not None
    assert str(clock.due.due_on) == "2024-01-04"
    gone = fact("publication.withdrawn", "2024-01-04T23:00", publication="1", doc="D")
    assert state(body, "withdraw-publication", revoked, gone, now="2024-01-09T09:00") == "stopped"


@pytest.mark.parametrize("body", BODIES)
def test_an_urgent_measure_is_approved_within_24_hours(body: str) -> None:
    urgent = fact("act.opened", "2026-03-06T20:00", act="A", act_kind="seizure", emergency=True)
    calm = fact("act.opened", "2026-03-06T20:00", act="A", act_kind="seizure", emergency=False)
    now = "2026-03-07T21:00"
    assert state(body, "emergency-compulsion", urgent, now=now) == "overdue"
    assert "emergency-compulsion" not in running(body, calm, now=now)


@pytest.mark.parametrize("body", BODIES)
def test_no_clock_of_this_issue_runs_for_the_legal_review(body: str) -> None:
    submitted = fact("review.submitted", "2026-03-06T20:00", hash="d", doc="D")
    assert running(body, submitted, now="2026-06-01T09:00") == {}
