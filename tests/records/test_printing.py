"""Documents on paper: what stands on them, drafts, signatures, opinions, and what must not stand in their names."""

import io
import subprocess
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from enforcement import blobs, jobs, law
from records import actions, printing
from records.models import Document
from tests.records.desk import Desk, approve, body, contents, decide, draft, final

SERVING = [d.id for d in law.documents().values() if d.about == "document"]
OTHERS = [d.id for d in law.documents().values() if d.about != "document" and d.id != "licence-decision"]


def text_of(pdf: bytes, tmp_path: Path) -> str:
    """The text of a PDF as `pdftotext` reads it, without white space."""
    file = tmp_path / "it.pdf"
    file.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, check=True, timeout=60)
    return "".join(done.stdout.decode().split())


def printed(document: Document, tmp_path: Path) -> str:
    return text_of(printing.pdf_of(contents(document)).pdf, tmp_path)


def test_a_draft_says_that_it_is_one(desk: Desk, tmp_path: Path) -> None:
    text = printed(draft(desk, "penalty-decision"), tmp_path)
    assert "草稿" in text
    assert "行政处罚决定书" in text
    assert "鞍山市自然资源局" in text
    assert "人民币贰仟元整" in text


@pytest.mark.parametrize("kind", OTHERS)
def test_every_kind_prints_its_title_and_its_party(desk: Desk, tmp_path: Path, kind: str) -> None:
    declaration = law.document(kind)
    text = printed(draft(desk, kind), tmp_path)
    assert declaration.title in text
    if any(field.kind == "party" for field in declaration.fields):
        assert "周某" in text


def test_a_final_decision_carries_number_date_and_agency_and_is_no_draft(desk: Desk, tmp_path: Path) -> None:
    decision = decide(desk)
    text = printed(decision, tmp_path)
    assert "鞍自然资罚〔2026〕1号" in text
    assert "2026年3月16日" in text
    assert "草稿" not in text
    assert "重大行政执法决定" not in text
    for kind in SERVING:
        law.document(kind)
    receipt = printed(Document.objects.get(kind="service-receipt"), tmp_path)
    assert "■直接送达" in receipt
    assert "□留置送达" in receipt
    assert "送达人（签名）张三" in receipt


@pytest.mark.obligation("LN-9-4")
def test_an_approval_form_carries_every_opinion_with_name_and_time(desk: Desk, tmp_path: Path) -> None:
    document = draft(desk, "initiation-approval")
    before = printed(document, tmp_path)
    assert "承办机构审核意见" in before
    assert "沈审" not in before
    actions.submit(document, by=desk.zhang)
    approve(desk, document)
    after = printed(document, tmp_path)
    for word in (
        "启动原因",
        "案件来源",
        "基本案情",
        "当事人基本情况",
        "承办人意见",
        "行政机关负责人批准意见",
        "沈审",
        "局长",
        "同意",
    ):
        assert word in after


@pytest.mark.obligation("LN-13-11", "HY-12-10")
def test_a_refusal_to_sign_is_printed_with_its_reason_and_witness(desk: Desk, tmp_path: Path) -> None:
    document = draft(desk, "inspection-record")
    actions.refuse(document, by=desk.zhang, role="party", name="周某", reason="未说明理由", witness="村委会王某")
    text = printed(document, tmp_path)
    assert "周某拒绝签名：未说明理由" in text
    assert "见证人：村委会王某" in text


def test_a_record_of_several_pages_asks_for_a_signature_on_each(desk: Desk, tmp_path: Path) -> None:
    long = "\n".join(f"第{n}处伐桩，直径二十厘米。" for n in range(60))
    document = draft(desk, "inspection-record", values=body("inspection-record", desk, course=long))
    made = printing.pdf_of(contents(document))
    assert made.page_count >= 3
    text = text_of(made.pdf, tmp_path)
    assert text.count("当事人或者在场人员（签名）：") >= made.page_count
    assert f"第{made.page_count}页共{made.page_count}页" in text


def test_rare_characters_are_printed(desk: Desk, tmp_path: Path) -> None:
    party = {"kind": "person", "name": "张喆堃"}
    document = draft(desk, "prior-notice", values=body("prior-notice", desk, party=party))
    assert "张喆堃" in printed(document, tmp_path)


def test_the_file_is_archival_and_its_properties_tell_nothing_personal(desk: Desk) -> None:
    made = printing.pdf_of(contents(draft(desk, "penalty-decision")))
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf, pdf.open_metadata() as metadata:
        assert metadata.pdfa_status == "3U"
        assert len(pdf.pages) == made.page_count
        assert "周某" not in str(metadata)
        assert str(pdf.docinfo["/Title"]) == "行政处罚决定书"


def test_what_was_typed_is_text_and_never_markup(desk: Desk, tmp_path: Path) -> None:
    evil = "<img src='file:///etc/passwd'><b>加粗</b>"
    document = draft(desk, "closing-report", values=body("closing-report", desk, result=evil))
    assert "<b>加粗</b>" in printed(document, tmp_path)


def test_a_print_loads_nothing_from_outside(tmp_path: Path, settings: Any) -> None:
    secret = tmp_path / "secret.png"
    Image.new("RGB", (20, 20), "black").save(secret)
    page = tmp_path / "page.html"
    page.write_text(f"<p>字</p><img src='{secret.as_uri()}'>", encoding="utf-8")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    with pikepdf.open(io.BytesIO(printing.render("page.html", {}).pdf)) as pdf:
        assert not any(one.get_images() for one in pdf.pages)


def test_the_signed_image_of_a_party_stands_on_the_print(desk: Desk) -> None:
    png = io.BytesIO()
    Image.new("RGB", (200, 80), "black").save(png, "PNG")
    png.seek(0)
    document = draft(desk, "inspection-record")
    blob = blobs.put(png, media_type="image/png")
    actions.sign(document, by=desk.zhang, role="party", name="周某", image=blob)
    with pikepdf.open(io.BytesIO(printing.pdf_of(contents(document)).pdf)) as pdf:
        assert any(page.get_images() for page in pdf.pages)


def test_a_final_document_is_printed_once_by_its_job(desk: Desk) -> None:
    document = final(desk, "handling-proposal")
    assert document.pdf is None
    jobs.run_due()
    document.refresh_from_db()
    first = document.pdf_id
    assert document.page_count
    jobs.enqueue("records.print", document.ref)
    jobs.run_due()
    document.refresh_from_db()
    assert document.pdf_id == first


def test_the_check_for_a_chinese_font_is_content_here() -> None:
    assert printing.cjk_font_present() == []
