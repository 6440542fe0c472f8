"""A case on its way through the pages, worked on by the people of one agency, each in a window of their own."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, expect

from tests.journeys.office import Answers, Seat, days_ago
from tests.stack import eventually

FACTS = "经查，当事人未经批准擅自占用林地三百平方米堆放砂石，有现场检查笔录和录像证实。"

HANDOVER = {"liaoning": "音像记录移交存储", "hengyang-forestry": "音像记录存储"}
PHONE = {"width": 390, "height": 844}


class Matter:
    """One case: `seat("zhang")` is 张三's window; `home` is the address of the case."""

    def __init__(self, seats: Callable[..., Seat], rule_set: str) -> None:
        self._seats = seats
        self.rule_set = rule_set
        self.home = ""
        self.title = ""
        self.number = ""

    def seat(self, name: str) -> Seat:
        return self._seats(name, self.rule_set)

    def at_home(self, name: str = "zhang") -> Seat:
        """The page of the case, in that person's window."""
        return self.seat(name).go(self.home)

    def clock(self) -> Locator:
        """The hand-over clock on the page of the case."""
        return self.at_home().page.locator("#clocks .clock").filter(has_text=HANDOVER[self.rule_set])

    def open(self, title: str, *, by: str = "zhang", **answers: Any) -> Seat:
        self.title = title
        zhang = self.seat(by).go("/cases/").press("登记案件")
        given = {
            "执法类别": "行政处罚",
            "案件来源": "依职权",
            "案由": title,
            "启动方式": "一般",
            "启动时间": days_ago(6),
        }
        zhang.fill(given | answers).press("登记").sees("案件已登记", title)
        self.home = zhang.page.url
        self.number = zhang.page.title().split(" ")[0]
        return zhang

    def draft(self, title: str, answers: Answers, *, about: str = "", by: str = "zhang") -> str:
        """Begin a document from the page of the case; the address of its page."""
        seat = self.at_home(by).press("起草文书")
        offered = seat.main.locator("li").filter(has=seat.page.get_by_role("link", name=title, exact=True))
        offered.filter(has_text=about).first.get_by_role("link").click()
        seat.fill(answers).press("保存草稿").sees("已保存")
        expect(seat.page.locator("h1")).to_have_text(title)
        return seat.page.url

    def submit(self, document: str, *, by: str = "zhang") -> None:
        self.seat(by).go(document).press("提交审批").sees("依次由以下人员审批").press("提交审批").sees("已提交审批")

    def decide(self, document: str, name: str, *, returned: str = "") -> Seat:
        """The next step of a pending approval, found among 我的待办."""
        seat = self.seat(name).go("/todos/")
        expect(seat.main.locator("li").filter(has_text=self.title)).not_to_have_count(0)
        waiting = seat.go(document).main.locator("li").filter(has_text="待审批")
        waiting.get_by_role("link", name=re.compile("提交$")).click()
        if returned:
            return seat.press("退回").fill({"理由": returned}).press("退回").sees("已退回")
        return seat.fill({"审批意见": "同意。"}).picture("approval").press("同意").sees("已同意")

    def approve(self, document: str) -> None:
        """Through the steps that the rule set asks for."""
        self.submit(document)
        for name in ("wang", "zhou") if self.rule_set == "liaoning" else ("zhou",):
            self.decide(document, name)

    def sign(self, document: str, *names: str) -> None:
        """Officers sign for themselves."""
        for name in names:
            seat = self.seat(name).go(document).press("签名")
            seat.fill({"本人确认以上文书内容属实，以本人账号签名。": True}).press("签名").sees("已签名")

    def sign_for(self, document: str, label: str, name: str) -> None:
        """An officer records that a party or a witness has signed."""
        seat = self.seat("zhang").go(document)
        seat.press("签名", within=seat.main.locator("li").filter(has_text=label))
        seat.fill({"签名人姓名": name}).press("签名").sees("已签名")

    def finish(self, document: str, *, signed: bool = False) -> Seat:
        """定稿, or 签发 with today's date; a form that became final with its approval stays as it is."""
        seat = self.seat("zhang").go(document)
        if signed:
            return seat.press("签发").press("签发").sees("已定稿")
        return seat.press("定稿").press("定稿").sees("已定稿")

    def advance(self, label: str) -> Seat:
        return self.at_home().press(label).press(label).sees("已进入下一阶段")


