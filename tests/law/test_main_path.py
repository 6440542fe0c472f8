"""A whole case under each rule set: nothing is missing on the way, and each thing left out is missed."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.law.whole_case import (
    BODIES,
    DECIDED,
    DRAFTED,
    INITIATED,
    INVESTIGATED,
    OFFICERS,
    SIGNED,
    WHOLE,
    Facts,
    ended,
    final,
    missing,
    opened,
)

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
