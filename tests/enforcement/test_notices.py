"""Notices: once a person and key, and only to people in office."""

from datetime import date

import pytest
from django.utils import timezone

from enforcement import notices
from enforcement.actions import organisation
from enforcement.actors import Actor
from enforcement.models import Dossier, Notice
from tests.enforcement.ground import Body, case

pytestmark = pytest.mark.django_db


def test_a_person_is_told_once(dossier: Dossier, ground: Body) -> None:
    people = [ground["officer"].person, ground["officer"].person, ground["lisi"].person]
    for _ in range(2):
        notices.tell(people, key="k", text="请办理", now=timezone.now(), dossier=dossier)
    assert sorted(Notice.objects.values_list("person__name", flat=True)) == ["lisi", "officer"]


def test_nobody_who_left_is_told(dossier: Dossier, ground: Body) -> None:
    person = ground["lisi"].person
    organisation.end_person(person, agency=ground.agency, on=date(2026, 3, 1), by=Actor.system())
    person.refresh_from_db()
    notices.tell([person], key="k", text="请办理", now=timezone.now())
    assert not Notice.objects.exists()
    assert person not in notices.holders(dossier, "officer", now=timezone.now())


def test_an_office_of_a_unit_is_looked_for_in_the_unit_and_above(ground: Body) -> None:
    now = timezone.now()
    names = lambda dossier, role: sorted(person.name for person in notices.holders(dossier, role, now=now))  # noqa: E731
    assert names(case(ground, unit="squad"), "officer") == ["lisi", "officer"]
    assert names(case(ground, unit="desk"), "officer") == ["deskman", "lisi", "officer"]
    assert names(case(ground, unit="other"), "unit_head") == []
    assert names(case(ground, unit="other"), "agency_head") == ["agency_head"]


def test_what_was_read_is_read(dossier: Dossier, ground: Body) -> None:
    reader, other = ground["officer"].person, ground["lisi"].person
    for key in ("a", "b"):
        notices.tell([reader, other], key=key, text="请办理", now=timezone.now())
    notices.mark_read(reader, now=timezone.now(), notice=Notice.objects.get(person=reader, key="a"))
    assert Notice.objects.filter(read_at__isnull=True).count() == 3
    notices.mark_read(reader, now=timezone.now())
    assert set(Notice.objects.filter(read_at__isnull=True).values_list("person__name", flat=True)) == {"lisi"}
