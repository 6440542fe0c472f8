"""The working calendar: three kinds of days, covered years, and files that are refused."""

from datetime import date
from pathlib import Path

import pytest

from enforcement.law import Calendar, LawError
from enforcement.law.calendar import CalendarYear, read_year
from tests.law.examples import year

SHIPPED = Calendar.shipped()
GOOD = """
year = 2031
notice = "示例通知"
published = 2030-11-01
workdays = [2031-01-04]
[[holidays]]
name = "元旦"
days = [2031-01-01, 2031-01-02]
statutory = [2031-01-01]
"""


def write(folder: Path, text: str, name: str = "2031.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        ("2026-02-13", "working_day"),
        ("2026-02-14", "working_day"),
        ("2026-02-15", "rest_day"),
        ("2026-02-17", "statutory_holiday"),
        ("2026-02-23", "rest_day"),
        ("2026-02-24", "working_day"),
        ("2026-03-07", "rest_day"),
        ("2018-12-29", "working_day"),
        ("2018-12-31", "rest_day"),
        ("2019-01-01", "statutory_holiday"),
    ],
)
def test_a_day_is_a_working_day_a_rest_day_or_a_statutory_holiday(day: str, kind: str) -> None:
    assert SHIPPED.kind(date.fromisoformat(day)) == kind


def test_a_day_that_does_not_count_says_why() -> None:
    assert SHIPPED.reason(date(2026, 2, 16)) == "春节放假"
    assert SHIPPED.reason(date(2026, 3, 7)) == "周末"
    assert SHIPPED.reason(date(2026, 2, 14)) == ""


def test_only_years_with_a_notice_are_covered() -> None:
    assert SHIPPED.years == tuple(range(2018, 2027))
    assert SHIPPED.covers(date(2026, 12, 31))
    assert not SHIPPED.covers(date(2027, 1, 1))
    assert SHIPPED.uncovered(date(2017, 12, 1), date(2028, 1, 1)) == (2017, 2027, 2028)


def test_a_later_notice_may_change_the_last_days_of_the_year_before() -> None:
    first = year(2030, make_up=(date(2030, 12, 28),))
    second = year(2031, off=(date(2030, 12, 28), date(2030, 12, 31)), make_up=(date(2030, 12, 29),))
    joined = Calendar([second, first])
    assert [joined.is_working_day(date(2030, 12, day)) for day in (28, 29, 30, 31)] == [
        False,
        True,
        True,
        False,
    ]


def test_a_year_can_be_replaced_without_touching_the_calendar_it_came_from() -> None:
    other = SHIPPED.with_year(year(2026, off=(date(2026, 3, 2),)))
    assert not other.is_working_day(date(2026, 3, 2))
    assert other.is_working_day(date(2026, 2, 17))
    assert SHIPPED.is_working_day(date(2026, 3, 2))
    assert not SHIPPED.is_working_day(date(2026, 2, 17))


def test_working_days_are_counted_from_one() -> None:
    with pytest.raises(ValueError, match="count starts at 1"):
        SHIPPED.working_day_after(date(2026, 3, 2), 0)


def test_a_well_formed_year_is_read(tmp_path: Path) -> None:
    found = read_year(write(tmp_path, GOOD))
    assert isinstance(found, CalendarYear)
    assert found.days_off == {date(2031, 1, 1): "元旦", date(2031, 1, 2): "元旦"}
    assert found.make_up == {date(2031, 1, 4)}
    assert found.statutory == {date(2031, 1, 1)}


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("year = 2031", "year = 2032", "year 的值 2032 与文件名不一致"),
        ("year = 2031", 'year = "2031"', "键 year 应为整数"),
        ('notice = "示例通知"', "", "键 notice 缺失"),
        ("published = 2030-11-01", "published = 2030-11-01T10:00:00", "键 published 应为日期"),
        ("workdays = [2031-01-04]", "workdays = [2031-01-06]", "不是周末"),
        ("workdays = [2031-01-04]", "workdays = [2031-01-04, 2031-01-04]", "重复"),
        ("2031-01-02]", "2031-01-04]", "既放假又上班"),
        ("2031-01-02]", '"2031-01-02"]', "应为日期列表"),
        ("2031-01-02]", "2034-01-02]", "不属于2031年度"),
        ("statutory = [2031-01-01]", "statutory = 2031-01-01", "应为日期列表"),
        ("statutory = [2031-01-01]", "statutory = [2031-01-03]", "不在放假日期之内"),
        ("statutory = [", "statutry = [", "键 holidays[0].statutry 不认识"),
        ('name = "元旦"', 'name = ""', "键 holidays[0].name 不能为空"),
        ("workdays =", "make_up =", "键 make_up 不认识"),
        ("[[holidays]]", "[holidays]", "键 holidays 应为表的列表"),
        ('name = "元旦"', 'name = "元旦', "不是有效的 TOML"),
        (
            "statutory = [2031-01-01]",
            'statutory = [2031-01-01]\n[[holidays]]\nname = "又一个"\ndays = [2031-01-02]',
            "重复放假",
        ),
    ],
)
def test_a_broken_year_is_refused_naming_file_and_key(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    assert old in GOOD
    with pytest.raises(LawError) as refused:
        read_year(write(tmp_path, GOOD.replace(old, new)))
    assert complaint in str(refused.value)
    assert "calendars/2031.toml" in str(refused.value)
