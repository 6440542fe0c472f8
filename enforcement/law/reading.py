"""From one TOML table to one rule: every key by its type, every value with its article."""

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import cast

from enforcement.law import predicates
from enforcement.law.rules import (
    Act,
    ApprovalChain,
    Basis,
    Effect,
    ExtensionRule,
    Instead,
    Limit,
    Recording,
    Requirement,
    Step,
    Unit,
    Waiver,
)
from enforcement.law.tables import FACT_KIND, Table

_UNITS = ("hours", "calendar_days", "working_days", "months", "years")
_EFFECTS = ("duty", "wait", "power")
_RECORDINGS = ("required", "continuous", "optional")
_WAIVERS = ("written-reason", "none")
_PARTS = ("officers", "documents", "recording", "waiver")
_MOMENT = re.compile(r"archive|(leave|end|sign):([a-z]+(-[a-z]+)*|\*)")


@dataclass(frozen=True)
class Source:
    """The regulation in whose file a rule stands: gives a rule its id, its text and its citation."""

    id: str
    title: str
    text: str

    def basis(self, table: Table, *, text_key: str = "text") -> Basis:
        article = table.string("article")
        text = table.string(text_key, default="") or self.text
        return Basis(
            article=article,
            quote=table.string("quote"),
            text=text,
            cite=article if article.startswith("《") else f"《{self.title}》{article}",
            obligations=table.strings("obligations", default=()),
        )


def read_source(table: Table) -> Source:
    regulation = table.string("id")
    return Source(
        id=regulation,
        title=table.string("title"),
        text=table.string("text", default=regulation),
    )


def read_limit(name: str, table: Table, source: Source) -> Limit:
    instead = table.table("instead")
    extension = table.table("extension")
    limit = Limit(
        id=name,
        label=table.string("label"),
        regulation=source.id,
        starts=table.kinds("starts", required=True),
        stops=table.kinds("stops"),
        amount=table.integer("amount", minimum=1),
        unit=cast(Unit, table.choice("unit", _UNITS)),
        effect=cast(Effect, table.choice("effect", _EFFECTS)),
        basis=source.basis(table),
        starts_where=table.where("starts_where"),
        stops_where=table.where("stops_where"),
        match=table.pairs("match"),
        unless=table.kinds("unless"),
        act_types=table.strings("act_types", default=()),
        suspends=table.kinds("suspends"),
        resumes=table.kinds("resumes"),
        roll=table.boolean("roll", default=True),
        role=table.string("role", default=""),
        note=table.string("note", default=""),
        instead=_instead(instead, source) if instead else None,
        extension=_extension(extension, source) if extension else None,
    )
    if limit.effect != "wait" and not limit.stops:
        table.fail("stops", "缺失（只有 wait 期限可以没有）")
    if limit.resumes and not limit.suspends:
        table.fail("resumes", "没有对应的 suspends")
    if limit.extension and (limit.extension.unit == "hours") != (limit.unit == "hours"):
        table.fail("extension.unit", "与本期限的单位不能相加")
    table.close()
    return limit


def _instead(table: Table, source: Source) -> Instead:
    instead = Instead(
        when=table.kinds("when", required=True),
        starts=table.kinds("starts", required=True),
        amount=table.integer("amount", minimum=1),
        unit=cast(Unit, table.choice("unit", _UNITS)),
        basis=source.basis(table),
    )
    table.close()
    return instead


def _extension(table: Table, source: Source) -> ExtensionRule:
    extension = ExtensionRule(
        when=table.kinds("when", required=True),
        amount=table.integer("amount", minimum=1),
        unit=cast(Unit, table.choice("unit", _UNITS)),
        basis=source.basis(table),
    )
    table.close()
    return extension


def read_act(name: str, table: Table, source: Source) -> Act:
    bases: dict[str, Basis] = {}
    parts = table.table("basis")
    if parts:
        for part in _PARTS:
            sub = parts.table(part)
            if sub:
                bases[part] = source.basis(sub)
                sub.close()
        parts.close()
    act = Act(
        id=name,
        label=table.string("label"),
        regulation=source.id,
        officers=table.integer("officers", minimum=0),
        documents=table.strings("documents", default=()),
        recording=cast(Recording, table.choice("recording", _RECORDINGS)),
        waiver=cast(Waiver, table.choice("waiver", _WAIVERS, default="none")),
        basis=source.basis(table),
        part_basis=MappingProxyType(bases),
        note=table.string("note", default=""),
    )
    table.close()
    return act


def read_approval(name: str, table: Table, source: Source) -> ApprovalChain:
    steps = []
    for step in table.tables("steps"):
        steps.append(Step(role=step.string("role"), label=step.string("label")))
        step.close()
    if not steps:
        table.fail("steps", "不能为空")
    chain = ApprovalChain(
        subject=name,
        label=table.string("label", default=""),
        regulation=source.id,
        steps=tuple(steps),
        distinct=table.boolean("distinct", default=True),
        basis=source.basis(table),
        note=table.string("note", default=""),
    )
    table.close()
    return chain


def read_requirement(name: str, table: Table, source: Source) -> Requirement:
    each = table.string("each", default="")
    if each and not FACT_KIND.fullmatch(each):
        table.fail("each", f"的值“{each}”不是事实种类（应形如 act.opened）")
    requirement = Requirement(
        id=name,
        regulation=source.id,
        blocks=table.strings("blocks"),
        text=table.string("text"),
        mend=table.string("mend"),
        basis=source.basis(table, text_key="source"),
        where=table.where("where"),
        needs_where=table.where("needs_where"),
        each=each,
        match=table.pairs("match"),
        needs=table.kinds("needs"),
        predicate=table.string("predicate", default=""),
        limit=table.string("limit", default=""),
        when=table.kinds("when"),
        unless=table.kinds("unless"),
        act_types=table.strings("act_types", default=()),
        note=table.string("note", default=""),
    )
    for moment in requirement.blocks:
        if not _MOMENT.fullmatch(moment):
            table.fail("blocks", f"的值“{moment}”不是关口（如 leave:initiation、archive）")
    if bool(requirement.needs) == bool(requirement.predicate):
        table.fail("needs", "与 predicate 必须有且只有一个")
    if requirement.predicate and requirement.predicate not in predicates.PREDICATES:
        known = "、".join(sorted(predicates.PREDICATES))
        table.fail("predicate", f"的值“{requirement.predicate}”不在已有判断之内（{known}）")
    if (requirement.predicate == "wait-over") != bool(requirement.limit):
        table.fail("limit", '与 predicate = "wait-over" 必须同时出现')
    for key in ("match", "where"):
        if table.has(key) and not each:
            table.fail(key, "需要 each")
    if table.has("needs_where") and not requirement.needs:
        table.fail("needs_where", "需要 needs")
    table.close()
    return requirement
