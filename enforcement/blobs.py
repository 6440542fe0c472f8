"""The content-addressed store: bytes are written once under their SHA-256 and never changed.

Bytes go to Django's default storage: a directory, or a bucket when the installation names one.
Layout: `objects/ab/cd/<sha256>`; what is still being written lies in `objects/incoming/` and is nobody's evidence.
"""

import errno
import hashlib
import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.core.files.storage import FileSystemStorage, default_storage
from django.utils import timezone

from enforcement.models import Blob

CHUNK = 1 << 20
PART = 64 << 20  # S3 allows 10,000 parts: 64 MiB parts hold 640 GB
FULL = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True)
class Stored:
    """What is kept: both hashes in lower-case hex, and the length in bytes."""

    sha256: str
    sm3: str
    size_bytes: int


class EmptyInput(ValueError):
    """There was not a single byte to keep."""

    def __init__(self) -> None:
        super().__init__("文件是空的（0 字节），没有可以保存的内容。请在设备上确认录制成功后重新选择文件。")


class StoreFull(OSError):
    """The store has no room. Nothing half-written is left behind; the source is untouched."""

    def __init__(self) -> None:
        super().__init__(
            errno.ENOSPC, "存储空间不足，文件尚未入库，已接收的内容仍然保留。请联系管理员清理或扩容后重试。"
        )


class BlobLost(OSError):
    """The store does not have these bytes."""

    def __init__(self, sha256: str) -> None:
        super().__init__(errno.ENOENT, f"存储中找不到文件 {sha256[:12]}…，请联系管理员从备份恢复。")


def store(source: BinaryIO | Path) -> Stored:
    """Keep the bytes of `source`; one read feeds both hashes and the write.

    On return the bytes are durable under their name (file and directory synced, or accepted by the bucket).
    Storing the same bytes again changes nothing. Raises EmptyInput, StoreFull, or the OSError of the medium;
    callers MUST NOT remove their source before this returned.
    """
    if isinstance(source, Path):
        with source.open("rb") as stream:
            return store(stream)
    return _to_directory(source) if _is_local() else _to_bucket(source)


def put(source: BinaryIO | Path, *, media_type: str = "", now: datetime | None = None) -> Blob:
    """Store `source` and return its row; the second time for the same bytes the first row.

    MUST be called inside the transaction that records the row (`journal.record(…, rows=[blob])`), and so only for
    sources that are read at once; large ones are stored first (`store`), then recorded (`row`).
    """
    return row(store(source), media_type=media_type, now=now)


def row(kept: Stored, *, media_type: str = "", now: datetime | None = None) -> Blob:
    """The row of bytes that `store` has kept; MUST be recorded in the same transaction like that of `put`."""
    blob, _ = Blob.objects.get_or_create(
        sha256=kept.sha256,
        defaults={
            "sm3": kept.sm3,
            "size_bytes": kept.size_bytes,
            "media_type": media_type,
            "stored_at": now or timezone.now(),
        },
    )
    return blob


def open_stored(sha256: str) -> BinaryIO:
    """The bytes from their beginning; the caller closes. Raises BlobLost."""
    if _is_local():
        try:
            return _path(sha256).open("rb")
        except FileNotFoundError:
            raise BlobLost(sha256) from None
    return cast(BinaryIO, _get(sha256)["Body"])


def read_range(sha256: str, first: int, last: int) -> Iterator[bytes]:
    """The bytes `first`..`last` (both included), in pieces of at most 1 MiB. Raises BlobLost."""
    if _is_local():
        stream = open_stored(sha256)
        stream.seek(first)
    else:
        stream = _get(sha256, Range=f"bytes={first}-{last}")["Body"]
    return _pieces(stream, last - first + 1)


def reread(sha256: str) -> Stored:
    """Read everything back and say what it is now; equal to what `store` returned unless bits changed. Raises BlobLost."""
    with open_stored(sha256) as stream:
        return _digest(stream, lambda chunk: None)


@contextmanager
def local_copy(sha256: str) -> Iterator[Path]:
    """A path that programs can read: the stored file itself, or a temporary copy out of the bucket. Read only."""
    if _is_local():
        path = _path(sha256)
        if not path.exists():
            raise BlobLost(sha256)
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="blob-") as folder:
        path = Path(folder) / sha256
        with open_stored(sha256) as stream, path.open("wb") as copy:
            shutil.copyfileobj(stream, copy, CHUNK)
        yield path


def sweep(*, before: datetime) -> int:
    """Remove what crashed writers left in `objects/incoming/` before `before`; how many pieces that were."""
    if not _is_local():
        return 0  # the bucket's own rule aborts stale multipart uploads
    removed = 0
    for part in (_root() / "objects" / "incoming").glob("*.part"):
        with suppress(FileNotFoundError):
            if part.stat().st_mtime < before.timestamp():
                part.unlink()
                removed += 1
    return removed