def inspect(matter: Matter) -> None:
    """现场检查 by two officers; its end is entered wrongly and put right by two people."""
    began, ended, wrong = days_ago(0.2), days_ago(0.15), days_ago(0.02)
    zhang = matter.at_home().press("登记执法活动").fill({"执法活动": "现场检查", "开始时间": began, "地点": "某林地"})
    zhang.fill({"参加的执法人员": ["张三"]}).press("登记").is_refused("不得少于2人", "《行政处罚法》第四十二条")
    zhang.fill({"参加的执法人员": ["李四"]}).press("登记").sees("执法活动已登记", "缺少音像记录")
    act = zhang.page.url
    zhang.press("登记", within=zhang.main.locator("li").filter(has_text="出示执法证件"))
    zhang.fill({"是否出示执法证件": "是"}).press("登记").sees("证件出示情况已登记")
    zhang.press("登记", within=zhang.main.locator("li").filter(has_text="告知权利"))
    zhang.fill({"告知的方式和内容": "当场宣读并送达权利告知书。"}).press("登记").sees("权利告知情况已登记")
    zhang.press("登记结束").fill({"结束时间": days_ago(-1), "是否进行了音像记录": "是"}).press("登记")
    zhang.is_refused("不能晚于")
    zhang.fill({"结束时间": wrong}).press("登记").sees("结束时间已登记")
    clock = matter.clock()
    before = clock.inner_text()
    zhang.go(act).press("更正").fill({"结束时间": ended, "更正原因": "把离开现场的时间误记为检查结束的时间。"})
    zhang.press("更正").sees("已提请承办机构负责人核准", "待核准")
    qian = matter.seat("qian").go("/todos/")
    qian.main.locator("li").filter(has_text=matter.title).get_by_role("link").first.click()
    qian.fill({"审批意见": "情况属实，同意更正。"}).press("同意").sees("已同意")
    zhang.go(act).sees("已核准", f"{wrong:%H:%M}", f"{ended:%H:%M}").picture("act-corrected")
    expect(matter.clock()).not_to_have_text(before)
    zhang.press("全部记录和更正理由").sees("已更正", f"{wrong:%Y-%m-%d %H:%M}", "误记为检查结束的时间")
    record = matter.draft(
        "现场检查笔录",
        {
            "检查对象": "某林地及堆放的砂石", "出示执法证件情况": "已出示", "权利告知情况": "当场宣读权利告知书。",
            "检查情况": FACTS, "检查结论": "现场堆放砂石，占用林地。",
        },
    )  # fmt: skip
    matter.sign(record, "zhang", "li")
    zhang.go(record).press("登记拒签").fill(
        {"拒绝签名的人": "周某", "拒签情况": "认为面积测量不准，拒绝签名。", "见证人姓名、单位": "村委会吴某"}
    ).press("登记").sees("已登记拒签")
    matter.finish(record)
    matter.at_home().press("进入审查决定").press("进入审查决定").is_refused("缺少音像记录")


