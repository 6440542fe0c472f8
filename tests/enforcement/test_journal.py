"""The journal: chained, append-only, corrected by addition, whole under concurrent writers."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from enforcement import dossiers, journal
from enforcement.actors import Actor
from enforcement.errors import Stale
from enforcement.models import Dossier, Entry
from tests.enforcement.ground import MONDAY, Body, at_once, case


def test_an_entry_is_numbered_and_chained_to_the_one_before(dossier: Dossier, ground: Body) -> None:
    second = journal.record(dossier, "recording.finished", by=ground["officer"], at=MONDAY, act="A1")
    first = dossier.entries.get(seq=1)
    assert (first.prev_hash, second.seq, second.prev_hash) == ("", 2, first.hash)
    assert second.hash == journal.entry_hash(Entry.objects.get(pk=second.pk), dossier.key)
    dossier.refresh_from_db()
    assert (dossier.head_seq, dossier.head_hash) == (2, second.hash)


def test_the_journal_says_who_acted_as_they_were_then(dossier: Dossier) -> None:
    assert dossier.entries.get(seq=1).by == {
        "type": "person", "person": dossier.responsible_id, "post": dossier.responsible.posts.get().pk,
        "name": "officer", "role": "officer", "office": "执法人员", "unit": "执法一队", "agency": "辽河市林业局",
    }  # fmt: skip


def test_an_undeclared_kind_is_refused(dossier: Dossier, ground: Body) -> None:
    with pytest.raises(LookupError):
        journal.record(dossier, "case.daydreamt", by=ground["officer"])
    assert dossier.entries.count() == 1


def test_what_lies_ahead_cannot_have_happened(dossier: Dossier, ground: Body) -> None:
    with pytest.raises(ValidationError, match="不能晚于现在"):
        journal.record(
            dossier, "recording.finished", by=ground["officer"], now=MONDAY, at=MONDAY + timedelta(minutes=1), act="A1"
        )


def test_a_moment_before_its_cause_is_refused() -> None:
    with pytest.raises(ValidationError, match="不能早于"):
        journal.checked_moment(MONDAY, now=MONDAY + timedelta(days=1), not_before=MONDAY + timedelta(hours=1))
    assert journal.checked_moment(MONDAY.replace(tzinfo=None), now=MONDAY) == MONDAY


def _tamper(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE enforcement_entry SET kind = 'case.ended'",
        "UPDATE enforcement_entry SET id = id",
        "DELETE FROM enforcement_entry",
    ],
)
def test_the_database_refuses_to_change_or_delete_an_entry(dossier: Dossier, statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"):
        _tamper(statement)
    assert dossier.entries.get().kind == "case.opened"


def test_the_database_refuses_to_replace_an_entry(dossier: Dossier) -> None:
    columns = [field.column for field in Entry._meta.fields]
    chosen = ", ".join("'x'" if name == "kind" else f'"{name}"' for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    if connection.vendor == "sqlite":
        insert = f"INSERT OR REPLACE INTO enforcement_entry ({names}) SELECT {chosen} FROM enforcement_entry"
    else:
        insert = (
            f"INSERT INTO enforcement_entry ({names}) SELECT {chosen} FROM enforcement_entry"
            " ON CONFLICT (id) DO UPDATE SET kind = excluded.kind"
        )
    with pytest.raises(DatabaseError, match="append-only"):
        _tamper(insert)
    assert dossier.entries.get().kind == "case.opened"


def test_a_correction_stands_in_the_place_of_the_first_entry(dossier: Dossier, ground: Body) -> None:
    wrong = journal.record(dossier, "recording.finished", by=ground["officer"], at=MONDAY, act="A1")
    right = journal.correct(wrong, by=ground["officer"], reason="抄错时间", at=MONDAY + timedelta(hours=1))
    journal.correct(right, by=ground["officer"], reason="抄错行为", act="A2")
    [fact] = [fact for fact in journal.facts(dossier) if fact.kind == "recording.finished"]
    assert (fact.id, fact.at, fact.data["act"]) == (str(wrong.uid), MONDAY + timedelta(hours=1), "A2")


def test_both_versions_and_the_reason_stay_readable(dossier: Dossier, ground: Body) -> None:
    wrong = journal.record(dossier, "recording.finished", by=ground["officer"], at=MONDAY, act="A1")
    journal.correct(wrong, by=ground["officer"], reason="抄错时间", at=MONDAY + timedelta(hours=1))
    [line] = [line for line in journal.timeline(dossier, with_private=True) if line.entry.pk == wrong.pk]
    assert (line.entry.at, line.at, line.private) == (MONDAY, MONDAY + timedelta(hours=1), {"reason": "抄错时间"})


def test_a_retracted_entry_counts_no_more_and_cannot_be_mended(dossier: Dossier, ground: Body) -> None:
    entry = journal.record(dossier, "recording.finished", by=ground["officer"], at=MONDAY, act="A1")
    journal.retract(entry, by=ground["officer"], reason="登记到了别的案件")
    assert [fact.kind for fact in journal.facts(dossier)] == ["case.opened"]
    assert [line.is_retracted for line in journal.timeline(dossier)] == [False, True]
    with pytest.raises(Stale, match="已经撤回"):
        journal.correct(entry, by=ground["officer"], reason="再改", act="A3")
    with pytest.raises(Stale, match="已经撤回"):
        journal.retract(entry, by=ground["officer"], reason="再撤")


def test_find_gives_the_standing_entry_by_its_corrected_values(dossier: Dossier, ground: Body) -> None:
    wrong = journal.record(dossier, "recording.finished", by=ground["officer"], at=MONDAY, act="A1")
    journal.correct(wrong, by=ground["officer"], reason="抄错行为", act="A2")
    assert journal.find(dossier, "recording.finished", act="A1") is None
    assert journal.find(dossier, "recording.finished", act="A2") == wrong


def test_what_is_written_down_days_later_is_marked(dossier: Dossier, ground: Body) -> None:
    now = timezone.now()
    journal.record(dossier, "recording.finished", by=ground["officer"], at=now - timedelta(hours=30), now=now, act="A1")
    journal.record(dossier, "recording.received", by=ground["officer"], at=now, now=now, act="A1", media="M")
    late = {line.entry.kind: line.is_late_entry for line in journal.timeline(dossier)}
    assert (late["recording.finished"], late["recording.received"]) == (True, False)


def test_a_sealed_dossier_takes_addenda_only(dossier: Dossier, ground: Body) -> None:
    entry = journal.record(dossier, "recording.finished", by=ground["officer"], at=MONDAY, act="A1")
    dossiers.seal(dossier, by=ground["archivist"], now=timezone.now())
    for refused in (
        lambda: journal.record(dossier, "recording.received", by=ground["officer"], act="A1", media="M"),
        lambda: journal.correct(entry, by=ground["officer"], reason="抄错", act="A2"),
        lambda: journal.retract(entry, by=ground["officer"], reason="抄错"),
    ):
        with pytest.raises(Stale, match="归档封存"):
            refused()
    addendum = journal.record(dossier, "finding.raised", by=Actor.system(), key="k", category="other", text="缺页")
    assert addendum.seq == 4


def test_a_dossier_is_sealed_once(dossier: Dossier, ground: Body) -> None:
    dossiers.seal(dossier, by=ground["archivist"], now=timezone.now())
    with pytest.raises(Stale, match="不能重复归档"):
        dossiers.seal(dossier, by=ground["archivist"], now=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_concurrent_writers_leave_a_whole_chain(dossier: Dossier, ground: Body) -> None:
    other = case(ground)

    def write(number: int) -> None:
        for turn in range(25):
            target = Dossier.objects.get(pk=(dossier if turn % 2 else other).pk)
            journal.record(target, "recording.received", by=ground["officer"], act=f"A{number}", media=f"M{turn}")

    assert at_once(4, write) == [None] * 4
    for row in Dossier.objects.filter(pk__in=[dossier.pk, other.pk]):
        entries = list(row.entries.order_by("seq"))
        assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
        assert [entry.prev_hash for entry in entries[1:]] == [entry.hash for entry in entries[:-1]]
        assert (row.head_seq, row.head_hash) == (entries[-1].seq, entries[-1].hash)
    assert Entry.objects.filter(kind="recording.received").count() == 100


@pytest.mark.django_db(transaction=True)
def test_two_corrections_at_once_lose_neither(dossier: Dossier, ground: Body) -> None:
    entry = journal.record(
        dossier, "recording.finished", by=ground["officer"], at=MONDAY, act="A1", place="甲", device="乙"
    )
    changes = [{"place": "丙"}, {"device": "丁"}, {"act": "A2"}]
    at_once(3, lambda number: journal.correct(entry, by=ground["officer"], reason="更正", **changes[number]))
    [fact] = [fact for fact in journal.facts(dossier) if fact.kind == "recording.finished"]
    assert fact.data == {"act": "A2", "place": "丙", "device": "丁"}
