"""Where one installation keeps its secret and its sockets; used by the settings and by `script/server`."""

import hashlib
import os
import secrets
import tempfile
from pathlib import Path

# sun_path holds 108 bytes with its closing zero; gunicorn and supervisor add suffixes to theirs
LONGEST_SOCKET_FOLDER = 80


def socket_folder(data: Path) -> Path:
    """A folder for unix sockets: in the data folder, or, where that path is too long, a short one that stands for it."""
    inside = data / "run"
    if len(os.fsencode(inside)) <= LONGEST_SOCKET_FOLDER:
        return inside
    mark = hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"zhiji-{os.getuid()}-{mark}"


def redis_socket(data: Path) -> Path:
    return socket_folder(data) / "redis.sock"


def celery_broker(url: str) -> str:
    """Celery's spelling of a Redis address: `unix:///path` becomes `redis+socket:///path`."""
    return f"redis+socket://{url.removeprefix('unix://')}" if url.startswith("unix://") else url


def secret_key(path: Path) -> str:
    """Read the signing key; the first process of a new installation makes it (0600)."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        descriptor = os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(64))
        try:
            # a link fails where the name exists: of two first processes, both read the winner's key
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text()