def decide(matter: Matter, *, party: str, statement: Answers) -> str:
    """处理意见, 事先告知 with its service and statement, 法制审核, and the decision signed. The decision's address."""
    zhang = matter.seat("zhang")
    proposal = matter.draft(
        "案件处理意见书",
        {
            "事实认定": FACTS, "证据采信": {"1. 证据名称": "现场检查笔录", "1. 证明对象": "占用林地的事实"},
            "法律依据与适用理由": "《中华人民共和国森林法》第七十三条第一款。", "拟决定的内容": "责令限期恢复，罚款六万元。",
            "裁量的理由": "及时停止占用，从轻处罚。",
        },
    )  # fmt: skip
    matter.approve(proposal)
    zhang.go(proposal).sees("已定稿")
    notice = matter.draft(
        "行政处罚事先告知书",
        {
            "违法事实和证据": FACTS, "理由和依据": "《中华人民共和国森林法》第七十三条第一款。",
            "拟作出的行政处罚": "责令限期恢复，罚款六万元。", "陈述、申辩的途径和期限": "收到之日起五日内。",
            "是否告知听证权利": "是", "联系人和联系方式": "张三，本机关执法一队",
        },
    )  # fmt: skip
    matter.finish(notice, signed=True)
    serve(matter, "事先告知书", party)
    record = matter.draft(
        "陈述申辩笔录",
        {"记录时间": days_ago(0.01), "地点": "本机关", "执法人员": ["李四"], "权利告知内容": "告知陈述、申辩权利。"}
        | statement,
    )
    matter.sign(record, "zhang", "li")
    matter.sign_for(record, "当事人", party)
    matter.finish(record)
    decision = matter.draft(
        "行政处罚决定书",
        {
            "违法事实和证据": FACTS, "法律依据与适用理由": "《中华人民共和国森林法》第七十三条第一款。",
            "处罚决定": "责令限期恢复植被，罚款五万元。", "履行方式和期限": "收到之日起十五日内缴纳。",
            "救济途径和期限": "六十日内申请行政复议，六个月内提起行政诉讼。", "是否重大行政执法决定": "是",
        },
    )  # fmt: skip
    review(matter, decision)
    zhang.go(decision).press("修改").fill({"处罚决定": "责令限期恢复植被，罚款六万元。"}).press("保存草稿").sees(
        "已保存"
    )
    matter.approve(decision)
    zhang.go(decision).sees("还没有通过法制审核").go(f"{decision}finalise/").press("签发")
    zhang.is_refused("这一稿还没有通过法制审核", "《行政处罚法》第五十八条").picture("decision-refused")
    review(matter, decision)
    matter.finish(decision, signed=True)
    expect(zhang.main.locator(".page-lead")).to_contain_text(re.compile(r"罚〔\d{4}〕\d+号"))
    return decision


def review(matter: Matter, decision: str) -> None:
    """Of the draft as it stands now, by the legal office."""
    zhang = matter.at_home()
    panel = zhang.main.locator("section.card").filter(has=zhang.page.get_by_role("heading", name="法制审核"))
    panel.get_by_role("link", name=re.compile("提交法制审核|重新送审")).click()
    zhang.fill({"属于重大行政执法决定的情形": ["涉及重大公共利益"], "送审说明": "拟罚款数额较大。"})
    zhang.press("提交").sees("已提交法制审核")
    office = matter.seat("wangfa").go("/reviews/")
    office.main.get_by_role("link", name=matter.title).click()
    for choice in office.main.get_by_label("符合", exact=True).all():
        choice.check()
    office.picture("legal-review").fill({"审核意见": "同意"}).press("出具意见").sees("已出具法制审核意见")


def serve(matter: Matter, title: str, party: str) -> None:
    receipt = matter.draft(
        "送达回证", {"送达方式": "直接送达", "送达地点": "本机关", "收到时间": days_ago(0.005)}, about=title
    )
    matter.sign(receipt, "zhang")
    matter.sign_for(receipt, "受送达人", party)
    matter.finish(receipt)


def footage_of(matter: Matter, file: Path) -> None:
    """The file that was handed over last is looked at, played from the middle, and linked to the act."""
    sun = matter.seat("sun")
    sun.picture("hand-over").main.get_by_role("link", name=file.name).first.click()
    page = sun.page
    eventually(lambda: page.reload() and page.locator("#player").count(), within=60, every=0.5)
    sun.sees("SHA-256", "SM3", "日志")
    page.locator("#film").click()
    player = page.locator("#player")
    eventually(lambda: player.evaluate("film => film.currentTime > film.duration * 0.4"), within=30)
    sun.picture("footage")
    sun.press("关联执法活动").fill({"执法活动": matter.number}).press("关联").sees("已关联到执法活动")
    clock = matter.clock()
    expect(clock).to_contain_text("完成于")
    matter.seat("zhang").picture("case").go("/").sees("我的待办").picture("workbench")


