"""Approvals over REST: the same steps, the same refusals, each write once."""

import pytest
from rest_framework.test import APIClient

from enforcement.actions import organisation
from enforcement.models import Approval, Dossier
from tests.enforcement.ground import Body
from tests.enforcement.test_approvals import submitted


@pytest.fixture
def approval(dossier: Dossier, ground: Body) -> Approval:
    return submitted(dossier, ground)


def bearer(ground: Body, name: str, *scopes: str) -> APIClient:
    _, secret = organisation.issue_token(
        ground.agency,
        name="对接",
        scopes=scopes or ["full"],
        days=1,
        by=ground["system_admin"],
        post=ground.posts[name],
    )
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}", HTTP_IDEMPOTENCY_KEY=f"key-of-{name}")
    return client


def test_each_step_is_given_by_its_bearer_and_a_resend_repeats_the_answer(approval: Approval, ground: Body) -> None:
    reviewer, head = bearer(ground, "unit_reviewer"), bearer(ground, "agency_head")
    address = f"/api/approvals/{approval.pk}/"
    assert [row["approval"] for row in reviewer.get("/api/approvals/").json()["approvals"]] == [approval.pk]
    assert head.get("/api/approvals/").json()["approvals"] == []
    for _ in range(2):
        answer = reviewer.post(f"{address}approve/", {"opinion": "情况属实"}, format="json")
        assert (answer.status_code, answer.json()["waits_for"]["role"]) == (200, "agency_head")
    assert head.post(f"{address}approve/", {}, format="json").json()["state"] == "granted"


def test_a_return_needs_a_reason(approval: Approval, ground: Body) -> None:
    reviewer = bearer(ground, "unit_reviewer")
    refused = reviewer.post(f"/api/approvals/{approval.pk}/return/", {"reason": " "}, format="json")
    assert refused.status_code == 400
    assert "退回须写明理由" in refused.json()["error"]
    answer = reviewer.post(f"/api/approvals/{approval.pk}/return/", {"reason": "补充面积"}, format="json")
    assert answer.json()["state"] == "returned"


@pytest.mark.parametrize(
    ("name", "verb", "status", "sentence"),
    [
        ("agency_head", "approve", 403, "您的岗位不是这一环节的审批人"),
        ("officer", "approve", 403, "您的岗位不是这一环节的审批人"),
        ("unit_reviewer", "withdraw", 403, "可以撤回"),
        ("unit_reviewer", "reassign", 400, "没有这名人员"),
        ("outsider", "approve", 404, "没有"),
    ],
)
def test_whoever_may_not_is_refused_with_the_words_of_the_page(
    approval: Approval, ground: Body, name: str, verb: str, status: int, sentence: str
) -> None:
    body = {"reason": "出差", "to": "somebody"}
    answer = bearer(ground, name).post(f"/api/approvals/{approval.pk}/{verb}/", body, format="json")
    assert answer.status_code == status
    assert sentence in str(answer.json())
    approval.refresh_from_db()
    assert approval.state == "pending"


def test_a_token_for_other_things_decides_nothing(approval: Approval, ground: Body) -> None:
    client = bearer(ground, "unit_reviewer", "footage.upload")
    answer = client.post(f"/api/approvals/{approval.pk}/approve/", {}, format="json")
    assert answer.status_code == 403
    assert "令牌没有这项操作的权限" in answer.json()["error"]
