"""The shipped notices against two independent packages, day by day. Neither is used at run time."""

from collections import Counter
from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest

from enforcement.law import Calendar

SHIPPED = Calendar.shipped()
DAYS = [date(2018, 1, 1) + timedelta(days=n) for n in range((date(2026, 12, 31) - date(2018, 1, 1)).days + 1)]


def test_every_day_agrees_with_chinesecalendar() -> None:
    differing = [d for d in DAYS if SHIPPED.is_working_day(d) != chinese_calendar.is_workday(d)]
    assert differing == []


def test_every_day_agrees_with_holidays() -> None:
    china = holidays.country_holidays("CN", years=range(2018, 2027))
    differing = [d for d in DAYS if SHIPPED.is_working_day(d) != china.is_working_day(d)]
    assert differing == []


@pytest.mark.parametrize(
    ("year", "working_days"),
    list(zip(range(2018, 2027), [250, 250, 249, 250, 249, 249, 251, 248, 248], strict=True)),
)
def test_each_year_has_its_number_of_working_days(year: int, working_days: int) -> None:
    assert Counter(d.year for d in DAYS if SHIPPED.is_working_day(d))[year] == working_days


def test_statutory_holidays_are_days_off_and_as_many_as_the_law_says() -> None:
    # 11 days until 2024; 除夕 and 2 May came with the revision of 10 November 2024.
    # On 1 October 2020 中秋节 fell on the first day of 国庆节.
    expected = {year: 11 if year < 2025 else 13 for year in range(2018, 2027)} | {2020: 10}
    assert Counter(d.year for d in DAYS if SHIPPED.kind(d) == "statutory_holiday") == expected
