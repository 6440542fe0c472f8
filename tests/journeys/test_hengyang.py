"""A penalty case under 衡阳's rules from 启动 to 归档, through the pages."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.cast import ID_NUMBER
from tests.journeys.casework import FACTS, Matter, close, decide, footage_of, inspect, publish, serve
from tests.journeys.office import Seat
from tests.journeys.town import Town
from tests.journeys.uploads import FOOTAGE, hand_over, window_is_closed

PARTY = "周建国"


def test_a_penalty_case_goes_from_its_opening_to_the_archive(
    town: Town, seats: Callable[..., Seat], open_page: Callable[..., Page]
) -> None:
    matter = Matter(seats, "hengyang-forestry")
    zhang = matter.open("周某擅自占用林地案", 案件来源="投诉举报")
    zhang.press("登记当事人").fill(
        {"类别": "自然人", "姓名或者名称": PARTY, "证件号码或者统一社会信用代码": ID_NUMBER, "联系电话": "13904120001"}
    ).press("登记").sees("当事人已登记", PARTY).does_not_see(ID_NUMBER)
    form = matter.draft(
        "立案审批表", {"启动原因": "群众举报。", "基本案情": FACTS, "行政执法人员立案意见": "建议立案。"}
    )
    matter.approve(form)
    matter.finish(form)
    matter.advance("进入调查取证")
    inspect(matter)
    file = FOOTAGE / "flir_vfr_gps.mp4"
    hand_over(
        town.product, matter.seat("sun"), file, device="JLY-01", break_off=window_is_closed(file, device="JLY-01")
    )
    footage_of(matter, file)
    matter.advance("进入审查决定")
    decision = decide(
        matter, party=PARTY, statement={"当事人的表示": "放弃陈述、申辩", "放弃的证据": "当事人签署的声明。"}
    )
    matter.advance("进入送达执行")
    serve(matter, "行政处罚决定书", PARTY)
    close(matter)
    publish(matter, Seat(open_page()), decision, name="周某某")
    town.verify()
