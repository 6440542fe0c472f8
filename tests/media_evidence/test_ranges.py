"""A player gets the part that it asks for."""

import os
from pathlib import Path

import pytest

from enforcement import blobs
from enforcement.models import Blob
from media_evidence import ranges

SIZE = 3 * blobs.CHUNK


@pytest.fixture
def blob(tmp_path: Path, settings) -> tuple[Blob, bytes]:
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    }
    content = os.urandom(SIZE)
    (tmp_path / "source").write_bytes(content)
    kept = blobs.store(tmp_path / "source")
    return Blob(sha256=kept.sha256, size_bytes=SIZE), content


@pytest.mark.parametrize(
    ("asked", "status", "first", "last"),
    [
        ("", 200, 0, SIZE - 1),
        ("bytes=0-", 206, 0, SIZE - 1),
        ("bytes=100-199", 206, 100, 199),
        ("bytes=100-99999999999", 206, 100, SIZE - 1),
        ("bytes=-10", 206, SIZE - 10, SIZE - 1),
        ("bytes=-99999999999", 206, 0, SIZE - 1),
        (f"bytes={SIZE - 1}-", 206, SIZE - 1, SIZE - 1),
        ("bytes=5-2", 200, 0, SIZE - 1),
        ("bytes=0-1,5-6", 200, 0, SIZE - 1),
        ("items=0-1", 200, 0, SIZE - 1),
        ("bytes=-", 200, 0, SIZE - 1),
        ("bytes=" + "9" * 5000 + "-", 200, 0, SIZE - 1),
    ],
)
def test_a_range_is_answered(blob: tuple[Blob, bytes], asked: str, status: int, first: int, last: int) -> None:
    response = ranges.respond(blob[0], media_type="video/mp4", range_header=asked)

    assert (response.status_code, response["Content-Length"], response["Accept-Ranges"]) == (
        status,
        str(last - first + 1),
        "bytes",
    )
    assert response.get("Content-Range") == (f"bytes {first}-{last}/{SIZE}" if status == 206 else None)
    assert b"".join(response.streaming_content) == blob[1][first : last + 1]


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", "bytes=-0", "bytes=999999999-1000000000"])
def test_a_range_outside_is_416_with_the_length(blob: tuple[Blob, bytes], asked: str) -> None:
    response = ranges.respond(blob[0], media_type="video/mp4", range_header=asked)

    assert (response.status_code, response["Content-Range"], response.content) == (416, f"bytes */{SIZE}", b"")


def test_a_range_of_other_bytes_is_answered_whole(blob: tuple[Blob, bytes]) -> None:
    same = ranges.respond(blob[0], media_type="video/mp4", range_header="bytes=0-9", if_range=f'"{blob[0].sha256}"')
    other = ranges.respond(blob[0], media_type="video/mp4", range_header="bytes=0-9", if_range='"other"')

    assert (same.status_code, other.status_code) == (206, 200)


def test_memory_holds_one_piece_at_a_time(blob: tuple[Blob, bytes]) -> None:
    response = ranges.respond(blob[0], media_type="video/mp4")

    assert [len(piece) for piece in response.streaming_content] == [blobs.CHUNK] * 3


def test_a_download_is_saved_under_its_chinese_name_and_never_shown(blob: tuple[Blob, bytes]) -> None:
    response = ranges.respond(blob[0], media_type="application/octet-stream", name="现场.mp4")

    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%E7%8E%B0%E5%9C%BA.mp4"
    assert (response["X-Content-Type-Options"], response["Content-Security-Policy"]) == (
        "nosniff",
        "sandbox; default-src 'none'",
    )
