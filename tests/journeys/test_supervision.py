"""A missed duty shows on the supervisor's board at once, and never holds up the case."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.casework import Matter
from tests.journeys.office import Seat, days_ago
from tests.journeys.town import Town


@pytest.mark.obligation("LN-9-3")
def test_an_emergency_that_nobody_reported_is_overdue_for_everybody_concerned(
    town: Town, seats: Callable[..., Seat]
) -> None:
    matter = Matter(seats, "liaoning")
    zhang = matter.open(
        "某矿违法排放危及水源案", 启动方式="紧急启动", 启动时间=days_ago(4), 实际启动时间=days_ago(3, "10:00")
    )  # fmt: skip
    expect(zhang.page.locator("#clocks .clock").filter(has_text="紧急启动补报")).to_contain_text("逾期")
    zhao = seats("zhao").go("/supervision/")
    line = zhao.main.locator("tr").filter(has_text=matter.title)
    expect(line).to_contain_text("紧急启动补报")
    zhao.picture("supervision")
    line.get_by_role("link", name=matter.title).first.click()
    zhao.sees(matter.number, "紧急启动")
    table = zhao.page.request.get("/supervision/export/").text()
    assert matter.title in table
    assert "13904120001" not in table
    seats("zhang").go("/supervision/", status=403).sees("只能由")
    zhang.go(matter.home).press("进入调查取证").press("进入调查取证").sees("已进入下一阶段")
    town.verify()
