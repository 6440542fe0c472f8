"""The demo set is made by the real actions, once, and keeps personal data closed."""

import logging
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone

from cases import queries
from cases.models import Case
from config.demo import fill, people, plots
from config.demo.tale import tales
from enforcement import composition, deadlines, law, verify
from enforcement.models import Agency, Approval, Deadline, Entry, Finding, Job, Person
from enforcement.roles import ROLES
from legal_review.models import Review
from media_evidence.models import Media

pytestmark = pytest.mark.django_db
FOREST = next(place for place in people.PLACES if place.rule_set == "hengyang-forestry")
CITY = next(place for place in people.PLACES if place.rule_set == "national")


def tell(place: people.Place) -> None:
    fill.make_agency(place.rule_set)
    for story in tales(place):
        fill.tell(f"{place.rule_set}:{story}")


def house_of(place: people.Place) -> people.House:
    house = people.find(place)
    assert house is not None
    return house


def disagreements() -> list[str]:
    now = timezone.now()
    return [text for check in (verify.chains, verify.rows, verify.clocks) for text in check(now)]


@pytest.fixture(autouse=True)
def workspace(tmp_path: object, settings: object) -> Iterator[None]:
    """A spool of its own: the pieces of footage are gone with the test."""
    settings.SPOOL_DIR = tmp_path / "spool"  # type: ignore[attr-defined,operator]
    yield


@pytest.mark.parametrize("place", people.PLACES, ids=lambda place: place.rule_set)
def test_every_story_of_the_agency_is_told_and_the_journal_agrees(place: people.Place) -> None:
    tell(place)
    deadlines.mark_missed(now=timezone.now())
    told = Case.objects.select_related("dossier")
    assert {case.matter for case in told} == {tale.matter for tale in tales(place).values()}
    assert {case.stage for case in told} == {"initiation", "investigation", "decision", "service", "archiving"}
    assert {case.dossier.rule_set for case in told} == {place.rule_set}
    assert Finding.objects.filter(kind="late", cleared_at=None).exists()
    assert Deadline.objects.filter(stopped_at=None, due_at__gt=timezone.now()).exists()
    assert Approval.objects.filter(state="returned").exists() or place == FOREST
    assert Review.objects.filter(state="pending").exists()
    bound = [tale.matter for tale in tales(place).values() if tale.plot in plots.ARCHIVED]
    assert not Finding.objects.filter(dossier__case__matter__in=bound).exists()
    assert not Entry.objects.filter(recorded_at__gt=timezone.now()).exists()
    assert disagreements() == []


def test_told_again_a_story_is_not_doubled() -> None:
    tell(CITY)
    before = Counter(case.matter for case in Case.objects.all())
    entries = Entry.objects.count()
    tell(CITY)
    assert Counter(case.matter for case in Case.objects.all()) == before
    assert (Entry.objects.count(), Agency.objects.count()) == (entries, 1)


def test_a_story_that_breaks_off_stays_where_it_stopped_and_is_not_doubled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fill.make_agency("national")

    def breaks_off(desk: object) -> None:
        plots.footage_in(desk)  # type: ignore[arg-type]
        raise OSError("disk full")

    with monkeypatch.context() as patched:
        patched.setitem(plots.PLOTS, "footage-in", breaks_off)
        with pytest.raises(OSError, match="disk full"):
            fill.tell("national:footage-in-noise")
    fill.tell("national:footage-in-noise")
    assert (Case.objects.count(), Media.objects.count()) == (1, 2)
    assert disagreements() == []


def test_an_agency_whose_building_broke_off_is_built_to_its_end() -> None:
    fill.make_agency("national")
    before = Person.objects.count()
    fill.make_agency("national")
    assert (Agency.objects.count(), Person.objects.count()) == (1, before)
    assert disagreements() == []


def test_a_story_waits_for_its_agency() -> None:
    with pytest.raises(LookupError, match="尚未建立"):
        fill.tell("national:opened-sign")


def test_an_archived_story_ends_as_a_sealed_volume() -> None:
    fill.make_agency("hengyang-forestry")
    fill.tell("hengyang-forestry:complaint-bird")
    assert Job.objects.filter(kind=fill.VOLUME, key="hengyang-forestry:complaint-bird").exists()
    fill.bind("hengyang-forestry:complaint-bird")
    fill.bind("hengyang-forestry:complaint-bird")
    case = Case.objects.select_related("dossier__volume__pdf").get()
    assert case.standing == "archived"
    assert case.dossier.volume.pdf is not None
    assert ["立卷时间", str(law.local_day(case.dossier.volume.archived_at))] in case.dossier.volume.catalogue["cover"]
    officer = house_of(FOREST).act("李四")
    brief = [line.entry.kind for line in queries.lines_of(case, officer, is_whole=False)]
    whole = [line.entry.kind for line in queries.lines_of(case, officer, is_whole=True)]
    assert "document.printed" in whole
    assert "document.printed" not in brief and brief[0] == "dossier.sealed"
    assert disagreements() == []


def test_a_concluded_case_waits_for_the_archivist_and_for_nobody_else() -> None:
    fill.make_agency("hengyang-forestry")
    fill.tell("hengyang-forestry:not-accepted-licence")
    case = Case.objects.get()
    house = house_of(FOREST)
    waiting = [todo for todo in composition.todos_for(house.act("吴档")) if todo.source == "归档"]
    assert [(todo.url, todo.due_at is not None) for todo in waiting] == [(f"/cases/{case.code}/", True)]
    assert not [todo for todo in composition.todos_for(house.act("周局")) if todo.source == "归档"]


def test_enqueued_again_nothing_is_put_in_the_table_a_second_time() -> None:
    call_command("demo", enqueue=True)
    assert set(Job.objects.values_list("kind", "key")) == {(fill.AGENCY, place.rule_set) for place in people.PLACES}
    Job.objects.update(state="done")
    call_command("demo", enqueue=True)
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}


def test_there_is_somebody_in_every_role_and_the_password_opens(capsys: pytest.CaptureFixture[str]) -> None:
    fill.make_agency("national")
    held = set(Person.objects.values_list("posts__role", flat=True))
    assert held == ROLES.keys()
    call_command("demo", accounts=True)
    printed = capsys.readouterr().out
    for person in Person.objects.all():
        assert person.check_password(people.PASSWORD)
        assert person.username in printed


def test_no_number_and_no_telephone_of_a_party_stands_anywhere_in_clear(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    tell(FOREST)
    parties = [tale.party for tale in tales(FOREST).values()]
    people_only = [party for party in parties if not party.representative]
    secrets = {party.phone for party in parties} | {text for one in people_only for text in (one.number, one.address)}
    assert len(secrets) > 30
    for model in apps.get_models():
        for row in model._base_manager.values_list():
            stored = str(row)
            assert not any(secret in stored for secret in secrets), f"{model._meta.label}: {row[0]}"
    assert not any(secret in caplog.text for secret in secrets)


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 3, 2, 0, 10, tzinfo=UTC),
        datetime(2026, 2, 18, 16, 5, tzinfo=UTC),
        datetime(2027, 1, 1, 23, 0, tzinfo=UTC),
    ],
    ids=["Monday morning", "Spring Festival at midnight", "a year without a calendar"],
)
def test_the_set_can_be_made_on_any_day_at_any_hour(now: datetime) -> None:
    with time_machine.travel(now, tick=False):
        tell(CITY)
        assert disagreements() == []
