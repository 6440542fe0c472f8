"""What is not allowed is refused with a sentence that helps, and nothing that was typed is lost."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.casework import FACTS, Matter
from tests.journeys.office import Seat, days_ago
from tests.journeys.town import Town

Seats = Callable[..., Seat]


def test_wrong_people_are_refused_with_the_reason(town: Town, seats: Seats) -> None:
    matter = Matter(seats, "liaoning")
    matter.open("某公司违法采砂案")
    matter.seat("wu").go("/cases/new/", status=403).sees("只能由执法人员办理", "您当前的岗位是档案管理员")
    matter.seat("stranger").go(matter.home, status=404).sees("不在您可以查看的范围内")
    matter.seat("qian").go(f"{matter.home}acts/new/", status=403).sees("只能由执法人员办理")
    zhang = matter.at_home().press("登记执法活动")
    zhang.fill({"执法活动": "询问", "开始时间": days_ago(0.1), "地点": "本机关", "参加的执法人员": ["张三", "周新"]})
    zhang.sends("登记", 400).is_refused("周新", "没有有效的执法证件", "《行政处罚法》第四十二条")
    expect(zhang.field("地点")).to_have_value("本机关")
    zhang.fill({"开始时间": days_ago(-2)}).sends("登记", 400).is_refused("晚于")
    town.verify()


def test_nobody_approves_what_they_handle_themselves(town: Town, seats: Seats) -> None:
    matter = Matter(seats, "liaoning")
    dual = matter.open("某单位擅自改变林地用途案", by="dual")
    dual.press("登记当事人").fill({"类别": "自然人", "姓名或者名称": "周某"}).press("登记").sees("当事人已登记")
    form = matter.draft(
        "立案审批表", {"启动原因": "检查发现。", "基本案情": FACTS, "承办人意见": "建议立案。"}, by="dual"
    )
    matter.submit(form, by="dual")
    matter.decide(form, "wang")
    dual.page.locator("details.menu > summary").click()
    dual.page.get_by_role("button", name="行政机关负责人").click()
    dual.go(form).main.locator("li").filter(has_text="待审批").get_by_role("link").first.click()
    dual.sees("承办人不得审批自己承办的事项")
    expect(dual.main.get_by_role("button", name="同意")).to_have_count(0)
    town.verify()


def test_of_two_officers_on_one_form_the_later_one_loses_nothing(town: Town, seats: Seats) -> None:
    matter = Matter(seats, "liaoning")
    matter.open("某石场超范围采石案")
    qian = matter.at_home("qian").press("增加协办人").fill({"协办人": "李四"})
    qian.press("增加").sees("已增加协办人", "李四")
    form = matter.draft("立案审批表", {"启动原因": "检查发现。", "基本案情": FACTS})
    zhang = matter.seat("zhang").go(form).press("修改")
    matter.seat("li").go(form).press("修改").fill({"承办人意见": "李四的意见。"}).press("保存草稿").sees("已保存")
    zhang.fill({"承办人意见": "张三的意见。"}).sends("保存草稿", 409)
    zhang.is_refused("刚刚已由他人保存").sees("李四于", "李四的意见。").picture("two-officers")
    expect(zhang.field("承办人意见")).to_have_value("张三的意见。")
    zhang.press("保存草稿").sees("已保存", "张三的意见。").does_not_see("李四的意见。")
    town.verify()


def test_a_form_whose_answer_was_lost_is_carried_out_once(town: Town, seats: Seats) -> None:
    zhang = seats("zhang").go("/cases/new/")
    zhang.fill({"执法类别": "行政处罚", "案件来源": "依职权", "案由": "某单位重复提交案", "启动方式": "一般"})
    typed = zhang.page.evaluate("() => Object.fromEntries(new FormData(document.querySelector('main form')))")
    lost = zhang.page.request.post(zhang.page.url, form=typed, max_redirects=0)
    assert lost.status == 302
    zhang.sends("登记", 302).sees("案件已登记", "某单位重复提交案")
    assert zhang.page.url.endswith(lost.headers["location"])
    expect(zhang.go("/cases/?q=重复提交").main.locator("tbody tr")).to_have_count(1)
    town.verify()
