"""Setting up who enforces: agencies, units, people, posts, rule sets; recorded, and never deleted."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from enforcement import dossiers
from enforcement.actions import organisation
from enforcement.actors import Actor, certificate_number, posts_today
from enforcement.errors import Denied, Stale
from enforcement.models import Agency, Person, Post, Unit
from tests.enforcement.ground import PASSWORD, Body, body

TODAY = date(2026, 3, 2)
pytestmark = pytest.mark.django_db


def test_an_empty_installation_gets_its_first_administrator_once() -> None:
    post = organisation.found_installation(username="admin", password=PASSWORD)
    assert (post.role, post.agency.is_whole_country) == ("system_admin", True)
    assert post.person.check_password(PASSWORD)
    with pytest.raises(ValidationError, match="不能再建立首位管理员"):
        organisation.found_installation(username="second", password=PASSWORD)


def test_the_first_administrator_sets_up_an_agency_whose_own_goes_on() -> None:
    root = Actor.of(organisation.found_installation(username="admin", password=PASSWORD))
    agency = organisation.create_agency(
        by=root, name="辽河市林业局", short_name="辽林", region="210300", rule_set="liaoning", rules_from=TODAY
    )
    unit = organisation.create_unit(agency, name="办公室", by=root)
    person = organisation.create_person(agency, username="a", name="甲", password=PASSWORD, by=root)
    own = Actor.of(organisation.create_post(person, unit=unit, role="system_admin", from_on=TODAY, by=root))
    organisation.create_unit(agency, name="执法队", parent=unit, by=own)
    kinds = list(dossiers.agency_dossier(agency).entries.values_list("kind", flat=True))
    assert kinds == [
        "agency.created", "agency.rule-set-chosen", "unit.created", "person.created", "post.created", "unit.created",
    ]  # fmt: skip
    assert Unit.objects.get(name="执法队").path == f"/{unit.pk}/{Unit.objects.get(name='执法队').pk}/"


def test_an_administrator_keeps_to_the_own_agency(ground: Body) -> None:
    neighbour = body("辽河市自然资源局", region="210300", prefix="n-")
    for act in (
        lambda by: organisation.create_unit(neighbour.agency, name="x", by=by),
        lambda by: organisation.create_person(neighbour.agency, username="x", name="x", password=PASSWORD, by=by),
        lambda by: organisation.change_agency(neighbour.agency, by=by, name="x"),
    ):
        with pytest.raises(Denied, match="只能设置本机关"):
            act(ground["system_admin"])
        with pytest.raises(Denied, match="只能由系统管理员办理"):
            act(ground["officer"])
    assert not Person.objects.filter(username="x").exists()


def test_an_agency_needs_a_rule_set_that_exists(ground: Body) -> None:
    with pytest.raises(ValidationError) as refusal:
        organisation.create_agency(
            by=Actor.system(), name="x", short_name="x", region="210300", rule_set="moon", rules_from=TODAY
        )
    assert set(refusal.value.message_dict) == {"rule_set"}
    assert not Agency.objects.filter(name="x").exists()


def test_an_entrusted_body_names_its_principal(ground: Body) -> None:
    with pytest.raises(ValidationError, match="须填写委托机关"):
        organisation.create_agency(
            by=Actor.system(), name="x", short_name="x", region="210300", rule_set="liaoning", rules_from=TODAY,
            legal_status="entrusted",
        )  # fmt: skip


def test_the_choice_of_rules_before_ends_the_day_before(ground: Body) -> None:
    organisation.choose_rule_set(
        ground.agency, rule_set="national", from_on=date(2026, 4, 1), by=ground["system_admin"]
    )
    assert list(ground.agency.rule_sets.values_list("rule_set", "to_on")) == [
        ("liaoning", date(2026, 3, 31)),
        ("national", None),
    ]
    with pytest.raises(ValidationError):
        organisation.choose_rule_set(
            ground.agency, rule_set="liaoning", from_on=date(2026, 4, 1), by=ground["system_admin"]
        )


def test_a_unit_lies_under_a_unit_of_its_agency(ground: Body) -> None:
    neighbour = body("辽河市自然资源局", region="210300", prefix="n-")
    with pytest.raises(ValidationError, match="上级机构须属于同一机关"):
        organisation.create_unit(ground.agency, name="x", parent=neighbour.units["squad"], by=ground["system_admin"])
    with pytest.raises(ValidationError, match="同名机构"):
        organisation.create_unit(ground.agency, name="执法一队", by=ground["system_admin"])


def test_a_unit_ends_when_nobody_holds_a_post_in_it(ground: Body) -> None:
    with pytest.raises(ValidationError, match="请先免任"):
        organisation.end_unit(ground.units["desk"], on=TODAY, by=ground["system_admin"])
    organisation.end_post(ground.posts["deskman"], on=TODAY, by=ground["system_admin"])
    organisation.end_unit(ground.units["desk"], on=TODAY, by=ground["system_admin"])
    with pytest.raises(Stale):
        organisation.end_unit(ground.units["desk"], on=TODAY, by=ground["system_admin"])


def test_who_leaves_loses_every_post_and_is_kept(ground: Body) -> None:
    person = ground["officer"].person
    organisation.end_person(person, agency=ground.agency, on=TODAY, by=ground["system_admin"])
    person.refresh_from_db()
    assert (person.is_active, person.ended_on) == (False, TODAY)
    assert posts_today(person, timezone.now() + timedelta(days=1)) == []
    with pytest.raises(Stale, match="已经离任"):
        organisation.end_person(person, agency=ground.agency, on=TODAY, by=ground["system_admin"])
    with pytest.raises(ValidationError, match="不能再任命"):
        organisation.create_post(
            person, unit=ground.units["squad"], role="officer", from_on=TODAY, by=ground["system_admin"]
        )


def test_a_post_ends_after_it_begins(ground: Body) -> None:
    with pytest.raises(ValidationError, match="不能早于开始日期"):
        organisation.end_post(ground.posts["lisi"], on=date(2019, 1, 1), by=ground["system_admin"])
    assert Post.objects.get(pk=ground.posts["lisi"].pk).to_on is None


def test_one_person_may_hold_several_posts_the_oldest_first(ground: Body) -> None:
    person = ground["officer"].person
    second = organisation.create_post(
        person, unit=ground.units["other"], role="archivist", from_on=TODAY, by=ground["system_admin"]
    )
    assert posts_today(person, timezone.now()) == [ground.posts["officer"], second]
    assert posts_today(person, timezone.now() - timedelta(days=1)) == [ground.posts["officer"]]


def test_a_certificate_speaks_for_the_days_it_is_valid(ground: Body) -> None:
    person = ground["officer"].person
    organisation.add_certificate(
        person, agency=ground.agency, number="辽A-1", valid_from=date(2026, 1, 1), valid_to=TODAY,
        by=ground["system_admin"],
    )  # fmt: skip
    assert certificate_number(person, TODAY) == "辽A-1"
    assert certificate_number(person, TODAY + timedelta(days=1)) == ""
    with pytest.raises(ValidationError, match="止日不能早于起日"):
        organisation.add_certificate(
            person, agency=ground.agency, number="辽A-2", valid_from=TODAY, valid_to=date(2026, 1, 1),
            by=ground["system_admin"],
        )  # fmt: skip


def test_the_journal_says_that_a_password_changed_and_never_which(ground: Body) -> None:
    person = ground["officer"].person
    organisation.change_password(person, password="a quite new secret", by=ground["officer"], agency=ground.agency)
    assert person.check_password("a quite new secret")
    entry = dossiers.agency_dossier(ground.agency).entries.last()
    assert (entry.kind, entry.data) == ("person.password-changed", {"person": person.pk})
    assert "secret" not in str(entry.sealed)
