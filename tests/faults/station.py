"""A recorder's station against a running installation: it hands files over with stock tuspy and asks what became of them."""

import hashlib
import json
import os
import signal
import subprocess
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tusclient.client import TusClient
from tusclient.uploader import Uploader

from tests.stack import Product, children_of

FOOTAGE = Path(__file__).parents[1] / "footage"
GOPRO = FOOTAGE / "gopro_max_gps_serial.mp4"
SEED = """
from devices import actions as devices
from enforcement.actions import organisation
from tests.devices.office import at, open_office
office = open_office(mark="-station")
device = office.recorder()
devices.issue_device(device, to=office.zhang.person, by=office.sun, at=at("2005-10-01 08:00"))
_, secret = organisation.issue_token(
    office.agency, name="采集站", scopes=["footage.upload"], days=30, device_key=device.dossier.key, by=office.sun
)
print(secret)
"""


@dataclass
class Station:
    product: Product
    secret: str

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"}

    def uploader(self, path: Path, *, chunk_size: int = 1 << 20, url: str = "") -> Uploader:
        client = TusClient(f"{self.product.base_url}/api/uploads/", headers=self.bearer)
        said = {"filename": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
        return client.uploader(
            str(path), chunk_size=chunk_size, metadata=said, retries=20, retry_delay=1, **({"url": url} if url else {})
        )

    def send(self, path: Path) -> str:
        """Hand `path` over; the address that tells its state."""
        begun = self.uploader(path)
        begun.upload()
        return str(begun.url)

    def state(self, url: str) -> dict[str, Any]:
        with urllib.request.urlopen(urllib.request.Request(url, headers=self.bearer), timeout=20) as answer:
            said: dict[str, Any] = json.load(answer)
        return said

    def is_done(self, url: str) -> bool:
        said = self.state(url)
        return said["state"] == "ready" and said["playable"]

    def count(self) -> dict[str, int]:
        """Rows of footage, and of originals among the stored files."""
        said = self.product.manage(
            "shell", "-v", "0", "-c",
            "from media_evidence.models import Media;"
            "print(Media.objects.count(), Media.objects.values('blob').distinct().count())",
        )  # fmt: skip
        media, originals = said.stdout.split()
        return {"media": int(media), "originals": int(originals)}

    def all_agrees(self) -> None:
        said = self.product.manage("verify", "--bytes", check=False)
        assert said.returncode == 0, said.stdout + said.stderr


def open_station(product: Product) -> Station:
    return Station(product, product.manage("shell", "-v", "0", "-c", SEED).stdout.split()[-1])


def pad(path: Path, target: Path, *, to_bytes: int) -> Path:
    """A playable copy of an MP4 file, made longer by a `free` box of zeros."""
    content = path.read_bytes()
    free = to_bytes - len(content)
    target.write_bytes(content + free.to_bytes(4, "big") + b"free" + bytes(free - 8))
    return target


def kill_with_all_below(pid: int) -> None:
    """kill -9, as a power cut would: parent and children at once, nobody tidies up."""
    below = children_of(pid)
    os.kill(pid, signal.SIGKILL)
    for child in below:
        try:
            os.kill(child, signal.SIGKILL)
        except ProcessLookupError:
            continue


def resize(disk: Path, size: str) -> None:
    subprocess.run(["mount", "-o", f"remount,size={size}", str(disk)], check=True)
