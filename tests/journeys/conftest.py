import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import cast
from tests.journeys.office import Seat
from tests.stack import ROOT, Product

PATIENCE = 20_000
"""Milliseconds that a page may take on a busy machine."""


@pytest.fixture(scope="session", autouse=True)
def patience() -> None:
    expect.set_options(timeout=PATIENCE)


@dataclass(frozen=True)
class Town:
    """What there is in the running product: an agency a rule set, with `people`, `tokens`, a `device`."""

    product: Product
    agencies: dict[str, dict[str, Any]]

    def username(self, rule_set: str, name: str) -> str:
        return name if rule_set == "liaoning" else f"hy-{name}"

    def verify(self) -> None:
        said = self.product.manage("verify", "--bytes").stdout
        assert said.startswith("一致"), said


@pytest.fixture(scope="session")
def town(product: Product) -> Town:
    done = subprocess.run(
        [sys.executable, "-m", "tests.journeys.ground"],
        cwd=ROOT, env=product.env | {"DJANGO_SETTINGS_MODULE": "config.settings"}, capture_output=True, text=True,
        timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return Town(product, json.loads(done.stdout))


@pytest.fixture
def seats(town: Town, open_page: Callable[..., Page]) -> Callable[..., Seat]:
    """`seats("zhang")` is 张三's browser window, opened and signed in when first asked for."""
    taken: dict[tuple[str, str], Seat] = {}

    def _seat(name: str, rule_set: str = "liaoning") -> Seat:
        if (rule_set, name) not in taken:
            seat = Seat(open_page())
            taken[rule_set, name] = seat.sign_in(town.username(rule_set, name), cast.PASSWORD)
        return taken[rule_set, name]

    return _seat
