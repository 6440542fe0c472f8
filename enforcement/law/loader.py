"""From TOML files to `Rules`: strict reading, inheritance, the choice of a version, and its pin."""

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from enforcement.law import predicates
from enforcement.law.facts import LawError
from enforcement.law.gaps import ACT_KINDS
from enforcement.law.reading import read_act, read_approval, read_limit, read_requirement, read_source
from enforcement.law.rules import Act, ApprovalChain, Limit, Requirement, Rules
from enforcement.law.tables import Table

REGULATIONS = Path(__file__).parent / "regulations"

_FILE_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\.(\d+))?")


@dataclass(frozen=True, eq=False)
class _Version:
    """One released file: `regulations/<id>/<in_force_from>[.n].toml`."""

    id: str
    in_force_from: date
    number: int
    name: str
    content: bytes
    document: Mapping[str, object]

    @property
    def file(self) -> str:
        return f"regulations/{self.id}/{self.name}.toml"


def load(regulation: str, on: date | None = None, *, folder: Path = REGULATIONS) -> Rules:
    """The rules of a regulation with those it extends: the versions in force on `on`, else the newest.

    A parent that was not yet in force on that day is left out. Raises LawError when the regulation
    is unknown, was not in force on `on`, or one of its files is not as it must be.
    """
    return _assemble(_chain(folder, regulation, on))


def pinned(regulation: str, pin: str, *, folder: Path = REGULATIONS) -> Rules:
    """Exactly the version that `pin` names. Raises LawError when no shipped version has this pin."""
    for chain in _chains(folder, regulation):
        if _pin(chain) == pin:
            return _assemble(chain)
    raise LawError(
        f"执法规定“{regulation}”没有与案卷所用版本（{pin[:12]}）一致的文件，"
        "已发布的规定文件不得改动或删除，请恢复原文件。"
    )


def regulations(*, folder: Path = REGULATIONS) -> tuple[str, ...]:
    """The ids of the regulations that are shipped."""
    return tuple(sorted(path.name for path in folder.iterdir() if any(path.glob("*.toml"))))


@lru_cache(maxsize=64)
def _versions(folder: Path, regulation: str) -> tuple[_Version, ...]:
    place = folder / regulation
    known = re.fullmatch(r"[a-z]+(-[a-z]+)*", regulation) and place.is_dir()
    found = [_read(path, regulation) for path in sorted(place.glob("*.toml"))] if known else []
    if not found:
        raise LawError(f"没有执法规定“{regulation}”，可选：{'、'.join(regulations(folder=folder))}。")
    return tuple(sorted(found, key=lambda v: (v.in_force_from, v.number)))


def _read(path: Path, regulation: str) -> _Version:
    file = f"regulations/{regulation}/{path.name}"
    name = _FILE_NAME.fullmatch(path.stem)
    if name is None:
        raise LawError(f"{file}：文件名应为施行日期（如 2019-07-01.toml 或 2019-07-01.1.toml）。")
    content = path.read_bytes()
    try:
        document = tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LawError(f"{file}：不是有效的 TOML（{error}）。") from error
    table = Table(document, file=file)
    day = table.day("in_force_from")
    if day.isoformat() != name[1]:
        table.fail("in_force_from", f"的值 {day} 与文件名不一致")
    if table.string("id") != regulation:
        table.fail("id", "与目录名不一致")
    return _Version(
        id=regulation,
        in_force_from=day,
        number=int(name[2] or 0),
        name=path.stem,
        content=content,
        document=document,
    )


def _parent(version: _Version) -> str:
    return Table(version.document, file=version.file).string("extends", default="")


def _chain(folder: Path, regulation: str, on: date | None) -> tuple[_Version, ...]:
    """The versions that hold on a day, root first."""
    chain: list[_Version] = []
    seen: set[str] = set()
    current = regulation
    while current or not chain:
        if current in seen:
            raise LawError(f"执法规定“{'、'.join(sorted(seen))}”的 extends 使规定互相继承。")
        seen.add(current)
        versions = _versions(folder, current)
        in_force = [v for v in versions if on is None or v.in_force_from <= on]
        if not in_force and not chain:
            raise LawError(f"执法规定“{regulation}”自{versions[0].in_force_from}起施行，{on}尚未施行。")
        if in_force:
            chain.append(in_force[-1])
            current = _parent(in_force[-1])
        else:
            current = _parent(versions[0])
    return tuple(reversed(chain))


