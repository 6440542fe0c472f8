"""Clocks as rows, and misses: each marked once, by whoever sees it first, and cleared when its ground falls away."""

from datetime import date, datetime, timedelta

import pytest
import time_machine

from enforcement import deadlines, journal
from enforcement.actors import Actor
from enforcement.law import SHANGHAI
from enforcement.models import Deadline, Dossier, Finding, Notice
from tests.enforcement.ground import MONDAY, Body, at_once, case

WEDNESDAY = MONDAY + timedelta(days=2)


def _finished(dossier: Dossier, ground: Body, at: datetime = MONDAY):
    return journal.record(dossier, "recording.finished", by=ground["officer"], at=at, act="A1")


def _handover(dossier: Dossier) -> Deadline:
    return dossier.deadlines.get(limit="footage-handover")


@pytest.mark.obligation("LN-25-7")
def test_the_end_of_a_recording_opens_the_handover_clock(dossier: Dossier, ground: Body) -> None:
    entry = _finished(dossier, ground)
    clock = _handover(dossier)
    assert (clock.opened_by, clock.due_at, clock.has_hour) == (str(entry.uid), MONDAY + timedelta(hours=24), True)
    assert (clock.stopped_at, clock.is_late, clock.effect) == (None, False, "duty")
    assert "第二十五条第三款" in clock.article


def test_a_clock_by_days_ends_at_the_midnight_after_its_last_day(dossier: Dossier, ground: Body) -> None:
    journal.record(dossier, "case.ended", by=ground["officer"], at=MONDAY, ending="complied")
    clock = dossier.deadlines.get(limit="archive")
    assert (clock.due_on, clock.has_hour) == (date(2026, 4, 1), False)
    assert clock.due_at == datetime(2026, 4, 2, tzinfo=SHANGHAI)
    assert not Deadline.objects.filter(deadlines.missed(datetime(2026, 4, 1, 23, 59, tzinfo=SHANGHAI)), pk=clock.pk)
    assert Deadline.objects.filter(deadlines.missed(datetime(2026, 4, 2, tzinfo=SHANGHAI)), pk=clock.pk)


@pytest.mark.obligation("LN-25-7")
def test_an_hour_clock_is_kept_at_its_very_end(dossier: Dossier, ground: Body) -> None:
    _finished(dossier, ground)
    clock = _handover(dossier)
    assert not Deadline.objects.filter(deadlines.missed(clock.due_at), pk=clock.pk)
    assert Deadline.objects.filter(deadlines.missed(clock.due_at + timedelta(microseconds=1)), pk=clock.pk)


def test_a_correction_moves_the_due_date_and_keeps_the_clock(dossier: Dossier, ground: Body) -> None:
    entry = _finished(dossier, ground)
    before = _handover(dossier)
    journal.correct(entry, by=ground["officer"], reason="笔误", at=MONDAY + timedelta(hours=2))
    after = _handover(dossier)
    assert (after.pk, after.opened_by) == (before.pk, before.opened_by)
    assert after.due_at == MONDAY + timedelta(hours=26)


def test_a_clock_whose_ground_was_retracted_is_gone(dossier: Dossier, ground: Body) -> None:
    journal.retract(_finished(dossier, ground), by=ground["officer"], reason="没有录制")
    assert not dossier.deadlines.filter(limit="footage-handover")


def test_footage_in_two_deliveries_keeps_two_clocks(dossier: Dossier, ground: Body) -> None:
    _finished(dossier, ground)
    journal.record(dossier, "recording.finished", by=ground["officer"], at=MONDAY, act="A2")
    journal.record(dossier, "recording.received", by=ground["device_admin"], act="A2", media="M")
    running = dossier.deadlines.filter(limit="footage-handover", stopped_at__isnull=True)
    assert [clock.started_at for clock in running] == [MONDAY]
    assert dossier.deadlines.filter(limit="footage-handover").count() == 2


@pytest.mark.obligation("LN-25-7")
def test_a_late_handover_is_accepted_marked_and_found_once(dossier: Dossier, ground: Body) -> None:
    _finished(dossier, ground)
    with time_machine.travel(WEDNESDAY):
        journal.record(dossier, "recording.received", by=ground["device_admin"], act="A1", media="M")
        journal.record(dossier, "recording.received", by=ground["device_admin"], act="A1", media="N")
    assert _handover(dossier).is_late
    finding = dossier.findings.get()
    assert (finding.kind, finding.cleared_at) == ("late", None)
    assert finding.text == "音像记录移交存储逾期：应于 2026-03-03 09:00 前完成"
    assert dossier.entries.filter(kind="finding.raised").count() == 1


