"""The pages of cases, as each of the users meets them: allowed, refused, resent, stale, and at the price of few queries."""

import re
from typing import Any

import pytest
from django.test import Client

from cases import actions
from cases.models import Act, Case, Party
from enforcement import paging
from enforcement.actors import Actor
from enforcement.models import Approval, Entry
from tests.cast import ID_NUMBER, Cast, ago, disagreements, inspected, kinds, opened, with_party


@pytest.fixture
def browser(client: Client) -> Client:
    return client


def sign_in(browser: Client, actor: Actor) -> None:
    assert actor.person is not None
    browser.force_login(actor.person, backend="django.contrib.auth.backends.ModelBackend")


def token(page: Any) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', page.content.decode())
    assert found is not None, page.content.decode()[:500]
    return found[1]


def send(browser: Client, url: str, **typed: Any) -> Any:
    """The form at `url`, filled and sent as a browser would."""
    return browser.post(url, {**typed, "form_token": token(browser.get(url))})


OPENING = {
    "act_type": "penalty", "source": "ex_officio", "matter": "某公司擅自占用林地案", "opened_at": "2026-03-02T09:00",
    "urgency": "normal",
}  # fmt: skip


def test_an_officer_opens_a_case_on_the_page(browser: Client, cast: Cast) -> None:
    sign_in(browser, cast.zhang)
    answer = send(browser, "/cases/new/", **OPENING)
    case = Case.objects.get()
    assert answer.status_code == 302 and answer["Location"] == f"/cases/{case.code}/"
    page = browser.get(answer["Location"]).content.decode()
    assert "鞍自然资案〔2026〕1号" in page and "还没有定稿的《立案审批表》" in page and "第九条" in page


def test_a_refused_form_keeps_what_was_typed(browser: Client, cast: Cast) -> None:
    sign_in(browser, cast.zhang)
    answer = send(browser, "/cases/new/", **{**OPENING, "opened_at": "2026-03-03T09:00"})
    page = answer.content.decode()
    assert answer.status_code == 400 and "不能晚于现在" in page
    assert "某公司擅自占用林地案" in page and "2026-03-03T09:00" in page
    assert not Case.objects.exists()


def test_a_form_that_is_sent_twice_opens_one_case(browser: Client, cast: Cast) -> None:
    sign_in(browser, cast.zhang)
    typed = {**OPENING, "form_token": token(browser.get("/cases/new/"))}
    first, second = browser.post("/cases/new/", typed), browser.post("/cases/new/", typed)
    assert first["Location"] == second["Location"] and Case.objects.count() == 1


def test_who_may_not_open_a_case_is_told_who_may(browser: Client, cast: Cast) -> None:
    sign_in(browser, cast.qian)
    answer = browser.get("/cases/new/")
    assert answer.status_code == 403 and "只能由执法人员办理" in answer.content.decode()
    assert "只能由执法人员办理" in browser.get("/cases/").content.decode()


def test_another_unit_another_agency_and_a_stranger_do_not_find_the_case(browser: Client, cast: Cast) -> None:
    case = opened(cast)
    for actor in (cast.stranger, cast.hengyang.zhang, cast.sun):
        sign_in(browser, actor)
        assert browser.get(f"/cases/{case.code}/").status_code == 404
    browser.logout()
    assert browser.get(f"/cases/{case.code}/").status_code == 302


@pytest.mark.parametrize("who", ["zhang", "wang", "qian", "zhou", "wangfa", "zhao", "wu", "zheng"])
def test_everybody_concerned_reads_the_case_and_no_number_in_it(browser: Client, cast: Cast, who: str) -> None:
    case = opened(cast)
    party = with_party(cast, case)
    inspected(cast, case)
    sign_in(browser, getattr(cast, who))
    for url in (f"/cases/{case.code}/", f"/cases/{case.code}/timeline/", f"/cases/{case.code}/parties/{party.pk}/"):
        answer = browser.get(url)
        page = answer.content.decode()
        assert answer.status_code == 200
        assert ID_NUMBER not in page and "13904120001" not in page and "园林路" not in page


