"""The fixed cast: two agencies under two rule sets, with people in every office, set up through the real actions.

`cast.zhang` and so on are actors. The Liaoning agency is the one that most stories happen in; `cast.hengyang` has
the same people of its own. Everything happens around `NOW`, a working day without holidays near it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

import pytest
import time_machine

from cases import actions
from cases.models import Act, Case, Party
from enforcement import journal, verify
from enforcement.actions import organisation
from enforcement.actors import Actor
from enforcement.law import SHANGHAI
from enforcement.models import Agency, Person, Post, Unit

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=SHANGHAI)
SINCE = date(2020, 1, 1)
PASSWORD = "Zhiji-2026-demo"
ID_NUMBER = "210302198001011233"
CREDIT_CODE = "91210300MA0XR3J039"

PEOPLE = {
    "zhang": ("张三", "officer", "squad"),
    "li": ("李四", "officer", "squad"),
    "novice": ("周新", "officer", "squad"),
    "wang": ("王五", "unit_reviewer", "squad"),
    "qian": ("钱科", "unit_head", "squad"),
    "leader": ("吴分", "leader", "office"),
    "zhou": ("周局", "agency_head", "office"),
    "wangfa": ("王法", "legal_reviewer", "legal"),
    "zhao": ("赵督", "supervisor", "legal"),
    "sun": ("孙管", "device_admin", "office"),
    "wu": ("吴档", "archivist", "office"),
    "zheng": ("郑公", "publisher", "office"),
    "feng": ("冯审", "publication_reviewer", "legal"),
    "chen": ("陈员", "system_admin", "office"),
    "stranger": ("外队", "officer", "other"),
}
"""Name, office and unit. 张三 and 李四 hold certificates, 周新's has expired; 外队 is of the other squad."""

UNITS = {"squad": "执法一队", "other": "执法二队", "legal": "政策法规科", "office": "办公室"}

AGENCIES = {
    "liaoning": ("鞍山市自然资源局", "鞍自然资", "210300", "辽"),
    "hengyang-forestry": ("衡阳市林业局", "衡林", "430400", "湘"),
}


@dataclass
class Agents:
    """One agency's people, as actors: `agents.zhang`. Somebody is engaged when a story first speaks of them."""

    rule_set: str
    agency: Agency
    units: dict[str, Unit]
    posts: dict[str, Post] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Actor:
        if name not in PEOPLE:
            raise AttributeError(name)
        return Actor.of(self.post(name))

    def post(self, name: str) -> Post:
        if name not in self.posts:
            self.posts[name] = engage(self, name)
        return self.posts[name]

    def person(self, name: str) -> Person:
        return self.post(name).person


class Cast(Agents):
    """The Liaoning agency's people, and those of `hengyang`."""

    @cached_property
    def hengyang(self) -> Agents:
        """Made when first asked for: most stories need one agency."""
        return found(Agents, "hengyang-forestry")

    def of(self, rule_set: str) -> Agents:
        return self.hengyang if rule_set == "hengyang-forestry" else self


def found(kind: type[Agents], rule_set: str) -> Any:
    """An agency with its units, and nobody in them yet."""
    name, short_name, region, _ = AGENCIES[rule_set]
    by = Actor.system()
    agency = organisation.create_agency(
        by=by, name=name, short_name=short_name, region=region, rule_set=rule_set, rules_from=SINCE
    )
    units = {code: organisation.create_unit(agency, name=label, by=by) for code, label in UNITS.items()}
    return kind(rule_set, agency, units)


def engage(agents: Agents, code: str) -> Post:
    """One of `PEOPLE` in office; the account is `zhang`, at Hengyang `hy-zhang`."""
    label, role, unit = PEOPLE[code]
    _, _, region, province = AGENCIES[agents.rule_set]
    by, prefix = Actor.system(), "" if agents.rule_set == "liaoning" else "hy-"
    person = organisation.create_person(
        agents.agency, username=prefix + code, name=label, password=PASSWORD, by=by, must_change=False
    )
    post = organisation.create_post(person, unit=agents.units[unit], role=role, from_on=SINCE, by=by)
    if role in ("officer", "unit_reviewer", "unit_head"):
        number = list(PEOPLE).index(code) + 1
        organisation.add_certificate(
            person, agency=agents.agency, number=f"{province}{region}{number:03}", valid_from=SINCE,
            valid_to=date(2025, 12, 31) if code == "novice" else date(2028, 12, 31), by=by,
        )  # fmt: skip
    return post


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    """The cast, on the afternoon of `NOW`."""
    with time_machine.travel(NOW, tick=False):
        yield found(Cast, "liaoning")


def ago(**span: float) -> datetime:
    """A moment before `NOW`: `ago(hours=3)`."""
    return NOW - timedelta(**span)


def opened(agents: Agents, **values: Any) -> Case:
    """A penalty case of 张三's, of his own motion, since this morning."""
    given = {
        "act_type": "penalty", "source": "ex_officio", "matter": "某公司未经批准擅自占用林地案",
        "opened_at": ago(hours=6), "by": agents.zhang,
    }  # fmt: skip
    return actions.open_case(**{**given, **values})


def with_party(agents: Agents, case: Case, **values: Any) -> Party:
    given = {
        "kind": "person", "name": "周某", "number": ID_NUMBER, "phone": "13904120001",
        "address": "鞍山市铁东区园林路1号", "by": agents.zhang,
    }  # fmt: skip
    party, _ = actions.add_party(case, **{**given, **values})
    return party


def inspected(agents: Agents, case: Case, **values: Any) -> Act:
    """An on-site inspection by 张三 and 李四 that began four hours ago and is still open."""
    given = {
        "kind": "site-inspection", "officers": [agents.person("zhang"), agents.person("li")],
        "started_at": ago(hours=4), "place": "鞍山市千山区某林地", "by": agents.zhang,
    }  # fmt: skip
    return actions.open_act(case, **{**given, **values})


def kinds(case: Case) -> list[str]:
    """The kinds of the case's standing facts, in the order in which they were written."""
    return [fact.kind for fact in journal.facts(case.dossier)]


def disagreements() -> list[str]:
    """What `verify` would say now."""
    # the test's own transaction is the snapshot that `verify.run` would take
    return [f"{name}：{text}" for name, check in verify._checks.items() for text in check(NOW)]
