"""Dossiers: opened under the rules of their day, joined, handed over."""

from datetime import date

import pytest
from django.utils import timezone

from enforcement import dossiers, journal, law, rulebook
from enforcement.actions import organisation
from enforcement.actors import Actor
from enforcement.errors import Stale, Unmet
from enforcement.models import Dossier
from tests.enforcement.ground import MONDAY, Body, at_once, case


def test_a_case_is_pinned_to_the_rules_of_its_day(dossier: Dossier) -> None:
    assert (dossier.rule_set, dossier.rule_pin) == ("liaoning", law.load("liaoning", on=MONDAY.date()).pin)
    rules = rulebook.rules_of(dossier)
    assert rules is not None and rules.limits["footage-handover"].amount == 24


def test_a_dossier_of_no_procedure_has_no_rules_and_no_gaps(ground: Body) -> None:
    recorder = case(ground, kind="device")
    assert rulebook.rules_of(recorder) is None
    assert rulebook.gaps_of(recorder, "archive") == []


def test_a_new_choice_binds_new_cases_only(dossier: Dossier, ground: Body) -> None:
    organisation.choose_rule_set(
        ground.agency, rule_set="hengyang-forestry", from_on=date(2026, 4, 1), by=Actor.system()
    )
    assert rulebook.rules_for(ground.agency, date(2026, 3, 31)).id == "liaoning"
    assert rulebook.rules_for(ground.agency, date(2026, 4, 1)).id == "hengyang-forestry"
    dossier.refresh_from_db()
    assert dossier.rule_set == "liaoning"


def test_an_agency_that_chose_nothing_yet_follows_national_law(ground: Body) -> None:
    assert rulebook.rules_for(ground.agency, date(2019, 12, 31)).id == "national"


def test_a_gap_refuses_the_step_with_its_article(dossier: Dossier) -> None:
    with pytest.raises(Unmet) as refusal:
        rulebook.require_met(dossier, "leave:initiation")
    assert [gap.rule for gap in refusal.value.gaps] == ["initiation-form", "initiation-approved"]
    assert all(gap.text and gap.mend and gap.cite for gap in refusal.value.gaps)


def test_facts_of_what_is_attached_are_facts_of_the_case(dossier: Dossier, ground: Body) -> None:
    journal.record(dossier, "recording.finished", by=ground["officer"], at=MONDAY, act="A1")
    footage = case(ground, kind="media")
    journal.record(footage, "recording.received", by=ground["device_admin"], act="A1", media="M")
    assert dossier.deadlines.get(limit="footage-handover").stopped_at is None
    dossiers.attach(footage, dossier, by=ground["officer"])
    assert dossier.deadlines.get(limit="footage-handover").stopped_at is not None
    dossiers.detach(footage, dossier, by=ground["officer"], reason="关联错误")
    assert dossier.deadlines.get(limit="footage-handover").stopped_at is None
    with pytest.raises(Stale, match="没有关联"):
        dossiers.detach(footage, dossier, by=ground["officer"], reason="关联错误")


def test_what_happens_to_an_attached_dossier_moves_the_clock_of_the_case(dossier: Dossier, ground: Body) -> None:
    journal.record(dossier, "recording.finished", by=ground["officer"], at=MONDAY, act="A1")
    footage = case(ground, kind="media")
    dossiers.attach(footage, dossier, by=ground["officer"])
    dossiers.attach(footage, dossier, by=ground["officer"])
    assert dossier.entries.filter(kind="dossier.attached").count() == 1
    entry = journal.record(footage, "recording.received", by=ground["device_admin"], act="A1", media="M")
    assert dossier.deadlines.get(limit="footage-handover").stopped_at == entry.at


@pytest.mark.django_db(transaction=True)
def test_footage_received_while_it_is_linked_stops_the_clock(dossier: Dossier, ground: Body) -> None:
    journal.record(dossier, "recording.finished", by=ground["officer"], at=MONDAY, act="A1")
    footage = case(ground, kind="media")
    done = at_once(
        2,
        lambda number: (
            dossiers.attach(footage, dossier, by=ground["officer"])
            if number
            else journal.record(footage, "recording.received", by=ground["device_admin"], act="A1", media="M").pk
            and None
        ),
    )
    assert done == [None, None]
    assert dossier.deadlines.get(limit="footage-handover").stopped_at is not None


def test_a_handed_over_case_names_its_new_handler(dossier: Dossier, ground: Body) -> None:
    outsider = ground["outsider"].person
    dossiers.hand_over(dossier, to=outsider, unit=ground.units["other"], by=ground["unit_head"], now=timezone.now())
    row = Dossier.objects.get(pk=dossier.pk)
    assert (row.responsible, row.unit) == (outsider, ground.units["other"])
    assert dossier.entries.get(kind="dossier.transferred").data == {"to": outsider.pk, "name": "outsider"}


def test_a_dossier_is_seen_by_its_unit_and_those_above(ground: Body) -> None:
    of_squad, of_desk, of_other = (case(ground, unit=unit, handler="outsider") for unit in ("squad", "desk", "other"))
    seen = lambda name: set(Dossier.objects.filter(kind="case").visible_to(ground[name]))  # noqa: E731
    assert seen("lisi") == {of_squad, of_desk}
    assert seen("deskman") == {of_desk}
    assert seen("outsider") == {of_squad, of_desk, of_other}
    assert seen("supervisor") == {of_squad, of_desk, of_other}
    assert seen("device_admin") == set()