def test_the_whole_number_is_shown_once_asked_for_and_the_asking_recorded(browser: Client, cast: Cast) -> None:
    party = with_party(cast, opened(cast))
    url = f"/cases/{party.case.code}/parties/{party.pk}/"
    sign_in(browser, cast.zhang)
    assert "210***********1233" in browser.get(url).content.decode()
    answer = browser.post(url)
    assert ID_NUMBER in answer.content.decode() and answer["Cache-Control"] == "no-store"
    assert Entry.objects.filter(kind="party.viewed").count() == 1
    sign_in(browser, cast.zheng)
    assert browser.post(url).status_code == 403


def test_a_party_is_added_with_its_warnings_and_a_wrong_number_refused(browser: Client, cast: Cast) -> None:
    case = opened(cast)
    url = f"/cases/{case.code}/parties/new/"
    sign_in(browser, cast.zhang)
    typed = {"kind": "person", "role": "party", "name": "周某", "number": "210302198001011234", "phone": "13904120001"}
    refused = send(browser, url, **typed)
    assert refused.status_code == 400 and "校验码不符" in refused.content.decode()
    assert "13904120001" in refused.content.decode(), "what was typed stays in the form"
    answer = browser.post(url, {**typed, "number": "E12345678", "form_token": token(refused)}, follow=True)
    assert "系统不能校验" in answer.content.decode() and Party.objects.count() == 1


def test_an_act_is_entered_from_start_to_end(browser: Client, cast: Cast) -> None:
    case = opened(cast)
    sign_in(browser, cast.zhang)
    officers = [cast.person("zhang").pk, cast.person("li").pk]
    typed = {"kind": "site-inspection", "started_at": "2026-03-02T10:00", "place": "某林地", "officers": officers}
    answer = send(browser, f"/cases/{case.code}/acts/new/", **typed)
    act = Act.objects.get()
    url = f"/cases/{case.code}/acts/{act.pk}/"
    assert answer["Location"] == url
    assert "尚未登记结束时间" in browser.get(url).content.decode()
    send(browser, f"{url}credentials/", shown="yes")
    send(browser, f"{url}rights/", method="当场宣读")
    send(browser, f"{url}end/", ended_at="2026-03-02T11:00", recorded="yes")
    send(browser, f"{url}away/")
    send(browser, f"{url}returned/", returned_at="2026-03-02T13:00")
    page = browser.get(url).content.decode()
    assert "2026-03-02 13:00 返回单位" in page and "某林地" in page
    assert kinds(case)[-2:] == ["recording.made-away", "officer.returned"] and disagreements() == []


def test_a_lone_officer_is_refused_on_the_page_with_the_article(browser: Client, cast: Cast) -> None:
    case = opened(cast)
    sign_in(browser, cast.zhang)
    typed = {"kind": "site-inspection", "started_at": "2026-03-02T10:00", "officers": [cast.person("zhang").pk]}
    answer = send(browser, f"/cases/{case.code}/acts/new/", **typed)
    assert answer.status_code == 400 and "第四十二条" in answer.content.decode() and not Act.objects.exists()


def ended(cast: Cast) -> Act:
    act = inspected(cast, opened(cast))
    actions.end_act(act, ended_at=ago(hours=3), recorded=True, by=cast.zhang)
    return act


