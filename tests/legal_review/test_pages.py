"""The pages and the API of legal review."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from enforcement.actions import organisation
from enforcement.actors import Actor
from enforcement.models import Deadline
from legal_review import actions, queries
from legal_review.models import Review
from legal_review.subjects import POINTS
from tests.legal_review.conftest import Office, major
from tests.legal_review.test_actions import ALL, agreed, change, submitted

pytestmark = pytest.mark.django_db
MEETS = {f"point_{code}": "yes" for code in POINTS}


def client_of(actor: Actor) -> Client:
    client = Client()
    assert actor.person is not None
    client.force_login(actor.person)
    return client


def token_of(page: str) -> str:
    return page.split('name="form_token" value="')[1].split('"')[0]


def test_the_legal_office_sees_eleven_drafts_by_when_they_are_due(
    office: Office, django_assert_max_num_queries
) -> None:
    reviews = [submitted(office)]
    for _ in range(10):
        reviews.append(actions.submit(major(office.desk), reasons=["complex"], by=office.desk.zhang))
    client = client_of(office.wangfa)
    client.get("/reviews/")
    with django_assert_max_num_queries(14):
        page = client.get("/reviews/").content.decode()
    places = [page.index(f'href="/reviews/{review.pk}/"') for review in reviews]
    assert places == sorted(places)
    assert page.count("未规定") == 11


def test_what_is_due_first_comes_first_where_the_rules_set_a_limit(office: Office) -> None:
    review = submitted(office)
    now = timezone.now()
    for limit, days in (("legal-review", 5), ("publish", 1)):
        Deadline.objects.create(
            dossier=review.dossier, limit=limit, label=limit, effect="duty", opened_by=limit, started_at=now,
            due_at=now + timedelta(days=days),
        )  # fmt: skip
    [found] = queries.waiting(office.wangfa)
    assert found.due_at == now + timedelta(days=5)


def test_the_review_page_asks_the_seven_points_and_takes_the_opinion(office: Office) -> None:
    review = submitted(office)
    client = client_of(office.wangfa)
    page = client.get(f"/reviews/{review.pk}/").content.decode()
    assert all(label in page for label in POINTS.values())
    assert "拟罚款五万元" in page and "经过听证程序" in page
    answer = client.post(
        f"/reviews/{review.pk}/", {**MEETS, "outcome": "agree", "opinion": "同意。", "form_token": token_of(page)}
    )
    assert (answer.status_code, answer["Location"]) == (302, f"/reviews/{review.pk}/")
    page = client.get(f"/reviews/{review.pk}/").content.decode()
    assert "审核通过" in page and "出具意见" not in page


def test_a_refused_opinion_keeps_what_was_typed(office: Office) -> None:
    review = submitted(office)
    client = client_of(office.wangfa)
    answer = client.post(
        f"/reviews/{review.pk}/", {**MEETS, "point_facts": "no", "outcome": "agree", "opinion": "证据不足"}
    )
    page = answer.content.decode()
    assert answer.status_code == 400 and "不能同意" in page and "证据不足" in page
    answer = client.post(f"/reviews/{review.pk}/", {"outcome": "agree"})
    assert answer.status_code == 400 and answer.content.decode().count("请选择是否符合。") >= 7
    review.refresh_from_db()
    assert review.state == "pending"


def test_who_may_not_review_reads_why(office: Office) -> None:
    review = submitted(office)
    client = client_of(office.supervisor)
    page = client.get(f"/reviews/{review.pk}/").content.decode()
    assert "只能由法制审核人员办理" in page and "form_token" not in page
    assert client.post(f"/reviews/{review.pk}/", {**MEETS, "outcome": "agree"}).status_code == 403
    assert client_of(office.desk.publisher).get(f"/reviews/{review.pk}/").status_code == 403
    assert client_of(office.desk.stranger).get(f"/reviews/{review.pk}/").status_code == 404
    assert Client().get(f"/reviews/{review.pk}/")["Location"].startswith("/login/")


def test_a_changed_draft_is_refused_with_409_and_says_what_to_do(office: Office) -> None:
    review = submitted(office)
    change(office.decision, office.desk)
    answer = client_of(office.wangfa).post(f"/reviews/{review.pk}/", {**MEETS, "outcome": "agree", "opinion": "同意"})
    assert answer.status_code == 409 and "重新提交法制审核" in answer.content.decode()


def test_the_draft_is_returned_on_a_page_of_its_own(office: Office) -> None:
    review = submitted(office)
    client = client_of(office.wangfa)
    assert client.post(f"/reviews/{review.pk}/return/", {"reason": ""}).status_code == 400
    assert client.post(f"/reviews/{review.pk}/return/", {"reason": "缺听证笔录"}).status_code == 302
    page = client.get("/reviews/?show=decided").content.decode()
    assert "退回补正" in page


def test_the_handler_submits_from_the_case_page(office: Office) -> None:
    client = client_of(office.desk.zhang)
    path = f"/documents/{office.decision.pk}/review/"
    page = client.get(path).content.decode()
    assert "送审稿" in page
    assert client.post(path, {"note": "请审核"}).status_code == 400
    answer = client.post(path, {"reasons": ["hearing"], "note": "请审核", "form_token": token_of(page)})
    assert answer["Location"] == f"/reviews/{Review.objects.get().pk}/"
    again = client.post(path, {"reasons": ["hearing"], "note": "请审核", "form_token": token_of(page)})
    assert again["Location"] == answer["Location"] and Review.objects.count() == 1
    other = client.post(path, {"reasons": ["complex"], "note": "改过的话", "form_token": token_of(page)})
    assert other.status_code == 409 and "改过的话" in other.content.decode()
    assert client_of(office.desk.li).get(path).status_code == 403


def test_the_case_shows_how_its_major_decision_stands(office: Office) -> None:
    def panel(actor: Actor) -> str:
        context = queries.case_panel(office.desk.dossier, actor)
        return render_to_string("legal_review/case_panel.html", context) if context else ""

    assert "未送审" in panel(office.supervisor) and "提交法制审核</a>" not in panel(office.supervisor)
    assert "提交法制审核</a>" in panel(office.desk.zhang)
    agreed(office)
    assert "审核通过" in panel(office.desk.zhang) and "重新送审" not in panel(office.desk.zhang)
    assert panel(office.desk.publisher) == ""


def secret(office: Office, actor: Actor) -> str:
    return organisation.issue_token(
        office.desk.agency, name="对接", scopes=["full"], days=30, by=Actor.system(), post=actor.post
    )[1]


def test_the_api_does_the_same(office: Office) -> None:
    def call(actor: Actor, path: str, body: dict, key: str):
        return Client().post(
            path, body, content_type="application/json",
            headers={"Authorization": f"Bearer {secret(office, actor)}", "Idempotency-Key": key},
        )  # fmt: skip

    path = f"/api/documents/{office.decision.pk}/reviews/"
    assert call(office.desk.li, path, {"reasons": ["hearing"]}, "submit-00").status_code == 403
    assert call(office.desk.zhang, path, {"reasons": []}, "submit-01").status_code == 400
    made = call(office.desk.zhang, path, {"reasons": ["hearing"]}, "submit-02")
    assert (made.status_code, made.json()["state"]) == (201, "pending")
    review = f"/api/reviews/{made.json()['review']}/"
    listed = Client().get("/api/reviews/", headers={"Authorization": f"Bearer {secret(office, office.wangfa)}"})
    assert [row["review"] for row in listed.json()["reviews"]] == [made.json()["review"]]
    assert call(office.wangfa, f"{review}agree/", {"points": {"facts": True}}, "agree-0001").status_code == 400
    assert call(office.wangfa, f"{review}return/", {"reason": ["x"]}, "return-001").status_code == 400
    passed = call(office.wangfa, f"{review}agree/", {"points": ALL, "opinion": "同意"}, "agree-0002")
    assert (passed.status_code, passed.json()["state"]) == (200, "passed")
    late = call(
        office.second, f"{review}disagree/", {"points": ALL, "outcome": "correct", "opinion": "x"}, "late-00001"
    )
    assert late.status_code == 403
    shown = Client().get(review, headers={"Authorization": f"Bearer {secret(office, office.wangfa)}"})
    assert shown.json()["texts"]["opinion"] == "同意"
