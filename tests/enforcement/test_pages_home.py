"""The workbench, the todo list, the notices and the law page: one's own, and nobody else's."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from enforcement import composition, dossiers, journal, notices
from enforcement.models import Dossier, Notice
from tests.enforcement.ground import MONDAY, Body, body, case
from tests.enforcement.test_approvals import submitted
from tests.enforcement.test_pages_session import signed_in


def test_the_workbench_shows_what_waits_for_me(dossier: Dossier, ground: Body) -> None:
    approval = submitted(dossier, ground)
    page = signed_in(ground, "unit_reviewer").get("/").content.decode()
    assert f'href="/approvals/{approval.pk}/"' in page
    assert "待承办机构审核" in page, "the notice of it"
    assert "没有待办事项" in signed_in(ground, "agency_head").get("/").content.decode()


def test_the_workbench_shows_the_clocks_of_my_cases_only(dossier: Dossier, ground: Body) -> None:
    journal.record(dossier, "recording.finished", by=ground["officer"], at=MONDAY, act="a1")
    with time_machine.travel(MONDAY + timedelta(days=3)):
        page = signed_in(ground, "officer").get("/").content.decode()
        assert "音像记录移交存储" in page
        assert "已逾期" in page
        assert "没有正在计算的期限" in signed_in(ground, "lisi").get("/").content.decode()


def test_the_workbench_says_what_my_cases_lack_and_by_which_article(ground: Body) -> None:
    for _ in range(7):
        case(ground)
    page = signed_in(ground, "officer").get("/")
    assert len(page.context["gaps"]) == 5, "the newest"
    assert "还缺什么" in page.content.decode()
    assert "依据：" in page.content.decode()
    assert signed_in(ground, "lisi").get("/").context["gaps"] == []


def test_what_an_attached_dossier_brings_is_not_missing(dossier: Dossier, ground: Body) -> None:
    footage = case(ground, kind="media")
    dossiers.attach(footage, dossier, by=ground["officer"])
    journal.record(footage, "recording.finished", by=ground["officer"], at=MONDAY, act="a1")
    (found,) = journal.facts_of([dossier])
    assert found == (dossier, journal.facts(dossier))
    assert "recording.finished" in {fact.kind for fact in found[1]}


def test_the_workbench_costs_the_same_however_much_there_is(
    dossier: Dossier, ground: Body, django_assert_max_num_queries
) -> None:
    for number in range(12):
        submitted(dossier, ground, ref=str(number))
    client = signed_in(ground, "unit_reviewer")
    with django_assert_max_num_queries(12):
        page = client.get("/").content.decode()
    assert "查看全部 12 项待办" in page


def test_todos_come_by_kind(dossier: Dossier, ground: Body, monkeypatch: pytest.MonkeyPatch) -> None:
    submitted(dossier, ground)
    monkeypatch.setitem(composition._todos, "补正", lambda actor: [composition.Todo("补签笔录", "/x/", "补正")])
    client = signed_in(ground, "unit_reviewer")
    assert "补签笔录" in client.get("/todos/").content.decode()
    only = client.get("/todos/", {"source": "审批"}).content.decode()
    assert "立案审批表" in only
    assert "补签笔录" not in only


def test_a_notice_is_read_by_opening_it(dossier: Dossier, ground: Body) -> None:
    notices.tell([ground["officer"].person], key="k", text="案件逾期", now=timezone.now(), url="/todos/")
    notice = Notice.objects.get()
    client = signed_in(ground, "officer")
    assert "案件逾期" in client.get("/notices/").content.decode()
    assert client.post(f"/notices/{notice.pk}/").url == "/todos/"
    notice.refresh_from_db()
    assert notice.read_at is not None
    assert "没有未读通知" in client.get("/").content.decode()


def test_nobody_opens_the_notice_of_another(dossier: Dossier, ground: Body) -> None:
    notices.tell([ground["officer"].person], key="k", text="案件逾期", now=timezone.now())
    notice = Notice.objects.get()
    client = signed_in(ground, "lisi")
    assert "案件逾期" not in client.get("/notices/").content.decode()
    assert client.post(f"/notices/{notice.pk}/").status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_all_notices_can_be_read_at_once_and_long_lists_are_paged(ground: Body, django_assert_max_num_queries) -> None:
    for number in range(60):
        now = MONDAY + timedelta(minutes=number)
        notices.tell([ground["officer"].person], key=f"k{number}", text=f"通知第{number}条", now=now)
    client = signed_in(ground, "officer")
    with django_assert_max_num_queries(5):
        first = client.get("/notices/").content.decode()
    assert "通知第59条" in first
    assert "通知第9条" not in first
    cursor = client.get("/notices/").context["page"].after
    second = client.get("/notices/", {"after": cursor}).content.decode()
    assert "通知第9条" in second
    assert "通知第59条" not in second
    client.post("/notices/")
    assert not Notice.objects.filter(read_at=None).exists()


def test_a_broken_cursor_gives_the_first_page(ground: Body) -> None:
    notices.tell([ground["officer"].person], key="k", text="一条", now=MONDAY)
    for cursor in ("x", "[]", '["2026-13-01",1]', '[1,"a"]', "null", '{"a":1}'):
        assert "一条" in signed_in(ground, "officer").get("/notices/", {"after": cursor}).content.decode()


def test_the_law_page_quotes_the_rules_that_bind_my_agency(ground: Body) -> None:
    page = signed_in(ground, "officer").get("/law/").content.decode()
    assert "辽宁省行政执法全过程记录" in page
    assert "第二十五条" in page
    assert "承办机构审核 › 行政机关负责人批准" in page
    forestry = body("衡阳市林业局", region="430400", rule_set="hengyang-forestry", prefix="h-")
    assert "2个工作日" in signed_in(forestry, "officer").get("/law/").content.decode()
