"""From stage to stage, out by an ending, 结案: what is missing stands in the way and nothing else does."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from cases import actions
from cases.models import Case
from enforcement import journal
from enforcement.errors import Denied, Stale, Unmet
from tests.cast import NOW, Agents, Cast, ago, disagreements, inspected, kinds, opened, with_party

TODAY = NOW.date()


def document(agents: Agents, case: Case, kind: str, **data: object) -> None:
    """The facts that a document of this kind leaves, for stories that are not about documents."""
    journal.record(case.dossier, "document.finalised", by=agents.zhang, document=kind, doc=kind, hash=kind, **data)


def emergency(agents: Agents, **values: object) -> Case:
    return opened(agents, urgency="emergency", emergency_at=ago(hours=5), **values)


def test_a_case_without_its_approved_form_stays_where_it_is(cast: Cast) -> None:
    case = opened(cast)
    with pytest.raises(Unmet) as refused:
        actions.advance(case, by=cast.zhang)
    assert {"initiation-form", "initiation-approved"} == {gap.rule for gap in refused.value.gaps}
    assert "第九条" in str(refused.value)
    assert Case.objects.get(pk=case.pk).stage == "initiation" and "stage.changed" not in kinds(case)


@pytest.mark.obligation("LN-9-2")
def test_an_emergency_goes_on_before_its_approval(cast: Cast) -> None:
    case = emergency(cast)
    assert actions.advance(case, by=cast.zhang) == "investigation"
    assert Case.objects.get(pk=case.pk).stage == "investigation"
    assert disagreements() == []


def test_an_application_needs_its_applicant(cast: Cast) -> None:
    case = opened(cast, act_type="licence", source="application")
    with pytest.raises(Unmet, match="还没有登记申请人"):
        actions.advance(case, by=cast.zhang)
    with_party(cast, case, role="applicant")
    actions.advance(case, by=cast.zhang)
    actions.advance(case, by=cast.zhang)
    assert Case.objects.get(pk=case.pk).stage == "decision"


def test_a_stale_tab_moves_nothing(cast: Cast) -> None:
    case = emergency(cast)
    actions.advance(case, by=cast.zhang, expected="initiation")
    with pytest.raises(Stale, match="已由他人变更"):
        actions.advance(Case.objects.get(pk=case.pk), by=cast.zhang, expected="initiation")
    assert kinds(case).count("stage.changed") == 1


@pytest.mark.parametrize("who", ["li", "wang", "qian", "zhou", "wu", "stranger"])
def test_only_the_handler_moves_the_case(cast: Cast, who: str) -> None:
    case = emergency(cast)
    with pytest.raises(Denied):
        actions.advance(case, by=getattr(cast, who))
    with pytest.raises(Denied):
        actions.end_case(case, ending="not-initiated", on=TODAY, by=getattr(cast, who))
    with pytest.raises(Denied):
        actions.conclude(case, by=getattr(cast, who))


def test_an_ending_without_its_document_is_refused(cast: Cast) -> None:
    case = opened(cast, source="complaint")
    with pytest.raises(Unmet, match="不予立案告知书"):
        actions.end_case(case, ending="not-initiated", on=TODAY, by=cast.zhang)
    assert Case.objects.get(pk=case.pk).ending == ""


@pytest.mark.obligation("LN-25-2", "HY-32-1")
@pytest.mark.parametrize(
    ("rule_set", "due"), [("liaoning", date(2026, 3, 30)), ("hengyang-forestry", date(2026, 3, 20))]
)
def test_the_day_of_the_ending_event_starts_the_archiving_clock(cast: Cast, rule_set: str, due: date) -> None:
    agents = cast.of(rule_set)
    case = opened(agents, source="complaint", opened_at=ago(days=5))
    document(agents, case, "non-initiation-notice")
    actions.end_case(case, ending="not-initiated", on=date(2026, 2, 28), by=agents.zhang)
    assert case.dossier.deadlines.get(limit="archive").due_on == due
    assert (case.stage, case.ending_label) == ("archiving", "不予立案")
    assert disagreements() == []


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"on": date(2026, 3, 3)}, "不能晚于今天"),
        ({"on": date(2026, 3, 1)}, "不能早于启动日期"),
        ({"ending": "complied"}, "不能这样终结"),
        ({"ending": "nonsense"}, "不能这样终结"),
    ],
)
def test_an_impossible_ending_is_refused(cast: Cast, values: dict[str, object], sentence: str) -> None:
    case = opened(cast, source="complaint")
    document(cast, case, "non-initiation-notice")
    given = {"ending": "not-initiated", "on": TODAY, **values}
    with pytest.raises(ValidationError, match=sentence):
        actions.end_case(case, by=cast.zhang, **given)


def test_a_case_ends_once_and_is_concluded_once(cast: Cast) -> None:
    case = opened(cast)
    with pytest.raises(Denied, match="尚未终结，不能结案"):
        actions.conclude(case, by=cast.zhang)
    document(cast, case, "non-initiation-notice")
    actions.end_case(case, ending="not-initiated", on=TODAY, by=cast.zhang)
    with pytest.raises(Denied, match="已于2026-03-02终结"):
        actions.end_case(case, ending="not-initiated", on=TODAY, by=cast.zhang)
    with pytest.raises(Denied, match="不能再进入其他阶段"):
        actions.advance(case, by=cast.zhang)
    stale = Case.objects.get(pk=case.pk)
    actions.conclude(case, by=cast.zhang)
    with pytest.raises(Stale, match="已经结案"):
        actions.conclude(stale, by=cast.zhang)
    assert kinds(case)[-1] == "case.concluded" and disagreements() == []


def test_an_inspection_without_violation_ends_when_its_records_are_complete(cast: Cast) -> None:
    case = opened(cast, act_type="inspection")
    document(cast, case, "initiation-approval")
    journal.record(case.dossier, "approval.granted", by=cast.zhou, subject="initiation-approval", doc="", hash="")
    actions.advance(case, by=cast.zhang)
    act = inspected(cast, case)
    with pytest.raises(Unmet) as refused:
        actions.end_case(case, ending="no-violation", on=TODAY, by=cast.zhang)
    assert {gap.rule for gap in refused.value.gaps} >= {"credentials", "act:site-inspection:ended"}
    actions.show_credentials(act, shown=True, by=cast.zhang)
    actions.end_act(act, ended_at=ago(hours=3), recorded=False, by=cast.zhang)
    actions.waive_recording(act, reason="涉及商业秘密，当事人书面请求", by=cast.zhang)
    document(cast, case, "inspection-record", act=act.pk)
    actions.end_case(case, ending="no-violation", on=TODAY, by=cast.zhang)
    assert Case.objects.get(pk=case.pk).stage == "archiving" and disagreements() == []


def test_a_sealed_case_takes_nothing_more(cast: Cast) -> None:
    from enforcement import dossiers

    case = opened(cast)
    dossiers.seal(case.dossier, by=cast.wu, now=NOW)
    with pytest.raises(Denied, match="已归档封存"):
        actions.advance(case, by=cast.zhang)
    with pytest.raises(Denied, match="已归档封存"):
        with_party(cast, case)
    with pytest.raises(Denied, match="已归档封存"):
        inspected(cast, case)
    assert Case.objects.select_related("dossier").get(pk=case.pk).stage_label == "已归档"


def test_obligations_are_laid_and_fulfilled_once(cast: Cast) -> None:
    case = opened(cast)
    obligation = actions.add_obligation(case, text="缴纳罚款五千元", due_on=date(2026, 3, 20), by=cast.zhang)
    with pytest.raises(ValidationError, match="不能晚于今天"):
        actions.fulfil(obligation, on=date(2026, 3, 3), by=cast.zhang)
    with pytest.raises(ValidationError, match="不能早于案件启动"):
        actions.fulfil(obligation, on=date(2026, 3, 1), by=cast.zhang)
    actions.fulfil(obligation, on=TODAY, by=cast.zhang)
    with pytest.raises(Stale):
        actions.fulfil(obligation, on=TODAY, by=cast.zhang)
    assert "obligation.fulfilled" in kinds(case) and disagreements() == []


def test_verify_names_a_stage_that_does_not_follow_from_the_facts(cast: Cast) -> None:
    case = opened(cast)
    Case.objects.filter(pk=case.pk).update(stage="service")
    found = disagreements()
    assert any("案件阶段" in line and "鞍自然资案〔2026〕1号" in line for line in found)
    assert any("绕过系统改动" in line for line in found)
