"""What is asked about cases. Nothing here writes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from cases.access import OPENERS
from cases.actions.acts import MAY_ACT
from cases.actions.stages import endings_of, next_step
from cases.models import Act, Case, CaseOfficer, Party, Proposal
from enforcement import access, composition, deadlines, journal, law, paging, rulebook, vocabulary
from enforcement.actors import Actor, certificate_number
from enforcement.models import Approval, Certificate, Deadline, Dossier, IssuedNumber, Person, Post

SHOWN_LINES = 12


def visible(actor: Actor) -> QuerySet[Case]:
    found: QuerySet[Case] = Case.objects.visible_to(actor).select_related(
        "dossier__agency", "dossier__unit", "dossier__responsible"
    )
    return found


def case_list(
    actor: Actor,
    *,
    now: datetime,
    words: str = "",
    stage: str = "",
    act_type: str = "",
    unit: int | None = None,
    handler: int | None = None,
    overdue: bool = False,
) -> QuerySet[Case]:
    """The cases that `actor` sees, each with `due_at` and `due_on` of its next deadline and `is_overdue`.

    `words` finds 案号, 文号, 案由 or a party's name; never a number of a person, since words stand in addresses and
    logs. `stage` may be `archived`.
    """
    running = Deadline.objects.filter(
        ~Q(effect="wait"), dossier=OuterRef("dossier"), stopped_at__isnull=True, due_at__isnull=False
    ).order_by("due_at")
    late = Deadline.objects.filter(deadlines.missed(now), dossier=OuterRef("dossier"), stopped_at__isnull=True)
    found = visible(actor).annotate(
        is_overdue=Exists(late),
        due_on=Subquery(running.values("due_on")[:1]),
        due_label=Subquery(running.values("label")[:1]),
    )
    if words:
        found = found.filter(_matches(words.strip()))
    if stage == "archived":
        found = found.filter(dossier__sealed_at__isnull=False)
    elif stage:
        found = found.filter(stage=stage, dossier__sealed_at__isnull=True)
    if act_type:
        found = found.filter(act_type=act_type)
    if unit is not None:
        found = found.filter(dossier__unit=unit)
    if handler is not None:
        found = found.filter(dossier__responsible=handler)
    return found.filter(is_overdue=True) if overdue else found


def _matches(words: str) -> Q:
    party = Party.objects.filter(case=OuterRef("pk"), removed_at__isnull=True, name__icontains=words)
    number = IssuedNumber.objects.filter(dossier=OuterRef("dossier"), text__icontains=words, voided_at__isnull=True)
    return Q(matter__icontains=words) | Q(dossier__number__icontains=words) | Exists(party) | Exists(number)


def page_of_cases(found: QuerySet[Case], *, after: str) -> paging.Page:
    return paging.keyset(found, "-pk", after=after)


def handlers(actor: Actor) -> QuerySet[Person]:
    """Who is responsible for any case that `actor` sees."""
    return Person.objects.filter(dossiers__in=Dossier.objects.visible_to(actor).filter(kind="case")).distinct()


def inspections(actor: Actor) -> QuerySet[Case]:
    """The inspections that a new case may follow, the latest first."""
    return visible(actor).filter(act_type="inspection").order_by("-pk")


def case_page(actor: Actor, code: str) -> Case:
    """One case with everything that hangs on it. Raises Case.DoesNotExist for one that `actor` does not see."""
    return (
        visible(actor)
        .select_related("inspection__dossier")
        .prefetch_related(
            Prefetch("officers", CaseOfficer.objects.filter(to_at__isnull=True).select_related("person")),
            Prefetch("parties", Party.objects.filter(removed_at__isnull=True)),
            Prefetch("acts", Act.objects.filter(removed_at__isnull=True).prefetch_related("officers__person")),
            "obligations",
            "followed_by__dossier",
        )
        .get(dossier__key=f"case/{code}")
    )


@dataclass(frozen=True)
class Task:
    """A gap as a task: with the place where it is mended, "" for those who only read."""

    gap: law.Gap
    url: str

    @property
    def text(self) -> str:
        return self.gap.text

    @property
    def article(self) -> str:
        return self.gap.article

    @property
    def cite(self) -> str:
        return self.gap.cite

    @property
    def mend(self) -> str:
        return self.gap.mend


@dataclass(frozen=True)
class Way:
    """A step that may be taken from here, and what still stands in its way."""

    id: str
    label: str
    gaps: list[Task]


@dataclass(frozen=True)
class Standing:
    """What the law makes of the case now. `step` is the next stage, or None where only endings lead on."""

    step: Way | None
    endings: list[Way]
    archive: list[Task]
    clocks: list[law.Clock]


ON_THE_ACT = {"ended": "end/", "officers": "deviate/?part=officers"}
ON_THE_CASE = {
    "applicant": "parties/new/",
    "investigated": "acts/new/",
    "leaving-recorded": "acts/new/",
    "public-notice-recorded": "acts/new/",
    "rights-told": "#acts",
    "obligations-fulfilled": "#obligations",
    "media-stored": "#media",
    "concluded": "conclude/",
}


def _tasks(case: Case, actor: Actor, found: Iterable[law.Gap]) -> list[Task]:
    is_own = access.explain(actor, "act.note", case) is None
    return [Task(gap, _mended_at(case, gap) if is_own else "") for gap in found]


def _mended_at(case: Case, gap: law.Gap) -> str:
    """Where the gap is mended: on its act, by a form of the case, or else among the documents."""
    page = f"/cases/{case.code}/"
    if gap.rule == "credentials":
        return f"{page}acts/{gap.subject}/credentials/"
    if gap.rule.startswith("act:") and ":document:" not in gap.rule:
        return f"{page}acts/{gap.subject}/{ON_THE_ACT.get(gap.rule.rpartition(':')[2], '')}"
    return page + ON_THE_CASE.get(gap.rule, "#documents")


def standing_of(case: Case, actor: Actor, *, now: datetime) -> Standing:
    """The next steps with their gaps, and every clock, from one reading of the journal."""
    rules = rulebook.rules_of(case.dossier)
    facts = journal.facts(case.dossier)

    def gaps(moment: str) -> list[Task]:
        found = law.gaps(rules, facts, rulebook.calendar(), now, moments=[moment]) if rules else []
        return _tasks(case, actor, found)

    way = None if case.ending else next_step(case)
    clocks = deadlines.clocks_of(case.dossier, now=now, facts=facts)
    return Standing(
        step=Way(way.id, way.label, gaps(way.moment)) if way else None,
        endings=[Way(one.id, one.label, gaps(one.moment)) for one in endings_of(case)],
        archive=gaps("archive") if case.ending and case.dossier.sealed_at is None else [],
        clocks=sorted(clocks, key=_urgency),
    )


def _urgency(clock: law.Clock) -> tuple[bool, bool, str]:
    """Running ones first, by when they end; those that wait for something; then those that are over."""
    end = clock.due.ends_at.isoformat() if clock.due else ""
    return (clock.stopped_at is not None, clock.due is None, end)


def approvals_of(case: Case) -> list[Approval]:
    """The latest first, with their steps."""
    found = Approval.objects.filter(dossier=case.dossier).select_related("submitted_by__person")
    return list(found.prefetch_related("steps__decided_by__person").order_by("-pk")[:30])


def lines_of(case: Case, actor: Actor, *, is_whole: bool) -> list[journal.Line]:
    """The latest lines of the timeline, the newest first; the whole one opens the reasons for those who may read them."""
    names = _Names(case)
    may_read = is_whole and actor.post is not None and actor.post.role in OPENERS
    lines = journal.timeline(case.dossier, with_private=may_read)
    for line in lines:
        line.private = {name: text for name, text in line.private.items() if name in ("reason", "method", "opinion")}
        if about := names.about(line.entry.kind, line.data):
            line.label = f"{line.label}：{about}"
    if is_whole:
        return lines
    return [line for line in reversed(lines) if not vocabulary.kind(line.entry.kind).is_chore][:SHOWN_LINES]


class _Names:
    """What the row ids in facts stand for; what the facts say in words the timeline shows by itself."""

    def __init__(self, case: Case) -> None:
        rules = rulebook.rules_of(case.dossier)
        self.chains = {subject: chain.label for subject, chain in rules.approvals.items()} if rules else {}
        self.acts = {act.pk: act.label for act in case.acts.all()}
        self.obligations = {one.pk: one.text for one in case.obligations.all()}
        self.parties = dict(Party.objects.filter(case=case).values_list("pk", "name"))

    def about(self, kind: str, data: Mapping[str, Any]) -> str:
        if kind.startswith("approval."):
            subject = str(data.get("subject"))
            return "" if subject in law.documents() else self.chains.get(subject, "")
        if "act_kind" in data or "document" in data:
            return ""
        found = self.acts.get(data.get("act", 0)) or self.parties.get(data.get("party", 0))
        return found or self.obligations.get(data.get("obligation", 0), "") or str(data.get("name", ""))


def act_page(actor: Actor, code: str, pk: int) -> Act:
    """Raises Act.DoesNotExist for one that `actor` does not see."""
    acts: QuerySet[Act] = Act.objects.visible_to(actor)
    proposals = Proposal.objects.select_related("proposed_by__person").order_by("-pk")
    return (
        acts.select_related("case__dossier__agency", "case__dossier__unit", "case__dossier__responsible")
        .prefetch_related(
            "officers__person", "case__officers__person", Prefetch("proposals", proposals), "case__obligations"
        )
        .get(pk=pk, case__dossier__key=f"case/{code}")
    )


def act_gaps(act: Act, actor: Actor, *, now: datetime) -> list[Task]:
    """What this act still lacks, at whatever step it will be asked for."""
    asked = rulebook.gaps_of(act.dossier, "leave:investigation", "archive", now=now)
    return _tasks(act.case, actor, [gap for gap in asked if gap.subject == str(act.pk)])


def act_kinds(case: Case) -> list[tuple[str, str]]:
    rules = rulebook.rules_of(case.dossier)
    duty = {"required": "（须音像记录）", "continuous": "（须全程不间断音像记录）", "optional": ""}
    return [(act.id, act.label + duty[act.recording]) for act in rules.acts.values()] if rules else []


def possible_officers(case: Case, *, now: datetime) -> list[tuple[int, str]]:
    """Who can take part in an act: (person, name with certificate), those of the case's own unit first."""
    day = law.local_day(now)
    posts = (
        Post.objects.held_on(day)
        .filter(agency=case.dossier.agency, role__in=MAY_ACT, person__is_active=True)
        .select_related("person", "unit")
        .prefetch_related(Prefetch("person__certificates", Certificate.objects.order_by("-valid_to")))
        .order_by("unit__path", "pk")
    )
    own = case.dossier.unit_id
    found: dict[int, str] = {}
    for post in sorted(posts, key=lambda post: post.unit_id != own):
        number = certificate_number(post.person, day)
        held = f"执法证 {number}" if number else "今天没有有效的执法证件"
        found.setdefault(post.person_id, f"{post.person.name}（{post.unit.name}，{held}）")
    return list(found.items())[:200]


