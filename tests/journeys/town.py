"""The agencies in a running product, as the journeys know them."""

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from tests.stack import ROOT, Product


@dataclass(frozen=True)
class Town:
    """What there is in the product: an agency a rule set, with `people`, `tokens`, a `device`."""

    product: Product
    agencies: dict[str, dict[str, Any]]

    def username(self, rule_set: str, name: str) -> str:
        return name if rule_set == "liaoning" else f"hy-{name}"

    def verify(self) -> None:
        said = self.product.manage("verify", "--bytes").stdout
        assert said.startswith("一致"), said


def founded(product: Product) -> Town:
    """Settle the agencies of `ground` in a running product, by a process that knows only its data folder."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.journeys.ground"],
        cwd=ROOT, env=product.env | {"DJANGO_SETTINGS_MODULE": "config.settings"}, capture_output=True, text=True,
        timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return Town(product, json.loads(done.stdout))
