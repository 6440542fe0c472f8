"""The publication office's pages, the public's pages, and the API."""

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from disclosure import actions, queries
from disclosure.models import Publication
from enforcement.actions import organisation
from enforcement.actors import Actor
from tests.disclosure.conftest import Bureau
from tests.disclosure.test_actions import CONCLUSION, drafted, published
from tests.records import desk as records_desk
from tests.records.desk import ADDRESS, ID_NUMBER, PHONE

pytestmark = pytest.mark.django_db


def client_of(actor: Actor) -> Client:
    client = Client()
    assert actor.person is not None
    client.force_login(actor.person)
    return client


def test_the_public_reads_without_signing_in_and_without_a_cookie(bureau: Bureau) -> None:
    publication = published(bureau)
    for path in ("/public/", f"/public/{publication.code}/"):
        answer = Client().get(path)
        assert answer.status_code == 200
        assert not answer.cookies
        assert answer["Cache-Control"] == "public, max-age=60"
        assert "Cookie" not in answer.get("Vary", "")
        page = answer.content.decode()
        assert bureau.decision.number in page and "鞍山市自然资源局" in page and "周某" in page
        assert not any(secret in page for secret in (ID_NUMBER, PHONE, ADDRESS, "张三", bureau.desk.dossier.title))


def test_the_public_page_is_the_same_for_those_who_signed_in(bureau: Bureau) -> None:
    publication = published(bureau)
    path = f"/public/{publication.code}/"
    assert client_of(bureau.publisher).get(path).content == Client().get(path).content


def test_what_is_not_released_is_not_there(bureau: Bureau) -> None:
    publication = drafted(bureau)
    assert Client().get(f"/public/{publication.code}/").status_code == 404
    assert Client().get("/public/0123456789abcdef/").status_code == 404
    assert publication.number not in Client().get("/public/").content.decode()


@pytest.mark.obligation("AS-P-10-2")
def test_a_withdrawn_decision_says_so_and_why_and_no_more(bureau: Bureau) -> None:
    publication = published(bureau)
    actions.withdraw(publication, reason="原决定已被行政复议决定撤销。", by=bureau.publisher)
    page = Client().get(f"/public/{publication.code}/").content.decode()
    assert "已撤回" in page and "原决定已被行政复议决定撤销。" in page
    assert "采伐林木" not in page and "周某" not in page
    listed = Client().get("/public/").content.decode()
    assert "已撤回" in listed and "周某" not in listed


def test_the_public_searches_by_agency_and_number(bureau: Bureau) -> None:
    number = published(bureau).number
    for query, is_found in (
        ({"agency": "自然资源"}, True), ({"agency": "林业"}, False), ({"number": number[-6:]}, True),
        ({"number": "〔1999〕"}, False), ({"agency": "x" * 200}, True), ({"after": "broken"}, True),
    ):  # fmt: skip
        page = Client().get("/public/", query).content.decode()
        assert (f">{bureau.decision}</a>" in page) == is_found, query


def many(bureau: Bureau, count: int) -> None:
    now = timezone.now()
    for number in range(count):
        document = records_desk.draft(bureau.desk, "licence-decision")
        Publication.objects.create(
            dossier=bureau.desk.dossier, document=document, code=f"c{number}", agency_name="某局", party_name="周某",
            act_type="licence", title="行政许可决定书", number=f"〔2026〕{number}号", conclusion="罚款。",
            decided_on="2026-03-16", state="published", drafted_by=bureau.publisher.post, drafted_at=now,
            released_by=bureau.reviewer.post, published_at=now,
        )  # fmt: skip


def test_the_public_list_is_read_a_page_at_a_time_by_one_query(bureau: Bureau, django_assert_num_queries) -> None:
    many(bureau, 60)
    with django_assert_num_queries(1):
        page = Client().get("/public/")
    assert page.content.decode().count('scope="row"') == 50
    after = page.context["after"]
    assert Client().get("/public/", {"after": after}).content.decode().count('scope="row"') == 10


def test_the_office_works_by_the_clocks(bureau: Bureau, django_assert_max_num_queries) -> None:
    client = client_of(bureau.publisher)
    client.get("/publications/")
    with django_assert_max_num_queries(16):
        page = client.get("/publications/").content.decode()
    assert f'href="/documents/{bureau.decision.pk}/publish/"' in page and "已逾期" in page
    drafted(bureau)
    assert "待审核" in client.get("/publications/").content.decode()
    assert client_of(bureau.desk.archivist).get("/publications/").status_code == 200


