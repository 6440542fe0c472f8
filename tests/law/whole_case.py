"""A whole penalty case as facts, step by step, and what a rule set finds missing in them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from enforcement import law
from enforcement.law import SHANGHAI, Fact

OFFICERS = [
    {"person": "li", "name": "李四", "certificate": "C1", "valid": True},
    {"person": "zhang", "name": "张三", "certificate": "C2", "valid": True},
]
BODIES = ("national", "liaoning", "hengyang-forestry")
SIGNED = {"doc": "D", "hash": "d", "major": True}

Facts = dict[str, tuple[str, Mapping[str, Any]]]


def final(document: str, doc: str, **data: Any) -> tuple[str, Mapping[str, Any]]:
    return ("document.finalised", {"document": document, "doc": doc, "hash": doc.lower(), **data})


def granted(subject: str, doc: str) -> tuple[str, Mapping[str, Any]]:
    return ("approval.granted", {"subject": subject, "doc": doc, "hash": doc.lower(), "step": 2})


def opened(act_type: str = "penalty", source: str = "ex_officio", **data: Any) -> Facts:
    values = {"act_type": act_type, "source": source, "urgency": "normal", "linked": "", **data}
    return {"opened": ("case.opened", values)}


INITIATED: Facts = {
    "form-granted": granted("initiation-approval", "F"),
    "form": final("initiation-approval", "F"),
}
INVESTIGATED: Facts = {
    "inspection": (
        "act.opened",
        {"act": "A1", "act_kind": "site-inspection", "officers": OFFICERS},
    ),
    "credentials": ("act.credentials-shown", {"act": "A1", "shown": True}),
    "rights": ("act.rights-told", {"act": "A1"}),
    "ended": ("act.ended", {"act": "A1", "act_kind": "site-inspection", "recorded": True}),
    "inspection-record": final("inspection-record", "I", act="A1"),
    "received": ("recording.received", {"act": "A1", "media": "M"}),
    "stored": ("recording.stored", {"media": "M"}),
    "inquiry": ("act.opened", {"act": "A2", "act_kind": "inquiry", "officers": OFFICERS}),
    "credentials-2": ("act.credentials-shown", {"act": "A2", "shown": True}),
    "ended-2": ("act.ended", {"act": "A2", "act_kind": "inquiry", "recorded": False}),
    "inquiry-record": final("inquiry-record", "Q", act="A2"),
}
DRAFTED: Facts = {
    "proposal-granted": granted("handling-proposal", "P"),
    "proposal": final("handling-proposal", "P"),
    "notice": final("prior-notice", "N"),
    "notice-served": ("service.made", {"document": "prior-notice", "doc": "N", "method": "direct"}),
    "statement": ("statement.made", {"doc": "N"}),
    "statement-record": final("statement-record", "S"),
    "drafted": ("document.drafted", {"document": "penalty-decision", "doc": "D", "hash": "d"}),
    "review": ("review.passed", {"doc": "D", "hash": "d"}),
    "decision-granted": granted("penalty-decision", "D"),
}
DECIDED: Facts = {
    "decision-final": final("penalty-decision", "D"),
    "decision": (
        "decision.made",
        {"doc": "D", "document": "penalty-decision", "act_type": "penalty", "major": True},
    ),
}
SERVED: Facts = {
    "served": ("service.made", {"document": "penalty-decision", "doc": "D", "method": "direct"}),
    "receipt": final("service-receipt", "R"),
}
COMPLIED: Facts = {
    "fulfilled": ("obligation.fulfilled", {"obligation": "fine"}),
    "compliance": final("compliance-record", "C"),
}


def ended(ending: str) -> Facts:
    return {
        "case-ended": ("case.ended", {"ending": ending}),
        "closing-granted": granted("closing-report", "Z"),
        "closing": final("closing-report", "Z"),
        "concluded": ("case.concluded", {}),
    }


WHOLE = INITIATED | INVESTIGATED | DRAFTED | DECIDED | SERVED | COMPLIED


def missing(body: str, facts: Facts, moment: str, context: Mapping[str, object] | None = None) -> list[str]:
    """The rules of the gaps; the facts happen an hour apart in the order given."""
    first = datetime(2026, 3, 2, 9, tzinfo=SHANGHAI)
    known = []
    for number, (name, (kind, data)) in enumerate(facts.items()):
        at = first + timedelta(hours=number)
        known.append(Fact(id=name, kind=kind, at=at, recorded_at=at, data=data))
    gaps = law.gaps(
        law.load(body),
        known,
        law.Calendar.shipped(),
        first + timedelta(days=90),
        moments=[moment],
        context=context,
    )
    assert all(gap.text and gap.mend and gap.article and gap.cite for gap in gaps)
    return [gap.rule for gap in gaps]
