"""The words of tus 1.0 are read strictly and answered exactly."""

import base64
import hashlib
from datetime import UTC, datetime

import pytest

from media_evidence import spool, tus

MAX = 1 << 40


def b64(text: str | bytes) -> str:
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


def test_metadata_is_decoded_with_chinese_names() -> None:
    announced = tus.read_creation(
        {"Upload-Length": "10", "Upload-Metadata": f"filename {b64('现场检查.mp4')}, device {b64('device/1')},urgent"},
        max_bytes=MAX,
    )

    assert announced == tus.Creation(10, {"filename": "现场检查.mp4", "device": "device/1", "urgent": ""})


@pytest.mark.parametrize(
    ("headers", "status", "sentence"),
    [
        ({}, 400, "Upload-Length"),
        ({"Upload-Length": "-1"}, 400, "Upload-Length"),
        ({"Upload-Length": "1e3"}, 400, "Upload-Length"),
        ({"Upload-Length": "٣"}, 400, "Upload-Length"),
        ({"Upload-Length": "0"}, 400, "0 字节"),
        ({"Upload-Length": str(MAX + 1)}, 413, "1024 GiB"),
        ({"Upload-Defer-Length": "1"}, 400, "不支持"),
        ({"Upload-Length": "1", "Upload-Metadata": "filename %%%"}, 400, "Upload-Metadata"),
        ({"Upload-Length": "1", "Upload-Metadata": f"filename {b64(bytes([255]))}"}, 400, "Base64"),
        ({"Upload-Length": "1", "Upload-Metadata": "a YQ==,a YQ=="}, 400, "Upload-Metadata"),
        ({"Upload-Length": "1", "Upload-Metadata": "文 YQ=="}, 400, "Upload-Metadata"),
    ],
)
def test_an_announcement_that_is_off_is_refused(headers: dict[str, str], status: int, sentence: str) -> None:
    with pytest.raises(spool.Refused, match=sentence) as refused:
        tus.read_creation(headers, max_bytes=MAX)
    assert refused.value.status == status


PIECE = {"Content-Type": tus.PATCH_TYPE, "Upload-Offset": "5", "Content-Length": "7"}


def test_a_piece_says_where_and_how_long() -> None:
    digest = hashlib.sha1(b"x").digest()

    assert tus.read_piece(PIECE) == tus.Piece(5, 7, None)
    assert tus.read_piece(PIECE | {"Upload-Checksum": f"sha1 {b64(digest)}"}).checksum == spool.Checksum("sha1", digest)


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"Content-Type": "application/octet-stream"}, 415),
        ({"Content-Type": ""}, 415),
        ({"Upload-Offset": ""}, 400),
        ({"Upload-Offset": "-5"}, 400),
        ({"Content-Length": ""}, 400),
        ({"Upload-Checksum": "crc32 AAAA"}, 400),
        ({"Upload-Checksum": "sha1 %%%"}, 400),
    ],
)
def test_a_piece_that_is_off_is_refused(changed: dict[str, str], status: int) -> None:
    with pytest.raises(spool.Refused) as refused:
        tus.read_piece(PIECE | changed)
    assert refused.value.status == status


@pytest.mark.parametrize("headers", [{}, {"Tus-Resumable": "0.2.2"}, {"Tus-Resumable": "2.0.0"}])
def test_another_version_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(tus.WrongVersion) as refused:
        tus.check_version(headers)
    assert refused.value.status == 412


def test_an_upload_expires_only_while_bytes_are_missing() -> None:
    at = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)

    assert tus.status_headers(offset=3, length=9, expires_at=at) == {
        "Upload-Offset": "3",
        "Upload-Length": "9",
        "Cache-Control": "no-store",
        "Upload-Expires": "Sun, 01 Mar 2026 08:00:00 GMT",
    }
    assert "Upload-Expires" not in tus.status_headers(offset=9, length=9, expires_at=at)


def test_capabilities_name_version_extensions_and_checksums() -> None:
    assert tus.capabilities(max_bytes=10) == {
        "Tus-Resumable": "1.0.0",
        "Tus-Version": "1.0.0",
        "Tus-Extension": "creation,expiration,checksum",
        "Tus-Max-Size": "10",
        "Tus-Checksum-Algorithm": "sha1,sha256,md5",
    }
