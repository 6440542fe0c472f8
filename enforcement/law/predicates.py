"""The closed list of questions that a requirement may ask where the presence of one fact is not enough.

There is no expression language in the law files: what they cannot say with `needs` stands here by name.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from enforcement.law.calendar import Calendar
from enforcement.law.clocks import Clock, clocks
from enforcement.law.facts import Fact, in_order
from enforcement.law.rules import Requirement, Rules, matches


@dataclass(frozen=True)
class Question:
    """What a predicate may look at. `facts` are the standing ones, in order.

    `context` describes a step about to be taken: `doc`, `hash`, `document` or `subject` (kind of
    document), `major` (bool). Absent keys mean that the question is asked about the whole dossier.
    """

    rules: Rules
    requirement: Requirement
    facts: Sequence[Fact]
    subject: Fact | None
    context: Mapping[str, object]
    calendar: Calendar
    now: datetime

    def of_kind(self, *kinds: str) -> list[Fact]:
        """The facts of these kinds, in order; with a subject, those that match it."""
        return [
            fact
            for fact in self.facts
            if fact.kind in kinds
            and (
                self.subject is None
                or matches(self.subject.data, fact.data, self.requirement.match)
            )
        ]


@dataclass(frozen=True)
class Predicate:
    """A named question; `kinds` are the facts that can change its answer."""

    asks: Callable[[Question], bool]
    kinds: tuple[str, ...]


def approved(question: Question) -> bool:
    """Every step of the rule set's chain has agreed to exactly this content (`doc` and `hash`).

    True where the rules name no chain for this kind of document. Without `doc` in the context: every
    final document that has a chain was approved.
    """
    granted = {_content(fact) for fact in question.of_kind("approval.granted")}
    if "doc" in question.context:
        kind = question.context.get("subject", question.context.get("document"))
        content = (question.context["doc"], question.context.get("hash"))
        return kind not in question.rules.approvals or content in granted
    return all(
        fact.data.get("document") not in question.rules.approvals
        or fact.data.get("doc") in {doc for doc, _ in granted}
        for fact in question.of_kind("document.finalised")
    )


def documents_final(question: Question) -> bool:
    """No document was begun and neither made final nor voided."""
    final = {fact.data.get("doc") for fact in question.of_kind("document.finalised")}
    return all(fact.data.get("doc") in final for fact in question.of_kind("document.drafted"))


def notice_period_over(question: Question) -> bool:
    """The prior notice was served, and the time for the party's statement is over, used or waived.

    The time is that of the requirement's `limit`, else of every `wait` limit that service opens.
    """
    waits = [
        clock
        for clock in clocks(question.rules, question.facts, question.calendar, question.now)
        if _is_notice_wait(clock, question.requirement)
    ]
    heard = question.of_kind("statement.made", "statement.waived")
    return bool(waits) and (
        bool(heard) or all(clock.state(question.now) == "stopped" for clock in waits)
    )


def review_passed(question: Question) -> bool:
    """A major decision has passed 法制审核 in exactly the version at hand (by content hash).

    Without `hash` in the context: every major decision already made had passed. A return or rejection
    after the passing of the same version undoes it.
    """
    verdicts: dict[object, str] = {}
    passed_docs: dict[object, str] = {}
    for fact in in_order(question.facts):
        if fact.kind in ("review.passed", "review.returned", "review.rejected"):
            verdicts[fact.data.get("hash")] = fact.kind
            passed_docs[fact.data.get("doc")] = fact.kind
    made = [
        fact
        for fact in question.facts
        if fact.kind == "decision.made" and fact.data.get("major") is True
    ]
    if "hash" in question.context:
        doc = question.context.get("doc")
        major = question.context.get("major") is True or any(f.data.get("doc") == doc for f in made)
        return not major or verdicts.get(question.context["hash"]) == "review.passed"
    return all(passed_docs.get(fact.data.get("doc")) == "review.passed" for fact in made)


def stored(question: Question) -> bool:
    """Every footage that was received has been hashed and stored."""
    kept = {fact.data.get("media") for fact in question.facts if fact.kind == "recording.stored"}
    return all(fact.data.get("media") in kept for fact in question.of_kind("recording.received"))


def _content(fact: Fact) -> tuple[object, object]:
    return (fact.data.get("doc"), fact.data.get("hash"))


def _is_notice_wait(clock: Clock, requirement: Requirement) -> bool:
    if requirement.limit:
        return clock.limit.id == requirement.limit
    return clock.limit.effect == "wait" and "service.made" in clock.limit.starts


PREDICATES: Mapping[str, Predicate] = {
    "approved": Predicate(approved, ("approval.granted", "document.finalised")),
    "documents-final": Predicate(documents_final, ("document.drafted", "document.finalised")),
    "notice-period-over": Predicate(
        notice_period_over, ("service.made", "statement.made", "statement.waived")
    ),
    "review-passed": Predicate(
        review_passed, ("decision.made", "review.passed", "review.returned", "review.rejected")
    ),
    "stored": Predicate(stored, ("recording.received", "recording.stored")),
}
