"""Personal data at rest: unreadable in the tables, gone with its key, and the journal whole without it."""

from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.db import connection
from django.utils import timezone

from enforcement import journal, sealing, verify
from enforcement.models import Dossier, DossierKey, Entry
from tests.enforcement.ground import Body, case

IDENTITY_NUMBER = "210302199003072813"
pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(dossier: Dossier, ground: Body) -> Entry:
    return journal.record(
        dossier, "recording.received", by=ground["officer"], act="A1", media="M",
        sealed={"id_number": IDENTITY_NUMBER, "note": "当事人称不知情"},
    )  # fmt: skip


def private(dossier: Dossier) -> dict[str, object]:
    return {
        name: value for line in journal.timeline(dossier, with_private=True) for name, value in line.private.items()
    }


def test_no_identity_number_stands_in_any_table(entry: Entry) -> None:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            assert IDENTITY_NUMBER not in str(cursor.fetchall()), table


def test_a_reader_of_the_dossier_sees_it_and_others_do_not(entry: Entry) -> None:
    assert private(entry.dossier) == {"id_number": IDENTITY_NUMBER, "note": "当事人称不知情"}
    assert all(line.private == {} for line in journal.timeline(entry.dossier))


def test_equal_values_cannot_be_told_to_be_equal(entry: Entry, ground: Body) -> None:
    other = journal.record(
        case(ground), "recording.received", by=ground["officer"], act="B", media="N",
        sealed={"id_number": IDENTITY_NUMBER},
    )  # fmt: skip
    one, two = entry.sealed["id_number"], other.sealed["id_number"]
    assert one["digest"] != two["digest"] and one["box"] != two["box"] and one["key"] != two["key"]


@pytest.mark.django_db(transaction=True)
def test_destroying_the_key_loses_the_values_and_leaves_the_chain_whole(entry: Entry, ground: Body) -> None:
    DossierKey.objects.get(dossier=entry.dossier).delete()
    assert set(private(entry.dossier).values()) == {sealing.DESTROYED}
    assert not DossierKey.objects.filter(dossier=entry.dossier).exists()
    journal.record(
        entry.dossier, "recording.received", by=ground["officer"], act="A2", media="N", sealed={"later": "新内容"}
    )
    assert private(entry.dossier) == {
        "id_number": sealing.DESTROYED, "note": sealing.DESTROYED, "later": "新内容",
    }  # fmt: skip
    assert list(verify.chains(timezone.now())) == []


def test_a_column_is_sealed_for_its_dossier_alone(dossier: Dossier, ground: Body) -> None:
    box = sealing.seal(dossier, {"phone": "13904120000"})
    assert "13904120000" not in box
    assert sealing.unseal(dossier, box) == {"phone": "13904120000"}
    assert sealing.unseal(dossier, "") is None
    for stranger in (case(ground), dossier):
        DossierKey.objects.filter(dossier=dossier).delete()
        with pytest.raises(InvalidTag):
            sealing.unseal(stranger, box)


def test_a_number_is_found_again_without_being_kept() -> None:
    assert sealing.lookup_hash(" 21030219900307281x") == sealing.lookup_hash("21030219900307281X ")
    assert IDENTITY_NUMBER not in sealing.lookup_hash(IDENTITY_NUMBER)
    assert sealing.lookup_hash(IDENTITY_NUMBER) != sealing.mac(IDENTITY_NUMBER)


def test_the_master_key_is_readable_by_its_owner_alone(entry: Entry) -> None:
    path = Path(settings.ZHIJI_DATA) / "keys" / "master"
    assert (path.stat().st_mode & 0o777, len(path.read_bytes())) == (0o600, 32)
