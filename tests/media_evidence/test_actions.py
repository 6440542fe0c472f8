"""Handing over, keeping, linking and watching footage, and who may not."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from devices import actions as device_actions
from enforcement import jobs, journal, verify
from enforcement.actors import Actor
from enforcement.errors import Denied, Stale
from enforcement.models import Blob, Deadline, Notice
from media_evidence import actions, ingest, queries
from media_evidence.models import Media, Playback, Upload
from tests.devices.office import at, open_office
from tests.media_evidence.scene import EMPTY, PHOTO, SPEECH, TRUNCATED, Scene, inspect, open_case


def labels(media: Media) -> list[str]:
    return [line.label for line in journal.timeline(media.dossier)]


@pytest.mark.obligation("LN-25-7")
def test_footage_is_handed_over_when_its_last_byte_is_durable_not_when_it_is_processed(scene: Scene) -> None:
    media = scene.hand_over()

    assert (media.state, media.blob) == ("received", None)
    assert timezone.now() - media.received_at < timedelta(seconds=30)
    assert labels(media) == ["接收音像记录"]


def test_the_moment_is_that_of_the_last_byte_however_late_it_is_recorded(scene: Scene) -> None:
    upload = scene.begin()
    scene.send(upload)
    later = timezone.now() + timedelta(hours=30)

    media = actions.receive(upload, by=scene.office.sun, now=later)

    assert later - media.received_at >= timedelta(hours=30)


def test_receiving_again_changes_nothing(scene: Scene) -> None:
    upload = scene.begin()
    scene.send(upload)
    first = actions.receive(upload, by=scene.office.sun)

    assert actions.receive(upload, by=scene.office.sun) == first
    assert Media.objects.count() == 1
    assert labels(first) == ["接收音像记录"]


def test_what_is_not_complete_is_not_received(scene: Scene) -> None:
    upload = scene.begin()
    with pytest.raises(Stale, match="尚未传完"):
        actions.receive(upload, by=scene.office.sun)


def test_workers_store_examine_and_show_it(scene: Scene) -> None:
    media = scene.kept(PHOTO)

    assert (media.state, media.proxy_state, media.kind) == ("ready", "ready", "photo")
    assert media.blob.sha256 == "ffef8bd019a0fc4785cbf0d8ead5a2cc2c4c52345b42bcafb0fff38d1591e837"
    assert media.details["serial"] == "062021002724"
    assert media.started_at.isoformat() == "2022-01-10T19:15:44+00:00"
    assert labels(media) == ["接收音像记录", "音像记录已入库", "检查音像记录", "制作播放副本"]
    assert not actions.spool().path(media.upload.key).exists()


def test_the_wearer_is_who_had_the_recorder_when_it_recorded(scene: Scene) -> None:
    device_actions.return_device(scene.device, by=scene.office.sun, at=at("2005-11-19 17:00"))
    device_actions.issue_device(scene.device, to=scene.office.li.person, by=scene.office.sun, at=at("2026-03-05 08:00"))

    media = scene.hand_over()
    assert media.wearer == scene.office.li.person, "until it is examined: who had it last"
    jobs.run_due()

    media.refresh_from_db()
    assert media.wearer == media.dossier.responsible == scene.office.zhang.person


def test_footage_of_a_recorder_that_nobody_had_says_so(scene: Scene) -> None:
    device_actions.return_device(scene.device, by=scene.office.sun, at=at("2005-10-18 09:00"))

    media = scene.kept()

    assert media.wearer is None
    assert "佩戴人待确认：文件记载的录制时间内，该设备没有领用记录。" in [one["text"] for one in media.warnings]


def test_a_file_that_names_another_recorder_is_flagged(scene: Scene) -> None:
    device_actions.change_device(scene.device, by=scene.office.sun, serial="C0000")
    media = scene.kept(PHOTO, name="DSJ-0099_210301_20260305093000_0001.mp4")

    said = "".join(one["text"] for one in media.warnings)
    assert "文件名中的设备编号是 DSJ-0099，移交时选择的设备是 DSJ-0012" in said
    assert "序列号 062021002724 与设备登记的 C0000 不一致" in said


def test_the_same_bytes_again_are_a_row_of_their_own_that_points_to_the_first(scene: Scene) -> None:
    first, second = scene.kept(), scene.kept(name="副本.mp4")
    third = scene.kept(name="再一份.mp4")

    assert (second.duplicate_of, third.duplicate_of, first.duplicate_of) == (first, first, None)
    assert second.blob == first.blob
    assert second.proxy == first.proxy and second.proxy_state == "ready"
    assert Media.objects.count() == 3
    assert Blob.objects.count() == 4, "one original, one copy, one poster, one strip"


@pytest.mark.parametrize("claimed", ["", "5c50cc7481bc824261999fa01bc4e47e5f9d3a78f149826d9940be1b2af9c603"])
def test_a_right_checksum_of_the_station_raises_no_alarm(scene: Scene, claimed: str) -> None:
    assert "checksum" not in [one["code"] for one in scene.kept(claimed_sha256=claimed).warnings]


def test_a_wrong_checksum_of_the_station_forbids_to_clear_the_recorder(scene: Scene) -> None:
    media = scene.kept(claimed_sha256="0" * 64)

    assert media.state == "ready"
    assert "请勿清除设备中的文件" in media.warnings[0]["text"]


@pytest.mark.parametrize("claimed", ["xyz", "0" * 63])
def test_a_checksum_that_is_none_is_refused(scene: Scene, claimed: str) -> None:
    with pytest.raises(ValidationError, match="64 位"):
        scene.begin(claimed_sha256=claimed)


@pytest.mark.obligation("LN-25-6")
def test_an_officer_hands_over_footage_of_acts_that_the_officer_took_part_in(scene: Scene) -> None:
    media = scene.hand_over(PHOTO, by=scene.office.li, act=scene.act)
    assert (media.wearer, media.device) == (scene.office.li.person, None)

    with pytest.raises(Denied, match="只能移交本人参加的执法活动"):
        scene.begin(PHOTO, by=scene.office.li)
    others = inspect(
        scene.case,
        scene.office.zhang,
        by=scene.office.zhang,
        began=at("2026-03-05 11:00"),
        ended=at("2026-03-05 12:00"),
    )
    with pytest.raises(Denied, match="没有参加该执法活动"):
        scene.begin(PHOTO, by=scene.office.li, act=others)
    with pytest.raises(Denied, match="没有参加该执法活动"):
        actions.link(media, others, by=scene.office.li)


def test_a_device_administrator_names_the_recorder(scene: Scene) -> None:
    with pytest.raises(ValidationError, match="请选择录制所用的设备"):
        scene.begin(device=None)


def test_nothing_crosses_from_one_agency_to_another(scene: Scene) -> None:
    stranger = open_office("衡阳市林业局", "衡林", "430400", mark="2")
    media = scene.kept(SPEECH)

    with pytest.raises(Denied, match="属于其他机关"):
        scene.begin(by=stranger.sun, device=scene.device)
    with pytest.raises(Denied, match="属于其他机关"):
        scene.begin(by=stranger.sun, device=stranger.recorder(), act=scene.act)
    for refused in (
        lambda: actions.link(media, scene.act, by=stranger.sun),
        lambda: actions.begin_playback(media, key="k", by=stranger.zhao),
        lambda: actions.allow_download(media, by=stranger.zhao, reason="复议"),
        lambda: actions.unlink(media, scene.act, by=stranger.sun, reason="x"),
        lambda: ingest.process_again(media, by=stranger.sun),
    ):
        with pytest.raises(Denied, match="管理范围"):
            refused()


def test_supervisors_hand_nothing_over(scene: Scene) -> None:
    with pytest.raises(Denied, match="您当前的岗位是法制监督人员"):
        scene.begin(by=scene.office.zhao, device=scene.device)


@pytest.mark.parametrize(
    ("size", "name", "sentence"), [(0, "x.mp4", "0 字节"), (5, " ", "没有文件名"), (5, "a/", "没有文件名")]
)
def test_an_upload_without_bytes_or_name_is_refused(scene: Scene, size: int, name: str, sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        actions.begin_upload(name=name, size_bytes=size, device=scene.device, by=scene.office.sun)
    assert Upload.objects.count() == 0


def test_a_path_in_a_name_is_cut_off(scene: Scene) -> None:
    assert scene.begin(name="..\\..\\DCIM/100/现场.MP4").name == "现场.MP4"


def test_an_empty_recording_is_quarantined_shown_and_stops_no_clock(scene: Scene) -> None:
    media = scene.kept(EMPTY, act=scene.act)

    assert (media.state, media.proxy_state) == ("quarantined", "none")
    assert "录制时长为零" in media.reason
    assert scene.facts("recording.received") == []
    assert Deadline.objects.get(dossier=scene.case.dossier, limit="footage-handover").stopped_at is None
    assert {notice.person for notice in Notice.objects.filter(dossier=media.dossier)} >= {scene.office.sun.person}
    with pytest.raises(Denied, match="已隔离"):
        actions.link(media, scene.act, by=scene.office.sun)
    assert media.blob is not None, "kept, byte for byte"


def test_damaged_footage_is_evidence_and_stays_linked(scene: Scene) -> None:
    media = scene.kept(TRUNCATED, act=scene.act)

    assert (media.state, media.proxy_state) == ("damaged", "failed")
    assert len(scene.facts("recording.received")) == 1
    assert media.blob.sha256 == "be1bc559a0faf92652538f51dc1f741aaec5429cf0022ba5c84295cae8c76d16"


def test_a_playback_is_recorded_once_and_another_one_again(scene: Scene) -> None:
    media = scene.kept(SPEECH)

    assert actions.begin_playback(media, key="one", by=scene.office.zhang) is True
    assert actions.begin_playback(media, key="one", by=scene.office.zhang) is False
    assert actions.begin_playback(media, key="two", by=scene.office.zhao) is True

    played = [line.entry.by["name"] for line in journal.timeline(media.dossier) if line.label == "播放音像记录"]
    assert played == ["张三", "赵督"]
    assert Playback.objects.count() == 2


def test_who_sees_the_case_sees_its_footage(scene: Scene) -> None:
    media = scene.kept(SPEECH, act=scene.act)
    unrelated = scene.kept(PHOTO)

    assert set(Media.objects.visible_to(scene.office.zhao)) == {media, unrelated}
    assert set(Media.objects.visible_to(scene.office.li)) == set(), "another unit's officer"
    elsewhere = open_case(scene.office, "二队案", by=scene.office.li)
    act = inspect(
        elsewhere, scene.office.li, by=scene.office.li, began=at("2026-03-06 09:00"), ended=at("2026-03-06 10:00")
    )
    actions.link(media, act, by=scene.office.sun)
    assert set(Media.objects.visible_to(scene.office.li)) == {media}
    assert actions.begin_playback(media, key="k", by=scene.office.li) is True


@pytest.mark.obligation("LN-25-6", "CL-22-6")
def test_officers_play_but_are_not_given_the_original(scene: Scene) -> None:
    media = scene.kept(SPEECH)

    with pytest.raises(Denied, match="“下载原件”只能由"):
        actions.allow_download(media, by=scene.office.zhang, reason="自己留一份")
    with pytest.raises(ValidationError, match="须写明用途"):
        actions.allow_download(media, by=scene.office.zhao, reason="")
    actions.allow_download(media, by=scene.office.zhao, reason="复议举证")
    line = journal.timeline(media.dossier, with_private=True)[-1]
    assert (line.label, line.private) == ("下载原件", {"reason": "复议举证"})


def test_a_recorders_token_hands_over_and_links_only_its_own(scene: Scene) -> None:
    station = Actor.device(
        scene.device.dossier.key, agency=scene.office.agency, label="三楼采集站", scopes=("footage.upload",)
    )
    media = scene.hand_over(SPEECH, by=station, act=scene.act)
    assert (media.device, media.upload.owner) == (scene.device, None)

    other = scene.office.recorder("DSJ-0013")
    stranger = Actor.device(other.dossier.key, agency=scene.office.agency, label="别的站", scopes=("footage.upload",))
    with pytest.raises(Denied, match="只能关联本设备"):
        actions.link(media, scene.act, by=stranger)
    with pytest.raises(Denied, match="令牌没有这项操作的权限"):
        scene.begin(by=Actor.device(other.dossier.key, agency=scene.office.agency, label="x", scopes=("other",)))
    with pytest.raises(Denied, match="令牌没有这项操作的权限"):
        actions.begin_playback(media, key="k", by=station)


def test_warnings_of_the_case_page_name_every_act(scene: Scene) -> None:
    scene.kept(SPEECH, act=scene.act)
    bare = inspect(
        scene.case,
        scene.office.zhang,
        by=scene.office.zhang,
        began=at("2026-03-05 11:00"),
        ended=at("2026-03-05 12:00"),
    )

    panel = queries.case_panel(scene.case.dossier, scene.office.zhang)

    assert [(one.act, [media.name for media, _ in one.media]) for one in panel["shown"]] == [
        (scene.act, ["nasa_speech.mp3"]), (bare, []),
    ]  # fmt: skip
    assert queries.case_panel(open_case(scene.office, "空案").dossier, scene.office.zhang) is None


@pytest.mark.obligation("LN-30-3")
def test_rows_and_journal_agree_after_everything(scene: Scene) -> None:
    media = scene.kept(SPEECH, act=scene.act)
    actions.begin_playback(media, key="one", by=scene.office.zhang)
    actions.unlink(media, scene.act, by=scene.office.sun, reason="选错了")
    own = {"media_evidence", "devices"}
    now = timezone.now()
    assert [said for said in verify.rows(now) if any(f"（{app}." in said for app in own)] == []
    assert list(verify.chains(now)) == []
    assert list(verify.stored_bytes(now)) == []

    Media.objects.filter(pk=media.pk).update(wearer=scene.office.li.person)
    assert any("media_evidence.media" in said for said in verify.rows(now))


def test_processing_is_taken_up_again_only_where_it_stopped(scene: Scene) -> None:
    media = scene.hand_over(SPEECH)
    ingest.process_again(media, by=scene.office.sun)
    jobs.run_due()
    media.refresh_from_db()
    assert media.state == "ready"
    with pytest.raises(Stale, match="已经处理完毕"):
        ingest.process_again(media, by=scene.office.sun)
    with pytest.raises(Denied):
        ingest.process_again(media, by=scene.office.zhang)
