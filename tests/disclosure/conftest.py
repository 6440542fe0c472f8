"""A case whose decision has been made, and the people who publish it."""

from dataclasses import dataclass

import pytest

from enforcement.actors import Actor
from records.models import Document
from tests.records import desk as records_desk
from tests.records.desk import Desk


@dataclass
class Bureau:
    desk: Desk
    publisher: Actor
    reviewer: Actor
    decision: Document


def bureau_of(desk: Desk, decision: Document) -> Bureau:
    unit = desk.zhang.unit
    assert unit is not None
    reviewer = records_desk.post(unit, "feng", "冯审", "publication_reviewer")
    return Bureau(desk, publisher=desk.publisher, reviewer=reviewer, decision=decision)


@pytest.fixture
def bureau(db: None) -> Bureau:
    """A licence was granted: the shortest way to a decision."""
    desk = records_desk.open_desk(act_type="licence")
    return bureau_of(desk, records_desk.final(desk, "licence-decision", signing={"dated_on": "2026-03-16"}))


@pytest.fixture
def penalty(db: None) -> Bureau:
    """A fine was imposed, with everything that comes before it."""
    desk = records_desk.open_desk()
    return bureau_of(desk, records_desk.decide(desk))
