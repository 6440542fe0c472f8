"""Small rules, calendars and facts for the tests of the law: made up, so that the tests say what they rest on."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from enforcement.law.calendar import CalendarYear
from enforcement.law.facts import Fact, shanghai
from enforcement.law.loader import load
from enforcement.law.rules import Basis, Limit, Rules

FIXTURES = Path(__file__).parent / "fixtures"


def limit(unit: str, amount: int, **changes: Any) -> Limit:
    """A limit that no regulation knows."""
    values: dict[str, Any] = {
        "id": "example",
        "label": "示例期限",
        "regulation": "example",
        "starts": ("case.ended",),
        "stops": ("case.archived",),
        "amount": amount,
        "unit": unit,
        "effect": "duty",
        "basis": Basis("第一条", "应当及时办理", "example", "《示例》第一条"),
        "starts_where": {},
        "stops_where": {},
    }
    return Limit(**(values | changes))


def year(number: int, *, off: tuple[date, ...] = (), make_up: tuple[date, ...] = ()) -> CalendarYear:
    """A year whose notice gives these days off and these make-up days."""
    return CalendarYear(
        year=number,
        notice="示例通知",
        number="",
        published=date(number - 1, 11, 1),
        days_off=dict.fromkeys(off, "节日"),
        statutory=frozenset(off),
        make_up=frozenset(make_up),
    )


def at(written: str) -> datetime:
    """A moment, Shanghai time unless it says otherwise."""
    return shanghai(datetime.fromisoformat(written))


def fact(kind: str, written: str, *, id: str = "", precision: str = "instant", **data: Any) -> Fact:
    """A fact that was entered at once; its id is made of kind, time and data unless given."""
    moment = at(written)
    identity = id or "|".join([kind, written, *(f"{k}={v}" for k, v in sorted(data.items()))])
    return Fact(
        id=identity,
        kind=kind,
        at=moment,
        recorded_at=moment.astimezone(UTC) + timedelta(seconds=1),
        data=data,
        precision=precision,  # type: ignore[arg-type]
    )


def rules_of(text: str, folder: Path, *, extends: str = "") -> Rules:
    """The rules of a regulation that holds just these tables."""
    place = folder / "example"
    place.mkdir(parents=True, exist_ok=True)
    head = ['id = "example"', 'title = "示例规定"', "in_force_from = 2020-01-01"]
    if extends:
        head.append(f'extends = "{extends}"')
    (place / "2020-01-01.toml").write_text("\n".join([*head, "", text]), encoding="utf-8")
    return load("example", folder=folder)
