"""A device administrator empties a recorder: many files at once, each arrives once, the video plays from where one clicks."""

import shutil
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests import cast
from tests.journeys.office import Seat
from tests.journeys.town import Town
from tests.journeys.uploads import FOOTAGE
from tests.stack import eventually, sign_in

FILES = {
    "清空-1.mp4": "gopro_max_gps_serial.mp4",
    "清空-2.mp3": "nasa_speech.mp3",
    "清空-3.jpg": "photo_exif_gps_tz.jpg",
    "清空-4.3gp": "amr_mpeg4_legacy.3gp",
    "清空-5.mp4": "zero_duration_262b.mp4",
}


def test_many_files_at_once_arrive_once_each_and_play(
    town: Town, seats: Callable[..., Seat], open_page: Callable[..., Page], tmp_path: Path
) -> None:
    for name, source in FILES.items():
        shutil.copy(FOOTAGE / source, tmp_path / name)
    sun = seats("sun").go("/footage/hand-over/").fill({"设备": "JLY-01"})
    page = sun.page
    page.locator("#files").set_input_files([tmp_path / name for name in FILES])

    expect(page.locator("#total-text")).to_contain_text(f"{len(FILES)} / {len(FILES)} 个文件办结", timeout=180_000)
    receipt = sun.go("/footage/hand-over/").page.locator("#receipt tbody tr").filter(has_text="清空-")
    expect(receipt).to_have_count(len(FILES))
    expect(receipt.filter(has_text="已隔离")).to_have_count(1)

    receipt.get_by_role("link", name="清空-1.mp4").click()
    address = page.url
    player = page.locator("#player")
    eventually(lambda: page.reload() and player.count(), within=120, every=2)
    page.locator("#film").click(position={"x": 400, "y": 10})
    eventually(lambda: player.evaluate("node => node.currentTime") > 4)
    sun.go(address).sees("播放音像记录", "时钟偏差", "8e8fa98887f86119be1b886762b1080a92afb6cc146db719a238bdcba908277b")
    sun.picture("footage-page", full_page=True)

    phone = open_page(viewport={"width": 390, "height": 844})
    sign_in(phone, town.username("liaoning", "sun"), cast.PASSWORD)
    for path in ("/footage/", "/footage/hand-over/", "/devices/", address):
        phone.goto(path)
        assert phone.evaluate("document.documentElement.scrollWidth") == 390, path
