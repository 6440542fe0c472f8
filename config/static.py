"""How static files are stored and collected."""

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Names with hashes, gzip beside each file; no Brotli, which took 30 s for what an intranet does not notice."""

    def create_compressor(self, **options: Any) -> Compressor:
        return super().create_compressor(**options | {"use_brotli": False})


def collect() -> None:
    """Collect the static files where any of them changed since the last time."""
    stamp = Path(settings.STATIC_ROOT) / "collected"
    seen = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list(None):
            status = Path(storage.path(name)).stat()
            seen.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    if not stamp.exists() or stamp.read_text() != seen.hexdigest():
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(seen.hexdigest())
