"""Every real file behaves as tests/footage/SOURCES.md says."""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from media_evidence import probe, programs, proxy

FOOTAGE = Path(__file__).parents[1] / "footage"
NOW = datetime(2026, 11, 21, tzinfo=UTC)


@dataclass(frozen=True)
class Expected:
    kind: str
    verdict: str
    codecs: str
    duration_s: float | None
    started: str = ""
    source: str = ""
    warnings: frozenset[str] = frozenset()
    rotation: int = 0
    has_sound: bool = True
    model: str = ""
    serial: str = ""
    place: tuple[float, float] | None = None
    proxy_size: tuple[int, int] | None = None


TABLE = {
    "gopro_max_gps_serial.mp4": Expected(
        "video", "ready", "h264 + aac", 10.52, "2019-11-18T15:45:32+00:00", "container", frozenset({"drift"}),
        model="GoPro Max", serial="C3353424500199", place=(33.1268, -117.3273), proxy_size=(848, 480),
    ),
    "iphone6_rotated_gps_tz.mov": Expected(
        "video", "ready", "h264 + aac", 4.0, "2019-07-24T08:25:40+00:00", "quicktime",
        rotation=-90, model="iPhone 6", place=(32.0929, 34.862), proxy_size=(320, 568),
    ),
    "flir_vfr_gps.mp4": Expected(
        "video", "ready", "h264 + aac", 11.35, "2021-05-16T19:27:55+00:00", "container",
        place=(34.0754, -118.2543), proxy_size=(1080, 1440),
    ),
    "canon_mjpeg_localtime.AVI": Expected(
        "video", "ready", "mjpeg + pcm_s16le", 2.6, "2012-09-10T12:52:00+00:00", "container-local",
        frozenset({"zone-assumed"}), proxy_size=(640, 480),
    ),
    "android_3gp_brand_rotated_gps00.mp4": Expected(
        "video", "ready", "h264 + aac", 1.3, "2020-10-23T20:27:29+00:00", "container",
        frozenset({"extension", "no-fix"}), rotation=-90, proxy_size=(720, 1280),
    ),
    "sony_avchd_no_container_time.mts": Expected(
        "video", "ready", "h264 + ac3", 0.54, warnings=frozenset({"no-time"}), model="ILCE-7M3", proxy_size=(1280, 720),
    ),
    "amr_mpeg4_legacy.3gp": Expected(
        "video", "ready", "mpeg4 + amr_nb", 4.93, "2005-10-28T17:36:40+00:00", "container", proxy_size=(176, 144),
    ),
    "truncated_header_231s_no_data.mp4": Expected(
        "video", "damaged", "h264 + aac", 231.34, warnings=frozenset({"no-time"}),
    ),
    "hevc_no_audio.mp4": Expected(
        "video", "ready", "hevc", 1.0, warnings=frozenset({"silent", "no-time"}), has_sound=False, proxy_size=(128, 128),
    ),
    "photo_exif_gps_tz.jpg": Expected(
        "photo", "ready", "", None, "2022-01-10T19:15:44+00:00", "exif", frozenset({"drift"}),
        has_sound=False, serial="062021002724", place=(39.115, -108.401), proxy_size=(150, 103),
    ),
    "nasa_speech.mp3": Expected("audio", "ready", "mp3", 13.25, warnings=frozenset({"no-time"})),
    "zero_duration_262b.mp4": Expected(
        "video", "quarantined", "", 0.0, warnings=frozenset({"no-time"}), has_sound=False,
    ),
}  # fmt: skip


@pytest.fixture(params=TABLE)
def footage(request: pytest.FixtureRequest) -> tuple[Path, Expected]:
    return FOOTAGE / request.param, TABLE[request.param]


def test_the_table_and_the_sources_name_the_files_that_lie_there() -> None:
    listed = dict(
        reversed(line.split())
        for line in (FOOTAGE / "SOURCES.md").read_text().splitlines()
        if re.match(r"^    [0-9a-f]{64}  ", line)
    )

    assert set(listed) == set(TABLE) == {path.name for path in FOOTAGE.iterdir()} - {"SOURCES.md"}
    assert {name: hashlib.sha256((FOOTAGE / name).read_bytes()).hexdigest() for name in listed} == listed


