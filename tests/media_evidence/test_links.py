"""Which acts a recording shows: what a link makes of the case's clocks, and when it is refused."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from enforcement import dossiers, journal
from enforcement.actors import Actor
from enforcement.errors import Stale
from enforcement.models import Deadline
from media_evidence import actions, queries
from media_evidence.models import Link, Media
from tests.devices.office import at
from tests.media_evidence.scene import SPEECH, Scene, inspect


@pytest.mark.obligation("LN-14-1", "HY-15-1")
def test_a_link_makes_the_fact_that_the_case_waits_for(scene: Scene) -> None:
    media = scene.kept()
    assert scene.facts("recording.received") == []

    actions.link(media, scene.act, by=scene.office.zhang)

    (fact,) = scene.facts("recording.received")
    assert (fact.data, fact.at) == ({"act": scene.act.pk, "media": media.pk}, media.received_at)
    assert [fact.data["sha256"] for fact in scene.facts("recording.stored")] == [media.blob.sha256]


@pytest.mark.obligation("LN-25-7")
def test_the_hand_over_clock_stops_when_linked_footage_was_received(scene: Scene) -> None:
    clock = Deadline.objects.get(dossier=scene.case.dossier, limit="footage-handover")
    assert clock.stopped_at is None

    media = scene.hand_over(act=scene.act)

    clock.refresh_from_db()
    assert (clock.stopped_at, clock.is_late) == (media.received_at, True)
    assert clock.due_at == at("2026-03-06 10:30")


def test_linking_twice_is_refused(scene: Scene) -> None:
    media = scene.hand_over(act=scene.act)
    with pytest.raises(Stale, match="已经关联"):
        actions.link(media, scene.act, by=scene.office.zhang)


def test_one_recording_may_show_two_acts_of_a_case(scene: Scene) -> None:
    other = inspect(
        scene.case,
        scene.office.zhang,
        by=scene.office.zhang,
        began=at("2026-03-05 11:00"),
        ended=at("2026-03-05 12:00"),
    )
    media = scene.hand_over(act=scene.act)
    actions.link(media, other, by=scene.office.zhang)
    assert {fact.data["act"] for fact in scene.facts("recording.received")} == {scene.act.pk, other.pk}

    actions.unlink(media, scene.act, by=scene.office.sun, reason="画面里没有第一次检查")
    assert {fact.data["act"] for fact in scene.facts("recording.received")} == {other.pk}


def test_unlinking_opens_the_clock_again_and_keeps_the_footage(scene: Scene) -> None:
    media = scene.hand_over(act=scene.act)
    with pytest.raises(ValidationError, match="须写明理由"):
        actions.unlink(media, scene.act, by=scene.office.sun, reason=" ")

    actions.unlink(media, scene.act, by=scene.office.sun, reason="选错了活动")

    assert scene.facts("recording.received") == []
    assert Deadline.objects.get(dossier=scene.case.dossier, limit="footage-handover").stopped_at is None
    assert Link.objects.get().unlinked_at is not None
    line = next(line for line in journal.timeline(media.dossier) if line.label == "音像记录已移交")
    assert line.is_retracted
    with pytest.raises(Stale, match="已由他人解除"):
        actions.unlink(media, scene.act, by=scene.office.sun, reason="再来一次")
    actions.link(media, scene.act, by=scene.office.zhang)
    assert len(scene.facts("recording.received")) == 1


def test_an_archived_case_takes_no_more_footage_and_gives_none_back(scene: Scene) -> None:
    linked, other = scene.hand_over(act=scene.act), scene.hand_over(SPEECH)
    dossiers.seal(scene.case.dossier, by=Actor.system(), now=timezone.now())
    scene.act.refresh_from_db()

    with pytest.raises(Stale, match="归档封存"):
        actions.link(other, scene.act, by=scene.office.sun)
    with pytest.raises(Stale, match="归档封存"):
        actions.unlink(linked, scene.act, by=scene.office.sun, reason="选错了")


@pytest.mark.obligation("LN-14-1")
@pytest.mark.parametrize(
    ("began", "ended", "said"),
    [
        ("2026-03-05 09:28", "2026-03-05 10:33", ""),
        ("2026-03-05 10:00", "2026-03-05 10:05", ""),
        ("2026-03-05 10:39", "2026-03-05 10:50", ""),
        ("2026-03-05 10:41", "2026-03-05 10:50", "不重合"),
        ("2026-03-04 09:30", "2026-03-04 10:30", "录制时间 2026-03-04 09:30 与执法活动时间 2026-03-05 09:30 不重合"),
    ],
)
def test_footage_of_another_time_than_the_act_is_pointed_out(scene: Scene, began: str, ended: str, said: str) -> None:
    media = Media(started_at=at(began), finished_at=at(ended))

    assert said in queries.mismatch(media, scene.act)
    assert bool(said) == bool(queries.mismatch(media, scene.act))
    assert queries.mismatch(Media(), scene.act) == ""
