"""The rules of one body as typed values: limits, acts, approvals, requirements, each with its article."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from enforcement.law.tables import Scalar, Where

Unit = Literal["hours", "calendar_days", "working_days", "months", "years"]
Effect = Literal["duty", "wait", "power"]
Recording = Literal["required", "continuous", "optional"]
Waiver = Literal["written-reason", "none"]
Match = tuple[tuple[str, str], ...]

UNIT_LABELS: Mapping[str, str] = {
    "hours": "小时",
    "calendar_days": "日",
    "working_days": "个工作日",
    "months": "个月",
    "years": "年",
}


@dataclass(frozen=True)
class Basis:
    """Where a rule stands: article and verbatim quote in `texts/<text>.txt`; ids of obligations."""

    article: str
    quote: str
    text: str
    cite: str
    obligations: tuple[str, ...] = ()


@dataclass(frozen=True)
class Instead:
    """The exception to a limit: when one of the facts `when` is there, this period holds."""

    when: tuple[str, ...]
    starts: tuple[str, ...]
    amount: int
    unit: Unit
    basis: Basis


@dataclass(frozen=True)
class ExtensionRule:
    """By how much a limit grows, once, when one of the facts `when` is there."""

    when: tuple[str, ...]
    amount: int
    unit: Unit
    basis: Basis


@dataclass(frozen=True)
class Limit:
    """One 期限. `effect`: duty = late is accepted and marked; wait = not before; power = void after."""

    id: str
    label: str
    regulation: str
    starts: tuple[str, ...]
    stops: tuple[str, ...]
    amount: int
    unit: Unit
    effect: Effect
    basis: Basis
    starts_where: Where
    stops_where: Where
    match: Match = ()
    unless: tuple[str, ...] = ()
    act_types: tuple[str, ...] = ()
    suspends: tuple[str, ...] = ()
    resumes: tuple[str, ...] = ()
    roll: bool = True
    role: str = ""
    note: str = ""
    instead: Instead | None = None
    extension: ExtensionRule | None = None

    @property
    def article(self) -> str:
        return self.basis.article

    @property
    def quote(self) -> str:
        return self.basis.quote

    @property
    def cite(self) -> str:
        return self.basis.cite

    @property
    def length(self) -> str:
        """The period as people write it: 24小时, 2个工作日, 30日."""
        return f"{self.amount}{UNIT_LABELS[self.unit]}"

    @property
    def alternative(self) -> "Limit":
        """The limit as it is under its `instead`; only where there is one."""
        if self.instead is None:
            raise ValueError(f"{self.id} has no alternative")
        return replace(
            self,
            starts=self.instead.starts,
            amount=self.instead.amount,
            unit=self.instead.unit,
            basis=self.instead.basis,
            instead=None,
        )


@dataclass(frozen=True)
class Act:
    """What an enforcement act of one kind needs. `part_basis` overrides `basis` for single parts."""

    id: str
    label: str
    regulation: str
    officers: int
    documents: tuple[str, ...]
    recording: Recording
    waiver: Waiver
    basis: Basis
    part_basis: Mapping[str, Basis]
    note: str = ""

    def basis_of(self, part: str) -> Basis:
        """The basis of `officers`, `documents`, `recording` or `waiver`."""
        return self.part_basis.get(part, self.basis)


@dataclass(frozen=True)
class Step:
    """One step of an approval: the role that decides, and the step's name in the regulation."""

    role: str
    label: str


@dataclass(frozen=True)
class ApprovalChain:
    """Who approves a subject (a kind of document), in order; `distinct`: nobody decides twice."""

    subject: str
    label: str
    regulation: str
    steps: tuple[Step, ...]
    distinct: bool
    basis: Basis
    note: str = ""


@dataclass(frozen=True)
class Requirement:
    """What must be there before a moment: a fact (`needs`) or the truth of a `predicate`."""

    id: str
    regulation: str
    blocks: tuple[str, ...]
    text: str
    mend: str
    basis: Basis
    where: Where
    needs_where: Where
    each: str = ""
    match: Match = ()
    needs: tuple[str, ...] = ()
    predicate: str = ""
    limit: str = ""
    when: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    act_types: tuple[str, ...] = ()
    note: str = ""

    @property
    def article(self) -> str:
        return self.basis.article

    def blocks_moment(self, moment: str) -> bool:
        """Whether this requirement guards `moment`, such as `leave:initiation` or `archive`."""
        return any(moment == block or (block.endswith("*") and moment.startswith(block[:-1])) for block in self.blocks)


@dataclass(frozen=True)
class Rules:
    """The rules that bind a body, its parents' included, at one version.

    `pin` is the SHA-256 over all files of `chain` (root first, `national/2021-07-15`): a dossier
    stores it, and `law.pinned` gives back exactly these rules as long as no released file changes.
    `kinds` holds every fact kind that can move a clock or a gap.
    """

    id: str
    title: str
    number: str
    issuer: str
    level: str
    region: str
    text: str
    in_force_from: date
    pin: str
    chain: tuple[str, ...]
    limits: Mapping[str, Limit]
    acts: Mapping[str, Act]
    approvals: Mapping[str, ApprovalChain]
    requirements: Mapping[str, Requirement]
    kinds: frozenset[str]

    def bases(self) -> Iterator[tuple[str, Basis]]:
        """Every quoted place with the rule that rests on it: what the quote test walks through."""
        for limit in self.limits.values():
            yield f"limits.{limit.id}", limit.basis
            if limit.instead:
                yield f"limits.{limit.id}.instead", limit.instead.basis
            if limit.extension:
                yield f"limits.{limit.id}.extension", limit.extension.basis
        for act in self.acts.values():
            yield f"acts.{act.id}", act.basis
            for part, basis in act.part_basis.items():
                yield f"acts.{act.id}.basis.{part}", basis
        for chain in self.approvals.values():
            yield f"approvals.{chain.subject}", chain.basis
        for requirement in self.requirements.values():
            yield f"requirements.{requirement.id}", requirement.basis


def holds(data: Mapping[str, object], where: Where) -> bool:
    """Whether a fact's data meet the conditions; a missing key meets none."""
    return all(_is_one_of(data.get(key), wanted) for key, wanted in where.items())


def _is_one_of(value: object, wanted: tuple[Scalar, ...]) -> bool:
    # `True == 1` in Python: a count must not satisfy a yes or no.
    return any(type(value) is type(item) and value == item for item in wanted)


def matches(subject: Mapping[str, object], other: Mapping[str, object], match: Match) -> bool:
    """Whether both facts carry equal values under the match keys; a fact without the key does not match."""
    return all(left in subject and right in other and subject[left] == other[right] for left, right in match)
