"""A small agency with two units for the tests of recorders and footage, made through the real actions."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from devices import actions
from devices.models import Device
from enforcement.actions import organisation
from enforcement.actors import Actor
from enforcement.models import Agency, Post, Unit

SHANGHAI = ZoneInfo("Asia/Shanghai")
BEGAN = date(2019, 7, 1)
PASSWORD = "correct-horse-battery"


def at(text: str) -> datetime:
    """`2026-03-05 09:30` in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@dataclass
class Office:
    agency: Agency
    patrol: Unit
    market: Unit
    zhang: Actor
    li: Actor
    sun: Actor
    zhao: Actor
    wang: Actor
    admin: Actor

    def recorder(self, number: str = "DSJ-0012", **more: object) -> Device:
        given = {
            "number": number, "maker": "海康威视", "model": "DS-MCW405", "unit": self.patrol, "keeper": self.sun.person,
            "by": self.sun, "now": at("2019-07-02 09:00"),
        }  # fmt: skip
        return actions.register_device(**(given | more))


def post(unit: Unit, username: str, name: str, role: str) -> Actor:
    by = Actor.system()
    person = organisation.create_person(
        unit.agency, username=username, name=name, password=PASSWORD, by=by, must_change=False
    )
    made = organisation.create_post(person, unit=unit, role=role, from_on=BEGAN, by=by)
    return Actor.of(Post.objects.select_related("person", "agency", "unit").get(pk=made.pk))


def open_office(
    name: str = "鞍山市自然资源局", short_name: str = "鞍自然资", region: str = "210300", mark: str = ""
) -> Office:
    by = Actor.system()
    agency = organisation.create_agency(
        by=by, name=name, short_name=short_name, region=region, rule_set="liaoning", rules_from=BEGAN
    )
    patrol = organisation.create_unit(agency, name="执法一队", by=by)
    market = organisation.create_unit(agency, name="执法二队", by=by)
    return Office(
        agency=agency,
        patrol=patrol,
        market=market,
        zhang=post(patrol, f"zhang{mark}", "张三", "officer"),
        li=post(market, f"li{mark}", "李四", "officer"),
        sun=post(patrol, f"sun{mark}", "孙管", "device_admin"),
        zhao=post(patrol, f"zhao{mark}", "赵督", "supervisor"),
        wang=post(patrol, f"wang{mark}", "王法", "legal_reviewer"),
        admin=post(patrol, f"admin{mark}", "周管", "system_admin"),
    )
