"""What supervisors see of running clocks and findings: counts on every axis by one query, rows by another."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When

from enforcement import deadlines, paging
from enforcement.actors import Actor
from enforcement.law import local_day
from enforcement.models import Deadline, Finding

SOON = timedelta(days=7)

STATES = {"overdue": "已逾期", "due_today": "今日届满", "due_soon": "七日内届满"}

AGES = {
    "age-7": ("逾期 7 日以内", 0, 7),
    "age-30": ("逾期 8 至 30 日", 8, 30),
    "age-90": ("逾期 31 至 90 日", 31, 90),
    "age-more": ("逾期 90 日以上", 91, None),
}


@dataclass(frozen=True)
class Filters:
    """What the board is narrowed to; empty strings and None narrow nothing."""

    state: str = ""
    age: str = ""
    agency: int | None = None
    unit: int | None = None
    limit: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "Filters":
        """From an address; what is not understood narrows nothing."""

        def number(name: str) -> int | None:
            value = given.get(name, "")
            return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None

        state, age = given.get("state", ""), given.get("age", "")
        return cls(
            state=state if state in STATES else "",
            age=age if age in AGES else "",
            agency=number("agency"),
            unit=number("unit"),
            limit=given.get("limit", "")[:60],
        )


@dataclass(frozen=True)
class Group:
    """How many running clocks of one kind one unit has in one bucket: a key of AGES, or `due_today`, `due_soon`."""

    agency: int
    agency_name: str
    unit: int | None
    unit_name: str
    limit: str
    label: str
    bucket: str
    count: int

    @property
    def state(self) -> str:
        return "overdue" if self.bucket in AGES else self.bucket

    def fits(self, filters: Filters) -> bool:
        """`state` and `age` narrow the rows, not the counts that lead to them."""
        return (
            filters.agency in (None, self.agency)
            and filters.unit in (None, self.unit)
            and filters.limit in ("", self.limit)
        )


@dataclass
class Line:
    """One line of a table of counts: of an agency, a unit, or a kind of limit."""

    key: Any
    label: str
    counts: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Board:
    """Counts of running clocks: in all, and by agency, unit, kind and age."""

    totals: Counter[str]
    ages: list[tuple[str, str, int]]
    agencies: list[Line]
    units: list[Line]
    kinds: list[Line]


def state_q(state: str, now: datetime) -> Q:
    """The condition of one of STATES. Due today is not overdue; a provisional end is held against no one."""
    today, running = local_day(now), Q(stopped_at__isnull=True) & ~Q(effect="wait")
    overdue = deadlines.missed(now) & Q(stopped_at__isnull=True)
    if state == "overdue":
        return overdue
    if state == "due_today":
        return running & Q(due_on=today) & ~overdue
    return running & Q(due_on__gt=today, due_on__lte=today + SOON)


def _age_q(age: str, now: datetime) -> Q:
    _, least, most = AGES[age]
    today = local_day(now)
    within = Q(due_on__lte=today - timedelta(days=least))
    return within if most is None else within & Q(due_on__gte=today - timedelta(days=most))


def _watched(actor: Actor, filters: Filters) -> QuerySet[Deadline]:
    found = Deadline.objects.visible_to(actor).filter(due_at__isnull=False)
    if filters.agency:
        found = found.filter(dossier__agency=filters.agency)
    if filters.unit:
        found = found.filter(dossier__unit=filters.unit)
    if filters.limit:
        found = found.filter(limit=filters.limit)
    return found


def survey(actor: Actor, *, now: datetime) -> list[Group]:
    """Everything that has run out or soon will, of what `actor` may see, counted by one GROUP BY."""
    bucket = Case(
        *[When(state_q("overdue", now) & _age_q(age, now), then=Value(age)) for age in AGES],
        *[When(state_q(state, now), then=Value(state)) for state in ("due_today", "due_soon")],
        default=Value(""),
        output_field=CharField(),
    )
    rows = (
        _watched(actor, Filters())
        .filter(stopped_at__isnull=True, due_on__lte=local_day(now) + SOON)
        .annotate(bucket=bucket)
        .exclude(bucket="")
        .values_list(
            "dossier__agency",
            "dossier__agency__name",
            "dossier__unit",
            "dossier__unit__name",
            "limit",
            "label",
            "bucket",
        )
        .annotate(found=Count("pk"))
        .order_by()
    )
    groups = [Group(*row) for row in rows]
    if len({group.agency for group in groups}) > 1:
        groups = [replace(group, unit_name=f"{group.agency_name} {group.unit_name or ''}") for group in groups]
    return groups


def board(groups: Iterable[Group], filters: Filters) -> Board:
    """The counts of what `filters` leaves, on every axis the worst first."""
    totals: Counter[str] = Counter()
    agencies: dict[Any, Line] = {}
    units: dict[Any, Line] = {}
    kinds: dict[Any, Line] = {}
    for group in groups:
        if not group.fits(filters):
            continue
        for axis, key, name in (
            (agencies, group.agency, group.agency_name),
            (units, group.unit, group.unit_name or "未定机构"),
            (kinds, group.limit, group.label),
        ):
            axis.setdefault(key, Line(key, name)).counts[group.state] += group.count
        totals[group.state] += group.count
        if group.bucket in AGES:
            totals[group.bucket] += group.count
    ages = [(age, label, totals[age]) for age, (label, _, _) in AGES.items()]
    return Board(totals, ages, _worst_first(agencies), _worst_first(units), _worst_first(kinds))


def choices(groups: Iterable[Group]) -> dict[str, list[tuple[Any, str]]]:
    """What the filters offer: the agencies, units and kinds that occur."""
    seen = list(groups)
    return {
        "agency": sorted({(group.agency, group.agency_name) for group in seen}, key=lambda pair: pair[1]),
        "unit": sorted({(group.unit, group.unit_name) for group in seen if group.unit}, key=lambda pair: pair[1]),
        "limit": sorted({(group.limit, group.label) for group in seen}, key=lambda pair: pair[1]),
    }


def _worst_first(lines: dict[Any, Line]) -> list[Line]:
    return sorted(
        lines.values(), key=lambda line: (-line.counts["overdue"], -line.counts["due_today"], -line.counts["due_soon"])
    )


def clocks(actor: Actor, filters: Filters, *, now: datetime) -> QuerySet[Deadline]:
    """The running clocks that the board counts, with all that a row shows; the most overdue first."""
    found = _watched(actor, filters)
    if filters.age:
        found = found.filter(state_q("overdue", now) & _age_q(filters.age, now))
    elif filters.state:
        found = found.filter(state_q(filters.state, now))
    else:
        found = found.filter(state_q("overdue", now) | state_q("due_today", now) | state_q("due_soon", now))
    return found.select_related("dossier__agency", "dossier__unit", "dossier__responsible").order_by("due_at", "pk")


def clocks_page(actor: Actor, filters: Filters, *, now: datetime, after: str = "") -> paging.Page:
    return paging.keyset(clocks(actor, filters, now=now), "due_at", "pk", after=after)


def export_rows(actor: Actor, filters: Filters, *, now: datetime) -> Iterator[list[str]]:
    """The lines of the CSV sheet, its head first; read as they are sent, however many they are."""
    yield ["编号", "案卷", "机关", "承办机构", "承办人", "期限事项", "届满", "状态", "逾期天数", "依据"]
    today = local_day(now)
    for row in clocks(actor, filters, now=now).iterator(chunk_size=500):
        dossier, due_on, due_at = row.dossier, row.due_on, row.due_at
        assert due_on and due_at, "clocks without an end are not watched"
        late, is_overdue = (today - due_on).days, due_at <= now
        yield [
            dossier.number,
            dossier.title,
            dossier.agency.name,
            dossier.unit.name if dossier.unit else "",
            dossier.responsible.name if dossier.responsible else "",
            row.label,
            f"{due_on}",
            "已逾期" if is_overdue else "今日届满" if late == 0 else "七日内届满",
            str(late) if is_overdue else "",
            row.article,
        ]


def findings_page(actor: Actor, *, kind: str, standing: str, after: str) -> paging.Page:
    """Findings that `actor` may see, the latest first. `standing`: "yes" not cleared, "no" cleared, "" both."""
    found = Finding.objects.visible_to(actor).select_related("dossier__agency", "dossier__unit", "dossier__responsible")
    if kind:
        found = found.filter(kind=kind)
    if standing:
        found = found.filter(cleared_at__isnull=standing == "yes")
    return paging.keyset(found, "-raised_at", "-pk", after=after)
