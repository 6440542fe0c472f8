"""Outside programs are held to their time, memory and output."""

import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from media_evidence import programs
from tests.stack import eventually


def alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_output_complaint_and_status_come_back() -> None:
    finished = programs.run(["sh", "-c", "echo out; echo err >&2; exit 3"], seconds=10)

    assert (finished.status, finished.output, finished.complaint) == (3, b"out\n", "err\n")
    assert not finished.succeeded


def test_a_program_that_hangs_is_killed_with_its_children(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    begun = time.monotonic()
    with pytest.raises(programs.TookTooLong, match=r"sh 运行超过 0\.5 秒"):
        programs.run(["sh", "-c", f"sh -c 'echo $$ > {note}; sleep 60'; true"], seconds=0.5)

    assert time.monotonic() - begun < 10
    eventually(lambda: not alive(int(note.read_text())))


def test_memory_and_file_size_are_bounded() -> None:
    greedy = programs.run([sys.executable, "-c", "x = bytes(2 << 30)"], seconds=20, memory_bytes=1 << 30)
    assert not greedy.succeeded and "MemoryError" in greedy.complaint

    wordy = programs.run(["head", "-c", "100000", "/dev/zero"], seconds=20, file_bytes=5000)
    assert not wordy.succeeded and len(wordy.output) <= 5000


def test_a_missing_program_is_said() -> None:
    with pytest.raises(FileNotFoundError, match="系统缺少程序 no-such-program"):
        programs.run(["no-such-program"], seconds=1)


def test_nothing_waits_for_an_answer_from_the_terminal() -> None:
    assert programs.run(["cat"], seconds=10).output == b""


def test_a_program_dies_with_the_worker_that_runs_it() -> None:
    worker = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent("""
            from media_evidence import programs
            programs.run(["sh", "-c", "echo $$ >&3; exec sleep 60"], seconds=60)
        """).replace(">&3", "> /proc/$(ps -o ppid= $$ | tr -d ' ')/fd/1")],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    pid = int(worker.stdout.readline())
    assert alive(pid)

    worker.kill()
    worker.wait()

    eventually(lambda: not alive(pid))
