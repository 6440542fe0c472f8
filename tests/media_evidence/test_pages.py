"""The pages about footage show what is there to those who may see it."""

from typing import Any

import pytest
from django.core import signing
from django.test import Client

from devices import actions as device_actions
from enforcement import journal
from media_evidence import actions
from media_evidence.models import Media
from tests.devices.office import open_office
from tests.media_evidence.scene import CLIP, EMPTY, PHOTO, SPEECH, TRUNCATED, Scene
from tests.media_evidence.test_api import client_of


def text(response: Any) -> str:
    return response.content.decode()


def play_url(client: Client, media: Media) -> str:
    page = text(client.get(f"/footage/{media.code}/"))
    return (
        page.partition(f'src="/footage/{media.code}/play/')[2]
        .partition('"')[0]
        .join((f"/footage/{media.code}/play/", ""))
    )


def test_the_list_filters_by_what_is_amiss(scene: Scene) -> None:
    scene.kept(SPEECH, act=scene.act)
    scene.kept(CLIP)
    scene.kept(TRUNCATED, act=scene.act)
    scene.kept(SPEECH, name="又一份.mp3")
    scene.hand_over(PHOTO)
    client = client_of(scene.office.sun)

    def shown(**asked: str) -> set[str]:
        page = client.get("/footage/", asked)
        return {media.name for media in page.context["media"]}

    assert len(shown()) == 5
    assert shown(show="unlinked") == {CLIP.name, "又一份.mp3", PHOTO.name}
    assert shown(show="damaged") == {TRUNCATED.name}
    assert shown(show="duplicate") == {"又一份.mp3"}
    assert shown(show="working") == {PHOTO.name}
    assert shown(words="又一") == {"又一份.mp3"}
    other = scene.office.recorder("DSJ-0013")
    assert shown(device=str(other.pk)) == set()
    assert len(shown(from_on="2020-01-01", to_on="2099-01-01")) == 5
    assert shown(to_on="2020-01-01") == set()


def test_the_list_asks_the_same_number_of_questions_for_one_and_for_many(
    scene: Scene, django_assert_max_num_queries: Any
) -> None:
    client = client_of(scene.office.sun)
    for number in range(12):
        scene.hand_over(PHOTO, name=f"{number}.jpg", **({"act": scene.act} if number % 2 else {}))
    client.get("/footage/")

    with django_assert_max_num_queries(9):
        page = client.get("/footage/")
    assert len(page.context["media"]) == 12


def test_the_case_panel_asks_the_same_number_of_questions_for_one_and_for_many(
    scene: Scene, django_assert_max_num_queries: Any
) -> None:
    from media_evidence import queries

    for number in range(6):
        scene.hand_over(PHOTO, name=f"{number}.jpg", act=scene.act)

    with django_assert_max_num_queries(3):
        panel = queries.case_panel(scene.case.dossier, scene.office.zhang)
    assert len(panel["shown"][0].media) == 6


@pytest.mark.obligation("LN-25-6")
def test_the_page_of_a_recording_shows_hashes_times_warnings_and_who_may_do_what(scene: Scene) -> None:
    device_actions.change_device(scene.device, by=scene.office.sun, serial="X-1")
    media = scene.kept(PHOTO, act=scene.act)

    page = text(client_of(scene.office.zhang).get(f"/footage/{media.code}/"))

    for shown in (
        media.blob.sha256,
        media.blob.sm3,
        "时钟偏差",
        "照片拍摄时间（EXIF）",
        "2022:01:10 15:15:44-04:00",
        "现场检查",
    ):
        assert shown in page
    assert "“下载原件”只能由" in page, "the button is there, off, with its reason"


def test_what_cannot_be_played_says_why(scene: Scene) -> None:
    client = client_of(scene.office.sun)
    assert "正在校验和制作播放副本" in text(client.get(f"/footage/{scene.hand_over(CLIP).code}/"))
    assert "录制时长为零" in text(client.get(f"/footage/{scene.kept(EMPTY).code}/"))
    assert "原件已原样保存" in text(client.get(f"/footage/{scene.kept(TRUNCATED).code}/"))


def test_playing_by_many_ranges_is_one_entry(scene: Scene) -> None:
    media, client = scene.kept(CLIP), client_of(scene.office.zhang)
    url = play_url(client, media)

    whole = b"".join(client.get(url).streaming_content)
    parts = b"".join(
        b"".join(client.get(url, headers={"Range": f"bytes={first}-{first + 9999}"}).streaming_content)
        for first in range(0, len(whole), 10_000)
    )

    assert parts == whole
    assert client.get(url, headers={"Range": f"bytes={len(whole)}-"}).status_code == 416
    said = [line.label for line in journal.timeline(media.dossier)]
    assert said.count("播放音像记录") == 1
    assert play_url(client, media) != url, "the page opened again is another playback"


