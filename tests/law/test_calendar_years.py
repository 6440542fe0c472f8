"""The shipped notices: their numbers, and the days by which one of them differs from the usual."""

from datetime import date, timedelta

import pytest

from enforcement.law import Calendar

YEARS = range(2018, 2027)


def _days(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("year", YEARS)
def test_statutory_holidays_are_eleven_and_thirteen_from_2025(year: int) -> None:
    shipped = Calendar.shipped()
    legal = [day for day in _days(year) if shipped.kind(day) == "statutory_holiday"]
    # In 2020 the National Day and the Mid-autumn Festival fell on one day.
    assert len(legal) == {2020: 10, 2025: 13, 2026: 13}.get(year, 11)


def test_new_years_eve_and_the_second_of_may_are_statutory_only_from_2025() -> None:
    shipped = Calendar.shipped()
    assert shipped.kind(date(2024, 5, 2)) == "rest_day"
    assert shipped.kind(date(2025, 5, 2)) == "statutory_holiday"
    assert shipped.kind(date(2026, 2, 16)) == "statutory_holiday"


def test_the_spring_festival_of_2020_was_prolonged() -> None:
    shipped = Calendar.shipped()
    assert not shipped.is_working_day(date(2020, 1, 31))
    assert not shipped.is_working_day(date(2020, 2, 1))
    assert shipped.is_working_day(date(2020, 2, 3))


@pytest.mark.parametrize("year", YEARS)
def test_each_year_names_its_notice_and_number(year: int) -> None:
    loaded = Calendar.shipped().year(year)
    assert loaded is not None
    assert str(year) in loaded.notice
    assert loaded.number.startswith(f"国办发明电〔{year - 1}〕")
    assert loaded.published < date(year, 1, 1)


def test_a_year_without_a_notice_is_not_covered() -> None:
    assert not Calendar.shipped().covers(date(2027, 1, 4))
    assert not Calendar.shipped().covers(date(2017, 12, 29))
