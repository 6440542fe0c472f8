"""移交 through the page: a file that a person chooses, over a connection that breaks on the way."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Request, expect

from tests.journeys.office import Seat
from tests.stack import Product, children_of, eventually

FOOTAGE = Path(__file__).resolve().parent.parent / "footage"
SLOWLY = 256 * 1024
"""Bytes a second: slow enough to break the line in the middle of a file of a MB or two."""


def hand_over(product: Product, seat: Seat, file: Path, *, device: str, break_off: Callable[[Seat], None]) -> None:
    """Choose the recorder and the file; `break_off` breaks the line in the middle, and it goes on where it stopped."""
    seat.go("/footage/hand-over/").fill({"设备": device})
    offsets: list[int] = []

    def _note(request: Request) -> None:
        if request.method == "PATCH":
            offsets.append(int(request.headers["upload-offset"]))

    seat.page.on("request", _note)
    line = seat.page.context.new_cdp_session(seat.page)
    for speed in (SLOWLY, -1):
        line.send(
            "Network.emulateNetworkConditions",
            {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": speed},
        )
        if speed == SLOWLY:
            seat.page.locator("#files").set_input_files(file)
            eventually(lambda: 0 < _arrived(product) < file.stat().st_size)
            break_off(seat)
    expect(seat.page.locator("#sending li")).to_contain_text("正常", timeout=60_000)
    expect(seat.page.locator("#receipt")).to_contain_text("SM3")
    seat.page.remove_listener("request", _note)
    assert offsets[0] == 0
    assert 0 < offsets[-1] < file.stat().st_size, f"began anew instead of going on: {offsets}"


def _arrived(product: Product) -> int:
    """Bytes of unfinished files on the server's disk."""
    return sum(part.stat().st_size for part in (product.data / "spool").iterdir() if part.is_file())


def server_dies(product: Product) -> Callable[[Seat], None]:
    """Every web process is killed; the page tries again by itself."""

    def _break_off(seat: Seat) -> None:
        for pid in children_of(product.children()["web"]):
            os.kill(pid, signal.SIGKILL)

    return _break_off


def window_is_closed(file: Path, *, device: str) -> Callable[[Seat], None]:
    """The page is left in the middle; later the same file is chosen again."""

    def _break_off(seat: Seat) -> None:
        seat.go("/").go("/footage/hand-over/").sees("未传完", "重新选择同一文件即可续传")
        seat.fill({"设备": device}).page.locator("#files").set_input_files(file)

    return _break_off
