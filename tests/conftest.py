import pytest
from django.test import TransactionTestCase

from tests import append_only

pytest_plugins = ["tests.stack"]


@pytest.fixture(scope="session", autouse=True)
def emptied_tables_may_hold_a_journal() -> None:
    """Tests on real transactions end by emptying all tables, which the journal's triggers refuse."""
    empty = TransactionTestCase._fixture_teardown

    def _fixture_teardown(case: TransactionTestCase) -> None:
        with append_only.lifted():
            empty(case)

    TransactionTestCase._fixture_teardown = _fixture_teardown  # type: ignore[method-assign]
