import os
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.stack import ROOT, Product, eventually

FILL = """
import io
from enforcement import blobs
blobs.store(io.BytesIO(b"footage" * 1000))
"""


def run(product: Product, script: str, file: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(ROOT / "script" / script), str(file)], env=product.env, capture_output=True, text=True, timeout=120
    )


def stored_files(product: Product) -> set[str]:
    return {path.name for path in (product.data / "blobs").rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory, new_database: Callable[[], str]) -> Iterator[Product]:
    """A serving installation with something stored and an upload under way."""
    serving = Product(tmp_path_factory.mktemp("source") / "data", new_database()).start()
    serving.manage("shell", "-v", "0", "-c", FILL)
    (serving.data / "spool").mkdir(exist_ok=True)
    (serving.data / "spool" / "half.part").write_bytes(b"half of it")
    yield serving
    serving.stop()


@pytest.fixture(scope="module")
def backup(source: Product, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("backup") / "zhiji.tar"
    done = run(source, "backup", file)
    assert done.returncode == 0, done.stderr
    return file


@pytest.mark.on_both
def test_a_backup_restores_to_an_installation_that_verifies_and_serves(
    source: Product, backup: Path, tmp_path: Path, new_database: Callable[[], str]
) -> None:
    other = Product(tmp_path / "other", new_database())
    done = run(other, "restore", backup)
    assert done.returncode == 0, done.stderr
    assert stored_files(other) == stored_files(source) != set()
    assert (other.data / "spool" / "half.part").read_bytes() == b"half of it"
    for key in (source.data / "keys").iterdir():
        assert (other.data / "keys" / key.name).read_bytes() == key.read_bytes()
    assert "一致" in other.manage("verify", "--bytes").stdout
    try:
        other.start()
        eventually(lambda: other.answers("/login/"), within=20)
    finally:
        other.stop()


def test_a_backup_is_for_its_owner_alone_and_never_overwrites(source: Product, backup: Path) -> None:
    assert backup.stat().st_mode & 0o077 == 0
    done = run(source, "backup", backup)
    assert done.returncode == 1
    assert "已存在" in done.stderr
    assert list(source.data.glob(".backup-*")) == []


def test_restoring_into_a_folder_in_use_is_refused(source: Product, backup: Path) -> None:
    done = run(source, "restore", backup)
    assert done.returncode == 1
    assert "不是空的" in done.stderr


def test_an_altered_or_shortened_backup_restores_nothing(backup: Path, tmp_path: Path) -> None:
    content = bytearray(backup.read_bytes())
    content[content.index(b"footagefootage")] ^= 1
    altered = tmp_path / "altered.tar"
    altered.write_bytes(content)
    short = tmp_path / "short.tar"
    shutil.copyfile(backup, short)
    os.truncate(short, backup.stat().st_size // 2)
    with tarfile.open(tmp_path / "outside.tar", "w") as tar:
        tar.add(backup, "../escaped")

    for file, reason in ((altered, "与清单不符"), (short, "不"), (tmp_path / "outside.tar", "不应出现")):
        target = Product(tmp_path / f"into-{file.stem}", "")
        done = run(target, "restore", file)
        assert done.returncode == 1
        assert reason in done.stderr
        assert not (target.data / "zhiji.sqlite3").exists()
        assert stored_files(target) == set()
    assert not (tmp_path / "escaped").exists()
