"""The tus endpoint answers as the protocol says, to people, stations and strangers, and unmodified clients work with it."""

import base64
import hashlib
import io
import os
import socket
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tusclient.client import TusClient

from enforcement import jobs
from enforcement.actions import organisation
from enforcement.actors import Actor
from media_evidence import actions, api, ingest, tus
from media_evidence.models import Media, Upload
from tests.devices.office import Office, open_office
from tests.media_evidence.scene import CLIP, PHOTO, SPEECH, Scene
from tests.stack import eventually

CONTENT = SPEECH.read_bytes()
TUS = {"Tus-Resumable": "1.0.0"}


def metadata(**said: str) -> str:
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in said.items())


def client_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(actor.person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def token(office: Office, device_key: str, **more: Any) -> str:
    given = {"name": "三楼采集站", "scopes": ["footage.upload"], "days": 30, "device_key": device_key, "by": office.sun}
    _, secret = organisation.issue_token(office.agency, **(given | more))
    return secret


@pytest.fixture
def sun(scene: Scene) -> Client:
    return client_of(scene.office.sun)


@pytest.fixture
def create(scene: Scene, sun: Client) -> Callable[..., Any]:
    def _create(client: Client = sun, *, length: int = len(CONTENT), **headers: str) -> Any:
        said = metadata(filename="现场.mp3", device=scene.device.code)
        return client.post(
            "/api/uploads/", headers=TUS | {"Upload-Length": str(length), "Upload-Metadata": said} | headers
        )

    return _create


def patch(client: Client, url: str, content: bytes, offset: int, **headers: str) -> Any:
    said = TUS | {"Upload-Offset": str(offset)} | headers
    return client.generic("PATCH", url, content, content_type=tus.PATCH_TYPE, headers=said)


def test_a_file_arrives_in_pieces(create: Callable[..., Any], sun: Client) -> None:
    made = create()
    url = made["Location"]
    assert (made.status_code, made["Upload-Offset"], made["Tus-Resumable"]) == (201, "0", "1.0.0")
    assert made["Upload-Expires"].endswith("GMT")

    first = patch(sun, url, CONTENT[:1000], 0)
    assert (first.status_code, first["Upload-Offset"], first.content) == (204, "1000", b"")
    where = sun.head(url, headers=TUS)
    assert (where.status_code, where["Upload-Offset"], where["Upload-Length"]) == (200, "1000", str(len(CONTENT)))
    assert where["Cache-Control"] == "no-store"
    assert sun.get(url).json()["state"] == "receiving"

    last = patch(sun, url, CONTENT[1000:], 1000)
    assert (last.status_code, last["Upload-Offset"]) == (204, str(len(CONTENT)))
    assert "Upload-Expires" not in last
    assert sun.get(url).json()["state"] == "received"
    jobs.run_due()
    said = sun.get(url).json()
    assert (said["state"], said["playable"]) == ("ready", True)
    assert said["sha256"] == hashlib.sha256(CONTENT).hexdigest()
    assert (Media.objects.get().name, Media.objects.get().size_bytes) == ("现场.mp3", len(CONTENT))
    assert sun.head(url, headers=TUS)["Upload-Offset"] == str(len(CONTENT)), "HEAD works after the end too"


def test_the_endpoint_says_what_it_can(sun: Client) -> None:
    said = sun.options("/api/uploads/")

    assert said.status_code == 204
    assert said["Tus-Extension"] == "creation,expiration,checksum"


@pytest.mark.parametrize(
    ("headers", "offset", "content", "status", "sentence"),
    [
        ({"Tus-Resumable": "0.2.2"}, 500, b"x", 412, "协议版本"),
        ({"Content-Type": "text/plain"}, 500, b"x", 415, tus.PATCH_TYPE),
        ({}, 400, b"x", 409, "已收到 500 字节"),
        ({}, 501, b"x", 409, "已收到 500 字节"),
        ({"Upload-Offset": "x"}, 0, b"x", 400, "Upload-Offset"),
        ({}, 500, CONTENT, 413, "超过了申报的文件大小"),
        ({"Upload-Checksum": "sha1 " + base64.b64encode(b"0" * 20).decode()}, 500, CONTENT[500:900], 460, "校验不符"),
        ({"Upload-Checksum": "crc9 AA=="}, 500, b"x", 400, "不支持校验算法"),
    ],
)
def test_a_piece_that_does_not_fit_is_refused_and_changes_nothing(
    create: Callable[..., Any],
    sun: Client,
    headers: dict[str, str],
    offset: int,
    content: bytes,
    status: int,
    sentence: str,
) -> None:
    url = create()["Location"]
    patch(sun, url, CONTENT[:500], 0)
    kind = headers.pop("Content-Type", tus.PATCH_TYPE)

    refused = sun.generic(
        "PATCH", url, content, content_type=kind, headers=TUS | {"Upload-Offset": str(offset)} | headers
    )

    assert refused.status_code == status
    assert sentence in refused.content.decode()
    assert refused["Tus-Resumable"] == "1.0.0"
    assert sun.head(url, headers=TUS)["Upload-Offset"] == "500"


@pytest.mark.parametrize(
    ("length", "headers", "status", "sentence"),
    [
        (0, {}, 400, "0 字节"),
        (api.MAX_BYTES + 1, {}, 413, "上限"),
        (5, {"Tus-Resumable": "2"}, 412, "协议版本"),
        (5, {"Upload-Metadata": ""}, 400, "没有文件名"),
        (5, {"Upload-Metadata": metadata(filename="x.mp4")}, 400, "请选择录制所用的设备"),
        (5, {"Upload-Metadata": metadata(filename="x.mp4", device="nobody")}, 400, "没有这台设备"),
        (5, {"Upload-Metadata": metadata(filename="x.mp4", act="99999")}, 400, "没有这次执法活动"),
        (5, {"Upload-Metadata": metadata(filename="x.mp4", act="x")}, 400, "没有这次执法活动"),
    ],
)
def test_an_announcement_that_is_off_is_refused(
    create: Callable[..., Any], length: int, headers: dict[str, str], status: int, sentence: str
) -> None:
    refused = create(length=length, **headers)

    assert (refused.status_code, refused["Content-Type"]) == (status, "text/plain; charset=utf-8")
    assert sentence in refused.content.decode()
    assert Upload.objects.count() == 0


def test_a_right_checksum_passes(create: Callable[..., Any], sun: Client) -> None:
    said = "sha256 " + base64.b64encode(hashlib.sha256(CONTENT).digest()).decode()
    assert patch(sun, create()["Location"], CONTENT, 0, **{"Upload-Checksum": said}).status_code == 204


def test_another_writer_is_told_to_wait(create: Callable[..., Any], sun: Client) -> None:
    url = create()["Location"]
    key = Upload.objects.get().key

    class Intruding(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            refused = patch(sun, url, b"x", 0)
            assert (refused.status_code, "另一个连接" in refused.content.decode()) == (423, True)
            return super().read(size)

    actions.spool().append(key, Intruding(b"abc"), offset=0, amount=3, length=3)


def test_a_full_disk_is_507_and_keeps_what_came(
    scene: Scene, sun: Client, create: Callable[..., Any], small_disk: Path, settings: Any
) -> None:
    settings.SPOOL_DIR = small_disk
    content = os.urandom(3 << 20)
    url = create(length=len(content))["Location"]

    refused = patch(sun, url, content, 0)

    assert (refused.status_code, "保留不动" in refused.content.decode()) == (507, True)
    kept = int(sun.head(url, headers=TUS)["Upload-Offset"])
    assert 0 < kept <= 1 << 20
    assert actions.spool().path(Upload.objects.get().key).read_bytes() == content[:kept]


@pytest.mark.obligation("LN-30-3", "CL-27-3", "HY-36-2")
def test_nothing_is_deleted_or_written_over(create: Callable[..., Any], sun: Client) -> None:
    url = create()["Location"]
    patch(sun, url, CONTENT, 0)

    refused = sun.delete(url, headers=TUS)
    assert (refused.status_code, refused["Allow"]) == (405, "HEAD, PATCH, GET, OPTIONS")
    assert "不能删除" in refused.content.decode()
    assert patch(sun, url, b"more", 0).status_code == 403
    assert Media.objects.count() == 1


def test_old_proxies_may_carry_the_method_in_a_header(create: Callable[..., Any], sun: Client) -> None:
    url = create()["Location"]
    sent = sun.generic(
        "POST", url, CONTENT, content_type=tus.PATCH_TYPE,
        headers=TUS | {"Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"},
    )  # fmt: skip
    assert sent.status_code == 204


def test_an_upload_is_its_owners_alone(create: Callable[..., Any], scene: Scene) -> None:
    url = create()["Location"]
    li = client_of(scene.office.li)

    assert li.head(url, headers=TUS).status_code == 410
    assert patch(li, url, CONTENT, 0).status_code == 410
    assert li.get(url).status_code == 410
    stranger = Client()
    assert stranger.head(url, headers=TUS).status_code == 401
    assert stranger.post("/api/uploads/", headers=TUS | {"Upload-Length": "5"}).status_code == 401


def test_a_session_needs_its_csrf_token(scene: Scene) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(scene.office.sun.person, backend="django.contrib.auth.backends.ModelBackend")
    said = TUS | {"Upload-Length": "5", "Upload-Metadata": metadata(filename="x.mp4", device=scene.device.code)}

    refused = client.post("/api/uploads/", headers=said)
    assert (refused.status_code, "请刷新页面" in refused.content.decode()) == (403, True)

    client.cookies["csrftoken"] = "a" * 32
    assert client.post("/api/uploads/", headers=said | {"X-CSRFToken": "a" * 32}).status_code == 201


def test_a_station_hands_over_with_its_recorders_token(scene: Scene) -> None:
    bearer = {"Authorization": f"Bearer {token(scene.office, scene.device.dossier.key)}"}
    client = Client()
    said = metadata(filename="x.mp3", act=str(scene.act.pk), device="whatever")
    made = client.post(
        "/api/uploads/", headers=TUS | bearer | {"Upload-Length": str(len(CONTENT)), "Upload-Metadata": said}
    )
    url = made["Location"]
    assert patch(client, url, CONTENT, 0, **bearer).status_code == 204

    assert client.get(url, headers=bearer).json()["state"] == "received"
    media = Media.objects.get()
    assert (media.device, media.upload.owner, len(scene.facts("recording.received"))) == (scene.device, None, 1)
    other = scene.office.recorder("DSJ-0013")
    foreign = {"Authorization": f"Bearer {token(scene.office, other.dossier.key)}"}
    assert client.get(url, headers=foreign).status_code == 410


@pytest.mark.parametrize("state", ["unknown", "expired", "revoked", "other scope"])
def test_a_token_that_is_not_good_opens_nothing(scene: Scene, state: str) -> None:
    more: dict[str, Any] = {"scopes": ["cases"]} if state == "other scope" else {}
    if state == "expired":
        more["now"] = timezone.now() - timedelta(days=31)
    secret = token(scene.office, scene.device.dossier.key, **more)
    if state == "revoked":
        organisation.revoke_token(scene.office.agency.tokens.get(), by=scene.office.sun)
    bearer = {"Authorization": "Bearer " + ("zj_wrong" if state == "unknown" else secret)}

    refused = Client().post(
        "/api/uploads/", headers=TUS | bearer | {"Upload-Length": "5", "Upload-Metadata": metadata(filename="x.mp4")}
    )

    assert refused.status_code == (403 if state == "other scope" else 401)
    assert "令牌" in refused.content.decode()


def test_an_officer_without_an_act_is_told_who_hands_over(scene: Scene) -> None:
    said = {"Upload-Length": "5", "Upload-Metadata": metadata(filename="x.jpg")}
    refused = client_of(scene.office.zhang).post("/api/uploads/", headers=TUS | said)

    assert refused.status_code == 403
    assert "第二十五条第三款" in refused.content.decode()


def test_links_are_made_once_for_a_key(scene: Scene) -> None:
    media, client = scene.kept(SPEECH), client_of(scene.office.zhang)
    url = f"/api/footage/{media.code}/links/"
    ask = {"content_type": "application/json", "headers": {"Idempotency-Key": "abcdefgh"}}

    first = client.post(url, {"act": scene.act.pk}, **ask)
    again = client.post(url, {"act": scene.act.pk}, **ask)
    assert (first.status_code, again.status_code, first.json()) == (201, 201, again.json())
    assert client.get(f"/api/footage/{media.code}/").json()["acts"] == [scene.act.pk]
    new = client.post(
        url, {"act": scene.act.pk}, content_type="application/json", headers={"Idempotency-Key": "ijklmnop"}
    )
    assert (new.status_code, "已经关联" in new.json()["error"]) == (409, True)
    bad = client.post(url, {}, content_type="application/json", headers={"Idempotency-Key": "qrstuvwx"})
    assert (bad.status_code, bad.json()["fields"]) == (400, {"act": ["请写明执法活动。"]})


def test_footage_of_another_agency_is_not_there(scene: Scene) -> None:
    media = scene.kept(PHOTO)
    stranger = client_of(open_office("衡阳市林业局", "衡林", "430400", mark="2").zhao)

    assert stranger.get(f"/api/footage/{media.code}/").status_code == 404
    assert Client().get(f"/api/footage/{media.code}/").status_code == 401


def test_a_crash_after_the_last_byte_is_mended_by_whoever_asks_first(create: Callable[..., Any], sun: Client) -> None:
    url = create()["Location"]
    key = Upload.objects.get().key
    actions.spool().append(key, io.BytesIO(CONTENT), offset=0, amount=len(CONTENT), length=len(CONTENT))

    assert sun.head(url, headers=TUS)["Upload-Offset"] == str(len(CONTENT))
    assert Media.objects.get().state == "received"


def test_the_sweep_receives_what_nobody_asks_for_and_forgets_what_expired(
    create: Callable[..., Any], sun: Client
) -> None:
    create(), create()
    whole, half = Upload.objects.order_by("pk")
    for upload, content in ((whole, CONTENT), (half, CONTENT[:100])):
        actions.spool().append(upload.key, io.BytesIO(content), offset=0, amount=len(content), length=len(CONTENT))

    ingest.sweep(now=half.expires_at)
    assert Media.objects.get().upload == whole
    assert actions.spool().offset(half.key) == 100

    ingest.sweep(now=half.expires_at + timedelta(seconds=1))
    gone = sun.head(f"/api/uploads/{half.key}/", headers=TUS)
    assert (gone.status_code, Media.objects.count()) == (410, 1)
    assert not actions.spool().path(half.key).exists()


def test_the_sweep_puts_parked_work_of_unstored_footage_in_again(scene: Scene) -> None:
    media = scene.hand_over(SPEECH)
    jobs.Job.objects.update(state="parked")

    later = media.received_at + ingest.STUCK + timedelta(seconds=1)
    ingest.sweep(now=later)
    jobs.run_due(now=later)

    media.refresh_from_db()
    assert media.state == "ready"


@pytest.mark.django_db(transaction=True)
def test_unmodified_tuspy_hands_over_and_resumes(live_server: Any, tmp_path: Path) -> None:
    office = open_office()
    device = office.recorder()
    secret = token(office, device.dossier.key)
    content = os.urandom(3 << 20) + CLIP.read_bytes()
    file = tmp_path / "DSJ-0012_210301_20260305093000_0001.3gp"
    file.write_bytes(content)
    client = TusClient(f"{live_server.url}/api/uploads/", headers={"Authorization": f"Bearer {secret}"})
    begun = client.uploader(str(file), chunk_size=1 << 20, metadata={"filename": file.name})

    begun.upload_chunk()
    resumed = client.uploader(str(file), url=begun.url, chunk_size=1 << 20)
    assert resumed.offset == 1 << 20
    resumed.upload()

    upload = Upload.objects.get()
    assert actions.spool().path(upload.key).read_bytes() == content
    assert (Media.objects.get().name, Media.objects.get().state) == (file.name, "received")


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_is_cut_keeps_what_came_and_holds_no_lock(live_server: Any) -> None:
    office = open_office()
    device = office.recorder()
    bearer = {"Authorization": f"Bearer {token(office, device.dossier.key)}"}
    upload = actions.begin_upload(
        name="x.mp3", size_bytes=len(CONTENT), by=Actor.device(
            device.dossier.key, agency=office.agency, label="采集站", scopes=("footage.upload",)
        ),
    )  # fmt: skip
    host, port = live_server.thread.host, live_server.thread.port
    with socket.create_connection((host, port)) as line:
        said = (
            TUS
            | bearer
            | {"Host": host, "Content-Type": tus.PATCH_TYPE, "Upload-Offset": "0", "Content-Length": "99999"}
        )
        head = "".join(f"{name}: {value}\r\n" for name, value in said.items())
        line.sendall(f"PATCH /api/uploads/{upload.key}/ HTTP/1.1\r\n{head}\r\n".encode() + CONTENT[:5000])

    eventually(lambda: actions.spool().offset(upload.key) == 5000)
    resumed = eventually(lambda: _sent(patch(Client(), f"/api/uploads/{upload.key}/", CONTENT[5000:], 5000, **bearer)))
    assert resumed["Upload-Offset"] == str(len(CONTENT))


def _sent(response: Any) -> Any:
    return response if response.status_code == 204 else None
