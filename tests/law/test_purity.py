"""The law kernel reads no clock, no settings and no database: `now` is always handed in."""

import ast
import sys
from pathlib import Path

import pytest

import enforcement.law

FOLDER = Path(enforcement.law.__file__).parent
MODULES = sorted(FOLDER.glob("*.py"))
CLOCKS = {"now", "today", "utcnow", "time_ns", "monotonic", "perf_counter", "localtime", "gmtime"}


def imported(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_of_the_law_imports_the_standard_library_and_the_law_alone(path: Path) -> None:
    for name in imported(ast.parse(path.read_text(encoding="utf-8"))):
        own = name == "enforcement.law" or name.startswith("enforcement.law.")
        assert own or name.partition(".")[0] in sys.stdlib_module_names
        assert name not in ("time", "os")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_of_the_law_never_reads_the_clock(path: Path) -> None:
    called = {
        node.func.attr
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert called & CLOCKS == set()
