"""Lifting the journal's guard where a test has to: between two tests, and to play the intruder."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from django.db import connection

guard = import_module("enforcement.migrations.0002_journal_is_append_only")


@contextmanager
def lifted() -> Iterator[None]:
    """Inside, the database lets entries be changed and deleted."""
    _execute(guard.UNDO_SQLITE, guard.UNDO_POSTGRESQL)
    try:
        yield
    finally:
        _execute(guard.SQLITE, guard.POSTGRESQL)


def _execute(on_sqlite: list[str], on_postgresql: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in on_sqlite if connection.vendor == "sqlite" else on_postgresql:
            cursor.execute(statement)
