from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from enforcement.models import Dossier
from tests.enforcement.ground import MONDAY, Body, body, case


@pytest.fixture
def ground(db: None) -> Iterator[Body]:
    """The agency, on the evening of MONDAY."""
    with time_machine.travel(MONDAY + timedelta(hours=9)):
        yield body("辽河市林业局", region="210300")


@pytest.fixture
def dossier(ground: Body) -> Dossier:
    return case(ground)
