"""What every page is made of: the menu, moments and days, clocks, stages, corrections, controls, permitted actions."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import reverse

from enforcement import composition, deadlines, journal, law
from enforcement.forms.fields import DayField, MomentField
from enforcement.models import Deadline, Dossier
from enforcement.roles import ROLES
from enforcement.templatetags import zhiji
from tests.enforcement.ground import MONDAY, Body
from tests.enforcement.test_pages_session import signed_in


def render(source: str, **context: object) -> str:
    request = RequestFactory().get("/")
    request.actor = context.get("actor")
    return Template("{% load zhiji %}" + source).render(Context({"request": request, **context}))


@pytest.mark.parametrize("role", ROLES)
def test_every_office_has_a_menu_whose_pages_open(ground: Body, role: str) -> None:
    client = signed_in(ground, role)
    page = client.get("/").content.decode()
    for item in composition.nav_for(ground[role]):
        address = reverse(item.url_name)
        assert f'href="{address}"' in page
        assert client.get(address, follow=True).status_code == 200, item.label
    assert page.count('aria-current="page"') == 2, "in the menu and among the tabs for phones"


def test_the_page_where_one_is_stands_out_in_the_menu(ground: Body) -> None:
    menu = signed_in(ground, "supervisor").get("/supervision/findings/").context["menu"]
    assert [item["label"] for item in menu["items"] if item["current"]] == ["问题清单"]


def test_moments_and_days_are_shown_in_shanghai() -> None:
    assert zhiji.moment(datetime(2026, 3, 1, 16, 30, tzinfo=UTC)) == "2026-03-02 00:30"
    assert zhiji.day(datetime(2026, 3, 1, 16, 30, tzinfo=UTC)) == "2026-03-02"
    assert zhiji.long_day(date(2026, 3, 2)) == "2026年3月2日"
    assert (zhiji.moment(None), zhiji.day(None), zhiji.long_day(None)) == ("", "", "")


def test_a_clock_that_ends_with_a_day_names_that_day_and_not_the_midnight_after() -> None:
    assert zhiji.until(datetime(2026, 11, 17, 16, 0, tzinfo=UTC)) == "2026-11-17"
    assert zhiji.until(datetime(2026, 11, 17, 6, 45, tzinfo=UTC)) == "2026-11-17 14:45"
    assert zhiji.until(None) == ""


def row(**changes: object) -> Deadline:
    due_on = changes.get("due_on", date(2026, 3, 2))
    return Deadline(
        **{
            "label": "归档", "article": "第二十五条", "effect": "duty", "due_on": due_on,
            "due_at": deadlines.end_of_day(law.Due(None, due_on, False, ())) if due_on else None,
            **changes,
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "state", "left"),
    [
        ({}, "due_today", "今天内"),
        ({"due_on": date(2026, 3, 1)}, "overdue", "已超 1 天"),
        ({"due_on": date(2026, 3, 9)}, "due_soon", "还剩 7 天"),
        ({"due_on": date(2026, 3, 10)}, "running", "还剩 8 天"),
        ({"due_at": MONDAY + timedelta(minutes=90), "has_hour": True}, "due_today", "还剩 1 小时"),
        ({"due_at": MONDAY - timedelta(minutes=20), "has_hour": True}, "overdue", "已超 20 分钟"),
        ({"due_at": MONDAY, "has_hour": True}, "due_today", "还剩 0 分钟"),
        ({"due_on": None, "waits_for": "起算的事实尚未记录"}, "waiting", ""),
        ({"due_on": date(2026, 3, 1), "effect": "wait"}, "reached", ""),
        ({"due_on": date(2026, 3, 1), "is_provisional": True}, "past_provisional", ""),
        ({"stopped_at": MONDAY}, "stopped", ""),
        ({"stopped_at": MONDAY, "is_late": True}, "stopped_late", ""),
    ],
)
def test_a_clock_shows_how_it_stands(changes: dict[str, object], state: str, left: str) -> None:
    face = zhiji.face(row(**changes), MONDAY)
    assert (face.state, face.left) == (state, left)
    assert face.state_label
    assert face.tone


def test_a_clock_of_the_law_shows_its_reckoning(dossier: Dossier, ground: Body) -> None:
    journal.record(dossier, "recording.finished", by=ground["officer"], at=MONDAY, act="a1")
    (clock,) = deadlines.clocks_of(dossier, now=MONDAY + timedelta(hours=9))
    shown = render("{% clock clock %}", clock=clock)
    assert "期限计算表" in shown
    assert clock.due is not None
    assert all(line in shown for line in clock.due.explanation)
    stored = zhiji.face(dossier.deadlines.get(), MONDAY)
    computed = zhiji.face(clock, MONDAY)
    assert (stored.state, stored.due, stored.left) == (computed.state, computed.due, computed.left)


def test_a_provisional_clock_says_so() -> None:
    shown = render("{% clock clock %}", clock=row(is_provisional=True))
    assert "暂定" in shown


def test_the_stages_before_are_done_and_those_after_are_not() -> None:
    assert [step["state"] for step in zhiji.stage_steps("decision")] == ["done", "done", "now", "next", "next"]
    assert {step["state"] for step in zhiji.stage_steps("archived")} == {"done"}


def test_a_corrected_value_stays_readable(dossier: Dossier, ground: Body) -> None:
    entry = journal.record(
        dossier, "recording.finished", by=ground["officer"], at=MONDAY - timedelta(days=3), act="a1", recorded=True
    )
    journal.correct(entry, by=ground["lisi"], reason="笔误", at=MONDAY - timedelta(days=2), recorded=False)
    shown = render('{% include "ui/timeline.html" with lines=lines only %}', lines=journal.timeline(dossier))
    assert "<del>2026-02-27 09:00</del> → <ins>2026-02-28 09:00</ins>" in shown
    assert "已音像记录：<del>是</del> → <ins>否</ins>" in shown
    assert "补录" in shown
    assert "lisi" in shown


def test_a_timeline_names_what_it_speaks_of(dossier: Dossier, ground: Body) -> None:
    by = ground["officer"]
    journal.record(
        dossier,
        "act.opened",
        by=by,
        at=MONDAY,
        act=1,
        act_kind="site-inspection",
        officers=[{"name": "张三"}, {"name": "李四"}],
    )
    journal.record(dossier, "document.drafted", by=by, at=MONDAY, doc=1, document="initiation-approval")
    journal.record(dossier, "stage.changed", by=by, at=MONDAY, **{"from": "initiation", "to": "investigation"})
    journal.record(dossier, "case.ended", by=by, at=MONDAY, ending="not-initiated")
    shown = {line.entry.kind: zhiji.detail(line) for line in journal.timeline(dossier)}
    assert shown["act.opened"] == "现场检查（勘验）　张三、李四"
    assert shown["document.drafted"] == "立案审批表"
    assert shown["stage.changed"] == "调查取证"
    assert shown["case.ended"] == "不予立案"


def test_a_retracted_entry_stays_and_says_so(dossier: Dossier, ground: Body) -> None:
    entry = journal.record(dossier, "recording.finished", by=ground["officer"], at=MONDAY, act="a1")
    journal.retract(entry, by=ground["officer"], reason="没有录制")
    shown = render('{% include "ui/timeline.html" with lines=lines only %}', lines=journal.timeline(dossier))
    assert "已撤回" in shown


class Sample(forms.Form):
    name = forms.CharField(label="姓名", help_text="不是曾用名")
    kind = forms.ChoiceField(label="种类", choices=[("a", "甲"), ("b", "乙")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="同意")
    on = DayField(label="日期")
    at = MomentField(label="时间", required=False)


def test_a_refused_form_links_from_the_top_to_the_fields_and_keeps_what_was_typed() -> None:
    form = Sample({"name": "", "kind": "b", "on": "昨天", "at": "2026-03-02T09:00"})
    form.is_valid()
    shown = render('{% include "ui/form.html" %}', form=form)
    assert 'href="#id_name"' in shown
    assert 'id="id_name_error"' in shown
    assert 'aria-describedby="id_name_helptext id_name_error"' in shown
    assert "请填写日期，如 2026-02-13。" in shown
    assert 'value="2026-03-02T09:00"' in shown
    assert 'value="b"' in shown
    assert "checked" in shown
    assert shown.count('class="form-check-input"') == 3
    assert "（选填）" in shown


@pytest.mark.parametrize("typed", ["2026-02-13", "2026/2/13", "2026.02.13", "2026年2月13日"])
def test_a_day_is_read_in_the_usual_ways(typed: str) -> None:
    assert DayField().clean(typed) == date(2026, 2, 13)


def test_a_typed_moment_is_shanghai_time() -> None:
    moment = MomentField().clean("2026-02-13T18:00")
    assert moment == datetime(2026, 2, 13, 10, 0, tzinfo=UTC)


def test_what_may_not_be_done_is_shown_with_the_reason(ground: Body) -> None:
    source = '{% action "organisation.change" agency "/x/" "设立机构" %}'
    live = render(source, agency=ground.agency, actor=ground["system_admin"])
    assert 'href="/x/"' in live
    off = render(source, agency=ground.agency, actor=ground["officer"])
    assert "disabled" in off
    assert "只能由系统管理员办理" in off
    assert "/x/" not in off


def test_the_icons_that_are_named_are_there() -> None:
    sprite = (settings.BASE_DIR / "static" / "img" / "icons.svg").read_text()
    for name in {*zhiji.ICONS.values(), "page", "menu", "search", "person", "bell"}:
        assert f'id="{name}"' in sprite
