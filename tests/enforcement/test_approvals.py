"""Approval: in the order of the rule set, by distinct people, of exactly one content, decided once."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from enforcement import approvals, composition
from enforcement.actions import organisation
from enforcement.actors import Actor
from enforcement.errors import Denied, Stale
from enforcement.models import Approval, Dossier, Notice
from tests.enforcement.ground import Body, at_once, body


def submitted(dossier: Dossier, ground: Body, *, ref: str = "7", action: str = "test.approve") -> Approval:
    return approvals.submit(
        dossier, action=action, subject="initiation-approval", title="立案审批表", content_hash="a" * 64, ref=ref,
        url="/documents/7/", by=ground["officer"],
    )  # fmt: skip


@pytest.fixture
def approval(dossier: Dossier, ground: Body) -> Approval:
    return submitted(dossier, ground)


@pytest.mark.obligation("LN-9-1")
def test_the_steps_are_those_of_the_rule_set(approval: Approval) -> None:
    assert [(step.order, step.role, step.label) for step in approval.steps.all()] == [
        (1, "unit_reviewer", "承办机构审核"),
        (2, "agency_head", "行政机关负责人批准"),
    ]
    assert "第九条第一款" in approval.article


@pytest.mark.obligation("LN-31-3")
def test_the_last_of_three_people_grants_it(approval: Approval, ground: Body) -> None:
    approvals.approve(approval, by=ground["unit_reviewer"], opinion="拟同意")
    assert approval.state == "pending"
    approvals.approve(approval, by=ground["agency_head"])
    approval.refresh_from_db()
    assert approval.state == "granted"
    entries = {entry.kind: entry for entry in approval.dossier.entries.filter(kind__startswith="approval.")}
    assert list(entries) == ["approval.submitted", "approval.step-passed", "approval.granted"]
    assert entries["approval.granted"].data == {
        "approval": approval.pk, "subject": "initiation-approval", "doc": "7", "hash": "a" * 64, "step": 2,
    }  # fmt: skip
    assert "拟同意" not in str(entries["approval.step-passed"].data)


def test_a_later_step_waits_for_the_earlier_one(approval: Approval, ground: Body) -> None:
    with pytest.raises(Denied, match="现在等待“承办机构审核”"):
        approvals.approve(approval, by=ground["agency_head"])


@pytest.mark.obligation("LN-31-3")
def test_the_handler_may_not_approve_in_another_office(approval: Approval, ground: Body) -> None:
    reviewer = organisation.create_post(
        ground["officer"].person, unit=ground.units["squad"], role="unit_reviewer",
        from_on=timezone.now().date(), by=Actor.system(),
    )  # fmt: skip
    with pytest.raises(Denied, match="承办人不得审批自己承办的事项") as refusal:
        approvals.approve(approval, by=Actor.of(reviewer))
    assert refusal.value.status == 403
    assert not approvals.pending_for(Actor.of(reviewer)).exists()


@pytest.mark.obligation("LN-31-3")
def test_one_person_may_not_take_two_steps(approval: Approval, ground: Body) -> None:
    head = organisation.create_post(
        ground["unit_reviewer"].person, unit=ground.units["squad"], role="agency_head",
        from_on=timezone.now().date(), by=Actor.system(),
    )  # fmt: skip
    approvals.approve(approval, by=ground["unit_reviewer"])
    with pytest.raises(Denied, match="同一人不得在一次审批中办理两个环节"):
        approvals.approve(approval, by=Actor.of(head))
    assert not approvals.pending_for(Actor.of(head)).exists()


def test_a_return_needs_a_reason_and_ends_the_request(approval: Approval, ground: Body) -> None:
    with pytest.raises(ValidationError, match="退回须写明理由"):
        approvals.send_back(approval, by=ground["unit_reviewer"], reason="  ")
    closed: list[str] = []
    approvals.on_sent_back("test.approve", lambda approval, actor, now: closed.append(approval.state))
    approvals.send_back(approval, by=ground["unit_reviewer"], reason="缺少案件来源")
    approval.refresh_from_db()
    assert (approval.state, closed) == ("returned", ["returned"])
    assert approval.steps.get(order=1).opinion == "缺少案件来源"
    assert "缺少案件来源" not in str(approval.dossier.entries.get(kind="approval.returned").data)
    with pytest.raises(Stale):
        approvals.approve(approval, by=ground["unit_reviewer"])
    assert submitted(approval.dossier, ground).state == "pending"


def test_only_the_submitter_withdraws_and_only_while_it_waits(approval: Approval, ground: Body) -> None:
    with pytest.raises(Denied, match="只有提交人officer可以撤回"):
        approvals.withdraw(approval, by=ground["unit_reviewer"])
    approvals.withdraw(approval, by=ground["officer"], reason="内容有误")
    approval.refresh_from_db()
    assert approval.state == "withdrawn"
    with pytest.raises(Stale):
        approvals.withdraw(approval, by=ground["officer"])


def test_one_request_waits_at_a_time(approval: Approval, ground: Body) -> None:
    with pytest.raises(Stale, match="无需重复提交"):
        submitted(approval.dossier, ground)
    assert submitted(approval.dossier, ground, ref="8").pk != approval.pk


def test_a_subject_without_a_chain_cannot_be_submitted(dossier: Dossier, ground: Body) -> None:
    with pytest.raises(LookupError):
        approvals.submit(
            dossier, action="x", subject="inquiry-record", title="询问笔录", content_hash="", by=ground["officer"]
        )


def test_what_follows_a_grant_happens_with_it_or_not_at_all(dossier: Dossier, ground: Body) -> None:
    approval = submitted(dossier, ground, action="test.follow")

    def follow(approval: Approval, actor: Actor, now: object) -> None:
        raise Stale("后续办理失败。")

    approvals.on_granted("test.follow", follow)
    approvals.approve(approval, by=ground["unit_reviewer"])
    with pytest.raises(Stale, match="后续办理失败"):
        approvals.approve(approval, by=ground["agency_head"])
    approval.refresh_from_db()
    assert approval.state == "pending"
    assert not dossier.entries.filter(kind="approval.granted").exists()


def test_a_step_is_reassigned_within_its_office_with_a_reason(approval: Approval, ground: Body) -> None:
    second = organisation.create_post(
        ground["lisi"].person, unit=ground.units["squad"], role="unit_reviewer", from_on=timezone.now().date(),
        by=Actor.system(),
    )  # fmt: skip
    with pytest.raises(ValidationError, match="改派须写明理由"):
        approvals.reassign(approval, to=second.person, by=ground["officer"], reason="")
    with pytest.raises(Denied, match="只有提交人或该环节的审批人"):
        approvals.reassign(approval, to=second.person, by=ground["archivist"], reason="出差")
    approvals.reassign(approval, to=second.person, by=ground["unit_reviewer"], reason="出差")
    with pytest.raises(Denied, match="已指定由lisi办理"):
        approvals.approve(approval, by=ground["unit_reviewer"])
    assert not approvals.pending_for(ground["unit_reviewer"]).exists()
    approvals.approve(approval, by=Actor.of(second))


def test_a_step_is_not_reassigned_to_someone_who_could_not_take_it(approval: Approval, ground: Body) -> None:
    own = organisation.create_post(
        ground["officer"].person, unit=ground.units["squad"], role="unit_reviewer", from_on=timezone.now().date(),
        by=Actor.system(),
    )  # fmt: skip
    for person in (ground["archivist"].person, own.person):
        with pytest.raises(ValidationError, match="不能办理“承办机构审核”"):
            approvals.reassign(approval, to=person, by=ground["officer"], reason="出差")


def test_what_waits_is_shown_to_those_who_may_decide_now(approval: Approval, ground: Body) -> None:
    waiting = {name for name in ground.posts if approvals.pending_for(ground[name]).exists()}
    assert waiting == {"unit_reviewer"}
    assert [person.name for person in approvals.candidates(approval, now=timezone.now())] == ["unit_reviewer"]
    assert [todo.title for todo in composition.todos_for(ground["unit_reviewer"]) if todo.source == "审批"] == [
        "某公司未按规定处置案 · 立案审批表"
    ]
    approvals.approve(approval, by=ground["unit_reviewer"])
    assert {name for name in ground.posts if approvals.pending_for(ground[name]).exists()} == {"agency_head"}
    assert Notice.objects.filter(person=ground["agency_head"].person).count() == 1


def test_nobody_is_still_told_of_an_approval_that_was_given(approval: Approval, ground: Body) -> None:
    told = Notice.objects.filter(key__startswith=f"approval:{approval.pk}:", read_at=None)
    assert {notice.person for notice in told} == {ground["unit_reviewer"].person}
    approvals.approve(approval, by=ground["unit_reviewer"])
    assert {notice.person for notice in told.all()} == {ground["agency_head"].person}
    approvals.send_back(approval, by=ground["agency_head"], reason="当事人住所没有填写。")
    assert {notice.person for notice in told.all()} == {approval.submitted_by.person}


def test_another_agency_s_approver_neither_sees_nor_decides(approval: Approval, ground: Body) -> None:
    neighbour = body("辽河市自然资源局", region="210300", prefix="n-")
    assert not approvals.pending_for(neighbour["unit_reviewer"]).exists()
    with pytest.raises(Denied, match="管理范围"):
        approvals.approve(approval, by=neighbour["unit_reviewer"])


@pytest.mark.django_db(transaction=True)
def test_two_decisions_at_once_leave_one_and_refuse_the_other(approval: Approval, ground: Body) -> None:
    second = organisation.create_post(
        ground["lisi"].person, unit=ground.units["squad"], role="unit_reviewer", from_on=timezone.now().date(),
        by=Actor.system(),
    )  # fmt: skip
    deciders = [ground["unit_reviewer"], Actor.of(second)]

    def decide(number: int) -> None:
        approvals.approve(Approval.objects.get(pk=approval.pk), by=deciders[number])

    answers = at_once(2, decide)
    [refused] = [answer for answer in answers if answer is not None]
    assert isinstance(refused, (Stale, Denied))
    assert approval.dossier.entries.filter(kind="approval.step-passed").count() == 1
