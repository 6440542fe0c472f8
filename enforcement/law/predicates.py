"""The closed list of questions that a requirement may ask where the presence of one fact is not enough.

There is no expression language in the law files: what they cannot say with `needs` stands here by name.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from enforcement.law.calendar import Calendar
from enforcement.law.clocks import clocks
from enforcement.law.facts import Fact
from enforcement.law.rules import Requirement, Rules


@dataclass(frozen=True)
class Question:
    """What a predicate may look at. `facts` are the standing ones, in order.

    `moments` are the asked ones that the requirement blocks. `context` describes a step about to be
    taken: `doc`, `hash`, `major` (bool). Absent keys: the question is about the whole dossier.
    """

    rules: Rules
    requirement: Requirement
    facts: Sequence[Fact]
    subject: Fact | None
    moments: tuple[str, ...]
    context: Mapping[str, object]
    calendar: Calendar
    now: datetime

    def of_kind(self, *kinds: str) -> list[Fact]:
        """The facts of these kinds, in order."""
        return [fact for fact in self.facts if fact.kind in kinds]


@dataclass(frozen=True)
class Predicate:
    """A named question, true where nothing is missing; `kinds` are the facts that can change the answer."""

    asks: Callable[[Question], bool]
    kinds: tuple[str, ...]


def approved(question: Question) -> bool:
    """The last step of the rule set's chain has agreed to exactly this content.

    At `sign:<document>`: to the draft with the context's `doc` and `hash` (any draft, where they are
    absent). At other moments: to every final document whose kind has a chain. Kinds without a chain
    need no approval.
    """
    chains = question.rules.approvals.keys()
    granted = question.of_kind("approval.granted")
    about = {key: question.context[key] for key in ("doc", "hash") if key in question.context}
    for moment in question.moments:
        event, _, document = moment.partition(":")
        if event != "sign":
            final = {
                fact.data.get("doc")
                for fact in question.of_kind("document.finalised")
                if fact.data.get("document") in chains
            }
            if not final <= {fact.data.get("doc") for fact in granted}:
                return False
        elif document in chains and not any(
            fact.data.get("subject") == document and all(fact.data.get(key) == value for key, value in about.items())
            for fact in granted
        ):
            return False
    return True


def documents_final(question: Question) -> bool:
    """No document was begun and neither made final nor voided."""
    final = {fact.data.get("doc") for fact in question.of_kind("document.finalised")}
    return {fact.data.get("doc") for fact in question.of_kind("document.drafted")} <= final


def review_passed(question: Question) -> bool:
    """A major decision has passed 法制审核 in exactly the version at hand (by content hash).

    Without `hash` in the context: every major decision already made had passed. A return or rejection
    after the passing undoes it.
    """
    key = "hash" if "hash" in question.context else "doc"
    verdicts = {
        fact.data.get(key): fact.kind
        for fact in question.of_kind("review.passed", "review.returned", "review.rejected")
    }
    major = [f for f in question.of_kind("decision.made") if f.data.get("major") is True]
    if key == "doc":
        return all(verdicts.get(fact.data.get("doc")) == "review.passed" for fact in major)
    doc = question.context.get("doc")
    is_major = question.context.get("major") is True or any(f.data.get("doc") == doc for f in major)
    return not is_major or verdicts.get(question.context["hash"]) == "review.passed"


def stored(question: Question) -> bool:
    """Every footage that was received has been hashed and stored."""
    kept = {fact.data.get("media") for fact in question.of_kind("recording.stored")}
    return {fact.data.get("media") for fact in question.of_kind("recording.received")} <= kept


def wait_over(question: Question) -> bool:
    """The waiting period named by the requirement's `limit` has begun, and every one asked about is over."""
    waits = [
        clock
        for clock in clocks(question.rules, question.facts, question.calendar, question.now)
        if clock.limit.id == question.requirement.limit
        and (question.subject is None or clock.opened_by == question.subject.id)
    ]
    return bool(waits) and all(clock.state(question.now) == "stopped" for clock in waits)


PREDICATES: Mapping[str, Predicate] = {
    "approved": Predicate(approved, ("approval.granted", "document.finalised")),
    "documents-final": Predicate(documents_final, ("document.drafted", "document.finalised")),
    "review-passed": Predicate(review_passed, ("decision.made", "review.passed", "review.returned", "review.rejected")),
    "stored": Predicate(stored, ("recording.received", "recording.stored")),
    "wait-over": Predicate(wait_over, ()),
}
