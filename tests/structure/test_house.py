"""The rules of the house that no reviewer should have to remember."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from enforcement import law, vocabulary

ROOT = Path(settings.BASE_DIR)
FLOORS = ("enforcement", "cases", "devices", "media_evidence", "records", "legal_review", "disclosure")
LONGEST = 400
FORBIDDEN = {"utils", "helpers", "services", "mixins", "managers", "signals", "constants"}
WRITES = {
    "save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create",
    "force_insert",
}  # fmt: skip
BY_NOBODY = {
    "found_installation": "made by the system itself, before anybody is there",
}


def sources(*floors: str) -> list[Path]:
    return sorted(path for floor in floors for path in (ROOT / floor).rglob("*.py") if "migrations" not in path.parts)


def modules(name: str) -> list[Path]:
    """`<app>/<name>.py` and everything in `<app>/<name>/`."""
    return [path for path in sources(*FLOORS) if path.stem == name or name in path.relative_to(ROOT).parts[1:-1]]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in FLOORS]


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label)
def test_every_model_says_how_its_rows_are_kept(model: type[models.Model]) -> None:
    kept = [name for name in ("PROTECTED", "CACHE", "EXEMPT") if name in vars(model)]
    assert len(kept) == 1
    if kept == ["PROTECTED"]:
        columns = {field.attname for field in model._meta.concrete_fields}
        assert model.PROTECTED and set(model.PROTECTED) <= columns  # type: ignore[attr-defined]
    else:
        assert len(getattr(model, kept[0])) > 15


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


@pytest.mark.parametrize("path", modules("actions"), ids=named)
def test_every_action_says_who_acts_and_is_all_or_nothing(path: Path) -> None:
    for function in functions(path):
        text = ast.unparse(function)
        records = any(f"journal.{verb}(" in text for verb in ("record", "correct", "retract"))
        if function.name in BY_NOBODY or is_follow_up(function) or not (records or "access.require(" in text):
            continue
        assert "by" in {argument.arg for argument in function.args.kwonlyargs}, function.name
        assert "transaction.atomic" in text or not records, function.name


def is_follow_up(function: ast.FunctionDef) -> bool:
    """What follows a decision on an approval runs in the transaction of that decision, by who decided."""
    return [argument.arg for argument in function.args.args] == ["approval", "by", "now"]


def calls(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.lineno, node.func.attr


@pytest.mark.parametrize("path", [*modules("views"), *modules("api"), *modules("queries")], ids=named)
def test_pages_endpoints_and_queries_write_nothing(path: Path) -> None:
    assert [f"{path.name}:{line} .{name}()" for line, name in calls(path) if name in WRITES] == []


@pytest.mark.parametrize("path", modules("models"), ids=named)
def test_no_model_saves_in_a_way_of_its_own(path: Path) -> None:
    tree = ast.parse(path.read_text())
    assert [node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == "save"] == []


def test_nothing_listens_to_signals() -> None:
    listening = [named(path) for path in sources(*FLOORS) if "django.db.models.signals" in path.read_text()]
    assert listening == []


@pytest.mark.parametrize("floor", [*FLOORS, "config", "tests"])
def test_files_are_short_enough_to_be_read(floor: str) -> None:
    long = {named(path): len(path.read_text().splitlines()) for path in sources(floor)}
    assert {name: lines for name, lines in long.items() if lines > LONGEST} == {}


def test_no_module_is_a_drawer_for_odds_and_ends() -> None:
    found = [named(path) for path in sources(*FLOORS, "config") if {path.stem, path.parent.name} & FORBIDDEN]
    assert found == []


@pytest.mark.parametrize("regulation", law.regulations())
def test_every_kind_that_the_law_names_is_a_kind_that_something_can_record(regulation: str) -> None:
    declared = {kind.id for kind in vocabulary.kinds()}
    assert sorted(law.load(regulation).kinds - declared) == []


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def test_floors_import_only_what_lies_below_them() -> None:
    linted = run(str(Path(sys.executable).with_name("lint-imports")), "--no-cache")
    assert linted.returncode == 0, linted.stdout


def test_generated_pages_are_those_of_the_code() -> None:
    checked = run(sys.executable, "manage.py", "docs", "--check")
    assert checked.returncode == 0, checked.stderr
