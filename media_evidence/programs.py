"""Runs ffmpeg, ffprobe and exiftool on files that nobody vouches for: bounded time, memory and output."""

import os
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from shutil import which

GIB = 1 << 30


@dataclass(frozen=True)
class Finished:
    """How a program ended: its exit status (negative = killed by that signal) and what it said."""

    status: int
    output: bytes
    complaint: str

    @property
    def succeeded(self) -> bool:
        return self.status == 0


class TookTooLong(Exception):
    """The program, and everything that it started, was killed when its time was over."""


def is_installed(program: str) -> bool:
    return which(program) is not None


def run(
    arguments: Sequence[str],
    *,
    seconds: float,
    memory_bytes: int = 4 * GIB,
    file_bytes: int = 64 << 20,
) -> Finished:
    """Run `arguments` without a terminal and wait at most `seconds`.

    `file_bytes` bounds every file that it writes, its own output included. When the calling thread dies,
    by kill -9 too, so does the program. Raises TookTooLong, and FileNotFoundError if it is not installed.
    """
    if not is_installed(arguments[0]):
        raise FileNotFoundError(f"系统缺少程序 {arguments[0]}，请管理员安装后重试。")
    # setpriv and prlimit instead of preexec_fn, which may deadlock in a process that has threads
    limited = [
        "setpriv", "--pdeathsig", "KILL",
        "prlimit", f"--as={memory_bytes}", f"--fsize={file_bytes}", f"--cpu={int(seconds * 4) + 5}", "--core=0",
        *arguments,
    ]  # fmt: skip
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as complaint:
        process = subprocess.Popen(
            limited,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=complaint,
            start_new_session=True,
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"},
        )
        try:
            status = process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise TookTooLong(f"{arguments[0]} 运行超过 {seconds:g} 秒，已被终止。") from None
        finally:
            if process.returncode is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        output.seek(0)
        complaint.seek(0)
        return Finished(status, output.read(), complaint.read(20_000).decode("utf-8", "replace"))
