"""The agencies of the demo set and the people in them: one agency a rule set, somebody in every role."""

from dataclasses import dataclass, field
from datetime import date, datetime

from enforcement.actions import organisation
from enforcement.actors import Actor
from enforcement.models import Agency, Person, Post, Unit
from enforcement.roles import ROLES

PASSWORD = "zhiji-demo-2026"  # noqa: S105 (printed on the start page of every demo)


@dataclass(frozen=True)
class Place:
    """What tells one demo agency from another."""

    rule_set: str
    name: str
    short_name: str
    region: str
    unit: str
    code: str


PLACES = (
    Place("liaoning", "辽山市自然资源局", "辽山自然资", "210300", "执法监察支队", "an"),
    Place("hengyang-forestry", "衡岳市林业局", "衡岳林", "430400", "林政执法大队", "hy"),
    Place("national", "长河市综合行政执法局", "长河综执", "330100", "直属大队", "ch"),
)

OFFICES = (
    ("zhangsan", "张三", "officer"),
    ("lisi", "李四", "officer"),
    ("wangwu", "王五", "unit_reviewer"),
    ("qianke", "钱科", "unit_head"),
    ("fenguan", "孔副", "leader"),
    ("zhouju", "周局", "agency_head"),
    ("wangfa", "王法", "legal_reviewer"),
    ("zhaodu", "赵督", "supervisor"),
    ("sunguan", "孙管", "device_admin"),
    ("wudang", "吴档", "archivist"),
    ("zhenggong", "郑公", "publisher"),
    ("fengshen", "冯审", "publication_reviewer"),
    ("sifa", "司法", "external_supervisor"),
    ("chenyuan", "陈员", "system_admin"),
)


@dataclass
class House:
    """An agency with everybody in it; `house.act("张三")` is that person in their post."""

    place: Place
    agency: Agency
    unit: Unit
    posts: dict[str, Post] = field(default_factory=dict)

    def act(self, name: str) -> Actor:
        return Actor.of(self.posts[name])

    def person(self, name: str) -> Person:
        return self.posts[name].person


def username(place: Place, account: str) -> str:
    return f"{place.code}.{account}"


def build(place: Place, *, by: Actor, since: date, now: datetime) -> House:
    """Make what is missing of the agency of `place` and its people, through the same actions as the pages.

    Every step is a transaction of its own, so that pages can write meanwhile; a build that died goes on where it stood.
    """
    agency = Agency.objects.filter(name=place.name).first() or organisation.create_agency(
        by=by, name=place.name, short_name=place.short_name, region=place.region, rule_set=place.rule_set,
        rules_from=since, now=now,
    )  # fmt: skip
    unit = agency.units.filter(name=place.unit).first() or organisation.create_unit(
        agency, name=place.unit, by=by, now=now
    )
    house = House(place, agency, unit)
    for number, (account, name, role) in enumerate(OFFICES, start=1):
        login = username(place, account)
        person = Person.objects.filter(username=login).first() or organisation.create_person(
            agency, username=login, name=name, password=PASSWORD, must_change=False, by=by, now=now
        )
        if role in ("officer", "unit_head") and not person.certificates.exists():
            organisation.add_certificate(
                person, agency=agency, number=f"{place.region}{number:04}", issuer=place.name,
                valid_from=since, valid_to=date(since.year + 5, 12, 31), by=by, now=now,
            )  # fmt: skip
        house.posts[name] = person.posts.select_related("person", "agency", "unit").first() or organisation.create_post(
            person, unit=unit, role=role, from_on=since, by=by, now=now
        )
    return house


def find(place: Place) -> House | None:
    """The house as it stands in the database, or None while somebody is still missing."""
    posts = Post.objects.filter(agency__name=place.name).select_related("person", "agency", "unit")
    held = {post.person.name: post for post in posts}
    if len(held) < len(OFFICES):
        return None
    chief = held["周局"]
    return House(place, chief.agency, chief.unit, held)


def accounts() -> list[str]:
    """Who can sign in: a column an agency, a line an office."""
    lines = [f"演示账号（密码都是 {PASSWORD}）："]
    lines += [f"  {place.code}.  {place.name}（规则 {place.rule_set}）" for place in PLACES]
    for account, name, role in OFFICES:
        names = "".join(f"{username(place, account):<14}" for place in PLACES)
        lines.append(f"  {names}{name}  {ROLES[role].label}")
    return lines
