"""Declarations of 文书: one TOML file gives the form, its check, the JSON schema, the print and the catalogue line.

A declaration is kept with every document by its hash, so that a document of last year is still read and
printed by the declaration under which it was made.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import cast

from enforcement.law.compound import Officers, Party, Rows
from enforcement.law.declaration import (
    About,
    Declaration,
    Emission,
    Invalid,
    Layout,
    Role,
    Signer,
    Source,
    Volume,
    digest,
)
from enforcement.law.facts import LawError, Precision
from enforcement.law.fields import (
    Choice,
    Day,
    Field,
    LongText,
    Moment,
    Money,
    Text,
    Whole,
    YesNo,
)
from enforcement.law.tables import FACT_KIND, Table

__all__ = ["DOCUMENTS", "FIELD_KINDS", "Declaration", "Invalid", "declared", "document", "documents"]

DOCUMENTS = Path(__file__).parent / "documents"

FIELD_KINDS: Mapping[str, type[Field]] = {
    kind.kind: kind
    for kind in (
        Text,
        LongText,
        Day,
        Moment,
        Whole,
        Choice,
        Money,
        YesNo,
        Party,
        Officers,
        Rows,
    )
}
STAGES = ("initiation", "investigation", "decision", "service", "archiving")
PREFILLS = (
    "", "dossier.title", "dossier.number", "case.source", "case.summary", "case.cause", "party", "officers", "handler",
    "act.officers", "act.place", "act.began_at", "act.ended_at",
    "served.title", "served.party", "agency.name",
)  # fmt: skip


@lru_cache(maxsize=4)
def documents(folder: Path = DOCUMENTS) -> Mapping[str, Declaration]:
    """Every declared kind by id, in the order of a case."""
    found = [_read(path) for path in folder.glob("*.toml")]
    return {d.id: d for d in sorted(found, key=lambda d: (STAGES.index(d.stage), d.order, d.id))}


def document(id: str) -> Declaration:
    """The newest declaration of a kind; raises LawError where there is none."""
    found = documents().get(id)
    if found is None:
        raise LawError(f"没有文书种类“{id}”。")
    return found


def declared(id: str, source: Mapping[str, object], *, file: str = "") -> Declaration:
    """A declaration from its source, such as one that was stored with a document."""
    table = Table(source, file=file or f"documents/{id}.toml")
    fields = []
    for name, sub in table.named("fields"):
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            sub.fail("", "应为小写英文字母、数字和下划线")
        kind = FIELD_KINDS[sub.choice("kind", tuple(FIELD_KINDS))]
        fields.append(kind.declared(name, sub))
        if fields[-1].prefill not in PREFILLS:
            sub.fail("prefill", f"的值“{fields[-1].prefill}”不认识")
        sub.close()
    if not fields:
        table.fail("fields", "不能为空")
    declaration = Declaration(
        id=id,
        title=table.string("title"),
        stage=table.choice("stage", STAGES),
        layout=cast(Layout, table.choice("layout", ("letter", "record", "table"))),
        about=cast(
            About,
            table.choice("about", ("act", "document", "dossier"), default="dossier"),
        ),
        serves=table.strings("serves", default=()),
        serves_drafts=table.boolean("serves_drafts", default=False),
        act_kinds=table.strings("act_kinds", default=()),
        act_types=table.strings("act_types", default=()),
        numbered=table.string("numbered", default=""),
        volume=cast(
            Volume,
            table.choice("volume", ("main", "internal"), default="main"),
        ),
        is_sealed=table.boolean("is_sealed", default=False),
        is_officers=table.boolean("is_officers", default=True),
        addressee=table.string("addressee", default=""),
        dated_by=table.strings("dated_by", default=()),
        order=table.integer("order", minimum=1),
        articles=tuple(_source(sub) for sub in table.tables("articles")),
        signers=tuple(_signer(sub, fields) for sub in table.tables("signers")),
        emits=tuple(_emission(sub, fields) for sub in table.tables("emits")),
        fields=tuple(fields),
        source=source,
        hash=digest({"id": id, "source": source}),
    )
    if not declaration.articles:
        table.fail("articles", "缺失（每种文书须有依据）")
    if (declaration.about == "document") != bool(declaration.serves):
        table.fail("serves", "与 about = “document” 必须同时出现")
    for name in (declaration.addressee, *declaration.dated_by):
        _known(table, "addressee", name, fields)
    for field in fields:
        names = set(field.required_when) | ({field.not_before} - {""} if isinstance(field, Day) else set())
        for name in names:
            _known(table, f"fields.{field.id}", name, fields)
    table.close()
    return declaration


def _read(path: Path) -> Declaration:
    file = f"documents/{path.name}"
    try:
        source = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LawError(f"{file}：不是有效的 TOML（{error}）。") from error
    return declared(path.stem, source, file=file)


def _source(table: Table) -> Source:
    source = Source(
        regulation=table.string("regulation"),
        article=table.string("article"),
        quote=table.string("quote"),
        obligations=table.strings("obligations", default=()),
    )
    table.close()
    return source


def _signer(table: Table, fields: list[Field]) -> Signer:
    role = table.choice("role", ("officer", "handler", "party", "witness"))
    signer = Signer(
        role=cast(Role, role),
        label=table.string("label"),
        field=table.string("field", default=""),
        may_refuse=table.boolean("may_refuse", default=False),
        required=table.boolean("required", default=True),
        required_when=table.where("required_when"),
    )
    if (role == "officer") != any(isinstance(f, Officers) and f.id == signer.field for f in fields):
        table.fail("field", "应为执法人员一栏，且只用于 role = “officer”")
    for name in signer.required_when:
        _known(table, "required_when", name, fields)
    table.close()
    return signer


def _emission(table: Table, fields: list[Field]) -> Emission:
    fact = table.string("fact")
    if not FACT_KIND.fullmatch(fact):
        table.fail("fact", f"的值“{fact}”不是事实种类（应形如 case.opened）")
    emission = Emission(
        fact=fact,
        at=table.string("at", default=""),
        days=table.integer("days", minimum=0, default=0),
        precision=cast(Precision, table.choice("precision", ("instant", "day"), default="instant")),
        when=table.where("when"),
        of_served=table.boolean("of_served", default=False),
        values=table.where("values"),
        fields=table.where("fields"),
    )
    named = [
        emission.at,
        *emission.when,
        *(str(name[0]) for name in emission.fields.values()),
    ]
    for name in named:
        _known(table, "fields", name, fields)
    table.close()
    return emission


def _known(table: Table, key: str, name: str, fields: list[Field]) -> None:
    if name and all(field.id != name for field in fields):
        table.fail(key, f"指向不存在的栏目“{name}”")