def unit_officers(case: Case, *, now: datetime, besides: Sequence[int] = ()) -> QuerySet[Person]:
    """Officers of the case's unit or below, for handing over and for help; without `besides`."""
    posts = Post.objects.held_on(law.local_day(now)).filter(agency=case.dossier.agency, role="officer")
    if case.dossier.unit is not None:
        posts = posts.filter(unit__path__startswith=case.dossier.unit.path)
    return Person.objects.filter(pk__in=posts.values("person"), is_active=True).exclude(pk__in=besides)


def party_page(actor: Actor, code: str, pk: int) -> Party:
    """Raises Party.DoesNotExist for one that `actor` does not see."""
    parties: QuerySet[Party] = Party.objects.visible_to(actor)
    return (
        parties.select_related("case__dossier__agency", "case__dossier__unit", "case__dossier__responsible")
        .prefetch_related("case__officers")
        .get(pk=pk, case__dossier__key=f"case/{code}")
    )


def shown_values(values: dict[str, Any]) -> list[tuple[str, str, str]]:
    """(label, old, new) of what a correction replaces, `values` being `{"before", "after"}`."""
    labels = {"started_at": "开始时间", "ended_at": "结束时间", "recorded": "进行了音像记录"}
    return [
        (label, _shown(values["before"].get(name)), _shown(values["after"][name]))
        for name, label in labels.items()
        if name in values["after"]
    ]


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return f"{law.shanghai(datetime.fromisoformat(value)):%Y-%m-%d %H:%M}"
    return {True: "是", False: "否"}.get(value, "—")


def todos(actor: Actor) -> Iterator[composition.Todo]:
    """What the handler has left open: acts without an end, returns that were not entered, ended cases not concluded."""
    if actor.person is None or actor.post is None or actor.post.role != "officer":
        return
    mine = {"case__dossier__responsible": actor.person, "case__dossier__sealed_at": None, "removed_at": None}
    acts = Act.objects.filter(Q(ended_at=None) | Q(made_away=True, returned_at=None), **mine)
    for act in acts.select_related("case__dossier"):
        asked = "登记返回单位的时间" if act.ended_at else "登记结束时间"
        yield composition.Todo(
            title=f"{act.case.matter} · {act.label}：{asked}", url=f"/cases/{act.case.code}/acts/{act.pk}/",
            source="执法活动", since=act.started_at,
        )  # fmt: skip
    ended = visible(actor).filter(dossier__responsible=actor.person, concluded_at=None).exclude(ending="")
    for case in ended:
        yield composition.Todo(
            title=f"{case.matter} · 结案", url=f"/cases/{case.code}/", source="结案", detail=case.ending_label
        )
