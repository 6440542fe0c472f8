"""Each way a case can end, what it asks for before the end, and before the archive."""

import pytest

from enforcement import law
from tests.law.whole_case import (
    BODIES,
    COMPLIED,
    DECIDED,
    DRAFTED,
    INITIATED,
    INVESTIGATED,
    OFFICERS,
    SERVED,
    WHOLE,
    Facts,
    ended,
    final,
    granted,
    missing,
    opened,
)

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
