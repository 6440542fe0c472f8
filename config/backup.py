"""Everything that an installation has to keep, in one tar: database, stored files, uploads under way, keys.

    python -m config.backup write FILE      also while the product serves
    python -m config.backup restore FILE    into an empty data folder (and an empty database)

Members: `database.sqlite3` or `database.dump`, `blobs/…`, `data/…`, and last `manifest.json` with the SHA-256 of each:
a tar without its manifest was cut off.
"""

import errno
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

FORMAT = "zhiji-backup-1"
MANIFEST = "manifest.json"
# made anew at every start, or kept by a way of their own above
NOT_DATA = {"beat-schedule", "blobs", "log", "run", "server.lock", "static", "zhiji.sqlite3"}
UNFINISHED = "objects/incoming"


class Refused(Exception):
    """Says in a sentence why nothing was written or restored."""


class _Hashing:
    """Reads from `stream` and hashes what was read."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self.stream.read(size)
        self.digest.update(piece)
        return piece


def write(target: Path) -> dict[str, Any]:
    """Write a backup and return its manifest. Readable by its owner alone: it holds the keys."""
    from django.conf import settings
    from django.core.files.storage import default_storage
    from django.db import connection

    if target.exists():
        raise Refused(f"{target} 已存在，备份不会覆盖旧文件，请换一个文件名。")
    part = target.with_name(target.name + ".part")
    files: dict[str, str] = {}
    try:
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=settings.ZHIJI_DATA) as folder:
            scratch = Path(folder)
            # uploads before the database, too: what it says was received may leave the spool while we read
            _link_data(settings.ZHIJI_DATA, scratch / "data")
            database = scratch / ("database.sqlite3" if connection.vendor == "sqlite" else "database.dump")
            _dump(database)
            _link_data(settings.ZHIJI_DATA, scratch / "data")

            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as raw, tarfile.open(fileobj=raw, mode="w|") as tar:
                _add(tar, database.name, database.open("rb"), database.stat().st_size, files)
                for path in sorted((scratch / "data").rglob("*")):
                    if path.is_file():
                        name = path.relative_to(scratch).as_posix()
                        _add(tar, name, path.open("rb"), path.stat().st_size, files)
                # after the database: stored files are never changed, so all that its rows name are there
                for name in _stored(default_storage, ""):
                    _add(tar, f"blobs/{name}", default_storage.open(name), default_storage.size(name), files)
                manifest = {"format": FORMAT, "made_at": datetime.now(UTC).isoformat(), "files": files}
                text = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
                information = tarfile.TarInfo(MANIFEST)
                information.size = len(text)
                with tempfile.TemporaryFile() as stream:
                    stream.write(text)
                    stream.seek(0)
                    tar.addfile(information, stream)
            with part.open("rb") as raw:
                os.fsync(raw.fileno())
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def _add(tar: tarfile.TarFile, name: str, stream: BinaryIO, size: int, files: dict[str, str]) -> None:
    information = tarfile.TarInfo(name)
    information.size = size
    information.mode = 0o600
    with stream:
        reading = _Hashing(stream)
        tar.addfile(information, reading)  # type: ignore[arg-type]
    files[name] = reading.digest.hexdigest()


def _link_data(data: Path, scratch: Path) -> None:
    """Hard links hold the files of this moment, whatever the product removes meanwhile."""
    for path in data.rglob("*"):
        relative = path.relative_to(data)
        top = relative.parts[0]
        if top.startswith((".backup-", "zhiji.sqlite3")) or top in NOT_DATA:
            continue
        target = scratch / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            if path.is_file() and not path.is_symlink() and not target.exists():
                _link(path, target)
        except FileNotFoundError:
            continue


def _link(path: Path, target: Path) -> None:
    try:
        os.link(path, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        # the spool on a disk of its own
        shutil.copyfile(path, target)


def _stored(storage: Any, folder: str) -> Iterator[str]:
    try:
        folders, names = storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(names):
        yield f"{folder}/{name}".lstrip("/")
    for name in sorted(folders):
        deeper = f"{folder}/{name}".lstrip("/")
        if deeper != UNFINISHED:
            yield from _stored(storage, deeper)


def _dump(target: Path) -> None:
    from django.conf import settings
    from django.db import connection

    if connection.vendor == "sqlite":
        source = sqlite3.connect(f"file:{settings.DATABASES['default']['NAME']}?mode=ro", uri=True, timeout=20)
        copy = sqlite3.connect(target)
        with source, copy:
            source.backup(copy)
        copy.close()
        source.close()
        return
    _postgres("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def _postgres(program: str, *arguments: str) -> None:
    from django.db import connection
    from psycopg.conninfo import make_conninfo

    asked = {key: value for key, value in connection.get_connection_params().items() if isinstance(value, str | int)}
    names = ("host", "port", "user", "dbname", "sslmode", "sslrootcert", "service")
    address = make_conninfo(**{key: asked[key] for key in names if key in asked})
    # the password goes by the environment: arguments can be read by every user of the machine
    env = os.environ | ({"PGPASSWORD": str(asked["password"])} if asked.get("password") else {})
    done = subprocess.run([program, f"--dbname={address}", *arguments], env=env, capture_output=True, text=True)
    if done.returncode:
        raise Refused(f"{program} 失败：{done.stderr.strip()}")


def restore(source: Path) -> dict[str, Any]:
    """Check the whole tar against its manifest, then fill an empty installation with it."""
    from django.conf import settings

    data = Path(settings.ZHIJI_DATA)
    _refuse_unless_empty(data)
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    scratch = Path(tempfile.mkdtemp(prefix=".restore-", dir=data))
    try:
        manifest = _unpack(source, scratch)
        _fill(scratch, data)
    finally:
        shutil.rmtree(scratch)
    return manifest


def _refuse_unless_empty(data: Path) -> None:
    from django.core.files.storage import default_storage
    from django.db import connection

    # the settings themselves make a new signing key in a folder that has none
    held = (
        [path for path in data.rglob("*") if path.is_file() and path != data / "keys" / "secret"]
        if data.exists()
        else []
    )
    if held:
        raise Refused(f"数据目录 {data} 不是空的，恢复只写入空目录。请用 ZHIJI_DATA 指定一个新目录。")
    if connection.vendor != "sqlite" and connection.introspection.table_names():
        raise Refused("目标数据库里已有数据表，恢复只写入空数据库。")
    if next(_stored(default_storage, ""), None):
        raise Refused("目标对象存储里已有文件，恢复只写入空的存储。")


def _unpack(source: Path, scratch: Path) -> dict[str, Any]:
    seen: dict[str, str] = {}
    manifest: dict[str, Any] = {}
    try:
        with tarfile.open(source, "r|") as tar:
            for member in tar:
                stream = tar.extractfile(member)
                if stream is None or member.name.startswith("/") or ".." in Path(member.name).parts:
                    raise Refused(f"备份中有不应出现的条目 {member.name}，未作任何恢复。")
                if member.name == MANIFEST:
                    manifest = json.load(stream)
                    continue
                target = scratch / member.name
                target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                reading = _Hashing(stream)  # type: ignore[arg-type]
                with target.open("wb") as file:
                    shutil.copyfileobj(reading, file, 1 << 20)
                seen[member.name] = reading.digest.hexdigest()
    except (tarfile.TarError, EOFError, ValueError) as error:
        raise Refused(f"{source} 不是完整的备份文件（{error}），未作任何恢复。") from error
    if manifest.get("format") != FORMAT:
        raise Refused(f"{source} 不完整：没有清单，可能在写入时中断。未作任何恢复。")
    for name in sorted(set(seen) | set(manifest["files"])):
        if seen.get(name) != manifest["files"].get(name):
            raise Refused(f"备份中的 {name} 与清单不符，未作任何恢复。")
    return manifest


def _fill(scratch: Path, data: Path) -> None:
    from django.conf import settings
    from django.core.files import File
    from django.core.files.storage import default_storage
    from django.db import connection

    kept = "database.sqlite3" if connection.vendor == "sqlite" else "database.dump"
    if not (scratch / kept).exists():
        raise Refused("备份来自另一种数据库（SQLite 与 PostgreSQL 不能互换），请按原来的 DATABASE_URL 恢复。")
    for path in sorted((scratch / "data").rglob("*")):
        target = data / path.relative_to(scratch / "data")
        if path.is_file():
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.replace(target)
            target.chmod(0o600)
    for path in sorted((scratch / "blobs").rglob("*")):
        if path.is_file():
            with path.open("rb") as stream:
                default_storage.save(path.relative_to(scratch / "blobs").as_posix(), File(stream))
    if connection.vendor == "sqlite":
        (scratch / kept).replace(settings.DATABASES["default"]["NAME"])
    else:
        _postgres("pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", str(scratch / kept))


def main(arguments: list[str]) -> int:
    import django

    if len(arguments) != 2 or arguments[0] not in {"write", "restore"}:
        print("用法：script/backup 文件　或　script/restore 文件", file=sys.stderr)
        return 2
    os.umask(0o077)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    path = Path(arguments[1]).absolute()
    try:
        manifest = write(path) if arguments[0] == "write" else restore(path)
    except (Refused, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    verb = "已备份" if arguments[0] == "write" else "已恢复"
    print(f"{verb} {len(manifest['files'])} 个文件：{path}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
