"""Facts arrive in any order, from several workers and imports: nothing may hang on it."""

import random
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enforcement.law import Calendar, Fact, clocks, gaps, load
from tests.law.examples import at, fact

SHIPPED = Calendar.shipped()
LIAONING = load("liaoning")
HENGYANG = load("hengyang-forestry")
NOW = at("2026-06-30T12:00:00")

CLOCK_KINDS = [
    "recording.finished",
    "recording.received",
    "recording.made-away",
    "officer.returned",
    "case.emergency-started",
    "approval.submitted",
    "decision.made",
    "publication.published",
    "document.voided",
    "case.ended",
    "case.archived",
]


@st.composite
def histories(draw: st.DrawFn) -> list[Fact]:
    start = at("2026-01-01T08:00:00")
    found = []
    for number in range(draw(st.integers(0, 14))):
        moment = start + timedelta(hours=draw(st.integers(0, 200)))
        found.append(
            fact(
                draw(st.sampled_from(CLOCK_KINDS)),
                moment.isoformat(),
                id=str(number),
                act=draw(st.sampled_from(["a1", "a2"])),
                doc=draw(st.sampled_from(["d1", "d2"])),
                act_type="penalty",
                subject="initiation-approval",
            )
        )
    return found


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(history=histories(), seed=st.integers())
def test_the_order_in_which_facts_arrive_changes_no_clock(history: list[Fact], seed: int) -> None:
    shuffled = list(history)
    random.Random(seed).shuffle(shuffled)
    for rules in (LIAONING, HENGYANG):
        assert clocks(rules, shuffled, SHIPPED, NOW) == clocks(rules, history, SHIPPED, NOW)


GAP_KINDS = sorted(LIAONING.kinds)


@settings(max_examples=60, deadline=None)
@given(
    picks=st.lists(
        st.tuples(st.sampled_from(GAP_KINDS), st.integers(0, 59), st.sampled_from("12"), st.sampled_from("xy")),
        max_size=20,
    ),
    seed=st.integers(),
)
def test_the_order_in_which_facts_arrive_changes_no_gap(picks: list[tuple[str, int, str, str]], seed: int) -> None:
    facts = [
        fact(
            kind,
            f"2026-03-02T09:{minute:02}",
            id=str(number),
            act=f"a{which}",
            doc=f"d{which}",
            act_kind="site-inspection",
            act_type="penalty",
            hash=other,
            document="penalty-decision",
            source="ex_officio",
        )
        for number, (kind, minute, which, other) in enumerate(picks)
    ]
    shuffled = list(facts)
    random.Random(seed).shuffle(shuffled)
    moments = ["leave:initiation", "leave:investigation", "sign:penalty-decision", "end:complied", "archive"]
    context = {"doc": "d1", "hash": "x", "major": True}
    assert gaps(LIAONING, facts, SHIPPED, NOW, moments=moments, context=context) == gaps(
        LIAONING, shuffled, SHIPPED, NOW, moments=moments, context=context
    )
