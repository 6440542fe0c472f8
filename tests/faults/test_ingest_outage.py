"""Without a broker, or without room on the disk, footage waits; it is neither lost nor called stored."""

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tusclient.exceptions import TusCommunicationError

from tests.faults.station import FOOTAGE, GOPRO, open_station, resize
from tests.stack import Product, eventually


@pytest.fixture
def disks(installation: Product) -> Iterator[dict[str, Path]]:
    """The spool and the store of the installation, each on a disk of its own with little room."""
    folders = {name: installation.data / name for name in ("spool", "blobs")}
    for folder in folders.values():
        folder.mkdir(parents=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)], check=True)
    yield folders
    installation.stop()
    for folder in folders.values():
        subprocess.run(["umount", str(folder)], check=True)


def test_footage_is_taken_while_redis_is_gone_and_worked_on_when_it_is_back(installation: Product) -> None:
    installation.start()
    station = open_station(installation)
    # the supervisor would have Redis back in a second
    os.kill(installation.process.pid, signal.SIGSTOP)
    try:
        os.kill(installation.children()["redis"], signal.SIGKILL)
        sent = [station.send(FOOTAGE / name) for name in ("nasa_speech.mp3", "photo_exif_gps_tz.jpg")]
        assert [station.state(url)["state"] for url in sent] == ["received", "received"]
    finally:
        os.kill(installation.process.pid, signal.SIGCONT)

    for url in sent:
        eventually(lambda url=url: station.is_done(url), within=90)
    assert station.count() == {"media": 2, "originals": 2}
    station.all_agrees()


def test_a_full_disk_refuses_more_bytes_and_keeps_those_that_came(
    installation: Product, disks: dict[str, Path]
) -> None:
    installation.start()
    station = open_station(installation)
    begun = station.uploader(GOPRO)
    begun.retries = 0
    with pytest.raises(TusCommunicationError) as refused:
        begun.upload()
    assert refused.value.status_code == 507
    assert "保留不动" in refused.value.response_content.decode()

    resize(disks["spool"], "64m")
    resumed = station.uploader(GOPRO, url=begun.url)
    assert resumed.offset >= 1 << 20
    resumed.upload()
    assert station.state(begun.url)["state"] == "received"
    waits = "from enforcement.models import Job; print(Job.objects.filter(attempts__gte=2, kind='media.store').count())"
    eventually(lambda: installation.manage("shell", "-v", "0", "-c", waits).stdout.split()[-1] == "1", within=40)
    assert station.state(begun.url)["sha256"] == "", "never called stored while it is not"
    assert list((disks["blobs"] / "objects" / "incoming").iterdir()) == []

    resize(disks["blobs"], "64m")
    eventually(lambda: station.is_done(begun.url), within=120)
    assert station.count() == {"media": 1, "originals": 1}
    station.all_agrees()