def test_the_correction_form_shows_what_stands_and_takes_only_what_differs(browser: Client, cast: Cast) -> None:
    act = ended(cast)
    url = f"/cases/{act.case.code}/acts/{act.pk}/"
    sign_in(browser, cast.zhang)
    form = browser.get(f"{url}correct/").content.decode()
    assert 'value="2026-03-02T11:00"' in form and 'value="2026-03-02T12:00"' in form
    typed = {"started_at": "2026-03-02T11:00", "ended_at": "2026-03-02T13:00", "recorded": "yes", "reason": "表针看错"}
    answer = browser.post(f"{url}correct/", {**typed, "form_token": "correction-1"}, follow=True)
    page = answer.content.decode()
    assert "核准后生效" in page and "2026-03-02 12:00" in page and "2026-03-02 13:00" in page
    assert list(act.proposals.get().after) == ["ended_at"]
    sign_in(browser, cast.qian)
    approval = Approval.objects.get()
    send(browser, f"/approvals/{approval.pk}/", opinion="同意")
    timeline = browser.get(f"/cases/{act.case.code}/timeline/").content.decode()
    assert "<del>2026-03-02 12:00</del>" in timeline and "表针看错" in timeline


def test_a_waiver_that_the_article_does_not_know_is_refused(browser: Client, cast: Cast) -> None:
    act = inspected(cast, opened(cast), kind="sealing")
    url = f"/cases/{act.case.code}/acts/{act.pk}/"
    sign_in(browser, cast.zhang)
    answer = send(browser, f"{url}waive/", reason="没有带执法记录仪")
    assert answer.status_code == 403 and "没有带执法记录仪" in answer.content.decode()
    assert "批准偏差" in answer.content.decode()
    answer = send(browser, f"{url}deviate/", part="recording", reason="执法记录仪现场损坏")
    assert answer.status_code == 302 and Approval.objects.get().subject == "deviation"


def test_a_step_that_lacks_something_answers_with_the_list(browser: Client, cast: Cast) -> None:
    case = opened(cast)
    sign_in(browser, cast.zhang)
    answer = send(browser, f"/cases/{case.code}/advance/", expected="initiation")
    page = answer.content.decode()
    assert answer.status_code == 409 and "立案审批表" in page and "第九条" in page and "填写《立案审批表》" in page


def test_a_stale_tab_is_told_and_moves_nothing(browser: Client, cast: Cast) -> None:
    case = opened(cast, urgency="emergency", emergency_at=ago(hours=5))
    sign_in(browser, cast.zhang)
    url = f"/cases/{case.code}/advance/"
    first, second = token(browser.get(url)), token(browser.get(url))
    assert browser.post(url, {"expected": "initiation", "form_token": first}).status_code == 302
    answer = browser.post(url, {"expected": "initiation", "form_token": second})
    assert answer.status_code == 409 and "已由他人变更" in answer.content.decode()
    assert Case.objects.get().stage == "investigation"


def test_an_ending_lists_what_it_lacks_and_keeps_the_day(browser: Client, cast: Cast) -> None:
    case = opened(cast, source="complaint")
    sign_in(browser, cast.zhang)
    answer = send(browser, f"/cases/{case.code}/end/", ending="not-initiated", on="2026-03-02")
    assert answer.status_code == 409 and "不予立案告知书" in answer.content.decode()
    assert 'value="2026-03-02"' in answer.content.decode()


def test_the_unit_head_changes_who_handles_the_case(browser: Client, cast: Cast) -> None:
    case = opened(cast)
    sign_in(browser, cast.qian)
    send(browser, f"/cases/{case.code}/officers/new/", person=cast.person("li").pk)
    helper = case.officers.get()
    send(browser, f"/cases/{case.code}/officers/{helper.pk}/remove/")
    send(browser, f"/cases/{case.code}/hand-over/", to=cast.person("li").pk)
    case.dossier.refresh_from_db()
    assert case.dossier.responsible == cast.person("li") and disagreements() == []


