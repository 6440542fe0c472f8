"""Putting right what was wrongly entered: clocks and gaps follow, the old value stays readable."""

import pytest
from django.core.exceptions import ValidationError

from cases import actions
from cases.models import Act, Proposal
from enforcement import approvals, journal
from enforcement.errors import Denied, Stale
from enforcement.models import Approval
from tests.cast import Cast, ago, disagreements, inspected, kinds, opened


@pytest.fixture
def act(cast: Cast) -> Act:
    """An inspection that ended three hours ago and was recorded."""
    act = inspected(cast, opened(cast))
    actions.end_act(act, ended_at=ago(hours=3), recorded=True, by=cast.zhang)
    return act


def test_a_correction_that_moves_a_clock_waits_for_a_second_person(cast: Cast, act: Act) -> None:
    proposal = actions.correct_act(act, ended_at=ago(hours=2), reason="表针看错", by=cast.zhang)
    assert proposal is not None and proposal.state == "pending"
    assert act.case.dossier.deadlines.get(limit="footage-handover").due_at == ago(hours=-21)
    with pytest.raises(Denied):
        approvals.approve(Approval.objects.get(), by=cast.zhang)
    approvals.approve(Approval.objects.get(), by=cast.qian)
    assert act.case.dossier.deadlines.get(limit="footage-handover").due_at == ago(hours=-22)
    assert Act.objects.get(pk=act.pk).ended_at == ago(hours=2)
    assert disagreements() == []


def test_the_old_value_stays_readable(cast: Cast, act: Act) -> None:
    actions.correct_act(act, ended_at=ago(hours=2), reason="表针看错", by=cast.zhang)
    approvals.approve(Approval.objects.get(), by=cast.qian)
    line = next(line for line in journal.timeline(act.case.dossier, with_private=True) if line.label == "结束执法活动")
    assert (line.entry.at, line.at) == (ago(hours=3), ago(hours=2))
    assert line.private["reason"] == "表针看错" and line.corrections[0].by["name"] == "钱科"


def test_a_correction_that_moves_no_clock_holds_at_once(cast: Cast, act: Act) -> None:
    assert actions.correct_act(act, started_at=ago(hours=5), reason="开始时间填错", by=cast.zhang) is None
    assert Act.objects.get(pk=act.pk).started_at == ago(hours=5)
    assert not Approval.objects.exists() and disagreements() == []


def test_another_day_finds_other_certificates(cast: Cast) -> None:
    case = opened(cast, opened_at=ago(days=80))
    act = inspected(cast, case, officers=[cast.person("zhang"), cast.person("novice")], as_it_was=True)
    actions.correct_act(act, started_at=ago(days=70), reason="日期填错", by=cast.zhang)
    fact = next(fact for fact in journal.facts(case.dossier) if fact.kind == "act.opened")
    assert [officer["valid"] for officer in fact.data["officers"]] == [True, True]
    assert all(part.was_valid for part in act.officers.all()) and disagreements() == []


def test_an_act_that_was_not_recorded_after_all_loses_its_clock(cast: Cast, act: Act) -> None:
    actions.correct_act(act, recorded=False, reason="误勾选", by=cast.zhang)
    approvals.approve(Approval.objects.get(), by=cast.qian)
    assert not act.case.dossier.deadlines.filter(limit="footage-handover").exists()
    assert "recording.finished" not in kinds(act.case) and disagreements() == []


