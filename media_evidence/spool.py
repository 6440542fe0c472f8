"""Where bytes lie while they arrive. The length of the file *is* the offset: nothing else remembers it.

One file an upload, `<spool>/<key>.part`. A writer holds an flock, which ends with its process however that dies.
"""

import errno
import fcntl
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

CHUNK = 1 << 20
FULL = (errno.ENOSPC, errno.EDQUOT)
CHECKSUMS = ("sha1", "sha256", "md5")


class Readable(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...


class Refused(Exception):
    """The bytes were not taken; `status` is the protocol's answer, the text says what to do."""

    status = 400


class Gone(Refused):
    status = 410

    def __init__(self) -> None:
        super().__init__("这次上传已过期或不存在，请重新选择文件上传。")


class Locked(Refused):
    status = 423

    def __init__(self) -> None:
        super().__init__("同一文件正在由另一个连接上传，请稍后再试。")


class WrongOffset(Refused):
    status = 409

    def __init__(self, offset: int) -> None:
        super().__init__(f"续传位置不对：服务器已收到 {offset} 字节，请从该处继续。")


class TooLong(Refused):
    status = 413

    def __init__(self) -> None:
        super().__init__("发送的内容超过了申报的文件大小，文件可能在上传过程中被改动，请重新上传。")


class ChecksumMismatch(Refused):
    status = 460

    def __init__(self) -> None:
        super().__init__("这一段内容校验不符，已丢弃，请重新发送这一段。")


class Full(Refused):
    status = 507

    def __init__(self) -> None:
        super().__init__("服务器存储空间不足，已收到的内容保留不动。请联系管理员清理或扩容，之后会自动续传。")


@dataclass(frozen=True)
class Checksum:
    """`algorithm` is one of CHECKSUMS, `digest` the expected raw bytes."""

    algorithm: str
    digest: bytes


@dataclass(frozen=True)
class Spool:
    """The folder of arriving files. `key` MUST be made by us (a UUID), never taken from a client unchecked."""

    root: Path

    def path(self, key: str) -> Path:
        return self.root / f"{key}.part"

    def create(self, key: str) -> None:
        """An empty file for `key`; it survives a power cut. Raises Full."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            self.path(key).touch(mode=0o600, exist_ok=True)
            folder = os.open(self.root, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        except OSError as error:
            if error.errno in FULL:
                raise Full from error
            raise

    def offset(self, key: str) -> int:
        """Bytes that are here. Raises Gone."""
        try:
            return self.path(key).stat().st_size
        except FileNotFoundError:
            raise Gone from None

    def append(
        self, key: str, source: Readable, *, offset: int, amount: int, length: int, checksum: Checksum | None = None
    ) -> int:
        """Add `amount` bytes of `source` at `offset` of a file of `length`; the new offset, once it is durable.

        When `source` ends early, what came is kept. Raises Gone, Locked, WrongOffset, TooLong, ChecksumMismatch
        (this piece is dropped) and Full (what fitted is kept). Memory does not grow with the file.
        """
        try:
            target = os.open(self.path(key), os.O_WRONLY | os.O_APPEND)
        except FileNotFoundError:
            raise Gone from None
        try:
            try:
                fcntl.flock(target, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Locked from None
            if (here := os.fstat(target).st_size) != offset:
                raise WrongOffset(here)
            if offset + amount > length:
                raise TooLong
            return self._write(target, source, offset, amount, checksum)
        finally:
            os.close(target)

    def _write(self, target: int, source: Readable, offset: int, amount: int, checksum: Checksum | None) -> int:
        digest = hashlib.new(checksum.algorithm, usedforsecurity=False) if checksum else None
        end = offset + amount
        try:
            while offset < end and (chunk := source.read(min(CHUNK, end - offset))):
                if digest:
                    digest.update(chunk)
                rest = memoryview(chunk)
                while rest:
                    rest = rest[os.write(target, rest) :]
                offset += len(chunk)
        except OSError as error:
            if error.errno in FULL:
                raise Full from error
            raise
        finally:
            os.fsync(target)
        if digest and checksum and offset == end and digest.digest() != checksum.digest:
            os.ftruncate(target, end - amount)
            os.fsync(target)
            raise ChecksumMismatch
        return offset

    def remove(self, key: str) -> None:
        """Forget the bytes; they MUST be in the store, or expired."""
        self.path(key).unlink(missing_ok=True)
