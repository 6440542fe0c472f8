"""A penalty case under 辽宁's rules from 启动 to 归档, through the pages."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.cast import CREDIT_CODE, PASSWORD
from tests.journeys.casework import (
    FACTS,
    PHONE,
    Matter,
    close,
    decide,
    footage_of,
    inspect,
    on_a_phone,
    publish,
    serve,
)
from tests.journeys.office import Seat
from tests.journeys.town import Town
from tests.journeys.uploads import FOOTAGE, hand_over, server_dies

PARTY = "鞍山某石材有限公司"


def test_a_penalty_case_goes_from_its_opening_to_the_archive(
    town: Town, seats: Callable[..., Seat], open_page: Callable[..., Page]
) -> None:
    matter = Matter(seats, "liaoning")
    zhang = matter.open("某石材公司擅自占用林地案")
    zhang.press("登记当事人").fill(
        {
            "类别": "法人或者其他组织", "姓名或者名称": PARTY, "法定代表人（负责人）": "周某",
            "证件号码或者统一社会信用代码": CREDIT_CODE[:-1] + "X", "联系电话": "13904120001",
        }
    ).press("登记")  # fmt: skip
    zhang.is_refused("统一社会信用代码")
    zhang.fill({"证件号码或者统一社会信用代码": CREDIT_CODE}).press("登记").sees("当事人已登记", PARTY)
    zhang.does_not_see(CREDIT_CODE, "13904120001")
    zhang.press("进入调查取证").press("进入调查取证").is_refused("还没有定稿的《立案审批表》", "第九条")
    form = matter.draft("立案审批表", {"启动原因": "卫星图斑核查发现。", "基本案情": FACTS, "承办人意见": "建议立案。"})
    matter.submit(form)
    matter.decide(form, "wang", returned="请写明占用林地的面积和林种。")
    zhang.go(form).sees("请写明占用林地的面积和林种").press("修改").fill({"基本案情": FACTS + "林种为防护林。"}).press(
        "保存草稿"
    ).sees("已保存")
    matter.approve(form)
    matter.finish(form)
    matter.advance("进入调查取证")

    inspect(matter)
    file = FOOTAGE / "android_3gp_brand_rotated_gps00.mp4"
    hand_over(town.product, matter.seat("sun"), file, device="JLY-01", break_off=server_dies(town.product))
    footage_of(matter, file)
    matter.advance("进入审查决定")

    statement = {
        "当事人的表示": "进行陈述、申辩", "陈述、申辩的内容": "请求从轻处罚。", "是否采纳": "部分采纳",
        "复核情况和理由": "经复核，当事人及时停止占用，予以采纳。",
    }  # fmt: skip
    decision = decide(matter, party=PARTY, statement=statement)
    matter.advance("进入送达执行")
    serve(matter, "行政处罚决定书", PARTY)
    on_a_phone(matter, Seat(open_page(viewport=PHONE)).sign_in("zhang", PASSWORD))
    close(matter)
    publish(matter, Seat(open_page()), decision, name=PARTY)
    matter.seat("zhang").go(f"/cases/?q={PARTY}").sees(matter.title).picture("cases")
    town.verify()