def test_obligations_are_entered_on_the_page(browser: Client, cast: Cast) -> None:
    case = opened(cast)
    sign_in(browser, cast.zhang)
    send(browser, f"/cases/{case.code}/obligations/new/", text="缴纳罚款五千元", due_on="2026-03-20")
    obligation = case.obligations.get()
    assert "缴纳罚款五千元" in browser.get(f"/cases/{case.code}/").content.decode()
    send(browser, f"/cases/{case.code}/obligations/{obligation.pk}/fulfil/", on="2026-03-02")
    obligation.refresh_from_db()
    assert str(obligation.fulfilled_on) == "2026-03-02"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=〔2026〕1号", True),
        ("q=周某", True),
        (f"q={ID_NUMBER}", False),
        ("q=林地", True),
        ("q=没有这样的", False),
        ("stage=initiation&act_type=penalty", True),
        ("stage=archived", False),
        ("act_type=licence", False),
        ("overdue=yes", False),
    ],
)
def test_the_list_finds_by_number_party_matter_and_filters(
    browser: Client, cast: Cast, query: str, found: bool
) -> None:
    with_party(cast, opened(cast))
    sign_in(browser, cast.zhao)
    assert ("某公司未经批准擅自占用林地案" in browser.get(f"/cases/?{query}").content.decode()) is found


def test_the_list_filters_by_unit_and_handler_and_marks_what_is_overdue(browser: Client, cast: Cast) -> None:
    opened(cast, urgency="emergency", opened_at=ago(hours=40), emergency_at=ago(hours=30))
    sign_in(browser, cast.qian)
    squad, other, zhang = cast.units["squad"].pk, cast.units["other"].pk, cast.person("zhang").pk
    page = browser.get(f"/cases/?overdue=yes&unit={squad}&handler={zhang}").content.decode()
    assert "已逾期" in page and "紧急启动补报" in page
    assert "没有符合条件的案件" in browser.get(f"/cases/?unit={other}").content.decode()


def test_the_list_pages_by_keyset_without_losing_a_case(browser: Client, cast: Cast) -> None:
    wanted = {opened(cast).pk for _ in range(5)}
    found = Case.objects.all()
    first = paging.keyset(found, "-pk", size=3)
    second = paging.keyset(found, "-pk", size=3, after=first.after)
    assert {case.pk for case in (*first.rows, *second.rows)} == wanted and second.after == ""


def test_the_list_costs_as_much_for_many_cases_as_for_few(
    browser: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    for _ in range(6):
        with_party(cast, opened(cast))
    sign_in(browser, cast.zhang)
    browser.get("/cases/")
    with django_assert_max_num_queries(12):
        browser.get("/cases/")


def test_a_case_page_costs_as_much_for_many_acts_as_for_few(
    browser: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    case = opened(cast)
    for hours in range(4):
        inspected(cast, case, started_at=ago(hours=5 - hours))
    sign_in(browser, cast.zhang)
    url = f"/cases/{case.code}/"
    browser.get(url)
    with django_assert_max_num_queries(45):
        browser.get(url)


@pytest.mark.parametrize(
    "path", ["parties/999/", "acts/999/", "acts/999/end/", "officers/999/remove/", "obligations/999/fulfil/"]
)
def test_what_does_not_exist_is_not_found(browser: Client, cast: Cast, path: str) -> None:
    case = opened(cast)
    sign_in(browser, cast.qian if "officers" in path else cast.zhang)
    url = f"/cases/{case.code}/{path}"
    if "officers" in path or "obligations" in path:
        assert browser.post(url, {"form_token": "nothing-there", "on": "2026-03-02"}).status_code == 404
    else:
        assert browser.get(url).status_code == 404


def test_what_the_handler_left_open_stands_among_the_todos(browser: Client, cast: Cast) -> None:
    case = opened(cast)
    act = inspected(cast, case)
    sign_in(browser, cast.zhang)
    assert f"/cases/{case.code}/acts/{act.pk}/" in browser.get("/todos/").content.decode()
    actions.end_act(act, ended_at=ago(hours=3), recorded=True, by=cast.zhang)
    assert f"/cases/{case.code}/acts/{act.pk}/" not in browser.get("/todos/").content.decode()
    actions.mark_away(act, by=cast.zhang)
    assert "登记返回单位的时间" in browser.get("/todos/").content.decode()
    sign_in(browser, cast.li)
    assert "登记返回单位的时间" not in browser.get("/todos/").content.decode()