def on_a_phone(matter: Matter, phone: Seat) -> None:
    """The pages that are looked at on the way, none wider than the screen."""
    for name, path in (("phone-case", matter.home), ("phone-workbench", "/"), ("phone-cases", "/cases/")):
        phone.go(path).picture(name)
        assert phone.page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"], path


def close(matter: Matter) -> None:
    """Compliance, the ending, 结案 and the volume."""
    record = matter.draft(
        "履行情况记录",
        {
            "义务": "缴纳罚款", "履行情况": "已经履行", "履行日期": days_ago(0).date(), "缴纳金额": "60000",
            "履行的证明": "缴款凭证，已核对。",
        },
        about="行政处罚决定书",
    )  # fmt: skip
    matter.sign(record, "zhang")
    matter.finish(record)
    zhang = matter.at_home()
    zhang.main.get_by_role("link", name="当事人履行完毕").click()
    expect(zhang.field("终结日期")).to_have_value(f"{days_ago(0):%Y-%m-%d}")
    zhang.press("终结").sees("归档期限开始计算", "归档之前还需要")
    report = matter.draft(
        "结案报告",
        {
            "案情和调查经过": FACTS, "处理结果": "罚款六万元，已缴纳。", "送达和履行情况": "直接送达，已履行完毕。",
            "执法行为终结日期": days_ago(0).date(), "承办人意见": "建议结案。",
        },
    )  # fmt: skip
    matter.approve(report)
    matter.at_home().press("结案").press("确认结案").sees("已结案")
    wu = matter.at_home("wu")
    archive = wu.main.get_by_role("link", name="归档", exact=True).get_attribute("href")
    eventually(lambda: _archived(wu.go(archive)), within=120, every=1)
    wu.sees("已归档，案卷封存", "卷内目录", "现场检查笔录", "行政处罚决定书").picture("volume")
    eventually(lambda: wu.page.reload() and wu.main.get_by_role("link", name="卷宗文件").count(), within=60, every=1)
    pdf = wu.page.request.get(wu.main.get_by_role("link", name="卷宗文件").get_attribute("href"))
    assert pdf.body().startswith(b"%PDF")
    wu.go(archive).sends("归档并封存", 409).is_refused("不能重复归档")
    zhang = matter.at_home()
    zhang.sees("归档封存").picture("case-archived")
    expect(zhang.main.get_by_role("link", name="登记执法活动")).to_have_count(0)


def _archived(wu: Seat) -> bool:
    """The prints of all documents are made by the worker; until then the archivist is told to wait."""
    wu.press("归档并封存")
    expect(wu.page.locator("#error-summary").or_(wu.main.get_by_role("heading", name="卷宗"))).to_be_visible()
    return wu.page.url.endswith("/volume/")


def publish(matter: Matter, stranger: Seat, decision: str, *, name: str) -> None:
    """Drafted by one, let out by another, read by a stranger, taken back with a public reason."""
    zheng = matter.seat("zheng").go(f"{decision}publish/")
    zheng.sees("公众看到的内容", name)
    zheng.fill({"决定内容摘要": "责令限期恢复植被，罚款六万元。联系电话13904120001。"}).press("提交公示审核")
    zheng.is_refused("公开内容含有")
    zheng.fill({"决定内容摘要": "责令限期恢复植被，罚款六万元。"}).press("提交公示审核").sees("已提交公示审核")
    page = zheng.page.url
    matter.seat("feng").go(page).press("审核并公开").press("公开").sees("已向社会公开")
    stranger.go("/public/").sees(name)
    stranger.main.locator("tr").filter(has_text=name).first.get_by_role("link").click()
    stranger.sees(name, "罚款六万元").does_not_see("13904120001", "张三").picture("public-decision")
    zheng.go(page).press("撤回公开").fill({"撤回理由": "决定已被依法变更。"}).press("撤回").sees("已撤回")
    stranger.page.reload()
    stranger.sees("已撤回", "决定已被依法变更").does_not_see("罚款六万元")
