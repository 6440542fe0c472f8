"""归档: the volume, its catalogue and file, and that nothing is changed afterwards."""

import io
import subprocess
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from django.utils import timezone

from cases import actions as cases
from enforcement import blobs, jobs, journal, verify
from enforcement.actors import Actor
from enforcement.errors import Denied, Stale, Unmet
from records import actions
from records.models import Document, Volume
from tests.records.desk import Desk, body, decide, draft, final


def conclude(desk: Desk, *, with_prints: bool = False) -> None:
    """Everything up to the moment in which the dossier may be archived; one empty page stands for each print."""
    final(desk, "initiation-approval")
    cases.advance(desk.case, by=desk.zhang)
    for kind in ("inspection-record", "inquiry-record"):
        final(desk, kind)
    final(desk, "recording-waiver", signing={"dated_on": "2026-03-03"})
    cases.advance(desk.case, by=desk.zhang)
    decision = decide(desk)
    cases.advance(desk.case, by=desk.zhang)
    final(
        desk, "service-receipt", serves=decision, values=body("service-receipt", desk, received_at="2026-03-18T10:00")
    )
    final(desk, "compliance-record", serves=decision, values=body("compliance-record", desk, done_on="2026-03-20"))
    cases.end_case(desk.case, ending="complied", on=date(2026, 3, 20), by=desk.zhang)
    final(desk, "closing-report")
    cases.conclude(desk.case, by=desk.zhang)
    if with_prints:
        jobs.run_due()
        return
    page = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(page)
    for document in Document.objects.filter(dossier=desk.dossier, state="final"):
        page.seek(0)
        actions.keep_print(document, by=Actor.system(), pdf=blobs.put(page), page_count=1)


@pytest.mark.obligation("HY-32-2", "LN-25-2")
def test_a_concluded_case_becomes_a_volume_in_order_of_time_and_is_sealed(desk: Desk) -> None:
    conclude(desk)
    volume = actions.archive(desk.dossier, by=desk.archivist)
    items = volume.catalogue["items"]
    dates = [item["date"] for item in items]
    assert dates == sorted(dates)
    assert [item["no"] for item in items] == list(range(1, len(items) + 1))
    assert items[0]["first"] == 1
    desk.dossier.refresh_from_db()
    assert desk.dossier.sealed_at is not None
    desk.case.refresh_from_db()
    assert desk.case.stage == "archived"
    assert {"case.archived", "dossier.sealed"} <= {fact.kind for fact in journal.facts(desk.dossier)}


def test_the_file_of_a_volume_holds_every_page_with_its_number(desk: Desk, tmp_path: Path) -> None:
    conclude(desk, with_prints=True)
    volume = actions.archive(desk.dossier, by=desk.archivist)
    jobs.run_due()
    volume.refresh_from_db()
    assert volume.pdf is not None
    with blobs.open_stored(volume.pdf.sha256) as stream:
        content = stream.read()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        front = len(pdf.pages) - volume.page_count
        assert front >= 2
    file = tmp_path / "volume.pdf"
    file.write_bytes(content)

    def page(number: int) -> str:
        command = ["pdftotext", "-f", str(number), "-l", str(number), "-layout", str(file), "-"]
        return "".join(subprocess.run(command, capture_output=True, check=True).stdout.decode().split())

    assert desk.dossier.number in page(1)
    assert "卷内目录" in page(2)
    assert "鞍自然资罚〔2026〕1号" in page(2)
    assert page(front + volume.page_count).endswith(str(volume.page_count))
    subprocess.run(["qpdf", "--check", str(file)], check=True, capture_output=True)


def test_a_second_archiving_is_refused_as_done(desk: Desk) -> None:
    conclude(desk)
    actions.archive(desk.dossier, by=desk.archivist)
    with pytest.raises(Stale, match="不能重复归档"):
        actions.archive(desk.dossier, by=desk.archivist)
    assert Volume.objects.count() == 1


def test_only_the_archivist_archives(desk: Desk) -> None:
    conclude(desk)
    with pytest.raises(Denied, match="档案管理员"):
        actions.archive(desk.dossier, by=desk.zhang)


def test_a_case_with_an_unfinished_document_is_not_archived(desk: Desk) -> None:
    conclude(desk)
    draft(desk, "transfer-letter")
    with pytest.raises(Unmet, match="定稿"):
        actions.archive(desk.dossier, by=desk.archivist)


def test_a_case_that_was_not_concluded_is_not_archived(desk: Desk) -> None:
    with pytest.raises(Unmet):
        actions.archive(desk.dossier, by=desk.archivist)
    assert desk.dossier.sealed_at is None


def test_prints_still_in_work_are_waited_for(desk: Desk) -> None:
    conclude(desk)
    final(desk, "inspection-record")
    with pytest.raises(Stale, match="版式文件"):
        actions.archive(desk.dossier, by=desk.archivist)


def test_a_sealed_dossier_takes_no_more_documents(desk: Desk) -> None:
    conclude(desk)
    actions.archive(desk.dossier, by=desk.archivist)
    with pytest.raises(Denied, match="封存"):
        draft(desk, "closing-report")


def test_journal_and_rows_agree_from_the_first_draft_to_the_volume(desk: Desk) -> None:
    conclude(desk)
    actions.archive(desk.dossier, by=desk.archivist)
    jobs.run_due()
    assert list(verify.rows(timezone.now())) == []