def _digest(source: BinaryIO, write: Callable[[bytes], Any]) -> Stored:
    sha, sm3 = hashlib.sha256(), hashlib.new("sm3")
    size = 0
    hashing: tuple[Future[None], ...] = ()
    with ThreadPoolExecutor(2) as pool:
        while chunk := source.read(CHUNK):
            for one in hashing:
                one.result()
            hashing = (pool.submit(sha.update, chunk), pool.submit(sm3.update, chunk))
            write(chunk)
            size += len(chunk)
    return Stored(sha.hexdigest(), sm3.hexdigest(), size)


def _to_directory(source: BinaryIO) -> Stored:
    incoming = _root() / "objects" / "incoming"
    part = incoming / f"{uuid.uuid4().hex}.part"
    try:
        incoming.mkdir(parents=True, exist_ok=True)
        with part.open("xb") as out:
            kept = _digest(source, out.write)
            if not kept.size_bytes:
                raise EmptyInput
            out.flush()
            os.fchmod(out.fileno(), 0o440)
            os.fsync(out.fileno())
        final = _path(kept.sha256)
        _make_durable_folder(final.parent)
        if not (final.exists() and final.stat().st_size == kept.size_bytes):
            os.replace(part, final)
            _sync_folder(final.parent)
    except OSError as error:
        if error.errno in FULL:
            raise StoreFull from error
        raise
    finally:
        part.unlink(missing_ok=True)
    return kept


def _make_durable_folder(folder: Path) -> None:
    """Create `folder`; a new directory survives a power cut only when its parent is synced too."""
    missing = [step for step in (folder, *folder.parents) if not step.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for step in missing:
        _sync_folder(step.parent)


def _sync_folder(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


class _Hashing:
    """A stream that boto3 can upload: it cannot seek, so every byte passes the hashes exactly once."""

    def __init__(self, source: BinaryIO) -> None:
        self.source = source
        self.sha, self.sm3, self.size_bytes = hashlib.sha256(), hashlib.new("sm3"), 0

    def read(self, amount: int = -1) -> bytes:
        chunk = self.source.read(amount)
        self.sha.update(chunk)
        self.sm3.update(chunk)
        self.size_bytes += len(chunk)
        return chunk


def _to_bucket(source: BinaryIO) -> Stored:
    from boto3.s3.transfer import TransferConfig  # not needed, and slow to import, on a local directory

    bucket = default_storage.bucket
    incoming = bucket.Object(_key(f"incoming/{uuid.uuid4().hex}"))
    hashing = _Hashing(source)
    transfer = TransferConfig(multipart_chunksize=PART, multipart_threshold=PART, max_concurrency=2)
    try:
        incoming.upload_fileobj(hashing, Config=transfer)
        if not hashing.size_bytes:
            raise EmptyInput
        kept = Stored(hashing.sha.hexdigest(), hashing.sm3.hexdigest(), hashing.size_bytes)
        final = bucket.Object(_key(kept.sha256))
        final.copy({"Bucket": bucket.name, "Key": incoming.key}, Config=transfer)
        # an ETag of several parts is no hash of the file: length here, contents by `reread`
        if final.content_length != kept.size_bytes:
            raise OSError(errno.EIO, "对象存储返回的长度与写入的不一致，文件尚未入库，请稍后重试。")
    finally:
        incoming.delete()
    return kept


def _get(sha256: str, **options: str) -> dict[str, Any]:
    from botocore.exceptions import ClientError

    try:
        answer: dict[str, Any] = default_storage.bucket.Object(_key(sha256)).get(**options)
    except ClientError as error:
        if error.response["Error"]["Code"] in ("NoSuchKey", "404"):
            raise BlobLost(sha256) from error
        raise
    return answer


def _pieces(stream: BinaryIO, length: int) -> Iterator[bytes]:
    with stream:
        while length > 0 and (piece := stream.read(min(CHUNK, length))):
            length -= len(piece)
            yield piece


def _is_local() -> bool:
    return isinstance(default_storage, FileSystemStorage)


def _root() -> Path:
    return Path(default_storage.location)


def _name(sha256: str) -> str:
    if sha256.startswith("incoming/"):
        return f"objects/{sha256}"
    return f"objects/{sha256[:2]}/{sha256[2:4]}/{sha256}"


def _path(sha256: str) -> Path:
    return _root() / _name(sha256)


def _key(name: str) -> str:
    return "/".join(part for part in (default_storage.location.strip("/"), _name(name)) if part)
