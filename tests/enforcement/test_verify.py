"""`verify` names the first disagreement after the database was changed behind the journal's back."""

import io
from collections.abc import Callable, Iterator

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from enforcement import blobs, dossiers, journal, verify
from enforcement.models import Approval, Dossier
from tests import append_only
from tests.enforcement.ground import MONDAY, Body, at_once, case
from tests.enforcement.test_approvals import submitted

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def dossier(ground: Body) -> Dossier:
    """Three entries, a clock, an approval, something attached, sealed values: all as the actions left it."""
    dossier = case(ground)
    journal.record(
        dossier, "recording.finished", by=ground["officer"], at=MONDAY, act="A1", sealed={"note": "当事人在场"}
    )
    submitted(dossier, ground)
    dossiers.attach(case(ground, kind="media"), dossier, by=ground["officer"])
    return dossier


def disagreements() -> list[str]:
    return [text for _, text in verify.run(now=timezone.now())]


def sql(statement: str, **values: object) -> None:
    with append_only.lifted(), connection.cursor() as cursor:
        for part in statement.format(**values).split(";"):
            cursor.execute(part)


def test_an_untouched_installation_agrees(dossier: Dossier) -> None:
    assert disagreements() == []


COPY = "dossier_id, 'x' || kind, version, at, precision, recorded_at, by, data, sealed, rows, amends_id, retracts, hash"
NAMES = "dossier_id, kind, version, at, precision, recorded_at, by, data, sealed, rows, amends_id, retracts, prev_hash"
ADDED = (
    f"INSERT INTO enforcement_entry (seq, uid, hash, {NAMES}) SELECT 99, '{'0' * 31}1', hash, {COPY}"
    " FROM enforcement_entry WHERE seq = 2 AND dossier_id = {pk}"
)
FORGED_CLOCK = (
    'INSERT INTO enforcement_deadline (dossier_id, "limit", label, article, effect, opened_by, has_hour,'
    " is_provisional, is_late, waits_for) VALUES ({pk}, 'archive', '', '', 'duty', 'x', false, false, false, '')"
)
FORGED_FINDING = (
    "INSERT INTO enforcement_finding (dossier_id, key, kind, text, article, raised_at, cleared_reason)"
    " VALUES ({pk}, 'k', 'other', 't', '', '2026-03-02 00:00:00+00', '')"
)


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE enforcement_entry SET at = '2026-03-01 00:00:00+00' WHERE seq = 2 AND dossier_id = {pk}", "第 2 条记录（recording.finished）的内容被改动"),
        ("UPDATE enforcement_entry SET data = '{{\"act\": \"A9\"}}' WHERE seq = 2 AND dossier_id = {pk}", "第 2 条记录（recording.finished）的内容被改动"),
        ("UPDATE enforcement_entry SET retracts = true WHERE seq = 2 AND dossier_id = {pk}", "第 2 条记录（recording.finished）的内容被改动"),
        ("UPDATE enforcement_entry SET prev_hash = 'x' WHERE seq = 3 AND dossier_id = {pk}", "第 3 条记录与前一条不相衔接"),
        ("DELETE FROM enforcement_entry WHERE seq = 2 AND dossier_id = {pk}", "第 2 条记录缺失"),
        ("DELETE FROM enforcement_entry WHERE seq = 4 AND dossier_id = {pk}", "的末尾记录与案卷所载（第 4 条）不一致"),
        (ADDED, "第 5 条记录缺失"),
        ("UPDATE enforcement_dossier SET head_seq = 3 WHERE id = {pk}", "的末尾记录与案卷所载（第 3 条）不一致"),
        ("UPDATE enforcement_dossier SET title = '另一案' WHERE id = {pk}", "案卷（enforcement.dossier）第 {pk} 行与案卷 {key} 第 1 条记录不一致"),
        ("UPDATE enforcement_approval SET state = 'granted'", "行与案卷 {key} 第 3 条记录不一致"),
        ("UPDATE enforcement_approvalstep SET decision = 'approved' WHERE \"order\" = 2", "行与案卷 {key} 第 3 条记录不一致"),
        ("DELETE FROM enforcement_approvalstep WHERE \"order\" = 2", "已不存在，系绕过系统删除"),
        (FORGED_FINDING, "没有任何记录可以说明，系绕过系统添加"),
        ("UPDATE enforcement_deadline SET due_at = '2027-01-01 00:00:00+00'", "的期限 footage-handover 与事实推算不一致（due_at）"),
        ("DELETE FROM enforcement_deadline", "缺少期限 footage-handover"),
        (FORGED_CLOCK, "的期限 archive 没有依据"),
    ],
)  # fmt: skip
def test_the_first_disagreement_is_named(dossier: Dossier, statement: str, named: str) -> None:
    sql(statement, pk=dossier.pk)
    assert named.format(pk=dossier.pk, key=dossier.key) in disagreements()[0]