def test_an_act_that_was_recorded_after_all_gets_its_clock(cast: Cast) -> None:
    act = inspected(cast, opened(cast))
    actions.end_act(act, ended_at=ago(hours=3), recorded=False, by=cast.zhang)
    assert actions.correct_act(act, recorded=True, reason="漏勾选", by=cast.zhang) is not None
    approvals.approve(Approval.objects.get(), by=cast.qian)
    assert act.case.dossier.deadlines.get(limit="footage-handover").started_at == ago(hours=3)
    assert disagreements() == []


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"ended_at": ago(hours=3), "reason": "无变化"}, "没有需要更正"),
        ({"ended_at": ago(hours=5), "reason": "填错"}, "不能早于开始时间"),
        ({"ended_at": ago(hours=-1), "reason": "填错"}, "不能晚于现在"),
        ({"started_at": ago(hours=2), "reason": "填错"}, "不能早于开始时间"),
        ({"started_at": ago(hours=9), "reason": "填错"}, "不能早于所依据的事实"),
        ({"ended_at": ago(hours=2), "reason": " "}, "须写明原因"),
    ],
)
def test_an_impossible_correction_is_refused(cast: Cast, act: Act, values: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        actions.correct_act(act, by=cast.zhang, **values)
    assert not Proposal.objects.exists()


def test_who_does_not_handle_the_case_corrects_nothing(cast: Cast, act: Act) -> None:
    for actor in (cast.li, cast.stranger, cast.qian):
        with pytest.raises(Denied):
            actions.correct_act(act, ended_at=ago(hours=2), reason="填错", by=actor)


def test_a_second_correction_waits_for_the_first(cast: Cast, act: Act) -> None:
    actions.correct_act(act, ended_at=ago(hours=2), reason="填错", by=cast.zhang)
    with pytest.raises(Stale, match="等待核准"):
        actions.correct_act(act, ended_at=ago(hours=1), reason="填错", by=cast.zhang)


def test_a_returned_correction_changes_nothing_and_may_be_made_again(cast: Cast, act: Act) -> None:
    actions.correct_act(act, ended_at=ago(hours=2), reason="填错", by=cast.zhang)
    approvals.send_back(Approval.objects.get(), by=cast.qian, reason="请附证明")
    assert Act.objects.get(pk=act.pk).ended_at == ago(hours=3)
    assert Proposal.objects.get().state == "closed"
    assert actions.correct_act(act, ended_at=ago(hours=2), reason="填错，附照片", by=cast.zhang) is not None
    approvals.withdraw(Approval.objects.get(state="pending"), by=cast.zhang)
    assert not Proposal.objects.filter(state="pending").exists() and disagreements() == []


def test_a_correction_of_an_act_that_changed_meanwhile_is_not_applied(cast: Cast, act: Act) -> None:
    actions.correct_act(act, ended_at=ago(hours=2), reason="填错", by=cast.zhang)
    approval = Approval.objects.get()
    Act.objects.filter(pk=act.pk).update(ended_at=ago(hours=2.5))
    with pytest.raises(Stale, match="又有改动"):
        approvals.approve(approval, by=cast.qian)
    approval.refresh_from_db()
    assert approval.state == "pending"


def test_an_act_that_never_happened_is_taken_back_with_a_second_persons_agreement(cast: Cast, act: Act) -> None:
    actions.show_credentials(act, shown=True, by=cast.zhang)
    proposal = actions.remove_act(act, reason="重复登记", by=cast.zhang)
    assert proposal.state == "pending" and "act.opened" in kinds(act.case)
    approvals.approve(Approval.objects.get(), by=cast.qian)
    act.refresh_from_db()
    assert act.removed_at is not None and not {"act.opened", "act.ended", "recording.finished"} & set(kinds(act.case))
    assert not act.case.dossier.deadlines.filter(limit="footage-handover").exists()
    with pytest.raises(Denied, match="已经撤销"):
        actions.tell_rights(act, method="当场宣读", by=cast.zhang)
    assert disagreements() == []


def test_an_act_that_a_document_speaks_of_is_not_taken_back(cast: Cast, act: Act) -> None:
    with pytest.raises(ValidationError, match="写明原因"):
        actions.remove_act(act, reason="", by=cast.zhang)
    actions.remove_act(act, reason="重复登记", by=cast.zhang)
    journal.record(act.dossier, "document.drafted", by=cast.zhang, act=act.pk, document="inspection-record", doc="1")
    with pytest.raises(Stale, match="已有文书"):
        approvals.approve(Approval.objects.get(), by=cast.qian)
    with pytest.raises(Stale, match="已有文书"):
        actions.remove_act(act, reason="重复登记", by=cast.zhang)
    assert "act.opened" in kinds(act.case) and disagreements() == []
