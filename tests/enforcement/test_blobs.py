"""The store keeps what it is given, once, whole or not at all."""

import hashlib
import io
import os
import stat
import subprocess
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import boto3
import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from moto.server import ThreadedMotoServer

from enforcement import blobs
from enforcement.models import Blob

SPEECH = Path(__file__).parents[1] / "footage" / "nasa_speech.mp3"
SHA256 = "1b8bee7a5fa9fb24d6a2b8593910352799974fa1b861af6cc17534489bbe2c8b"


@pytest.fixture
def folder(tmp_path: Path, settings) -> Path:
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    }
    return tmp_path


@pytest.fixture
def bucket(settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    made = boto3.resource("s3", endpoint_url=url, region_name="us-east-1").create_bucket(Bucket="evidence")
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": "evidence", "endpoint_url": url, "region_name": "us-east-1", "location": "zhiji",
                "access_key": "test", "secret_key": "test",
            },
        }
    }  # fmt: skip
    yield made
    urllib.request.urlopen(urllib.request.Request(f"{url}/moto-api/reset", method="POST"))
    server.stop()


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_one_read_gives_both_hashes_and_the_length(folder: Path) -> None:
    kept = blobs.store(SPEECH)

    assert kept.sha256 == SHA256
    assert kept.sm3 == hashlib.new("sm3", SPEECH.read_bytes()).hexdigest()
    assert kept.size_bytes == SPEECH.stat().st_size


def test_openssl_agrees_with_the_sm3_hash(folder: Path) -> None:
    kept = blobs.store(SPEECH)

    said = subprocess.run(["openssl", "dgst", "-sm3", "-r", str(SPEECH)], capture_output=True, text=True, check=True)
    assert said.stdout.split()[0] == kept.sm3


def test_bytes_lie_under_their_hash_and_cannot_be_written(folder: Path) -> None:
    blobs.store(SPEECH)

    path = folder / "objects" / SHA256[:2] / SHA256[2:4] / SHA256
    assert path.read_bytes() == SPEECH.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o440
    assert names(folder) == [str(path.relative_to(folder))]


def test_the_same_bytes_again_are_kept_once(folder: Path) -> None:
    first = blobs.store(SPEECH)
    path = folder / "objects" / SHA256[:2] / SHA256[2:4] / SHA256
    inode = path.stat().st_ino

    assert blobs.store(io.BytesIO(SPEECH.read_bytes())) == first
    assert path.stat().st_ino == inode
    assert len(names(folder)) == 1


def test_an_empty_input_is_refused_with_a_sentence(folder: Path) -> None:
    with pytest.raises(blobs.EmptyInput, match="0 字节"):
        blobs.store(io.BytesIO())
    assert names(folder) == []


def test_a_half_file_of_the_right_name_is_replaced(folder: Path) -> None:
    path = folder / "objects" / SHA256[:2] / SHA256[2:4] / SHA256
    path.parent.mkdir(parents=True)
    path.write_bytes(b"half")

    blobs.store(SPEECH)

    assert path.read_bytes() == SPEECH.read_bytes()


def test_a_source_that_breaks_leaves_nothing_half(folder: Path) -> None:
    class Breaking(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() > 2 * blobs.CHUNK:
                raise OSError(5, "medium error")
            return super().read(size)

    with pytest.raises(OSError, match="medium error"):
        blobs.store(Breaking(bytes(5 * blobs.CHUNK)))
    assert names(folder) == []


def test_a_full_disk_is_said_and_leaves_nothing_half(folder: Path) -> None:
    small = folder / "objects"
    small.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(small)], check=True)
    try:
        with pytest.raises(blobs.StoreFull, match="存储空间不足"):
            blobs.store(io.BytesIO(os.urandom(3 << 20)))
        assert names(folder) == []
        assert blobs.store(SPEECH).sha256 == SHA256
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_reading_back_finds_a_flipped_byte(folder: Path) -> None:
    kept = blobs.store(SPEECH)
    assert blobs.reread(SHA256) == kept

    path = folder / "objects" / SHA256[:2] / SHA256[2:4] / SHA256
    content = bytearray(path.read_bytes())
    content[5000] ^= 1
    path.chmod(0o640)
    path.write_bytes(content)

    assert blobs.reread(SHA256).sha256 != SHA256


def test_lost_bytes_are_named(folder: Path) -> None:
    with pytest.raises(blobs.BlobLost, match=SHA256[:12]):
        blobs.reread(SHA256)
    with pytest.raises(blobs.BlobLost), blobs.local_copy(SHA256):
        pass


def test_a_range_is_read_in_pieces_of_a_mebibyte(folder: Path) -> None:
    content = os.urandom(3 * blobs.CHUNK)
    kept = blobs.store(io.BytesIO(content))

    pieces = list(blobs.read_range(kept.sha256, 10, 2 * blobs.CHUNK + 9))

    assert b"".join(pieces) == content[10 : 2 * blobs.CHUNK + 10]
    assert max(map(len, pieces)) <= blobs.CHUNK


def test_leftovers_of_crashed_writers_are_swept_only_when_old(folder: Path) -> None:
    part = folder / "objects" / "incoming" / "dead.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(b"x")

    assert blobs.sweep(before=timezone.now() - timedelta(days=1)) == 0
    assert blobs.sweep(before=timezone.now() + timedelta(seconds=5)) == 1
    assert not part.exists()


@pytest.mark.django_db
def test_the_row_of_the_same_bytes_is_the_first_one(folder: Path) -> None:
    first = blobs.put(SPEECH, media_type="audio/mpeg")
    again = blobs.put(io.BytesIO(SPEECH.read_bytes()), media_type="text/plain")

    assert (first.pk, first.media_type) == (again.pk, again.media_type)
    assert Blob.objects.get().sha256 == SHA256


def test_a_bucket_keeps_the_same_promises(bucket) -> None:
    kept = blobs.store(SPEECH)

    assert kept.sha256 == SHA256
    assert blobs.store(SPEECH) == kept == blobs.reread(SHA256)
    assert [one.key for one in bucket.objects.all()] == [f"zhiji/objects/{SHA256[:2]}/{SHA256[2:4]}/{SHA256}"]
    assert b"".join(blobs.read_range(SHA256, 100, 199)) == SPEECH.read_bytes()[100:200]
    with blobs.local_copy(SHA256) as path:
        assert path.read_bytes() == SPEECH.read_bytes()
    assert not path.exists()


def test_a_bucket_refuses_empty_input_and_names_lost_bytes(bucket) -> None:
    with pytest.raises(blobs.EmptyInput):
        blobs.store(io.BytesIO())
    with pytest.raises(blobs.BlobLost):
        blobs.open_stored("0" * 64)
    assert list(bucket.objects.all()) == []
    assert default_storage.location == "zhiji"
