"""Arriving bytes are where the file says they are, whatever dies in between."""

import hashlib
import io
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from media_evidence import spool

KEY = "7d3c0b1e"


@pytest.fixture
def box(tmp_path: Path) -> spool.Spool:
    made = spool.Spool(tmp_path / "spool")
    made.create(KEY)
    return made


def append(box: spool.Spool, content: bytes, *, offset: int = 0, length: int = 100, **more: object) -> int:
    return box.append(KEY, io.BytesIO(content), **({"offset": offset, "amount": len(content), "length": length} | more))


def test_the_offset_is_the_length_of_the_file(box: spool.Spool) -> None:
    assert box.offset(KEY) == 0
    assert append(box, b"abc") == 3
    assert append(box, b"def", offset=3) == 6 == box.offset(KEY)
    assert box.path(KEY).read_bytes() == b"abcdef"


def test_creating_again_keeps_what_is_there(box: spool.Spool) -> None:
    append(box, b"abc")
    box.create(KEY)
    assert box.offset(KEY) == 3


def test_a_wrong_offset_is_refused_and_says_the_right_one(box: spool.Spool) -> None:
    append(box, b"abc")
    for wrong in (0, 2, 4):
        with pytest.raises(spool.WrongOffset, match="已收到 3 字节"):
            append(box, b"x", offset=wrong)
    assert box.offset(KEY) == 3


def test_more_than_announced_is_refused_whole(box: spool.Spool) -> None:
    with pytest.raises(spool.TooLong):
        append(box, b"abcdef", length=5)
    assert box.offset(KEY) == 0


def test_a_connection_that_breaks_keeps_what_came(box: spool.Spool) -> None:
    assert append(box, b"abc", amount=50) == 3
    assert append(box, b"def", offset=3) == 6


def test_a_source_that_raises_keeps_what_came(box: spool.Spool) -> None:
    class Cut(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(4) or self.fail()

        def fail(self) -> bytes:
            raise ConnectionResetError(104, "cut")

    with pytest.raises(ConnectionResetError):
        box.append(KEY, Cut(b"abcdefgh"), offset=0, amount=50, length=50)
    assert box.offset(KEY) == 8


def test_a_second_writer_is_told_to_wait(box: spool.Spool) -> None:
    class Intruding(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            with pytest.raises(spool.Locked):
                append(box, b"x")
            return super().read(size)

    assert box.append(KEY, Intruding(b"abc"), offset=0, amount=3, length=3) == 3


def test_a_lock_ends_with_its_process_and_the_bytes_stay(box: spool.Spool) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(f"""
            import sys
            from pathlib import Path
            from media_evidence.spool import Spool
            class Slow:
                sent = False
                def read(self, size):
                    if self.sent:
                        print("half", flush=True)
                        sys.stdin.read()
                    self.sent = True
                    return b"a" * 10
            Spool(Path({str(box.root)!r})).append({KEY!r}, Slow(), offset=0, amount=20, length=20)
        """)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert writer.stdout.readline() == b"half\n"
    with pytest.raises(spool.Locked):
        append(box, b"x", offset=10)

    writer.send_signal(signal.SIGKILL)
    writer.wait()

    assert box.offset(KEY) == 10
    assert append(box, b"b" * 10, offset=10, length=20) == 20


def test_a_piece_with_a_wrong_checksum_is_dropped_and_only_that(box: spool.Spool) -> None:
    append(box, b"abc")
    right = spool.Checksum("sha1", hashlib.sha1(b"def").digest())
    with pytest.raises(spool.ChecksumMismatch):
        append(box, b"dXf", offset=3, checksum=right)
    assert box.offset(KEY) == 3
    assert append(box, b"def", offset=3, checksum=right) == 6


def test_a_full_disk_keeps_what_fitted(small_disk: Path) -> None:
    box = spool.Spool(small_disk)
    box.create(KEY)
    content = os.urandom(3 << 20)
    with pytest.raises(spool.Full, match="保留不动"):
        append(box, content, length=len(content))
    kept = box.offset(KEY)
    assert 0 < kept <= 1 << 20
    assert box.path(KEY).read_bytes() == content[:kept]


def test_memory_does_not_grow_with_the_piece(box: spool.Spool) -> None:
    class Endless:
        largest = 0

        def read(self, size: int = -1, /) -> bytes:
            self.largest = max(self.largest, size)
            return bytes(size)

    source = Endless()
    amount = 40 << 20
    assert box.append(KEY, source, offset=0, amount=amount, length=amount) == amount
    assert source.largest == spool.CHUNK


def test_what_is_not_there_is_gone(box: spool.Spool) -> None:
    box.remove(KEY)
    box.remove(KEY)
    with pytest.raises(spool.Gone):
        box.offset(KEY)
    with pytest.raises(spool.Gone):
        append(box, b"x")
