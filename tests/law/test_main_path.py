"""A whole case under each rule set: nothing is missing on the way, and each thing left out is missed."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

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


STEPS: list[tuple[str, Facts, Mapping[str, object] | None]] = [
    ("leave:initiation", INITIATED, None),
    ("leave:investigation", INITIATED | INVESTIGATED, None),
    ("sign:penalty-decision", INITIATED | INVESTIGATED | DRAFTED, SIGNED),
    ("leave:decision", INITIATED | INVESTIGATED | DRAFTED | DECIDED, None),
    ("end:complied", WHOLE, None),
    ("archive", WHOLE | ended("complied"), None),
]


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize(("moment", "facts", "context"), STEPS)
def test_a_complete_penalty_case_meets_no_gap(
    body: str, moment: str, facts: Facts, context: Mapping[str, object] | None
) -> None:
    assert missing(body, opened() | facts, moment, context) == []


OMITTED = [
    ("leave:initiation", "form", ["initiation-form"]),
    ("leave:initiation", "form-granted", ["initiation-approved"]),
    ("leave:investigation", "credentials", ["credentials"]),
    ("leave:investigation", "ended", ["act:site-inspection:ended"]),
    (
        "leave:investigation",
        "inspection-record",
        ["act:site-inspection:document:inspection-record"],
    ),
    ("leave:investigation", "inquiry-record", ["act:inquiry:document:inquiry-record"]),
    ("leave:investigation", "received", ["act:site-inspection:recording"]),
    ("sign:penalty-decision", "proposal-granted", ["proposal-approved"]),
    ("sign:penalty-decision", "notice-served", ["prior-notice"]),
    ("sign:penalty-decision", "statement", ["statement"]),
    ("sign:penalty-decision", "statement-record", ["statement-record"]),
    ("sign:penalty-decision", "review", ["legal-review"]),
    ("sign:penalty-decision", "decision-granted", ["decision-approved"]),
    ("leave:decision", "decision", ["decision-made"]),
    ("end:complied", "served", ["decision-served"]),
    ("end:complied", "receipt", ["service-receipt"]),
    ("end:complied", "fulfilled", ["obligations-fulfilled"]),
    ("end:complied", "compliance", ["compliance-record"]),
    ("archive", "closing", ["closing-report"]),
    ("archive", "closing-granted", ["documents-approved"]),
    ("archive", "concluded", ["concluded"]),
    ("archive", "stored", ["media-stored"]),
    ("archive", "decision-final", ["documents-final"]),
]


@pytest.mark.obligation("LN-4-1")
@pytest.mark.obligation("HY-4-1")
@pytest.mark.parametrize("body", ["liaoning", "hengyang-forestry"])
@pytest.mark.parametrize(("moment", "omitted", "rules"), OMITTED)
def test_what_is_left_out_is_exactly_what_is_missing(body: str, moment: str, omitted: str, rules: list[str]) -> None:
    facts, context = next((facts, context) for step, facts, context in STEPS if step == moment)
    assert omitted in facts
    left = {name: fact for name, fact in facts.items() if name != omitted}
    assert missing(body, opened() | left, moment, context) == rules


@pytest.mark.obligation("LN-12-1")
def test_only_liaoning_asks_how_the_party_was_told_of_its_rights() -> None:
    facts = {k: v for k, v in (opened() | INITIATED | INVESTIGATED).items() if k != "rights"}
    assert missing("liaoning", facts, "leave:investigation") == ["rights-told"]
    assert missing("hengyang-forestry", facts, "leave:investigation") == []


@pytest.mark.parametrize("body", BODIES)
def test_a_case_without_any_investigation_does_not_go_on(body: str) -> None:
    facts = opened(act_type="inspection") | INITIATED
    assert missing(body, facts, "leave:investigation") == ["investigated"]


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize(
    "officers",
    [
        OFFICERS[:1],
        [OFFICERS[0], OFFICERS[0]],
        [OFFICERS[0], OFFICERS[1] | {"valid": False}],
    ],
    ids=["one", "the same twice", "one with an expired certificate"],
)
def test_an_act_without_two_qualified_officers_is_missed(body: str, officers: list[dict[str, Any]]) -> None:
    kind, data = INVESTIGATED["inspection"]
    acts = INVESTIGATED | {"inspection": (kind, {**data, "officers": officers})}
    facts = opened() | INITIATED | acts
    assert missing(body, facts, "leave:investigation") == ["act:site-inspection:officers"]


def without_recording(kind: str) -> Facts:
    acts = {k: v for k, v in INVESTIGATED.items() if k not in ("received", "stored")}
    return opened() | INITIATED | acts | {"instead": (kind, {"act": "A1", "ground": "unsuitable"})}


@pytest.mark.obligation("LN-14-1")
@pytest.mark.obligation("LN-14-4")
@pytest.mark.obligation("HY-15-1")
def test_a_written_reason_replaces_the_recording_in_liaoning_only() -> None:
    facts = without_recording("recording.waived")
    assert missing("liaoning", facts, "leave:investigation") == []
    assert missing("hengyang-forestry", facts, "leave:investigation") == ["act:site-inspection:recording"]


@pytest.mark.obligation("LN-16-5")
@pytest.mark.parametrize("act_kind", ["sealing", "seizure", "liberty-restriction"])
def test_no_written_reason_replaces_the_recording_of_a_seizure(act_kind: str) -> None:
    facts = opened(act_type="compulsion") | {
        "act": ("act.opened", {"act": "A1", "act_kind": act_kind, "officers": OFFICERS}),
        "credentials": ("act.credentials-shown", {"act": "A1", "shown": True}),
        "rights": ("act.rights-told", {"act": "A1"}),
        "ended": ("act.ended", {"act": "A1", "act_kind": act_kind, "recorded": False}),
        "waived": ("recording.waived", {"act": "A1", "ground": "unsuitable"}),
    }
    gap = [f"act:{act_kind}:recording"]
    assert missing("liaoning", facts, "leave:investigation") == gap
    deviated = facts | {"deviated": ("recording.deviated", {"act": "A1"})}
    assert missing("liaoning", deviated, "leave:investigation") == []


@pytest.mark.parametrize("body", ["liaoning", "hengyang-forestry"])
def test_a_deviation_opens_the_way_where_a_recording_was_never_made(body: str) -> None:
    assert missing(body, without_recording("recording.deviated"), "leave:investigation") == []


@pytest.mark.parametrize("body", ["liaoning", "hengyang-forestry"])
def test_footage_of_another_act_does_not_count(body: str) -> None:
    other = INVESTIGATED | {"received": ("recording.received", {"act": "A2", "media": "M"})}
    facts = opened() | INITIATED | other
    assert missing(body, facts, "leave:investigation") == ["act:site-inspection:recording"]


@pytest.mark.obligation("LN-9-2")
@pytest.mark.obligation("HY-11-1")
@pytest.mark.parametrize("body", ["liaoning", "hengyang-forestry"])
def test_an_emergency_begins_without_approval_and_makes_it_up_before_it_goes_on(body: str) -> None:
    emergency: Facts = opened() | {"emergency": ("case.emergency-started", {})}
    assert missing(body, emergency, "leave:initiation") == []
    facts = emergency | INVESTIGATED
    assert missing(body, facts, "leave:investigation") == ["emergency-report", "emergency-approved"]
    report: Facts = {"report": final("emergency-report", "E")}
    assert missing(body, facts | report | INITIATED, "leave:investigation") == []


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize(
    "context",
    [
        {"doc": "D", "hash": "changed", "major": True},
        {"doc": "other", "hash": "other", "major": True},
    ],
)
def test_a_changed_draft_needs_approval_and_review_again(body: str, context: dict[str, object]) -> None:
    facts = opened() | INITIATED | INVESTIGATED | DRAFTED
    assert sorted(missing(body, facts, "sign:penalty-decision", context)) == [
        "decision-approved",
        "legal-review",
    ]


@pytest.mark.parametrize("body", BODIES)
def test_only_a_major_decision_waits_for_the_legal_review(body: str) -> None:
    facts = opened() | INITIATED | INVESTIGATED | DRAFTED
    del facts["review"]
    plain = SIGNED | {"major": False}
    assert missing(body, facts, "sign:penalty-decision", plain) == []
    assert missing(body, facts, "sign:penalty-decision", SIGNED) == ["legal-review"]


@pytest.mark.parametrize("body", BODIES)
def test_a_party_that_waives_its_statement_needs_no_record_of_one(body: str) -> None:
    facts = opened() | INITIATED | INVESTIGATED | DRAFTED
    del facts["statement-record"]
    facts["statement"] = ("statement.waived", {"doc": "N"})
    assert missing(body, facts, "sign:penalty-decision", SIGNED) == []


ENDINGS: list[tuple[str, Facts, dict[str, list[str]]]] = [
    (
        "not-accepted",
        opened(source="application", act_type="licence") | {"notice": final("non-acceptance-notice", "X")},
        {"notice": ["non-acceptance-notice"]},
    ),
    (
        "not-initiated",
        opened(source="complaint", real_name=True)
        | {
            "notice": final("non-initiation-notice", "X"),
            "told": ("service.made", {"document": "non-initiation-notice", "doc": "X"}),
        },
        {"notice": ["non-initiation-notice"], "told": ["complainant-told"]},
    ),
    (
        "not-initiated",
        opened(source="complaint", real_name=False) | {"notice": final("non-initiation-notice", "X")},
        {"notice": ["non-initiation-notice"]},
    ),
    (
        "not-initiated",
        opened() | {"notice": final("non-initiation-notice", "X")},
        {"notice": ["non-initiation-record"]},
    ),
    (
        "no-violation",
        opened(act_type="inspection") | INITIATED | INVESTIGATED,
        {
            "received": ["act:site-inspection:recording"],
            "inspection-record": ["act:site-inspection:document:inspection-record"],
            "credentials": ["credentials"],
            "ended": ["act:site-inspection:ended"],
        },
    ),
    (
        "no-penalty",
        opened()
        | INITIATED
        | INVESTIGATED
        | {
            "final": final("no-penalty-decision", "D"),
            "decision": (
                "decision.made",
                {
                    "doc": "D",
                    "document": "no-penalty-decision",
                    "act_type": "penalty",
                    "major": False,
                },
            ),
            "served": ("service.made", {"document": "no-penalty-decision", "doc": "D"}),
            "receipt": final("service-receipt", "R"),
        },
        {
            "decision": ["no-penalty-decided"],
            "served": ["decision-served"],
            "receipt": ["service-receipt"],
        },
    ),
    (
        "withdrawn",
        opened() | INITIATED | {"granted": granted("withdrawal-decision", "W"), "w": final("withdrawal-decision", "W")},
        {"granted": ["withdrawal-approved"], "w": ["withdrawal"]},
    ),
    (
        "transferred",
        opened() | INITIATED | {"granted": granted("transfer-letter", "T"), "t": final("transfer-letter", "T")},
        {"granted": ["transfer-approved"], "t": ["transfer"]},
    ),
    (
        "executed",
        opened() | INITIATED | INVESTIGATED | DRAFTED | DECIDED | SERVED | COMPLIED,
        {"compliance": ["compliance-record"], "served": ["decision-served"]},
    ),
    (
        "no-obligation",
        opened() | INITIATED | INVESTIGATED | DRAFTED | DECIDED | SERVED,
        {"served": ["decision-served"], "receipt": ["service-receipt"]},
    ),
]


@pytest.mark.parametrize("body", ["liaoning", "hengyang-forestry"])
@pytest.mark.parametrize(("ending", "facts", "omitted"), ENDINGS)
def test_each_ending_asks_for_its_papers_and_no_more(
    body: str, ending: str, facts: Facts, omitted: dict[str, list[str]]
) -> None:
    assert missing(body, facts, f"end:{ending}") == []
    for name, rules in omitted.items():
        left = {key: fact for key, fact in facts.items() if key != name}
        assert missing(body, left, f"end:{ending}") == rules


@pytest.mark.parametrize("body", BODIES)
def test_a_licence_goes_from_its_application_to_the_archive(body: str) -> None:
    facts = opened(source="application", act_type="licence")
    assert missing(body, facts, "leave:initiation") == ["applicant"]
    facts |= {"party": ("case.party-added", {"party": "p", "party_kind": "organisation"})}
    assert missing(body, facts, "leave:initiation") == []
    assert missing(body, facts, "leave:investigation") == []
    context = {"doc": "L", "hash": "l", "major": False}
    assert missing(body, facts, "sign:licence-decision", context) == ["decision-approved"]
    facts |= {"granted": granted("licence-decision", "L")}
    assert missing(body, facts, "sign:licence-decision", context) == []
    assert missing(body, facts, "leave:decision") == ["decision-made"]
    facts |= {
        "final": final("licence-decision", "L"),
        "decision": (
            "decision.made",
            {"doc": "L", "document": "licence-decision", "act_type": "licence", "major": False},
        ),
    }
    assert missing(body, facts, "leave:decision") == []
    assert missing(body, facts, "end:licence-delivered") == ["decision-served", "service-receipt"]
    facts |= {
        "served": ("service.made", {"document": "licence-decision", "doc": "L"}),
        "receipt": final("service-receipt", "R"),
    }
    assert missing(body, facts, "end:licence-delivered") == []
    assert missing(body, facts | ended("licence-delivered"), "archive") == []


@pytest.mark.parametrize("body", ["liaoning", "hengyang-forestry"])
@pytest.mark.parametrize("ending", ["not-accepted", "not-initiated"])
def test_a_case_that_never_began_is_archived_without_a_closing_report(body: str, ending: str) -> None:
    facts = opened() | {
        "notice": final("non-initiation-notice", "X"),
        "case-ended": ("case.ended", {"ending": ending}),
        "concluded": ("case.concluded", {}),
    }
    assert missing(body, facts, "archive") == []


@pytest.mark.parametrize("body", ["liaoning", "hengyang-forestry"])
def test_a_draft_is_made_final_or_voided_before_the_archive(body: str) -> None:
    facts = opened() | WHOLE | ended("complied")
    facts["stray"] = ("document.drafted", {"document": "inquiry-record", "doc": "Y", "hash": "y"})
    assert missing(body, facts, "archive") == ["documents-final"]
    facts["voided"] = ("document.voided", {"document": "inquiry-record", "doc": "Y"})
    assert missing(body, facts, "archive") == []


@pytest.mark.obligation("LN-20-7")
@pytest.mark.obligation("HY-23-2")
@pytest.mark.parametrize("body", ["liaoning", "hengyang-forestry"])
def test_leaving_a_document_behind_is_recorded_as_an_act_of_its_own(body: str) -> None:
    facts = opened() | WHOLE
    facts["served"] = (
        "service.made",
        {"document": "penalty-decision", "doc": "D", "method": "leaving"},
    )
    assert missing(body, facts, "end:complied") == ["leaving-recorded"]
    facts |= {
        "left": ("act.opened", {"act": "A3", "act_kind": "leaving-service", "officers": OFFICERS}),
        "left-ended": ("act.ended", {"act": "A3", "act_kind": "leaving-service"}),
    }
    assert missing(body, facts, "end:complied") == ["act:leaving-service:recording"]
    facts["left-received"] = ("recording.received", {"act": "A3", "media": "M3"})
    assert missing(body, facts, "end:complied") == []


@pytest.mark.obligation("LN-20-11")
def test_liaoning_records_a_public_notice_too() -> None:
    facts = opened() | WHOLE
    facts["served"] = (
        "service.made",
        {"document": "penalty-decision", "doc": "D", "method": "public_notice"},
    )
    assert missing("liaoning", facts, "end:complied") == ["public-notice-recorded"]
    assert missing("hengyang-forestry", facts, "end:complied") == []


def test_every_way_and_every_ending_of_the_procedure_is_guarded() -> None:
    procedure = law.procedure("general")
    for body in ("liaoning", "hengyang-forestry"):
        requirements = law.load(body).requirements.values()
        moments = {way.moment for way in procedure.transitions.values() if way.enters != "archived"}
        moments |= {ending.moment for ending in procedure.endings.values()} | {"archive"}
        for moment in moments:
            assert any(rule.blocks_moment(moment) for rule in requirements), (body, moment)