def test_a_ticket_is_for_one_person_and_one_recording(scene: Scene) -> None:
    media, other = scene.kept(CLIP), scene.kept(SPEECH)
    url = play_url(client_of(scene.office.zhang), media)

    assert client_of(scene.office.zhao).get(url).status_code == 404
    assert client_of(scene.office.zhang).get(url.replace(media.code, other.code)).status_code == 404
    forged = signing.dumps(["x", media.pk, 1], salt="elsewhere")
    assert client_of(scene.office.zhang).get(f"/footage/{media.code}/play/{forged}/").status_code == 404
    assert Client().get(url).status_code == 302


def test_the_original_is_given_for_a_purpose_and_byte_for_byte(scene: Scene) -> None:
    media, zhao = scene.kept(SPEECH), client_of(scene.office.zhao)

    empty = zhao.post(f"/footage/{media.code}/download/", {"reason": " "})
    assert empty.status_code == 400
    allowed = zhao.post(f"/footage/{media.code}/download/", {"reason": "复议举证，案号复议〔2026〕3号"})
    given = zhao.get(allowed["Location"])
    assert b"".join(given.streaming_content) == SPEECH.read_bytes()
    assert given["Content-Disposition"].startswith("attachment")
    assert journal.timeline(media.dossier)[-1].label == "下载原件"

    zhang = client_of(scene.office.zhang)
    assert zhang.get(f"/footage/{media.code}/download/").status_code == 403
    assert zhang.get(allowed["Location"]).status_code == 404


def test_pictures_are_shown_and_are_no_playing(scene: Scene) -> None:
    media, client = scene.kept(CLIP), client_of(scene.office.sun)

    for part in ("poster", "strip"):
        picture = client.get(f"/footage/{media.code}/picture/{part}/")
        assert (picture.status_code, picture["Content-Type"]) == (200, "image/jpeg")
    assert client.get(f"/footage/{media.code}/picture/blob/").status_code == 404
    assert "播放音像记录" not in [line.label for line in journal.timeline(media.dossier)]


def test_links_are_made_and_undone_on_the_page(scene: Scene) -> None:
    media, client = scene.kept(SPEECH), client_of(scene.office.zhang)

    refused = client.post(f"/footage/{media.code}/link/", {"act": ""})
    assert (refused.status_code, "执法活动" in text(refused)) == (400, True)
    assert client.post(f"/footage/{media.code}/link/", {"act": scene.act.pk}).status_code == 302
    assert len(scene.facts("recording.received")) == 1
    refused = client.post(f"/footage/{media.code}/unlink/{scene.act.pk}/", {"reason": ""})
    assert refused.status_code == 400
    assert client.post(f"/footage/{media.code}/unlink/{scene.act.pk}/", {"reason": "选错了"}).status_code == 302
    assert scene.facts("recording.received") == []


def test_handing_over_offers_recorders_acts_and_the_receipt(scene: Scene) -> None:
    scene.kept(SPEECH)
    scene.begin(CLIP, name="半个.3gp")

    page = text(client_of(scene.office.sun).get(f"/footage/hand-over/?act={scene.act.pk}"))

    assert "DSJ-0012（海康威视 DS-MCW405），张三领用中" in page
    assert f'<option value="{scene.act.pk}" selected>' in page
    assert Media.objects.get().blob.sm3 in page
    assert "已收 0%，重新选择同一文件即可续传" in page
    assert text(client_of(scene.office.sun).get("/footage/receipt/")).count("半个.3gp") == 1
    assert client_of(scene.office.zhao).get("/footage/hand-over/").status_code == 403


def test_footage_of_others_is_not_found(scene: Scene) -> None:
    media = scene.kept(SPEECH)
    stranger = open_office("衡阳市林业局", "衡林", "430400", mark="2")

    for actor in (stranger.zhao, stranger.sun, scene.office.li):
        client = client_of(actor)
        assert client.get("/footage/").context["media"] == []
        for page in ("", "link/", "download/", "picture/poster/"):
            assert client.get(f"/footage/{media.code}/{page}").status_code == 404
    assert client_of(scene.office.zhang).get("/footage/nobody/").status_code == 404
    assert actions.spool().root.exists()
