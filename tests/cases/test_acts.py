"""执法活动: officers and their certificates, start and end, the recording and what excuses its absence."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from cases import actions
from cases.actions.acts import private
from cases.models import Act, Case
from enforcement import approvals, journal, rulebook
from enforcement.errors import Denied, Stale
from enforcement.models import Approval
from tests.cast import NOW, Cast, ago, disagreements, inspected, kinds, opened


def lacking(case: Case, moment: str = "leave:investigation") -> list[str]:
    return [gap.rule for gap in rulebook.gaps_of(case.dossier, moment)]


@pytest.mark.obligation("LN-11-1", "HY-12-1")
def test_an_act_names_its_officers_with_the_certificates_of_that_day(cast: Cast) -> None:
    case = opened(cast)
    act = inspected(cast, case)
    fact = next(fact for fact in journal.facts(case.dossier) if fact.kind == "act.opened")
    assert fact.at == ago(hours=4) and fact.data["act"] == act.pk
    assert [(officer["name"], officer["valid"]) for officer in fact.data["officers"]] == [
        ("张三", True),
        ("李四", True),
    ]
    assert private(act) == {"place": "鞍山市千山区某林地"} and "千山区" not in str(fact.data)
    assert disagreements() == []


def test_a_lone_officer_is_refused(cast: Cast) -> None:
    case = opened(cast)
    with pytest.raises(ValidationError, match=r"不得少于2人，现选择1人（.*第四十二条"):
        inspected(cast, case, officers=[cast.person("zhang")])
    assert not Act.objects.exists() and kinds(case) == ["case.opened"]


def test_an_officer_with_an_expired_certificate_is_refused(cast: Cast) -> None:
    with pytest.raises(ValidationError, match=r"周新在2026-03-02没有有效的执法证件，不得参加执法活动（.*第四十二条"):
        inspected(cast, opened(cast), officers=[cast.person("zhang"), cast.person("li"), cast.person("novice")])


def test_the_certificate_counts_that_was_valid_on_the_day_of_the_act(cast: Cast) -> None:
    case = opened(cast, opened_at=ago(days=70))
    act = inspected(cast, case, started_at=ago(days=65), officers=[cast.person("zhang"), cast.person("novice")])
    assert all(part.was_valid for part in act.officers.all())


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"started_at": NOW + timedelta(minutes=1)}, "不能晚于现在"),
        ({"started_at": ago(hours=7)}, "不能早于所依据的事实"),
        ({"kind": "nonsense"}, "没有这种执法活动"),
        ({"officers": []}, "请选择参加的执法人员"),
    ],
)
def test_an_impossible_act_is_refused(cast: Cast, values: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        inspected(cast, opened(cast), **values)


def test_nobody_takes_part_twice_and_no_stranger_at_all(cast: Cast) -> None:
    case = opened(cast)
    with pytest.raises(ValidationError, match="同一人只选一次"):
        inspected(cast, case, officers=[cast.person("zhang"), cast.person("zhang")])
    with pytest.raises(ValidationError, match="当天不是本机关的执法人员"):
        inspected(cast, case, officers=[cast.person("zhang"), cast.hengyang.person("li")])
    with pytest.raises(ValidationError, match="当天不是本机关的执法人员"):
        inspected(cast, case, officers=[cast.person("zhang"), cast.person("chen")])


@pytest.mark.obligation("LN-25-7")
def test_the_end_of_a_recorded_act_starts_the_hand_over_clock(cast: Cast) -> None:
    case = opened(cast)
    act = inspected(cast, case)
    actions.end_act(act, ended_at=ago(hours=3), recorded=True, by=cast.zhang)
    clock = case.dossier.deadlines.get(limit="footage-handover")
    assert (clock.started_at, clock.due_at) == (ago(hours=3), ago(hours=-21))
    assert disagreements() == []


@pytest.mark.obligation("HY-30-1")
def test_at_hengyang_the_hand_over_has_two_working_days(cast: Cast) -> None:
    case = opened(cast.hengyang)
    act = inspected(cast.hengyang, case)
    actions.end_act(act, ended_at=ago(hours=3), recorded=True, by=cast.hengyang.zhang)
    assert case.dossier.deadlines.get(limit="footage-handover").due_on == date(2026, 3, 4)


def test_an_act_that_was_not_recorded_starts_no_clock(cast: Cast) -> None:
    case = opened(cast)
    actions.end_act(inspected(cast, case), ended_at=ago(hours=3), recorded=False, by=cast.zhang)
    assert not case.dossier.deadlines.filter(limit="footage-handover").exists()


def test_an_act_ends_after_it_began_and_once(cast: Cast) -> None:
    act = inspected(cast, opened(cast))
    with pytest.raises(ValidationError, match="不能早于开始时间"):
        actions.end_act(act, ended_at=ago(hours=5), recorded=True, by=cast.zhang)
    with pytest.raises(ValidationError, match="不能晚于现在"):
        actions.end_act(act, ended_at=ago(hours=-1), recorded=True, by=cast.zhang)
    stale = Act.objects.get(pk=act.pk)
    actions.end_act(act, ended_at=ago(hours=3), recorded=True, by=cast.zhang)
    with pytest.raises(Stale, match="已由他人登记结束"):
        actions.end_act(stale, ended_at=ago(hours=2), recorded=True, by=cast.zhang)
    assert kinds(act.case).count("act.ended") == 1


@pytest.mark.obligation("LN-25-8")
def test_a_recording_made_away_waits_for_the_return(cast: Cast) -> None:
    case = opened(cast)
    act = inspected(cast, case)
    actions.end_act(act, ended_at=ago(hours=3), recorded=True, by=cast.zhang)
    actions.mark_away(act, by=cast.zhang)
    with pytest.raises(ValidationError, match="不能早于"):
        actions.mark_returned(act, returned_at=ago(hours=4), by=cast.zhang)
    actions.mark_returned(act, returned_at=ago(hours=1), by=cast.zhang)
    assert case.dossier.deadlines.get(limit="footage-handover").due_at == ago(hours=-23)
    with pytest.raises(Stale):
        actions.mark_returned(act, returned_at=ago(hours=1), by=cast.zhang)


@pytest.mark.obligation("LN-11-1")
def test_certificates_not_shown_need_a_reason(cast: Cast) -> None:
    act = inspected(cast, opened(cast))
    assert "credentials" in lacking(act.case)
    with pytest.raises(ValidationError, match="须写明原因"):
        actions.show_credentials(act, shown=False, by=cast.zhang)
    actions.show_credentials(act, shown=False, reason="当事人不在场", by=cast.zhang)
    assert "credentials" not in lacking(act.case)
    with pytest.raises(Stale):
        actions.show_credentials(act, shown=True, by=cast.zhang)


@pytest.mark.obligation("LN-12-1")
def test_how_rights_were_told_is_recorded(cast: Cast) -> None:
    act = inspected(cast, opened(cast))
    with pytest.raises(ValidationError, match="以什么方式"):
        actions.tell_rights(act, method="", by=cast.zhang)
    actions.tell_rights(act, method="当场宣读并送达权利告知书", by=cast.zhang)
    assert "rights-told" not in lacking(act.case)
    assert disagreements() == []


@pytest.mark.obligation("LN-14-4")
def test_a_written_reason_stands_for_the_recording_where_the_article_allows_it(cast: Cast) -> None:
    act = inspected(cast, opened(cast))
    assert "act:site-inspection:recording" in lacking(act.case)
    with pytest.raises(ValidationError, match="具体原因"):
        actions.waive_recording(act, reason="无", by=cast.zhang)
    actions.waive_recording(act, reason="涉及当事人商业秘密，当事人书面请求不录像", by=cast.zhang)
    assert "act:site-inspection:recording" not in lacking(act.case)
    assert disagreements() == []


@pytest.mark.obligation("LN-16-5")
@pytest.mark.parametrize("rule_set", ["liaoning", "hengyang-forestry"])
def test_a_sealing_knows_no_written_reason(cast: Cast, rule_set: str) -> None:
    agents = cast.of(rule_set)
    act = inspected(agents, opened(agents), kind="sealing")
    with pytest.raises(Denied, match=r"没有例外.*批准偏差"):
        actions.waive_recording(act, reason="当时没有带执法记录仪", by=agents.zhang)


def granted(cast: Cast) -> Approval:
    approval = Approval.objects.get(state="pending")
    approvals.approve(approval, by=cast.zhou)
    return approval


def test_an_approved_deviation_opens_the_way_and_leaves_a_finding(cast: Cast) -> None:
    case = opened(cast)
    act = inspected(cast, case, kind="sealing")
    actions.end_act(act, ended_at=ago(hours=3), recorded=False, by=cast.zhang)
    assert "act:sealing:recording" in lacking(case)
    actions.request_deviation(act, part="recording", reason="执法记录仪现场损坏，无法补录", by=cast.zhang)
    with pytest.raises(Stale, match="等待核准"):
        actions.request_deviation(act, part="recording", reason="执法记录仪现场损坏", by=cast.zhang)
    with pytest.raises(Denied, match="不是这一环节的审批人"):
        approvals.approve(Approval.objects.get(), by=cast.qian)
    granted(cast)
    assert "act:sealing:recording" not in lacking(case)
    finding = case.dossier.findings.get(kind="deviation")
    assert "没有音像记录" in finding.text and "第十六条" in finding.article
    assert disagreements() == []


def test_a_deviation_that_nobody_needs_is_refused(cast: Cast) -> None:
    act = inspected(cast, opened(cast))
    with pytest.raises(ValidationError, match="无需报批偏差"):
        actions.request_deviation(act, part="officers", reason="只有一名执法人员在岗", by=cast.zhang)
    with pytest.raises(ValidationError, match="为什么没有做到"):
        actions.request_deviation(act, part="recording", reason="", by=cast.zhang)


def test_what_happened_is_entered_as_it_happened_and_stays_a_gap_until_approved(cast: Cast) -> None:
    case = opened(cast)
    act = inspected(cast, case, officers=[cast.person("zhang"), cast.person("novice")], as_it_was=True)
    assert "act:site-inspection:officers" in lacking(case)
    actions.request_deviation(act, part="officers", reason="另一名执法人员的证件当天才到期", by=cast.zhang)
    granted(cast)
    assert "act:site-inspection:officers" not in lacking(case)
    assert case.dossier.findings.filter(kind="certificate").count() == 1


def test_a_returned_deviation_leaves_the_gap_and_may_be_asked_for_again(cast: Cast) -> None:
    case = opened(cast)
    act = inspected(cast, case)
    actions.request_deviation(act, part="recording", reason="执法记录仪现场损坏", by=cast.zhang)
    approvals.send_back(Approval.objects.get(), by=cast.zhou, reason="先书面说明原因")
    assert "act:site-inspection:recording" in lacking(case)
    actions.request_deviation(act, part="recording", reason="执法记录仪现场损坏，附说明", by=cast.zhang)
    assert disagreements() == []