@pytest.fixture
def altered_box(dossier: Dossier) -> Iterator[Callable[[], None]]:
    def alter() -> None:
        entry = dossier.entries.get(seq=2)
        box = entry.sealed["note"]["box"]
        entry.sealed["note"]["box"] = ("B" if box[0] != "B" else "C") + box[1:]
        with append_only.lifted():
            entry.save(update_fields=["sealed"])

    return alter


def test_an_altered_sealed_value_is_named(dossier: Dossier, altered_box: Callable[[], None]) -> None:
    altered_box()
    assert disagreements() == [f"案卷 {dossier.key} 第 2 条记录（recording.finished）的密封内容（note）被改动。"]


def test_a_stored_file_that_was_altered_is_named_when_bytes_are_read(dossier: Dossier, ground: Body) -> None:
    blob = blobs.put(io.BytesIO(b"what the recorder saw"), media_type="text/plain")
    journal.record(dossier, "recording.received", by=ground["officer"], act="A1", media="M", rows=[blob])
    assert list(verify.run(now=timezone.now(), with_bytes=True)) == []
    with blobs.local_copy(blob.sha256) as path:
        path.chmod(0o600)
        path.write_bytes(b"What the recorder saw")
    [(name, text)] = verify.run(now=timezone.now(), with_bytes=True)
    assert (name, text) == ("存储的文件", f"文件 {blob.sha256} 的内容与入库时不一致。")


def test_the_command_says_that_all_agree(dossier: Dossier, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify")
    assert capsys.readouterr().out.startswith("一致：")


def test_the_command_names_the_first_disagreement_and_fails(
    dossier: Dossier, capsys: pytest.CaptureFixture[str]
) -> None:
    sql("UPDATE enforcement_approval SET state = 'granted'; DELETE FROM enforcement_deadline")
    with pytest.raises(CommandError) as failed:
        call_command("verify")
    assert failed.value.returncode == 1
    assert capsys.readouterr().err.count("不一致（") == 1
    with pytest.raises(CommandError):
        call_command("verify", "--all")
    assert capsys.readouterr().err.count("不一致（") == 2


def test_rebuild_restores_the_clocks_and_touches_nothing_that_is_right(dossier: Dossier) -> None:
    sql("DELETE FROM enforcement_deadline")
    call_command("rebuild")
    assert disagreements() == []
    before = [row.pk for row in dossier.deadlines.all()]
    call_command("rebuild")
    assert [row.pk for row in dossier.deadlines.all()] == before
    assert Approval.objects.get().state == "pending"


def test_writing_goes_on_while_verify_reads(dossier: Dossier, ground: Body) -> None:
    def work(number: int) -> list[str]:
        if number == 0:
            return disagreements()
        for turn in range(10):
            journal.record(
                Dossier.objects.get(pk=dossier.pk), "recording.received", by=ground["officer"], act=f"B{number}",
                media=f"{turn}",
            )  # fmt: skip
        return []

    assert at_once(3, work) == [[], [], []]
