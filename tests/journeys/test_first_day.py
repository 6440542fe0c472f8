"""An empty installation becomes an agency that can work, by its pages alone."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.office import Seat, days_ago
from tests.stack import Product

FIRST = "chu-shi-mi-ma-3"
OWN = "zi-ji-de-mi-ma-5"


def test_the_first_administrator_sets_up_an_agency_by_hand(product: Product, open_page: Callable[..., Page]) -> None:
    since = days_ago(30).date()
    root = Seat(open_page()).sign_in(*product.admin).go("/organisation/")
    root.press("设立机关").fill(
        {
            "机关名称": "辽河口自然保护区管理局", "机关代字": "辽河口", "行政区划代码": "211100",
            "适用规定": "辽宁省行政执法全过程记录实施办法", "适用规定自": since,
        }
    ).press("设立")  # fmt: skip
    root.sees("机关已设立").press("设立机构").fill({"机构名称": "执法大队"}).press("设立").sees("执法大队")
    agency = root.page.url
    for username, name, role in (
        ("lhk-guan", "管一", "系统管理员"),
        ("lhk-zhang", "章三", "执法人员"),
        ("lhk-she", "佘备", "设备管理员"),
    ):
        root.go(f"{agency}people/new/").fill(
            {"账号": username, "姓名": name, "初始密码": FIRST, "机构": "执法大队", "岗位": role, "任职自": since}
        ).press("新增")
        root.sees(name, "尚未修改初始密码")
    admin = _first_sign_in(Seat(open_page()), "lhk-guan")
    admin.go("/organisation/").press("人员与岗位").press("章三").press("登记证件").fill(
        {"证件号码": "辽110001", "有效期自": since, "有效期至": days_ago(-400).date()}
    ).press("登记").sees("辽110001")
    keeper = _first_sign_in(Seat(open_page()), "lhk-she")
    keeper.go("/devices/").press("登记设备").fill(
        {"设备编号": "LHK-1", "品牌": "警翼", "型号": "V8", "所属机构": "执法大队", "保管人": "佘备"}
    ).press("登记").sees("设备 LHK-1")
    keeper.press("领用").fill({"领用人": "章三"}).press("发放").sees("使用中")
    keeper.press("签发令牌").fill({"用途": "三楼采集站"}).press("签发")
    expect(keeper.page.locator("code.secret")).to_contain_text("zj_")
    officer = _first_sign_in(Seat(open_page()), "lhk-zhang")
    officer.go("/").sees("章三，您好", "没有待办事项")
    assert product.manage("verify", "--bytes").stdout.startswith("一致")


def _first_sign_in(seat: Seat, username: str) -> Seat:
    """With the password that was handed over: nothing else opens until it is changed."""
    seat.sign_in(username, FIRST).sees("新密码")
    return seat.fill({"现在的密码": FIRST, "新密码": OWN, "再输一次新密码": OWN}).press("修改密码").sees("您好")
