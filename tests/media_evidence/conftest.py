import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.devices.office import Office, open_office
from tests.media_evidence.scene import Scene, open_scene


@pytest.fixture(autouse=True)
def own_storage(tmp_path: Path, settings) -> None:
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "blobs")},
        }
    }
    settings.SPOOL_DIR = tmp_path / "spool"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1 MiB."""
    folder = tmp_path / "small"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], check=True)
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def office(db: None) -> Office:
    return open_office()


@pytest.fixture
def scene(office: Office) -> Scene:
    return open_scene(office)
