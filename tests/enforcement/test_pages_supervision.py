"""The overdue board: counted on every axis, narrowed, exported and printed, and never beyond what one may see."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine

from enforcement import deadlines, journal
from enforcement.law import SHANGHAI
from enforcement.models import Deadline, Dossier
from tests.enforcement.ground import MONDAY, Body, body, case
from tests.enforcement.test_pages_session import signed_in

BOARD = "/supervision/"


def handed_in_late(ground: Body, *, days_ago: int = 0, unit: str = "squad", handler: str = "officer") -> Dossier:
    """A case whose recording ended `days_ago` days before MONDAY and was never handed in (24 hours)."""
    dossier = case(ground, unit=unit, handler=handler)
    at = MONDAY - timedelta(days=days_ago)
    journal.record(dossier, "recording.finished", by=ground[handler], at=at, act="a1")
    return dossier


def closing(ground: Body, *, at: datetime) -> Dossier:
    """A case that ended at `at`: to be archived within 30 days."""
    dossier = case(ground)
    journal.record(dossier, "case.ended", by=ground["officer"], at=at, ending="complied")
    return dossier


@pytest.fixture
def many(ground: Body) -> Iterator[Body]:
    """Overdue by 3, 20, 60 and 200 days, one due today, one due in four days, one far ahead; seen on Thursday."""
    for days_ago, unit, handler in (
        (0, "squad", "officer"),
        (17, "squad", "lisi"),
        (57, "other", "outsider"),
        (197, "other", "outsider"),
    ):
        handed_in_late(ground, days_ago=days_ago, unit=unit, handler=handler)
    closing(ground, at=datetime(2026, 2, 3, 10, tzinfo=SHANGHAI))
    closing(ground, at=datetime(2026, 2, 9, 10, tzinfo=SHANGHAI))
    closing(ground, at=MONDAY)
    with time_machine.travel(datetime(2026, 3, 5, 10, 0, tzinfo=SHANGHAI)):
        yield ground


def test_everything_that_runs_out_is_counted_once(many: Body) -> None:
    board = signed_in(many, "supervisor").get(BOARD).context["board"]
    assert (board.totals["overdue"], board.totals["due_today"], board.totals["due_soon"]) == (4, 1, 1)
    assert [found for _, _, found in board.ages] == [1, 1, 1, 1]
    assert {line.label: line.counts["overdue"] for line in board.units} == {"执法一队": 2, "执法二队": 2}
    assert {line.label: line.counts["overdue"] for line in board.kinds} == {"音像记录移交存储": 4, "案卷归档": 0}


def test_the_tiles_lead_to_the_rows_that_they_count(many: Body) -> None:
    client = signed_in(many, "supervisor")
    for query, rows in (
        ({"state": "overdue"}, 4),
        ({"state": "due_today"}, 1),
        ({"state": "due_soon"}, 1),
        ({"age": "age-7"}, 1),
        ({"age": "age-more"}, 1),
        ({"unit": many.units["other"].pk}, 2),
        ({"limit": "archive"}, 2),
        ({"limit": "archive", "state": "overdue"}, 0),
        ({}, 6),
    ):
        assert len(client.get(BOARD, query).context["rows"]) == rows, query


def test_due_today_is_not_overdue_and_the_next_minute_after_midnight_is(many: Body) -> None:
    client = signed_in(many, "supervisor")
    day = client.get(BOARD, {"state": "due_today"}).context["rows"][0][0].due_on
    assert day == datetime(2026, 3, 5).date()
    with time_machine.travel(datetime(2026, 3, 6, 0, 0, 1, tzinfo=SHANGHAI)):
        assert signed_in(many, "supervisor").get(BOARD).context["board"].totals["overdue"] == 5


def test_the_board_shows_the_most_overdue_first(many: Body) -> None:
    rows = signed_in(many, "supervisor").get(BOARD).context["rows"]
    assert [row.due_at for row, _ in rows] == sorted(row.due_at for row, _ in rows)


@pytest.mark.parametrize(("name", "rows"), [("supervisor", 6), ("agency_head", 6), ("unit_head", 4)])
def test_each_sees_what_their_post_sees(many: Body, name: str, rows: int) -> None:
    assert len(signed_in(many, name).get(BOARD).context["rows"]) == rows


def test_another_agency_is_not_seen_nor_its_region_from_outside(many: Body) -> None:
    far = body("衡阳市林业局", region="430400", rule_set="hengyang-forestry", prefix="h-")
    assert signed_in(far, "supervisor").get(BOARD).context["rows"] == []
    assert signed_in(far, "external_supervisor").get(BOARD).context["rows"] == []
    query = {"agency": many.agency.pk, "unit": many.units["squad"].pk}
    assert signed_in(far, "supervisor").get(BOARD, query).context["rows"] == []
    sheet = signed_in(far, "supervisor").get("/supervision/export/", query)
    assert len(b"".join(sheet.streaming_content).decode().splitlines()) == 1


def test_the_supervisor_of_a_province_sees_its_cities_side_by_side(many: Body) -> None:
    province = body("辽宁省司法厅", region="210000", prefix="p-")
    near = body("浑河市林业局", region="210400", prefix="n-")
    handed_in_late(near, days_ago=9)
    client = signed_in(province, "external_supervisor")
    context = client.get(BOARD).context
    assert len(context["rows"]) == 7
    assert {line.label: line.counts["overdue"] for line in context["board"].agencies} == {
        "辽河市林业局": 4, "浑河市林业局": 1,
    }  # fmt: skip
    assert "浑河市林业局 执法一队" in {line.label for line in context["board"].units}
    assert len(client.get(BOARD, {"agency": near.agency.pk}).context["rows"]) == 1


@pytest.mark.parametrize("name", ["officer", "device_admin", "publisher", "system_admin"])
@pytest.mark.parametrize("path", [BOARD, "/supervision/sheet/", "/supervision/export/", "/supervision/findings/"])
def test_whoever_does_not_supervise_is_refused(ground: Body, name: str, path: str) -> None:
    answer = signed_in(ground, name).get(path)
    assert answer.status_code == 403
    assert "查看逾期监督" in answer.content.decode()


def test_the_csv_holds_the_rows_that_the_filters_leave(many: Body) -> None:
    answer = signed_in(many, "supervisor").get("/supervision/export/", {"state": "overdue"})
    assert answer["Content-Type"].startswith("text/csv")
    lines = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert lines[0][:3] == ["编号", "案卷", "机关"]
    assert [line[7:9] for line in lines[1:]] == [
        ["已逾期", "199"], ["已逾期", "59"], ["已逾期", "19"], ["已逾期", "2"],
    ]  # fmt: skip


def test_a_title_that_looks_like_a_formula_is_harmless_in_the_csv(ground: Body) -> None:
    dossier = handed_in_late(ground, days_ago=9)
    Dossier.objects.filter(pk=dossier.pk).update(title="=HYPERLINK(1)")
    sheet = b"".join(signed_in(ground, "supervisor").get("/supervision/export/").streaming_content).decode()
    assert "'=HYPERLINK(1)" in sheet


def test_the_sheet_prints_what_the_filters_leave(many: Body) -> None:
    page = signed_in(many, "supervisor").get("/supervision/sheet/", {"state": "overdue"}).content.decode()
    assert "期限监督清单（已逾期）" in page
    assert page.count("某公司未按规定处置案") == 4
    assert "制表 supervisor" in page


def test_unknown_filters_narrow_nothing_and_break_nothing(many: Body) -> None:
    client = signed_in(many, "supervisor")
    for query in ({"state": "x"}, {"unit": "x"}, {"unit": "9" * 40}, {"age": "'"}, {"after": "x"}):
        assert len(client.get(BOARD, query).context["rows"]) == 6, query
    assert client.get(BOARD, {"agency": "999"}).context["rows"] == []


def test_a_long_board_is_paged_at_constant_cost_and_stays_small(ground: Body, django_assert_max_num_queries) -> None:
    dossier = handed_in_late(ground, days_ago=9)
    model = dossier.deadlines.get()
    Deadline.objects.bulk_create(
        Deadline(
            dossier=dossier, limit=model.limit, label=model.label, article=model.article, effect="duty",
            opened_by=f"00000000-0000-4000-8000-{number:012d}", started_at=model.started_at,
            due_at=model.due_at + timedelta(minutes=number // 2), due_on=model.due_on, has_hour=True,
        )
        for number in range(119)
    )  # fmt: skip
    client = signed_in(ground, "supervisor")
    with django_assert_max_num_queries(6):
        answer = client.get(BOARD)
    assert len(answer.content) <= 50_000
    seen, after = [], ""
    while True:
        context = client.get(BOARD, {"after": after} if after else {}).context
        seen += [row.pk for row, _ in context["rows"]]
        after = context["page"].after
        if not after:
            break
    assert len(seen) == len(set(seen)) == 120, "every row once, though many end at the same moment"


def test_findings_stay_after_they_are_cleared(ground: Body) -> None:
    dossier = handed_in_late(ground, days_ago=5)
    entry = dossier.entries.get(kind="recording.finished")
    client = signed_in(ground, "supervisor")
    assert "音像记录移交存储逾期" in client.get("/supervision/findings/", {"standing": "yes"}).content.decode()
    journal.retract(entry, by=ground["officer"], reason="没有录制")
    assert "没有发现问题" in client.get("/supervision/findings/", {"standing": "yes"}).content.decode()
    page = client.get("/supervision/findings/").content.decode()
    assert "已消除" in page
    assert "事实更正后" in page


def test_findings_cost_the_same_for_many_and_are_seen_by_scope(ground: Body, django_assert_max_num_queries) -> None:
    for number in range(6):
        handed_in_late(ground, days_ago=5 + number, unit="other", handler="outsider")
    client = signed_in(ground, "supervisor")
    with django_assert_max_num_queries(5):
        assert len(client.get("/supervision/findings/").context["rows"]) == 6
    assert signed_in(ground, "unit_head").get("/supervision/findings/").context["rows"] == []


def test_a_miss_shows_on_the_board_before_any_sweep_has_marked_it(ground: Body) -> None:
    handed_in_late(ground)
    with time_machine.travel(MONDAY + timedelta(hours=24, minutes=1)):
        assert signed_in(ground, "supervisor").get(BOARD).context["board"].totals["overdue"] == 1
        assert deadlines.mark_missed(now=datetime.now(SHANGHAI)) == 1
