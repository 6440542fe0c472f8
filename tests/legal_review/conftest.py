"""A case with the draft of a major penalty decision, and the people who review it."""

from dataclasses import dataclass

import pytest

from enforcement.actors import Actor
from records.models import Document
from tests.records import desk as records_desk
from tests.records.desk import Desk


@dataclass
class Office:
    desk: Desk
    wangfa: Actor
    second: Actor
    supervisor: Actor
    decision: Document


def major(desk: Desk, **values: object) -> Document:
    body = records_desk.body("penalty-decision", desk, major={"answer": True}, **values)
    return records_desk.draft(desk, "penalty-decision", values=body)


@pytest.fixture
def office(desk: Desk) -> Office:
    unit = desk.zhang.unit
    assert unit is not None
    return Office(
        desk,
        wangfa=records_desk.post(unit, "wangfa", "王法", "legal_reviewer"),
        second=records_desk.post(unit, "liufa", "刘法", "legal_reviewer"),
        supervisor=records_desk.post(unit, "zhao", "赵督", "supervisor"),
        decision=major(desk),
    )


desk = pytest.fixture(lambda db: records_desk.open_desk(), name="desk")
