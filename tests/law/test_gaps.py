"""Gaps: what is still missing before a step, and the articles' own ways round."""

from pathlib import Path

import pytest

from enforcement.law import Calendar, Fact, Gap, Rules, gaps
from tests.law.examples import FIXTURES, at, fact, rules_of

SHIPPED = Calendar.shipped()
NOW = at("2026-06-30T12:00:00")

RULES = (FIXTURES / "gaps.toml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Rules:
    return rules_of(RULES, tmp_path_factory.mktemp("rules"))


def missing(rules: Rules, moment: str, *facts: Fact, now: str = "2026-06-30T12:00:00", **context: object) -> set[str]:
    found = gaps(rules, facts, SHIPPED, at(now), moments=[moment], context=context)
    return {f"{gap.rule}@{gap.subject}" if gap.subject else gap.rule for gap in found}


def opened(act: str = "a1", kind: str = "inspection", *, officers: object = None) -> Fact:
    two = [{"person": p, "name": p, "certificate": "C", "valid": True} for p in ("张三", "李四")]
    return fact(
        "act.opened",
        "2026-03-02T09:00",
        act=act,
        act_kind=kind,
        officers=two if officers is None else officers,
    )


def ended(act: str = "a1") -> Fact:
    return fact("act.ended", "2026-03-02T10:00", act=act)


def recorded(act: str = "a1", media: str = "m1") -> Fact:
    return fact("recording.received", "2026-03-02T12:00", act=act, media=media)


def drafted(doc: str, document: str = "decision", **data: object) -> Fact:
    return fact("document.drafted", "2026-03-03T09:00", doc=doc, document=document, **data)


def finalised(doc: str, document: str = "decision", **data: object) -> Fact:
    return fact("document.finalised", "2026-03-03T10:00", doc=doc, document=document, **data)


def voided(doc: str) -> Fact:
    return fact("document.voided", "2026-03-04T10:00", doc=doc)


def granted(doc: str, hash: str, subject: str = "decision") -> Fact:
    return fact("approval.granted", "2026-03-03T11:00", doc=doc, hash=hash, subject=subject)


def complete(act: str = "a1") -> list[Fact]:
    return [
        opened(act),
        ended(act),
        recorded(act),
        finalised(f"record-{act}", "inspection-record", act=act),
        fact("act.credentials-shown", "2026-03-02T09:01", act=act, shown=True),
    ]


def test_a_complete_act_lacks_nothing(rules: Rules) -> None:
    for moment in ("leave:investigation", "leave:decision", "end:withdrawn"):
        assert missing(rules, moment, *complete()) == set()


@pytest.mark.obligation("LN-14-1", "LN-13-3")
def test_a_bare_act_lacks_its_end_document_recording_and_credentials(rules: Rules) -> None:
    assert missing(rules, "leave:investigation", opened()) == {
        "act:inspection:ended@a1",
        "act:inspection:document:inspection-record@a1",
        "act:inspection:recording@a1",
        "credentials@a1",
    }


def test_a_gap_names_what_where_by_which_article_and_what_to_do(rules: Rules) -> None:
    facts = [opened(), ended(), *complete("a2")]
    found = gaps(rules, facts, SHIPPED, NOW, moments=["leave:investigation"])
    by_rule = {gap.rule: gap for gap in found}
    assert by_rule["act:inspection:recording"] == Gap(
        rule="act:inspection:recording",
        subject="a1",
        text="2026年3月2日现场检查：缺少音像记录。",
        article="第十四条",
        cite="《示例规定》第十四条",
        mend="请移交并关联音像记录；不适宜音像记录的，请书面记录原因。",
        regulation="example",
    )
    assert by_rule["credentials"].text == "2026年3月2日现场检查：没有记录出示证件。"
    assert "《现场检查" in by_rule["act:inspection:document:inspection-record"].text


@pytest.mark.parametrize("moment", ["leave:initiation", "sign:form"])
def test_open_acts_do_not_hold_up_the_beginning_or_a_signature(rules: Rules, moment: str) -> None:
    assert not any(name.startswith("act:") for name in missing(rules, moment, opened()))


@pytest.mark.obligation("LN-14-4")
def test_a_written_reason_replaces_the_recording_only_where_the_article_allows_it(rules: Rules) -> None:
    for kind, still_missing in [("inspection", set()), ("sealing", {"act:sealing:recording@a1"})]:
        facts = [
            opened(kind=kind),
            ended(),
            finalised("d1", "inspection-record", act="a1"),
            fact("act.credentials-shown", "2026-03-02T09:01", act="a1", shown=True),
            fact("recording.waived", "2026-03-02T11:00", act="a1", ground="unsuitable"),
        ]
        assert missing(rules, "leave:investigation", *facts) == still_missing


def test_an_approved_deviation_always_replaces_the_recording_so_that_nothing_deadlocks(rules: Rules) -> None:
    deviated = fact("recording.deviated", "2026-03-02T11:00", act="a1")
    facts = [opened(kind="sealing"), ended(), deviated]
    assert missing(rules, "leave:investigation", *facts) == set()
    other = [opened("a2", "sealing"), ended("a2"), deviated]
    assert "act:sealing:recording@a2" in missing(rules, "leave:investigation", *other)


def test_recording_is_nobodys_gap_where_it_is_optional(rules: Rules) -> None:
    assert missing(rules, "leave:investigation", opened(kind="inquiry"), ended()) == set()


def test_the_recording_and_record_of_one_act_serve_no_other(rules: Rules) -> None:
    facts = [*complete("a1"), opened("a2"), ended("a2")]
    assert missing(rules, "leave:investigation", *facts) == {
        "act:inspection:document:inspection-record@a2",
        "act:inspection:recording@a2",
        "credentials@a2",
    }


@pytest.mark.obligation("LN-11-1")
@pytest.mark.parametrize(
    ("officers", "enough"),
    [
        ([("张三", True), ("李四", True)], True),
        ([("张三", True), ("李四", True), ("王五", False)], True),
        ([("张三", True)], False),
        ([("张三", True), ("张三", True)], False),
        ([("张三", True), ("李四", False)], False),
        ([], False),
        ("张三、李四", False),
        (["张三", "李四"], False),
    ],
)
def test_a_lone_officer_or_one_without_a_valid_certificate_is_a_gap(
    rules: Rules, officers: object, enough: bool
) -> None:
    if isinstance(officers, list):
        officers = [{"person": o[0], "valid": o[1]} if isinstance(o, tuple) else o for o in officers]
    facts = [opened(officers=officers), *complete()[1:]]
    found = gaps(rules, facts, SHIPPED, NOW, moments=["leave:investigation"])
    assert not found if enough else [gap.cite for gap in found] == ["《行政处罚法》第四十二条"]


def test_an_act_of_a_kind_that_the_rules_do_not_know_asks_for_nothing(rules: Rules) -> None:
    assert missing(rules, "leave:investigation", opened(kind="unheard-of")) == set()


def test_a_voided_document_satisfies_nothing(rules: Rules) -> None:
    final = finalised("d1", "form")
    assert missing(rules, "leave:initiation") == {"form"}
    assert missing(rules, "leave:initiation", final) == set()
    assert missing(rules, "leave:initiation", final, voided("d1")) == {"form"}
    assert missing(rules, "leave:initiation", final, voided("d1"), finalised("d2", "form")) == set()
    assert missing(rules, "leave:initiation", finalised("d1", "letter")) == {"form"}


def test_a_waiver_opens_the_way_for_what_it_speaks_of(rules: Rules) -> None:
    emergency = fact("case.emergency-started", "2026-03-01T08:00")
    assert missing(rules, "leave:initiation", emergency) == set()
    deviated = fact("recording.deviated", "2026-03-02T11:00", act="a1")
    facts = [opened("a1"), opened("a2"), deviated]
    names = missing(rules, "leave:investigation", *facts)
    assert "credentials@a2" in names
    assert "credentials@a1" not in names


def test_a_requirement_exists_only_for_its_act_types_and_when_all_its_facts_are_there(rules: Rules) -> None:
    penalty = fact("case.opened", "2026-03-01T08:00", act_type="penalty")
    licence = fact("case.opened", "2026-03-01T08:00", act_type="licence")
    needed = fact("prior-notice.needed", "2026-03-01T09:00")
    waived = fact("statement.waived", "2026-03-08T09:00")
    approval = granted("d1", "h1")
    assert missing(rules, "sign:decision", penalty, needed, approval) == {"statement"}
    assert missing(rules, "sign:decision", penalty, needed, approval, waived) == set()
    assert missing(rules, "sign:decision", licence, needed, approval) == set()
    assert missing(rules, "sign:decision", penalty, approval) == set()


def test_several_facts_of_one_thing_are_asked_about_once(rules: Rules) -> None:
    twice = [opened(), fact("act.opened", "2026-03-02T09:05", act="a1", act_kind="inspection")]
    found = gaps(rules, twice, SHIPPED, NOW, moments=["leave:investigation", "end:withdrawn"])
    assert [gap.rule for gap in found].count("credentials") == 1


@pytest.mark.obligation("LN-18-4", "LN-31-3")
def test_an_approval_holds_for_exactly_the_content_that_was_approved(rules: Rules) -> None:
    approval = granted("d1", "h1")
    assert missing(rules, "sign:decision", approval, doc="d1", hash="h1") == set()
    assert missing(rules, "sign:decision", approval, doc="d1", hash="h2") == {"approved"}
    assert missing(rules, "sign:decision", approval, doc="d2", hash="h1") == {"approved"}
    assert missing(rules, "sign:decision", granted("d1", "h1", "form"), doc="d1", hash="h1") == {"approved"}
    assert missing(rules, "sign:decision", approval, voided("d1"), doc="d1", hash="h1") == {"approved"}
    assert missing(rules, "sign:letter", doc="d1", hash="h1") == set()


def test_at_the_archive_every_final_document_with_a_chain_was_approved(rules: Rules) -> None:
    assert missing(rules, "archive", finalised("d1"), granted("d1", "h1")) == set()
    assert missing(rules, "archive", finalised("d1"), granted("d2", "h1")) == {"approved"}
    assert missing(rules, "archive", finalised("d1", "letter")) == set()


def reviewed(verdict: str, hash: str, day: int, doc: str = "d1") -> Fact:
    return fact(f"review.{verdict}", f"2026-03-{day:02}T10:00", doc=doc, hash=hash)


@pytest.mark.parametrize(
    ("verdicts", "passed"),
    [
        ([], False),
        ([("passed", "h1", 5)], True),
        ([("passed", "h0", 5)], False),
        ([("returned", "h1", 4), ("passed", "h1", 5)], True),
        ([("passed", "h1", 5), ("rejected", "h1", 6)], False),
        ([("passed", "h1", 5), ("returned", "h2", 6)], True),
    ],
)
def test_a_major_decision_is_stopped_until_this_very_draft_has_passed_review(
    rules: Rules, verdicts: list[tuple[str, str, int]], passed: bool
) -> None:
    facts = [granted("d1", "h1"), *(reviewed(*verdict) for verdict in verdicts)]
    found = missing(rules, "sign:decision", *facts, doc="d1", hash="h1", major=True)
    assert found == (set() if passed else {"review"})
    assert missing(rules, "sign:decision", *facts, doc="d1", hash="h1", major=False) == set()


def test_leaving_the_decision_stage_looks_back_at_every_major_decision(rules: Rules) -> None:
    made = fact("decision.made", "2026-03-07T00:00", doc="d1", document="decision", major=True)
    assert missing(rules, "leave:decision", made) == {"review"}
    assert missing(rules, "leave:decision", made, reviewed("passed", "h1", 5)) == set()
    assert missing(rules, "leave:decision", made, reviewed("passed", "h1", 5, "d2")) == {"review"}
    minor = fact("decision.made", "2026-03-07T00:00", doc="d1", document="decision", major=False)
    assert missing(rules, "leave:decision", minor) == set()


@pytest.mark.obligation("LN-25-4")
def test_nothing_unfinished_goes_into_the_archive(rules: Rules) -> None:
    assert missing(rules, "archive", drafted("d1", "letter")) == {"final"}
    assert missing(rules, "archive", drafted("d1", "letter"), finalised("d1", "letter")) == set()
    assert missing(rules, "archive", drafted("d1", "letter"), voided("d1")) == set()
    stored = fact("recording.stored", "2026-03-02T12:05", media="m1")
    assert missing(rules, "archive", recorded()) == {"stored"}
    assert missing(rules, "archive", recorded(), stored) == set()
    assert missing(rules, "archive", recorded(), recorded(media="m2"), stored) == {"stored"}


@pytest.mark.parametrize(("now", "over"), [("2026-03-16T23:59:59", False), ("2026-03-17T00:00:00", True)])
def test_a_waiting_period_blocks_until_its_last_day_is_over(rules: Rules, now: str, over: bool) -> None:
    served = fact("service.made", "2026-03-02T10:00", document="demand", doc="d1")
    assert missing(rules, "sign:enforcement", served, now=now) == (set() if over else {"demanded@d1"})


def test_a_waiting_period_ends_early_for_who_waives_it_and_for_no_other(rules: Rules) -> None:
    served = [fact("service.made", "2026-03-02T10:00", document="demand", doc=d) for d in ("d1", "d2")]
    waived = fact("statement.waived", "2026-03-03T10:00", doc="d1")
    assert missing(rules, "sign:enforcement", *served, waived, now="2026-03-04") == {"demanded@d2"}


def test_a_waiting_period_that_never_began_is_not_over(tmp_path: Path) -> None:
    whole = rules_of(
        RULES.replace('each = "service.made"\nwhere = { document = "demand" }\nmatch = "doc"\n', ""), tmp_path
    )
    assert missing(whole, "sign:enforcement") == {"demanded"}


def test_a_moment_that_no_rule_guards_is_open(rules: Rules) -> None:
    assert gaps(rules, [opened()], SHIPPED, NOW, moments=["sign:letter"]) == []
    assert gaps(rules, [opened()], SHIPPED, NOW, moments=[]) == []


def test_the_kinds_that_can_move_something_are_all_named(rules: Rules) -> None:
    assert {
        "act.ended",
        "act.credentials-shown",
        "approval.granted",
        "case.emergency-started",
        "document.voided",
        "prior-notice.needed",
        "recording.stored",
        "review.passed",
        "service.made",
        "statement.waived",
    } <= rules.kinds
    assert "publication.published" not in rules.kinds
