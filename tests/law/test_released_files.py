"""A released regulation never changes: cases are bound to it by its hash."""

import hashlib
import tomllib
from pathlib import Path

from enforcement.law.loader import REGULATIONS

RELEASED = tomllib.loads((Path(__file__).parent / "released.toml").read_text(encoding="utf-8"))


def _shipped() -> dict[str, str]:
    return {
        path.relative_to(REGULATIONS).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(REGULATIONS.rglob("*.toml"))
    }


def test_no_released_regulation_was_changed_or_removed() -> None:
    shipped = _shipped()
    for name, digest in RELEASED["sha256"].items():
        assert shipped.get(name) == digest, (
            f"{name} is released and never changes: a slip gets a new file (.n) and a migration"
        )


def test_every_shipped_regulation_is_entered_as_released() -> None:
    assert _shipped().keys() == RELEASED["sha256"].keys()
