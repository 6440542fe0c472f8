"""The stages of a procedure, the ways between them and the ways out, read from `procedures/<id>.toml`."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from enforcement.law.facts import LawError
from enforcement.law.tables import Table

PROCEDURES = Path(__file__).parent / "procedures"


@dataclass(frozen=True)
class Stage:
    """One stage: its stored code and its Chinese name."""

    id: str
    label: str


@dataclass(frozen=True)
class Transition:
    """A way to the next stage, while `moment` is free of gaps: `leave:<from>`, or `archive` into the last."""

    id: str
    label: str
    leaves: str
    enters: str
    moment: str


@dataclass(frozen=True)
class Ending:
    """A way a case ends, straight to `enters`; it needs the moment `end:<id>` free of gaps.

    `document` is the kind of document that states the ending ("" where none does); `act_types` is
    empty where the ending fits every kind of case.
    """

    id: str
    label: str
    leaves: tuple[str, ...]
    enters: str
    document: str = ""
    act_types: tuple[str, ...] = ()
    article: str = ""
    quote: str = ""
    text: str = ""
    note: str = ""

    @property
    def moment(self) -> str:
        return f"end:{self.id}"

    def fits(self, act_type: str) -> bool:
        """Whether a case of this act type can end so."""
        return not self.act_types or act_type in self.act_types


@dataclass(frozen=True)
class Procedure:
    """A graph of stages. The first stage is where a case begins, the last where it rests."""

    id: str
    label: str
    stages: tuple[Stage, ...]
    transitions: Mapping[str, Transition]
    endings: Mapping[str, Ending]

    def stage(self, id: str) -> Stage:
        """The stage with this code; LawError where there is none."""
        for stage in self.stages:
            if stage.id == id:
                return stage
        raise LawError(f"程序“{self.label}”没有阶段“{id}”。")

    def transitions_from(self, stage: str) -> tuple[Transition, ...]:
        """The ways on from a stage."""
        return tuple(way for way in self.transitions.values() if way.leaves == stage)

    def endings_from(self, stage: str, act_type: str = "") -> tuple[Ending, ...]:
        """The endings open at a stage, for a case of this act type where one is given."""
        return tuple(
            ending
            for ending in self.endings.values()
            if stage in ending.leaves and (not act_type or ending.fits(act_type))
        )

    def mermaid(self) -> str:
        """The stage diagram as mermaid text, the same for the same files: generated into `docs/`."""
        lines = ["stateDiagram-v2"]
        lines += [f'    state "{stage.label}" as {stage.id}' for stage in self.stages]
        lines.append(f"    [*] --> {self.stages[0].id}")
        lines += [f"    {way.leaves} --> {way.enters}: {way.label}" for way in self.transitions.values()]
        for ending in self.endings.values():
            lines += [f"    {stage} --> {ending.enters}: {ending.label}" for stage in ending.leaves]
        lines.append(f"    {self.stages[-1].id} --> [*]")
        return "\n".join(lines) + "\n"


@lru_cache(maxsize=8)
def procedure(id: str, *, folder: Path = PROCEDURES) -> Procedure:
    """The procedure of this id. Raises LawError when unknown, or its file is not as it must be."""
    path = folder / f"{id}.toml"
    if not re.fullmatch(r"[a-z]+(-[a-z]+)*", id) or not path.is_file():
        raise LawError(f"没有程序“{id}”。")
    file = f"procedures/{path.name}"
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise LawError(f"{file}：不是有效的 TOML（{error}）。") from error
    return _parse(Table(document, file=file), id)


def _parse(table: Table, id: str) -> Procedure:
    if table.string("id", default=id) != id:
        table.fail("id", "与文件名不一致")
    stages = []
    for sub in table.tables("stages"):
        stages.append(Stage(id=sub.string("id"), label=sub.string("label")))
        sub.close()
    codes = [stage.id for stage in stages]
    if not codes or len(set(codes)) != len(codes):
        table.fail("stages", "为空或有重复")
    transitions = {}
    for name, sub in table.named("transitions"):
        leaves, enters = sub.choice("from", codes), sub.choice("to", codes)
        transitions[name] = Transition(
            id=name,
            label=sub.string("label"),
            leaves=leaves,
            enters=enters,
            moment="archive" if enters == codes[-1] else f"leave:{leaves}",
        )
        sub.close()
    endings = {}
    for name, sub in table.named("endings"):
        endings[name] = _ending(name, sub, codes)
    parsed = Procedure(
        id=id,
        label=table.string("label"),
        stages=tuple(stages),
        transitions=MappingProxyType(transitions),
        endings=MappingProxyType(endings),
    )
    table.close()
    return parsed


def _ending(name: str, table: Table, codes: list[str]) -> Ending:
    ending = Ending(
        id=name,
        label=table.string("label"),
        leaves=table.strings("from"),
        enters=table.choice("to", codes, default="archiving"),
        document=table.string("document", default=""),
        act_types=table.strings("act_types", default=()),
        article=table.string("article", default=""),
        quote=table.string("quote", default=""),
        text=table.string("text", default=""),
        note=table.string("note", default=""),
    )
    for code in ending.leaves:
        if code not in codes:
            table.fail("from", f"的值“{code}”不是本程序的阶段")
    table.strings("obligations", default=())
    table.close()
    return ending
