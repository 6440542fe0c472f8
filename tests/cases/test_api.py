"""The same actions for clients: tokens and their scopes, one-time keys, refusals with the words of the pages."""

import itertools
from typing import Any

import pytest
from django.test import Client

from cases.models import Act, Case
from enforcement.actions import organisation
from enforcement.models import Post
from tests.cast import ID_NUMBER, Cast, ago, disagreements, inspected, kinds, opened, with_party

CASES = "/api/v1/cases/"
keys = itertools.count()


class Caller:
    """A client that bears the token of a post."""

    def __init__(self, cast: Cast, post: Post, *scopes: str) -> None:
        _, secret = organisation.issue_token(
            post.agency, name="对接系统", scopes=scopes or ("cases",), days=30, post=post, by=cast.chen
        )
        self.client = Client(headers={"Authorization": f"Bearer {secret}"})

    def get(self, url: str) -> Any:
        return self.client.get(url)

    def post(self, url: str, body: Any = None, *, key: str = "") -> Any:
        return self.client.post(
            url, {} if body is None else body, content_type="application/json",
            headers={"Idempotency-Key": key or f"request-{next(keys)}"},
        )  # fmt: skip


@pytest.fixture
def caller(cast: Cast) -> Caller:
    """张三's client."""
    return Caller(cast, cast.post("zhang"))


OPENING = {
    "act_type": "penalty", "source": "ex_officio", "matter": "某公司擅自占用林地案",
    "opened_at": "2026-03-02T09:00:00+08:00",
}  # fmt: skip


def test_a_client_takes_a_case_through_its_first_steps(cast: Cast, caller: Caller) -> None:
    opened = caller.post(CASES, {**OPENING, "urgency": "emergency", "emergency_at": "2026-03-02T09:30:00+08:00"})
    assert opened.status_code == 201 and opened.json()["number"] == "鞍自然资案〔2026〕1号"
    url = f"{CASES}{opened.json()['code']}/"
    party = caller.post(f"{url}parties/", {"kind": "person", "name": "周某", "number": ID_NUMBER})
    assert party.status_code == 201 and party.json()["number"] == "210***********1233"
    assert caller.post(f"{url}advance/", {"expected": "initiation"}).json()["stage"] == "investigation"
    assert cast.person("li").pk
    known = {one["label"][:2]: one["person"] for one in caller.get(url).json()["possible_officers"]}
    officers = [known["张三"], known["李四"]]
    body = {"kind": "site-inspection", "started_at": "2026-03-02T10:00:00+08:00", "officers": officers}
    act = caller.post(f"{url}acts/", body).json()
    assert [officer["valid"] for officer in act["officers"]] == [True, True]
    one = f"{url}acts/{act['id']}/"
    assert caller.post(f"{one}credentials/", {"shown": True}).json()["credentials_shown"] is True
    assert caller.post(f"{one}rights/", {"method": "当场宣读"}).status_code == 200
    ended = caller.post(f"{one}end/", {"ended_at": "2026-03-02T11:00:00+08:00", "recorded": True})
    assert ended.json()["recorded"] is True
    corrected = caller.post(f"{one}correct/", {"ended_at": "2026-03-02T11:30:00+08:00", "reason": "填错"})
    assert corrected.json()["proposal"] is not None
    shown = caller.get(url).json()
    assert shown["next"]["id"] == "examine" and shown["next"]["gaps"][0]["article"]
    assert {clock["limit"] for clock in shown["clocks"]} >= {"emergency-approval", "footage-handover"}
    assert all(clock["explanation"] for clock in shown["clocks"] if clock["due_on"])
    assert ID_NUMBER not in str(shown) and disagreements() == []


def test_a_resent_request_is_carried_out_once(cast: Cast, caller: Caller) -> None:
    first, second = caller.post(CASES, OPENING, key="same-key-1"), caller.post(CASES, OPENING, key="same-key-1")
    assert first.json() == second.json() and Case.objects.count() == 1
    other = caller.post(CASES, {**OPENING, "matter": "另一案"}, key="same-key-1")
    assert other.status_code == 409 and Case.objects.count() == 1


def test_a_write_without_a_key_is_refused(cast: Cast, caller: Caller) -> None:
    answer = caller.client.post(CASES, OPENING, content_type="application/json")
    assert answer.status_code == 400 and "Idempotency-Key" in answer.json()["error"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({**OPENING, "act_type": "nonsense"}, "act_type"),
        ({**OPENING, "opened_at": "2026-03-03T09:00:00+08:00"}, ""),
        ({**OPENING, "urgency": "emergency"}, "emergency_at"),
        ({**OPENING, "inspection": "nothing"}, "inspection"),
        ({**OPENING, "handler": 12}, "handler"),
        ({"source": "ex_officio"}, "matter"),
        ([OPENING], ""),
    ],
)
def test_a_wrong_body_is_answered_with_its_fields(cast: Cast, caller: Caller, body: Any, field: str) -> None:
    answer = caller.post(CASES, body)
    assert answer.status_code == 400 and field in answer.json()["fields"]
    assert not Case.objects.exists()


