"""Two agencies with people in every office, set up through the real actions, and dossiers to act upon."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection

from enforcement import dossiers, journal
from enforcement.actions import organisation
from enforcement.actors import Actor
from enforcement.law import SHANGHAI
from enforcement.models import Agency, Dossier, Post, Unit
from enforcement.roles import ROLES

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI)
"""A working day without holidays near it; everything in these tests happens around it."""

PASSWORD = "correct horse battery staple"


@dataclass
class Body:
    agency: Agency
    units: dict[str, Unit]
    posts: dict[str, Post] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Actor:
        """The actor of this name: a role's code, or one of `lisi`, `outsider`."""
        return Actor.of(self.posts[name])


def body(name: str, *, region: str, rule_set: str = "liaoning", prefix: str = "") -> Body:
    """An agency with a squad, a desk below it and another squad; one person in every role, all in the first squad.

    `lisi` is a second officer of the squad, `outsider` an officer of the other squad, `deskman` one of the desk.
    """
    system = Actor.system()
    agency = organisation.create_agency(
        by=system, name=name, short_name=name[:2], region=region, rule_set=rule_set, rules_from=date(2020, 1, 1)
    )
    squad = organisation.create_unit(agency, name="执法一队", by=system)
    units = {
        "squad": squad,
        "desk": organisation.create_unit(agency, name="内勤组", parent=squad, by=system),
        "other": organisation.create_unit(agency, name="执法二队", by=system),
    }
    made = Body(agency, units)
    people = [(code, code, "squad") for code in ROLES]
    people += [("lisi", "officer", "squad"), ("outsider", "officer", "other"), ("deskman", "officer", "desk")]
    for person, role, unit in people:
        made.posts[person] = organisation.create_post(
            organisation.create_person(
                agency, username=f"{prefix}{person}", name=f"{prefix}{person}", password=PASSWORD, by=system,
                must_change=False,
            ),
            unit=units[unit], role=role, from_on=date(2020, 1, 1), by=system,
        )  # fmt: skip
    return made


def case(
    ground: Body, *, unit: str = "squad", kind: str = "case", handler: str = "officer", **opened: object
) -> Dossier:
    """An open dossier of the handler, with its first entry; cases are bound by the agency's rules."""
    dossier = dossiers.open_dossier(
        kind, title="某公司未按规定处置案", agency=ground.agency, unit=ground.units[unit],
        responsible=ground[handler].person, on=MONDAY, has_rules=kind == "case",
    )  # fmt: skip
    opened = {"act_type": "penalty", "source": "ex_officio", "urgency": "normal", "linked": "", **opened}
    journal.record(
        dossier, "case.opened" if kind == "case" else "dossier.opened", by=ground[handler], at=MONDAY, **opened
    )
    return dossier


def at_once(count: int, work: Callable[[int], object]) -> list[object]:
    """`work(0) … work(count - 1)`, each in a thread and on a connection of its own; answers or exceptions, in order."""

    def alone(number: int) -> object:
        try:
            return work(number)
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(alone, range(count)))