@pytest.mark.obligation("LN-4-4", "HY-3-2")
def test_a_real_file_is_seen_for_what_it_is(footage: tuple[Path, Expected]) -> None:
    path, expected = footage

    found = probe.examine(path, name=path.name, received_at=NOW)

    assert (found.kind, found.verdict, found.codecs) == (expected.kind, expected.verdict, expected.codecs)
    assert found.duration_s == (expected.duration_s and pytest.approx(expected.duration_s, abs=0.01))
    assert (found.has_sound, found.rotation) == (expected.has_sound, expected.rotation)
    assert (found.model, found.serial) == (expected.model, expected.serial)
    place = None if found.latitude is None else (found.latitude, found.longitude)
    assert place == (expected.place and pytest.approx(expected.place, abs=0.001))


def test_the_times_of_a_real_file_carry_their_source(footage: tuple[Path, Expected]) -> None:
    path, expected = footage

    found = probe.examine(path, name=path.name, received_at=NOW)

    started = found.started
    stated = (started.at.isoformat(), started.source) if started else ("", "")
    assert stated == (expected.started, expected.source)
    assert {warning.code for warning in found.warnings} == expected.warnings


def test_what_a_browser_plays_is_made_of_every_playable_file(footage: tuple[Path, Expected], tmp_path: Path) -> None:
    path, expected = footage
    found = probe.examine(path, name=path.name, received_at=NOW)

    def make() -> proxy.Proxy:
        return proxy.make(
            path, kind=found.kind, duration_s=found.duration_s, is_interlaced=found.is_interlaced, into=tmp_path
        )

    if expected.verdict != "ready":
        with pytest.raises(proxy.Unplayable):
            make()
        return
    made = make()
    shown = probe.examine(made.playable, name=made.playable.name, received_at=NOW)
    assert shown.verdict == "ready"
    assert shown.codecs == {
        "video": "h264 + aac" if expected.has_sound else "h264", "audio": "aac", "photo": "",
    }[expected.kind]  # fmt: skip
    assert expected.proxy_size is None or (shown.width, shown.height) == expected.proxy_size
    assert (made.poster is not None, made.strip is not None) == (expected.kind != "audio", expected.kind != "photo")
    assert shown.latitude is None and not shown.serial, "the copy carries nothing of the original's metadata"
    if expected.kind == "video":
        content = made.playable.read_bytes()
        assert content.index(b"moov") < content.index(b"mdat"), "it plays before it is loaded whole"
        assert shown.duration_s == pytest.approx(expected.duration_s, abs=0.2), "sound and picture stay in step"


def test_a_variable_frame_rate_is_no_fault() -> None:
    found = probe.examine(FOOTAGE / "flir_vfr_gps.mp4", name="flir_vfr_gps.mp4", received_at=NOW)

    assert found.frame_rate == pytest.approx(7.4, abs=0.1)
    assert found.warnings == []


def test_a_recorder_eight_hours_off_is_named_and_not_put_right() -> None:
    found = probe.examine(FOOTAGE / "gopro_max_gps_serial.mp4", name="gopro_max_gps_serial.mp4", received_at=NOW)

    assert [one.text for one in found.warnings] == [
        "时钟偏差：容器创建时间比卫星定位时间早 7 小时 59 分 42 秒（接近整小时，疑似时区设置错误）。时间未作改动，请核对设备时钟。"
    ]
    assert found.started.at == datetime(2019, 11, 18, 15, 45, 32, tzinfo=UTC)
    assert found.finished_at.isoformat(timespec="seconds") == "2019-11-18T15:45:42+00:00"


def test_ffprobe_alone_would_have_believed_the_truncated_file() -> None:
    path = FOOTAGE / "truncated_header_231s_no_data.mp4"
    said = programs.run(
        ["ffprobe", "-v", "quiet", "-show_entries", "format=duration", "-of", "csv=p=0", f"file:{path}"], seconds=30
    )
    assert said.succeeded and float(said.output) > 231

    found = probe.examine(path, name=path.name, received_at=NOW)
    assert (found.verdict, found.reason) == (
        "damaged", "文件无法解码，可能不完整。原件已原样保存，仍可作为记录关联。",
    )  # fmt: skip