def test_what_is_missing_is_listed_with_articles(cast: Cast, caller: Caller) -> None:
    case = opened(cast)
    answer = caller.post(f"{CASES}{case.code}/advance/")
    assert answer.status_code == 409
    assert {"initiation-form", "initiation-approved"} == {gap["rule"] for gap in answer.json()["gaps"]}
    assert all(gap["article"] and gap["mend"] for gap in answer.json()["gaps"])
    ending = caller.post(f"{CASES}{case.code}/end/", {"ending": "not-initiated", "on": "2026-03-02"})
    assert ending.status_code == 409 and caller.post(f"{CASES}{case.code}/conclude/").status_code == 403


def test_a_token_without_the_scope_may_not(cast: Cast) -> None:
    narrow = Caller(cast, cast.post("zhang"), "records")
    assert narrow.get(CASES).status_code == 403
    answer = narrow.post(CASES, OPENING)
    assert answer.status_code == 403 and "令牌" in answer.json()["error"]


def test_wrong_office_wrong_unit_and_no_token_are_told_apart(cast: Cast, caller: Caller) -> None:
    case = opened(cast)
    assert Caller(cast, cast.post("qian")).post(f"{CASES}{case.code}/advance/").status_code == 403
    assert Caller(cast, cast.post("stranger")).get(f"{CASES}{case.code}/").status_code == 404
    assert Client().get(CASES).status_code == 401
    assert caller.get(f"{CASES}nothing/").status_code == 404
    assert caller.post(f"{CASES}{case.code}/acts/999/end/", {"recorded": True}).status_code == 404
    assert caller.post(f"{CASES}{case.code}/obligations/999/fulfil/", {"on": "2026-03-02"}).status_code == 404


def test_a_lone_officer_is_refused_with_the_article(cast: Cast, caller: Caller) -> None:
    case = opened(cast)
    body = {"kind": "site-inspection", "officers": [cast.person("zhang").pk]}
    answer = caller.post(f"{CASES}{case.code}/acts/", body)
    assert answer.status_code == 400 and "第四十二条" in answer.json()["error"] and not Act.objects.exists()
    answer = caller.post(f"{CASES}{case.code}/acts/", {**body, "officers": [0]})
    assert answer.status_code == 400 and "没有编号为 0 的人员" in answer.json()["error"]


def test_waivers_and_deviations_go_the_same_way_as_on_the_page(cast: Cast, caller: Caller) -> None:
    case = opened(cast)
    sealing = inspected(cast, case, kind="sealing")
    inspection = inspected(cast, case)
    one = f"{CASES}{case.code}/acts/"
    assert caller.post(f"{one}{sealing.pk}/waive/", {"reason": "没有带执法记录仪"}).status_code == 403
    assert caller.post(f"{one}{inspection.pk}/waive/", {"reason": "涉及商业秘密，书面请求"}).status_code == 200
    answer = caller.post(f"{one}{sealing.pk}/deviate/", {"part": "recording", "reason": "执法记录仪现场损坏"})
    assert answer.status_code == 200 and answer.json()["proposal"]


def test_obligations_are_laid_and_fulfilled(cast: Cast, caller: Caller) -> None:
    case = opened(cast)
    laid = caller.post(f"{CASES}{case.code}/obligations/", {"text": "缴纳罚款", "due_on": "2026-03-20"})
    done = caller.post(f"{CASES}{case.code}/obligations/{laid.json()['id']}/fulfil/", {"on": "2026-03-02"})
    assert done.json()["fulfilled_on"] == "2026-03-02" and kinds(case)[-1] == "obligation.fulfilled"


def test_the_list_finds_what_the_page_finds(cast: Cast, caller: Caller, django_assert_max_num_queries: Any) -> None:
    case = opened(cast)
    with_party(cast, case)
    opened(cast, act_type="licence", opened_at=ago(hours=3))
    assert [row["code"] for row in caller.get(f"{CASES}?q=周某").json()["cases"]] == [case.code]
    assert len(caller.get(f"{CASES}?act_type=licence").json()["cases"]) == 1
    with django_assert_max_num_queries(8):
        assert len(caller.get(CASES).json()["cases"]) == 2
