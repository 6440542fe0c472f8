"""What is still missing before a step may be taken: the same answer for guards, task lists and reports."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from enforcement.law.calendar import Calendar
from enforcement.law.documents import documents
from enforcement.law.facts import Fact, local_day, standing
from enforcement.law.predicates import PREDICATES, Question
from enforcement.law.rules import Act, Basis, Requirement, Rules, holds, matches

# The facts that decide what an act still lacks.
ACT_KINDS = frozenset(
    {
        "act.opened",
        "act.ended",
        "document.finalised",
        "recording.received",
        "recording.waived",
        "recording.deviated",
        "officers.deviated",
    }
)


@dataclass(frozen=True)
class Gap:
    """One thing that is missing. `rule` names the requirement, or `act:<kind>:<part>`.

    `subject` is what it is missing of (the id of an act or document), "" for the dossier as a whole;
    `text` says what is missing, `mend` what to do; `article` stands in the regulation `regulation`,
    `cite` is the article with its title.
    """

    rule: str
    subject: str
    text: str
    article: str
    cite: str
    mend: str
    regulation: str


def gaps(
    rules: Rules,
    facts: Iterable[Fact],
    calendar: Calendar,
    now: datetime,
    *,
    moments: Iterable[str],
    context: Mapping[str, object] | None = None,
) -> list[Gap]:
    """What the rules still ask for before any of `moments`; an empty list opens the way.

    Moments: `leave:<stage>`, `end:<ending>`, `sign:<document>`, `archive`. `context` describes the
    step about to be taken (`doc`, `hash`, `document`, `major`). Does not depend on the order of facts.
    """
    asked = tuple(dict.fromkeys(moments))
    known = standing(facts)
    found: list[Gap] = []
    for requirement in rules.requirements.values():
        if any(requirement.blocks_moment(moment) for moment in asked):
            found.extend(_missing(requirement, rules, known, calendar, now, asked, context if context else {}))
    if any(_needs_whole_acts(moment) for moment in asked):
        found.extend(_acts(rules, known))
    return found


def _missing(
    requirement: Requirement,
    rules: Rules,
    known: Sequence[Fact],
    calendar: Calendar,
    now: datetime,
    moments: Sequence[str],
    context: Mapping[str, object],
) -> Iterator[Gap]:
    kinds = {fact.kind for fact in known}
    if not kinds.issuperset(requirement.when):
        return
    if requirement.act_types and _act_type(known) not in requirement.act_types:
        return
    for subject in _subjects(requirement, known):
        if any(fact.kind in requirement.unless for fact in _about(requirement, subject, known)):
            continue
        if requirement.predicate:
            question = Question(
                rules=rules,
                requirement=requirement,
                facts=known,
                subject=subject,
                moments=tuple(m for m in moments if requirement.blocks_moment(m)),
                context=context,
                calendar=calendar,
                now=now,
            )
            there = PREDICATES[requirement.predicate].asks(question)
        else:
            there = any(
                fact.kind in requirement.needs and holds(fact.data, requirement.needs_where)
                for fact in _about(requirement, subject, known)
            )
        if not there:
            yield Gap(
                rule=requirement.id,
                subject=_name(requirement, subject),
                text=_which(rules, subject) + requirement.text,
                article=requirement.article,
                cite=requirement.basis.cite,
                mend=requirement.mend,
                regulation=requirement.regulation,
            )


def _subjects(requirement: Requirement, known: Sequence[Fact]) -> list[Fact | None]:
    """What the requirement asks about: the dossier (None), or each thing that its facts speak of, once."""
    if not requirement.each:
        return [None]
    found: dict[tuple[object, ...], Fact | None] = {}
    for fact in known:
        if fact.kind == requirement.each and holds(fact.data, requirement.where):
            found.setdefault(tuple(fact.data.get(key) for key, _ in requirement.match), fact)
    return list(found.values())


def _about(requirement: Requirement, subject: Fact | None, known: Sequence[Fact]) -> Iterator[Fact]:
    if subject is None:
        yield from known
        return
    for fact in known:
        if matches(subject.data, fact.data, requirement.match):
            yield fact


def _name(requirement: Requirement, subject: Fact | None) -> str:
    if subject is None:
        return ""
    if requirement.match:
        return str(subject.data.get(requirement.match[0][0], ""))
    return str(subject.id)


def _which(rules: Rules, subject: Fact | None) -> str:
    """Which of several acts a gap speaks of, as the head of its sentence."""
    if subject is None or subject.kind != "act.opened":
        return ""
    act = rules.acts.get(str(subject.data.get("act_kind")))
    day = local_day(subject.at)
    return f"{day.year}年{day.month}月{day.day}日{act.label if act else '执法行为'}："


def _act_type(known: Sequence[Fact]) -> object:
    return next((fact.data.get("act_type") for fact in known if fact.kind == "case.opened"), None)


def _needs_whole_acts(moment: str) -> bool:
    # An urgent case may hold an act before it is formally begun (辽宁第九条): leaving that stage waits
    # for nothing that an act leaves behind; every later step does.
    if moment == "archive" or moment.startswith("end:"):
        return True
    return moment.startswith("leave:") and moment != "leave:initiation"


def _acts(rules: Rules, known: Sequence[Fact]) -> Iterator[Gap]:
    for opened in known:
        act = rules.acts.get(str(opened.data.get("act_kind"))) if opened.kind == "act.opened" else None
        if act is None:
            continue
        own = [fact for fact in known if fact.data.get("act") == opened.data.get("act")]
        for part, basis, text, mend in _lacks(act, opened, own):
            yield Gap(
                rule=f"act:{act.id}:{part}",
                subject=str(opened.data.get("act", "")),
                text=_which(rules, opened) + text,
                article=basis.article,
                cite=basis.cite,
                mend=mend,
                regulation=act.regulation,
            )


def _lacks(act: Act, opened: Fact, own: Sequence[Fact]) -> Iterator[tuple[str, Basis, str, str]]:
    kinds = {fact.kind for fact in own}
    if "act.ended" not in kinds:
        yield "ended", act.basis, "尚未登记结束时间。", "请登记该执法活动的结束时间。"
    certified = _certified(opened)
    if certified < act.officers and "officers.deviated" not in kinds:
        yield (
            "officers",
            act.basis_of("officers"),
            f"证件有效的执法人员{certified}名，应不少于{act.officers}名。",
            "请核对执法人员及其证件；确已如此实施、不能补救的，请报负责人审批偏差。",
        )
    final = {fact.data.get("document") for fact in own if fact.kind == "document.finalised"}
    for document in act.documents:
        if document not in final:
            declared = documents().get(document)
            title = declared.title if declared else document
            yield (
                f"document:{document}",
                act.basis_of("documents"),
                f"缺少定稿的《{title}》。",
                f"请制作《{title}》并完成签字。",
            )
    waived = act.waiver == "written-reason" and "recording.waived" in kinds
    excused = waived or "recording.deviated" in kinds
    if act.recording != "optional" and "recording.received" not in kinds and not excused:
        way_round = (
            "不适宜音像记录的，请书面记录原因"
            if act.waiver == "written-reason"
            else "确实没有音像记录的，请报负责人审批偏差"
        )
        yield (
            "recording",
            act.basis_of("recording"),
            "缺少音像记录。",
            f"请移交并关联音像记录；{way_round}。",
        )


def _certified(opened: Fact) -> int:
    """How many different officers an act names whose certificate was valid on its day."""
    listed = opened.data.get("officers")
    officers = listed if isinstance(listed, (list, tuple)) else ()
    valid = [o for o in officers if isinstance(o, Mapping) and o.get("valid") is True]
    return len({o.get("person") for o in valid} - {None})
