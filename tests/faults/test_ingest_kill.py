"""Killed at any moment, nothing that was accepted is lost, and nothing is doubled."""

from pathlib import Path

import pytest

from tests.faults.station import FOOTAGE, GOPRO, kill_with_all_below, open_station, pad
from tests.stack import Product, eventually

FILES = ["nasa_speech.mp3", "photo_exif_gps_tz.jpg", "gopro_max_gps_serial.mp4"]


@pytest.mark.on_both
def test_a_worker_killed_with_9_in_the_middle_of_ingest_loses_and_doubles_nothing(installation: Product) -> None:
    installation.start()
    station = open_station(installation)
    seen = set()
    sent = []
    for name in FILES:
        url = station.send(FOOTAGE / name)
        sent.append(url)
        seen.add(station.state(url)["state"])
        kill_with_all_below(eventually(lambda: installation.children().get("worker"), within=15))

    for url in sent:
        eventually(lambda url=url: station.is_done(url), within=120)

    assert "received" in seen or "stored" in seen, "no kill hit the middle"
    assert station.count() == {"media": len(FILES), "originals": len(FILES)}
    assert list((installation.data / "spool").glob("*.part")) == []
    station.all_agrees()


@pytest.mark.on_both
def test_a_web_server_killed_with_9_in_the_middle_of_an_upload_keeps_what_came(
    installation: Product, tmp_path: Path
) -> None:
    installation.start()
    station = open_station(installation)
    file = pad(GOPRO, tmp_path / "long.mp4", to_bytes=12 << 20)
    begun = station.uploader(file)
    for _ in range(4):
        begun.upload_chunk()
    kill_with_all_below(installation.children()["web"])
    eventually(lambda: installation.answers("/login/"), within=15)

    resumed = station.uploader(file, url=begun.url)
    assert resumed.offset == 4 << 20
    resumed.upload()

    eventually(lambda: station.is_done(begun.url), within=60)
    assert "checksum" not in [one["code"] for one in station.state(begun.url)["warnings"]]
    assert station.count() == {"media": 1, "originals": 1}
    station.all_agrees()
