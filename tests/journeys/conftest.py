from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests import cast
from tests.journeys.office import Seat
from tests.journeys.town import Town, founded
from tests.stack import Product

PATIENCE = 20_000
"""Milliseconds that a page may take on a busy machine."""


@pytest.fixture(scope="session", autouse=True)
def patience() -> None:
    expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def town(product: Product) -> Town:
    return founded(product)


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