def test_a_handover_in_time_raises_nothing(dossier: Dossier, ground: Body) -> None:
    _finished(dossier, ground)
    journal.record(dossier, "recording.received", by=ground["device_admin"], act="A1", media="M")
    deadlines.mark_missed(now=WEDNESDAY)
    assert not dossier.findings.exists()


def test_a_finding_is_cleared_when_its_ground_falls_away_and_raised_anew(dossier: Dossier, ground: Body) -> None:
    entry = _finished(dossier, ground)
    with time_machine.travel(WEDNESDAY, tick=False):
        assert deadlines.mark_missed(now=WEDNESDAY) == 1
        journal.correct(entry, by=ground["officer"], reason="笔误", at=WEDNESDAY - timedelta(hours=1))
        finding = dossier.findings.get()
        assert finding.cleared_at == WEDNESDAY and "更正" in finding.cleared_reason
        journal.correct(entry, by=ground["officer"], reason="更正有误", at=MONDAY)
        finding.refresh_from_db()
        assert (finding.cleared_at, finding.raised_at) == (None, WEDNESDAY)
    kinds = [entry.kind for entry in dossier.entries.filter(kind__startswith="finding.")]
    assert kinds == ["finding.raised", "finding.cleared", "finding.raised"]


def test_a_miss_is_told_to_the_handler_the_unit_head_and_the_supervisor(dossier: Dossier, ground: Body) -> None:
    _finished(dossier, ground)
    deadlines.mark_missed(now=WEDNESDAY)
    deadlines.mark_missed(now=WEDNESDAY + timedelta(days=1))
    told = Notice.objects.filter(dossier=dossier).values_list("person__name", flat=True)
    assert sorted(told) == ["officer", "supervisor", "unit_head"]


def test_a_sweep_that_slept_for_a_month_misses_nothing(dossier: Dossier, ground: Body) -> None:
    _finished(dossier, ground)
    journal.record(case(ground), "recording.finished", by=ground["officer"], at=MONDAY, act="B1")
    late = MONDAY + timedelta(days=31)
    assert deadlines.mark_missed(now=late) == 2
    assert deadlines.mark_missed(now=late) == 0
    assert Finding.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_eight_sweeps_at_once_mark_each_miss_exactly_once(dossier: Dossier, ground: Body) -> None:
    others = [case(ground) for _ in range(3)]
    for one in (dossier, *others):
        _finished(one, ground)
    failures = [
        answer for answer in at_once(8, lambda _: deadlines.mark_missed(now=WEDNESDAY)) if not isinstance(answer, int)
    ]
    assert failures == []
    assert Finding.objects.count() == 4
    for one in (dossier, *others):
        assert one.entries.filter(kind="finding.raised").count() == 1
    assert Notice.objects.count() == 4 * 3


def test_a_period_of_waiting_is_never_a_miss(dossier: Dossier) -> None:
    Deadline.objects.create(
        dossier=dossier, limit="w", label="等待", effect="wait", opened_by="f", started_at=MONDAY, due_at=MONDAY,
        has_hour=True,
    )  # fmt: skip
    assert not deadlines.unmarked_misses(WEDNESDAY).exists()


def test_a_provisional_clock_raises_no_finding(dossier: Dossier) -> None:
    Deadline.objects.create(
        dossier=dossier, limit="p", label="暂定", effect="duty", opened_by="f", started_at=MONDAY, due_at=MONDAY,
        has_hour=True, is_provisional=True,
    )  # fmt: skip
    assert not deadlines.unmarked_misses(WEDNESDAY).exists()


def test_the_rows_equal_a_fresh_reckoning(dossier: Dossier, ground: Body) -> None:
    _finished(dossier, ground)
    before = list(Deadline.objects.values())
    deadlines.refresh(dossier, now=MONDAY + timedelta(hours=9))
    assert list(Deadline.objects.values()) == before
    assert len(before) == 1


def test_a_finding_stands_once_until_it_is_cleared(dossier: Dossier) -> None:
    def found() -> Finding | None:
        return deadlines.raise_finding(
            dossier, "shared", kind="other", text="案卷缺页", article="", by=Actor.system(), now=MONDAY
        )

    finding = found()
    assert finding is not None
    assert found() is None
    deadlines.clear_finding(finding, by=Actor.system(), reason="已补齐", now=MONDAY)
    deadlines.clear_finding(finding, by=Actor.system(), reason="已补齐", now=MONDAY)
    assert dossier.entries.filter(kind="finding.cleared").count() == 1
