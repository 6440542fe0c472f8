"""Files are judged by what they contain, not by what they are called."""

import io
import subprocess
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import ImageFile

from media_evidence import probe

FOOTAGE = Path(__file__).parents[1] / "footage"
GOPRO = FOOTAGE / "gopro_max_gps_serial.mp4"
NOW = datetime(2026, 11, 21, tzinfo=UTC)


def zipped() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("录像.mp4", b"x" * 1000)
    return target.getvalue()


NOT_FOOTAGE = {
    "executable": Path("/bin/ls").read_bytes(),
    "archive": zipped(),
    "page": b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>",
    "drawing": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
    "script": b"#!/bin/sh\nrm -rf /\n",
    "playlist": b"#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n",
    "document": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n",
    "noise": bytes(range(256)) * 64,
}


@pytest.mark.obligation("LN-4-4")
@pytest.mark.parametrize("content", NOT_FOOTAGE.values(), ids=NOT_FOOTAGE)
def test_what_is_no_footage_is_quarantined_though_called_mp4(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)

    found = probe.examine(path, name="20260101.mp4", received_at=NOW)

    assert found.verdict == "quarantined"
    assert "隔离" in found.reason


def test_a_wrong_extension_is_a_warning_and_no_refusal() -> None:
    found = probe.examine(GOPRO, name="录像.jpg", received_at=NOW)

    assert found.verdict == "ready"
    assert "扩展名与内容不符：文件名为 .jpg，内容识别为 video/mp4。" in [one.text for one in found.warnings]


def test_footage_that_breaks_off_in_the_middle_is_damaged_and_says_where(tmp_path: Path) -> None:
    faststart = tmp_path / "whole.mp4"
    subprocess.run(
        ["ffmpeg", "-v", "error", "-i", GOPRO, "-map", "0:v:0", "-c", "copy", "-movflags", "+faststart", faststart],
        check=True,
    )
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(faststart.read_bytes()[: faststart.stat().st_size * 7 // 10])

    assert probe.examine(faststart, name="whole.mp4", received_at=NOW).verdict == "ready"
    found = probe.examine(broken, name="broken.mp4", received_at=NOW)

    assert (found.verdict, found.reason[:9]) == ("damaged", "文件末尾无法解码，"[:9])


def test_sound_that_outlasts_the_picture_is_no_damage(tmp_path: Path) -> None:
    made = tmp_path / "long_sound.mp4"
    speech = FOOTAGE / "nasa_speech.mp3"
    picture = ["-t", "2", "-i", str(GOPRO), "-i", str(speech), "-map", "0:v:0", "-map", "1:a:0"]
    subprocess.run(["ffmpeg", "-v", "error", *picture, "-c:v", "copy", "-c:a", "aac", made], check=True)

    found = probe.examine(made, name="long_sound.mp4", received_at=NOW)

    assert (found.verdict, round(found.duration_s)) == ("ready", 13)


def test_a_frame_every_eight_seconds_is_no_damage(tmp_path: Path) -> None:
    made = tmp_path / "slow.mp4"
    slow = ["-vf", "setpts=8*PTS,fps=1/8,scale=160:-2", "-an", "-c:v", "libx264"]
    subprocess.run(["ffmpeg", "-v", "error", "-i", str(GOPRO), *slow, made], check=True)

    found = probe.examine(made, name="slow.mp4", received_at=NOW)

    assert (found.verdict, found.frame_rate, found.duration_s > 60) == ("ready", 0.125, True)


def test_half_a_photo_is_damaged(tmp_path: Path) -> None:
    photo = tmp_path / "half.jpg"
    photo.write_bytes((FOOTAGE / "photo_exif_gps_tz.jpg").read_bytes()[:-2000])

    found = probe.examine(photo, name="half.jpg", received_at=NOW)

    assert (found.kind, found.verdict) == ("photo", "damaged")


def test_half_a_photo_is_damaged_where_pdfs_were_printed_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    photo = tmp_path / "half.jpg"
    photo.write_bytes((FOOTAGE / "photo_exif_gps_tz.jpg").read_bytes()[:-2000])

    assert probe.examine(photo, name="half.jpg", received_at=NOW).verdict == "damaged"


def test_a_recording_from_the_future_awaits_confirmation() -> None:
    found = probe.examine(GOPRO, name=GOPRO.name, received_at=datetime(2019, 11, 18, tzinfo=UTC))

    assert "时间待确认：文件记载的录制时间晚于接收时间，请核对设备时钟。" in [one.text for one in found.warnings]


def test_a_file_name_in_the_recorders_pattern_is_the_start_in_beijing_time() -> None:
    name = "DSJ-0012_210301_20260105093000_0003.mts"
    found = probe.examine(FOOTAGE / "sony_avchd_no_container_time.mts", name=name, received_at=NOW)

    assert found.started.source == "name"
    assert found.started.at == datetime(2026, 1, 5, 1, 30, tzinfo=UTC)
    assert found.warnings == []
