"""The page of an approval: who sees it, who decides on it, and what is kept when it is refused."""

import pytest

from enforcement import approvals
from enforcement.models import Approval, Dossier
from tests.enforcement.ground import Body, body
from tests.enforcement.test_approvals import submitted
from tests.enforcement.test_pages_session import signed_in


@pytest.fixture
def approval(dossier: Dossier, ground: Body) -> Approval:
    return submitted(dossier, ground)


def page_of(approval: Approval, part: str = "") -> str:
    return f"/approvals/{approval.pk}/{part}"


def test_the_page_says_what_is_approved_by_whom_and_by_which_article(approval: Approval, ground: Body) -> None:
    page = signed_in(ground, "unit_reviewer").get(page_of(approval)).content.decode()
    for words in ("立案审批表", "某公司未按规定处置案", "第九条第一款", "a" * 64, "承办机构审核", "行政机关负责人批准"):
        assert words in page
    assert 'href="/documents/7/"' in page


@pytest.mark.obligation("LN-9-1")
def test_each_step_agrees_in_turn(approval: Approval, ground: Body) -> None:
    answer = signed_in(ground, "unit_reviewer").post(page_of(approval), {"opinion": "情况属实"})
    assert answer.url == "/todos/"
    page = signed_in(ground, "agency_head").get(page_of(approval)).content.decode()
    assert "情况属实" in page
    signed_in(ground, "agency_head").post(page_of(approval), {"opinion": "同意立案"})
    approval.refresh_from_db()
    assert approval.state == "granted"
    page = signed_in(ground, "officer").get(page_of(approval)).content.decode()
    assert "已批准" in page
    assert "审批意见" not in page, "nothing is left to decide"


@pytest.mark.parametrize("name", ["officer", "lisi", "agency_head"])
def test_whose_turn_it_is_not_reads_the_reason_instead_of_a_form(approval: Approval, ground: Body, name: str) -> None:
    client = signed_in(ground, name)
    page = client.get(page_of(approval)).content.decode()
    assert "您的岗位不是这一环节的审批人" in page
    assert "审批意见" not in page
    answer = client.post(page_of(approval), {"opinion": "同意"})
    assert answer.status_code == 403
    assert "您的岗位不是这一环节的审批人" in answer.content.decode()
    approval.refresh_from_db()
    assert approvals.current_step(approval).order == 1


def test_somebody_of_another_unit_does_not_find_it(approval: Approval, ground: Body) -> None:
    assert signed_in(ground, "outsider").get(page_of(approval)).status_code == 404
    other = body("衡阳市林业局", region="430400", rule_set="hengyang-forestry", prefix="h-")
    assert signed_in(other, "agency_head").get(page_of(approval)).status_code == 404
    assert signed_in(other, "agency_head").post(page_of(approval), {"opinion": "同意"}).status_code == 404


def test_a_return_without_a_reason_is_refused_and_one_with_it_is_kept(approval: Approval, ground: Body) -> None:
    client = signed_in(ground, "unit_reviewer")
    answer = client.post(page_of(approval, "return/"), {"reason": " "})
    assert answer.status_code == 400
    assert "理由" in answer.content.decode()
    client.post(page_of(approval, "return/"), {"reason": "当事人信息不全"})
    approval.refresh_from_db()
    assert approval.state == "returned"


def test_after_a_return_the_next_request_shows_the_earlier_one(
    approval: Approval, dossier: Dossier, ground: Body
) -> None:
    approvals.send_back(approval, by=ground["unit_reviewer"], reason="当事人信息不全")
    again = submitted(dossier, ground)
    page = signed_in(ground, "unit_reviewer").get(page_of(again)).content.decode()
    assert "历次报批" in page
    assert "当事人信息不全" in page


def test_only_the_submitter_withdraws(approval: Approval, ground: Body) -> None:
    answer = signed_in(ground, "lisi").post(page_of(approval, "withdraw/"), {"reason": "我来撤"})
    assert answer.status_code == 403
    assert "只有提交人officer可以撤回" in answer.content.decode()
    assert "我来撤" in answer.content.decode(), "what was typed stays"
    assert signed_in(ground, "officer").post(page_of(approval, "withdraw/")).url == "/documents/7/"
    approval.refresh_from_db()
    assert approval.state == "withdrawn"


def test_the_waiting_step_can_be_given_to_somebody_who_may_take_it(approval: Approval, ground: Body) -> None:
    client = signed_in(ground, "officer")
    reviewer, stranger = ground["unit_reviewer"].person, ground["lisi"].person
    refused = client.post(page_of(approval, "reassign/"), {"to": stranger.pk, "reason": "出差"})
    assert refused.status_code == 400
    client.post(page_of(approval, "reassign/"), {"to": reviewer.pk, "reason": "出差"})
    assert approval.steps.get(order=1).assignee == reviewer


def test_a_form_sent_twice_decides_once(approval: Approval, ground: Body) -> None:
    client = signed_in(ground, "unit_reviewer")
    sent = {"opinion": "同意", "form_token": "t" * 20}
    assert client.post(page_of(approval), sent).url == "/todos/"
    assert client.post(page_of(approval), sent).url == "/todos/", "the same answer again"
    assert approval.dossier.entries.filter(kind="approval.step-passed").count() == 1


def test_a_second_window_is_told_that_it_was_decided_already(approval: Approval, ground: Body) -> None:
    client = signed_in(ground, "unit_reviewer")
    client.post(page_of(approval), {"opinion": "同意", "form_token": "a" * 20})
    approvals.approve(approval, by=ground["agency_head"])
    answer = client.post(page_of(approval), {"opinion": "同意", "form_token": "b" * 20})
    assert answer.status_code == 409
    assert "已经办结或撤回" in answer.content.decode()