def test_the_queries_of_the_office_s_page_do_not_grow_with_its_rows(bureau: Bureau, django_assert_num_queries) -> None:
    client = client_of(bureau.publisher)
    client.get("/publications/")
    with CaptureQueriesContext(connection) as few:
        client.get("/publications/")
    many(bureau, 20)
    with django_assert_num_queries(len(few)):
        client.get("/publications/")


def test_a_decision_goes_through_the_pages_into_public_and_back(bureau: Bureau) -> None:
    publisher, reviewer = client_of(bureau.publisher), client_of(bureau.reviewer)
    path = f"/documents/{bureau.decision.pk}/publish/"
    page = publisher.get(path).content.decode()
    assert "周某" in page and bureau.decision.number in page
    refused = publisher.post(path, {"conclusion": f"电话{PHONE}，罚款。"})
    assert refused.status_code == 400 and f"电话{PHONE}" in refused.content.decode()
    made = publisher.post(path, {"conclusion": CONCLUSION})
    where = made["Location"]
    publication = Publication.objects.get()
    assert where == f"/publications/{publication.pk}/"
    assert (
        "拟稿人" in publisher.get(where).content.decode() or "只能由公示审核人" in publisher.get(where).content.decode()
    )
    assert publisher.post(f"{where}release/").status_code == 403
    assert reviewer.post(f"{where}return/", {"reason": "补依据"}).status_code == 302
    assert "补依据" in publisher.get(where).content.decode()
    assert publisher.post(f"{where}revise/", {"conclusion": CONCLUSION}).status_code == 302
    assert reviewer.post(f"{where}release/").status_code == 302
    assert Client().get(f"/public/{publication.code}/").status_code == 200
    assert publisher.post(f"{where}revoke/", {"on": "2026-03-20", "reason": "复议撤销"}).status_code == 302
    assert "请撤回公开" in publisher.get(where).content.decode()
    assert publisher.post(f"{where}withdraw/", {"reason": ""}).status_code == 400
    assert publisher.post(f"{where}withdraw/", {"reason": "原决定已撤销。"}).status_code == 302
    assert "已撤回" in Client().get(f"/public/{publication.code}/").content.decode()
    assert client_of(bureau.desk.stranger).get(where).status_code == 404


def test_the_case_shows_whether_its_decision_is_public(bureau: Bureau) -> None:
    def panel(actor: Actor) -> str:
        context = queries.case_panel(bureau.desk.dossier, actor)
        return render_to_string("disclosure/case_panel.html", context) if context else ""

    assert "未公开" in panel(bureau.desk.zhang) and "拟定公示信息" not in panel(bureau.desk.zhang)
    assert "拟定公示信息" in panel(bureau.publisher)
    published(bureau)
    assert "已公开" in panel(bureau.desk.zhang)
    assert panel(records_desk.open_desk("hengyang-forestry", mark="衡").zhang) == ""


def test_the_api_does_the_same(bureau: Bureau) -> None:
    secrets = {
        actor.ref: organisation.issue_token(
            bureau.desk.agency, name="对接", scopes=["full"], days=30, by=Actor.system(), post=actor.post
        )[1]
        for actor in (bureau.publisher, bureau.reviewer)
    }

    def call(actor: Actor, path: str, body: dict, key: str):
        return Client().post(
            path, body, content_type="application/json",
            headers={"Authorization": f"Bearer {secrets[actor.ref]}", "Idempotency-Key": key},
        )  # fmt: skip

    def read(path: str):
        return Client().get(path, headers={"Authorization": f"Bearer {secrets[bureau.publisher.ref]}"})

    [task] = read("/api/publications/").json()["tasks"]
    assert (task["document"], task["due_on"], task["publication"]) == (bureau.decision.pk, "2026-03-25", None)
    path = f"/api/documents/{bureau.decision.pk}/publications/"
    assert call(bureau.reviewer, path, {"conclusion": CONCLUSION}, "draft-0000").status_code == 403
    assert call(bureau.publisher, path, {"conclusion": ID_NUMBER}, "draft-0001").status_code == 400
    made = call(bureau.publisher, path, {"conclusion": CONCLUSION}, "draft-0002")
    assert made.status_code == 201
    one = f"/api/publications/{made.json()['publication']}/"
    assert call(bureau.publisher, f"{one}release/", {}, "release-01").status_code == 403
    released = call(bureau.reviewer, f"{one}release/", {}, "release-02").json()
    assert released["state"] == "published" and Client().get(released["public_path"]).status_code == 200
    assert call(bureau.publisher, f"{one}revoke/", {"on": "soon", "reason": "x"}, "revoke-001").status_code == 400
    assert (
        call(bureau.publisher, f"{one}withdraw/", {"reason": "已撤销。"}, "withdraw-1").json()["state"] == "withdrawn"
    )
    assert read(one).json()["public_reason"] == "已撤销。"