def _chains(folder: Path, regulation: str) -> Iterator[tuple[_Version, ...]]:
    """Every chain that `load` can give: one for each day on which a version of the line begins."""
    yield _chain(folder, regulation, None)
    days: set[date] = set()
    line = [regulation]
    for ancestor in line:
        versions = _versions(folder, ancestor)
        days |= {version.in_force_from for version in versions}
        parents = {_parent(version) for version in versions} - {"", *line}
        line.extend(sorted(parents))
    first = _versions(folder, regulation)[0].in_force_from
    for day in sorted(day for day in days if day >= first):
        yield _chain(folder, regulation, day)


def _pin(chain: tuple[_Version, ...]) -> str:
    digest = hashlib.sha256()
    for version in chain:
        digest.update(f"{version.id}/{version.name}\0{len(version.content)}\0".encode())
        digest.update(version.content)
    return digest.hexdigest()


@lru_cache(maxsize=64)
def _assemble(chain: tuple[_Version, ...]) -> Rules:
    limits: dict[str, Limit] = {}
    acts: dict[str, Act] = {}
    approvals: dict[str, ApprovalChain] = {}
    requirements: dict[str, Requirement] = {}
    for version in chain:
        table = Table(version.document, file=version.file)
        source = read_source(table)
        limits |= {name: read_limit(name, sub, source) for name, sub in table.named("limits")}
        acts |= {name: read_act(name, sub, source) for name, sub in table.named("acts")}
        approvals |= {name: read_approval(name, sub, source) for name, sub in table.named("approvals")}
        requirements |= {name: read_requirement(name, sub, source) for name, sub in table.named("requirements")}
        for key in ("number", "issuer", "level", "region", "extends"):
            table.string(key, default="")
        table.day("in_force_from")
        table.close()
    leaf = chain[-1]
    for requirement in requirements.values():
        waits = requirement.limit in limits and limits[requirement.limit].effect == "wait"
        if requirement.limit and not waits:
            raise LawError(
                f"{leaf.file}：键 requirements.{requirement.id}.limit "
                f"的值“{requirement.limit}”不是本规定中 effect 为 wait 的期限。"
            )
    top = Table(leaf.document, file=leaf.file)
    return Rules(
        id=leaf.id,
        title=top.string("title"),
        number=top.string("number", default=""),
        issuer=top.string("issuer", default=""),
        level=top.string("level", default=""),
        region=top.string("region", default=""),
        text=top.string("text", default=leaf.id),
        in_force_from=leaf.in_force_from,
        pin=_pin(chain),
        chain=tuple(f"{version.id}/{version.name}" for version in chain),
        limits=MappingProxyType(limits),
        acts=MappingProxyType(acts),
        approvals=MappingProxyType(approvals),
        requirements=MappingProxyType(requirements),
        kinds=_kinds(limits, acts, requirements),
    )


def _kinds(
    limits: Mapping[str, Limit], acts: Mapping[str, Act], requirements: Mapping[str, Requirement]
) -> frozenset[str]:
    kinds = {"case.opened", "document.voided"}
    for limit in limits.values():
        kinds.update(limit.starts, limit.stops, limit.unless, limit.suspends, limit.resumes)
        if limit.instead:
            kinds.update(limit.instead.when, limit.instead.starts)
        if limit.extension:
            kinds.update(limit.extension.when)
    for requirement in requirements.values():
        kinds.update(requirement.needs, requirement.when, requirement.unless)
        kinds.update({requirement.each} - {""})
        if requirement.predicate:
            kinds.update(predicates.PREDICATES[requirement.predicate].kinds)
    if acts:
        kinds.update(ACT_KINDS)
    return frozenset(kinds)
