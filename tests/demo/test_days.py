"""The days and the people of the demo: reckoned back from any day, invented, and valid."""

from datetime import date

import pytest

from config.demo import days, people
from config.demo.plots import PLOTS
from config.demo.tale import tales
from enforcement import law
from enforcement.law.identifiers import check_credit_code, check_identity

TODAY = date(2026, 11, 21)


def test_working_days_are_counted_over_weekends_and_holidays() -> None:
    assert days.moved(TODAY, 0) == date(2026, 11, 20)
    assert days.moved(TODAY, -1) == date(2026, 11, 19)
    assert days.moved(date(2026, 11, 20), 1) == date(2026, 11, 23)
    assert days.moved(date(2026, 10, 8), -1) == date(2026, 9, 30)


@pytest.mark.parametrize("limit", ["publish-licence-penalty", "archive"])
@pytest.mark.parametrize("end", [date(2026, 11, 20), date(2026, 11, 21), date(2026, 10, 3), date(2026, 3, 2)])
def test_a_limit_that_should_end_today_ends_on_the_first_day_that_it_can(limit: str, end: date) -> None:
    asked = law.load("liaoning").limits[limit]
    begun = days.begun_for(asked, due_on=end)
    ends = law.due(asked, begun, law.Calendar.shipped(), precision="day").due_on
    assert law.Calendar.shipped().is_working_day(begun)
    assert end <= ends
    assert not law.Calendar.shipped().working_days_between(end, ends) > 1


@pytest.mark.parametrize("place", people.PLACES, ids=lambda place: place.rule_set)
def test_every_tale_has_a_plot_a_matter_of_its_own_and_a_valid_party(place: people.Place) -> None:
    told = tales(place).values()
    assert {tale.plot for tale in told} <= PLOTS.keys()
    assert len({tale.matter for tale in told}) == len(told)
    for tale in told:
        checked = (
            check_credit_code(tale.party.number)
            if tale.party.representative
            else check_identity(tale.party.number, today=TODAY)
        )
        assert (checked.error, checked.warnings) == ("", ()), tale.id


def test_every_plot_is_told_somewhere() -> None:
    assert {tale.plot for place in people.PLACES for tale in tales(place).values()} == PLOTS.keys()
