"""Every value of the law stands with its article and words that the regulation's text really says."""

import re
from datetime import date

import pytest

from enforcement import law
from enforcement.law import catalogue

REGULATIONS = ("national", "liaoning", "hengyang-forestry")
ROLES = {
    "officer",
    "unit_reviewer",
    "unit_head",
    "leader",
    "agency_head",
    "legal_reviewer",
    "archivist",
    "publisher",
}


@pytest.mark.parametrize("regulation", REGULATIONS)
def test_each_rule_is_quoted_from_the_article_that_it_names(regulation: str) -> None:
    lost = [
        name
        for name, basis in law.load(regulation).bases()
        if not catalogue.text(basis.text).says(basis.quote, reference=basis.article)
    ]
    assert lost == []


def test_the_national_rules_of_2019_are_quoted_too() -> None:
    rules = law.load("national", on=date(2020, 1, 10))
    assert set(rules.limits) == {
        "publish",
        "publish-licence-penalty",
        "emergency-compulsion",
    }
    for _, basis in rules.bases():
        assert catalogue.text(basis.text).says(basis.quote, reference=basis.article)


@pytest.mark.parametrize("regulation", REGULATIONS)
def test_each_obligation_that_a_rule_names_is_one_of_the_catalogue(
    regulation: str,
) -> None:
    for name, basis in law.load(regulation).bases():
        assert catalogue.obligations().keys() >= set(basis.obligations), name


@pytest.mark.parametrize(("regulation", "document"), [(r, r) for r in REGULATIONS[1:]])
def test_a_rule_of_a_regulation_names_an_obligation_of_its_own(regulation: str, document: str) -> None:
    for name, basis in law.load(regulation).bases():
        if basis.text == document:
            assert basis.obligations, name
            assert {catalogue.obligations()[id].document for id in basis.obligations} == {document}


@pytest.mark.parametrize("regulation", REGULATIONS)
def test_no_rule_set_of_this_issue_limits_the_legal_review(regulation: str) -> None:
    assert "legal-review" not in law.load(regulation).limits


@pytest.mark.parametrize("regulation", REGULATIONS)
def test_all_agencies_inherit_the_limits_of_publication(regulation: str) -> None:
    limits = law.load(regulation).limits
    assert (limits["publish"].amount, limits["publish"].unit) == (20, "working_days")
    short = limits["publish-licence-penalty"]
    assert (short.amount, short.unit) == (7, "working_days")
    assert short.regulation == "national"
    kinds = [limit.starts_where["act_type"] for limit in (limits["publish"], short)]
    assert not set(kinds[0]) & set(kinds[1])


@pytest.mark.obligation("LN-9-3")
@pytest.mark.obligation("LN-25-2")
@pytest.mark.obligation("LN-25-7")
@pytest.mark.obligation("LN-25-8")
def test_liaoning_gives_24_hours_for_footage_and_30_days_for_the_archive() -> None:
    limits = law.load("liaoning").limits
    assert limits["emergency-approval"].length == "24小时"
    assert limits["footage-handover"].length == "24小时"
    assert limits["footage-handover"].instead is not None
    assert limits["archive"].length == "30日"


@pytest.mark.obligation("HY-11-2")
@pytest.mark.obligation("HY-30-1")
@pytest.mark.obligation("HY-30-2")
@pytest.mark.obligation("HY-32-1")
def test_hengyang_gives_two_working_days_for_footage_and_20_days_for_the_archive() -> None:
    limits = law.load("hengyang-forestry").limits
    assert limits["emergency-approval"].length == "24小时"
    assert limits["footage-handover"].length == "2个工作日"
    assert limits["footage-handover"].alternative.length == "24小时"
    assert limits["archive"].length == "20日"


@pytest.mark.obligation("LN-14-4")
def test_only_three_acts_of_liaoning_may_go_without_recording_for_a_written_reason() -> None:
    acts = law.load("liaoning").acts
    waivable = {act.id for act in acts.values() if act.waiver == "written-reason"}
    assert waivable == {"site-inspection", "sampling", "hearing"}


@pytest.mark.obligation("HY-15-6")
def test_hengyang_records_inspections_without_a_break_and_waives_nothing() -> None:
    acts = law.load("hengyang-forestry").acts
    assert acts["site-inspection"].recording == "continuous"
    assert {act.waiver for act in acts.values()} == {"none"}


@pytest.mark.obligation("LN-31-3")
def test_liaoning_asks_a_reviewer_and_the_head_where_hengyang_asks_the_head() -> None:
    liaoning = law.load("liaoning").approvals["initiation-approval"]
    assert [step.role for step in liaoning.steps] == ["unit_reviewer", "agency_head"]
    assert liaoning.distinct
    hengyang = law.load("hengyang-forestry").approvals["initiation-approval"]
    assert [step.role for step in hengyang.steps] == ["agency_head"]


@pytest.mark.parametrize("regulation", REGULATIONS)
def test_approvals_and_limits_name_roles_that_exist(regulation: str) -> None:
    rules = law.load(regulation)
    for chain in rules.approvals.values():
        assert {step.role for step in chain.steps} <= ROLES
    assert {limit.role for limit in rules.limits.values()} <= ROLES


@pytest.mark.parametrize("regulation", REGULATIONS)
def test_every_gap_is_a_sentence_and_says_what_to_do(regulation: str) -> None:
    for requirement in law.load(regulation).requirements.values():
        assert re.fullmatch(r"[^。]+。", requirement.text), requirement.id
        assert requirement.mend.endswith("。"), requirement.id


@pytest.mark.parametrize("regulation", REGULATIONS)
def test_every_moment_that_a_rule_guards_belongs_to_the_procedure(
    regulation: str,
) -> None:
    procedure = law.procedure("general")
    known = {f"leave:{stage.id}" for stage in procedure.stages}
    known |= {ending.moment for ending in procedure.endings.values()}
    known |= {f"sign:{subject}" for subject in law.load(regulation).approvals}
    known |= {"archive", "end:*"}
    for requirement in law.load(regulation).requirements.values():
        assert set(requirement.blocks) <= known, requirement.id
