"""The pages of documents: forms that keep what was typed, refusals in words, nothing personal shown."""

from typing import Any

import pytest
from django.test import Client

from enforcement.actors import Actor
from records import actions
from records.models import Document
from tests.records.desk import ADDRESS, ID_NUMBER, PHONE, Desk, body, contents, draft, final, sign_all


def signed_in(actor: Actor) -> Client:
    client = Client()
    assert actor.person is not None
    client.force_login(actor.person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def page(desk: Desk) -> Client:
    return signed_in(desk.zhang)


def typed(desk: Desk, kind: str, **values: Any) -> dict[str, Any]:
    """A body as a browser sends it."""
    sent: dict[str, Any] = {}
    for name, value in body(kind, desk, **values).items():
        if isinstance(value, dict) and "answer" in value:
            sent[f"{name}.answer"] = "yes" if value["answer"] else "no"
        elif isinstance(value, dict):
            sent |= {f"{name}.{key}": part for key, part in value.items()}
        elif isinstance(value, list) and "person" in value[0]:
            sent[name] = [str(officer["person"]) for officer in value]
        elif isinstance(value, list):
            for row in value:
                for key, cell in row.items():
                    sent.setdefault(f"{name}.{key}", []).append(cell)
        else:
            sent[name] = value
    return sent


def new(desk: Desk, kind: str, query: str = "") -> str:
    return f"/dossiers/{desk.dossier.pk}/documents/new/{kind}/{query}"


def test_the_choice_offers_each_document_for_what_it_is_about(page: Client, desk: Desk) -> None:
    shown = page.get(f"/dossiers/{desk.dossier.pk}/documents/new/").content.decode()
    assert "现场检查笔录" in shown
    assert f"?act={desk.act}" in shown
    assert "行政许可决定书" not in shown
    assert "送达回证" not in shown
    notice = final(desk, "prior-notice")
    shown = page.get(f"/dossiers/{desk.dossier.pk}/documents/new/").content.decode()
    assert f"service-receipt/?serves={notice.pk}" in shown


def test_a_new_form_knows_party_officers_and_times(page: Client, desk: Desk) -> None:
    shown = page.get(new(desk, "inspection-record", f"?act={desk.act}")).content.decode()
    assert 'value="2026-03-03T09:00"' in shown
    assert 'value="2026-03-03T10:30"' in shown
    assert "千山区某林地" in shown
    assert f'value="{desk.zhang.person.pk}" checked' in shown
    assert f'value="{desk.li.person.pk}" checked' in shown
    assert ID_NUMBER in shown


@pytest.mark.parametrize("kind", ["initiation-approval", "inspection-record", "inquiry-record", "transfer-letter"])
def test_a_form_sends_what_rest_sends(page: Client, desk: Desk, kind: str) -> None:
    query = {"inspection-record": f"?act={desk.act}", "inquiry-record": f"?act={desk.inquiry}"}.get(kind, "")
    answer = page.post(new(desk, kind, query), {**typed(desk, kind), "form_token": "a" * 20})
    assert answer.status_code == 302
    document = Document.objects.get()
    by_rest = draft(desk, kind)
    assert contents(document).values == contents(by_rest).values


def test_a_refused_form_keeps_what_was_typed_and_names_the_field(page: Client, desk: Desk) -> None:
    sent = typed(desk, "penalty-decision", amount="两千元整")
    answer = page.post(new(desk, "penalty-decision"), {**sent, "form_token": "b" * 20})
    shown = answer.content.decode()
    assert answer.status_code == 400
    assert "不是有效金额" in shown
    assert "两千元整" in shown
    assert ADDRESS in shown
    assert Document.objects.count() == 0


def test_a_resent_form_begins_one_document(page: Client, desk: Desk) -> None:
    sent = {**typed(desk, "closing-report"), "form_token": "c" * 20}
    first = page.post(new(desk, "closing-report"), sent)
    second = page.post(new(desk, "closing-report"), sent)
    assert first["Location"] == second["Location"]
    assert Document.objects.count() == 1


def test_a_stale_tab_gets_409_keeps_its_words_and_shows_the_others(page: Client, desk: Desk) -> None:
    document = draft(desk, "closing-report")
    actions.revise(document, by=desk.li, values=body("closing-report", desk, result="李四写的"), version=1)
    sent = {**typed(desk, "closing-report", result="张三写的"), "version": "1", "form_token": "d" * 20}
    answer = page.post(f"/documents/{document.pk}/edit/", sent)
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "张三写的" in shown
    assert "李四写的" in shown
    assert 'name="version" value="2"' in shown
    assert contents(document).values["result"] == "李四写的"
    again = page.post(f"/documents/{document.pk}/edit/", {**sent, "version": "2", "form_token": "e" * 20})
    assert again.status_code == 302
    assert contents(document).values["result"] == "张三写的"


def test_rows_grow_without_a_script_and_without_losing_a_word(page: Client, desk: Desk) -> None:
    sent = {**typed(desk, "transfer-letter"), "more_rows": "materials", "form_token": "f" * 20}
    answer = page.post(new(desk, "transfer-letter"), sent)
    assert answer.status_code == 200
    assert answer.content.decode().count('name="materials.name"') == 8
    assert "鞍山市千山区某林地" in answer.content.decode()
    assert Document.objects.count() == 0


def test_the_reading_page_shows_no_number_telephone_or_address(page: Client, desk: Desk) -> None:
    document = draft(desk, "inspection-record")
    shown = page.get(f"/documents/{document.pk}/").content.decode()
    assert "周某" in shown
    for secret in (ID_NUMBER, PHONE, ADDRESS):
        assert secret not in shown


def test_a_document_of_another_unit_is_not_there(desk: Desk) -> None:
    document = draft(desk, "closing-report")
    assert signed_in(desk.stranger).get(f"/documents/{document.pk}/").status_code == 404
    assert signed_in(desk.stranger).get(f"/documents/{document.pk}/pdf/").status_code == 404


def test_who_publishes_does_not_open_documents(desk: Desk) -> None:
    document = draft(desk, "closing-report")
    answer = signed_in(desk.publisher).get(f"/documents/{document.pk}/pdf/")
    assert answer.status_code == 403


def test_from_draft_to_final_in_the_browser(page: Client, desk: Desk) -> None:
    document = draft(desk, "inspection-record")
    at = f"/documents/{document.pk}"
    assert page.post(f"{at}/sign/officer/", {"form_token": "g" * 20}).status_code == 400
    assert page.post(f"{at}/sign/officer/", {"confirmed": "on", "form_token": "h" * 20}).status_code == 302
    refused = page.post(f"{at}/finalise/", {"version": "1", "form_token": "i" * 20})
    assert refused.status_code == 409
    assert "还没有执法人员李四的签名" in refused.content.decode()
    li = signed_in(desk.li)
    assert li.post(f"{at}/sign/officer/", {"confirmed": "on", "form_token": "j" * 20}).status_code == 302
    words = {"name": "周某", "reason": "未说明理由", "witness": "村委会王某", "form_token": "k" * 20}
    assert page.post(f"{at}/refuse/party/", words).status_code == 302
    assert page.post(f"{at}/finalise/", {"version": "1", "form_token": "l" * 20}).status_code == 302
    document.refresh_from_db()
    assert document.state == "final"
    edit = page.get(f"{at}/edit/")
    assert edit.status_code == 403
    assert "已定稿" in edit.content.decode()


def test_a_signature_that_is_no_picture_is_refused(page: Client, desk: Desk) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    document = draft(desk, "inspection-record")
    picture = SimpleUploadedFile("a.png", b"no picture at all", content_type="image/png")
    sent = {"name": "周某", "image": picture, "form_token": "m" * 20}
    answer = page.post(f"/documents/{document.pk}/sign/party/", sent)
    assert answer.status_code == 400
    assert "不是可以打开的图片" in answer.content.decode()


def test_the_name_of_a_pdf_tells_nothing(page: Client, desk: Desk) -> None:
    document = draft(desk, "closing-report")
    answer = page.get(f"/documents/{document.pk}/pdf/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'inline; filename="closing-report-{document.pk}.pdf"'
    assert answer.content.startswith(b"%PDF")


def test_submitting_signs_for_the_handler(page: Client, desk: Desk) -> None:
    document = draft(desk, "closing-report")
    assert page.get(f"/documents/{document.pk}/submit/").status_code == 200
    assert page.post(f"/documents/{document.pk}/submit/", {"form_token": "n" * 20}).status_code == 302
    document.refresh_from_db()
    assert document.state == "submitted"
    assert page.post(f"/documents/{document.pk}/withdraw/", {"form_token": "o" * 20}).status_code == 302


def test_voiding_asks_for_the_reason(page: Client, desk: Desk) -> None:
    document = draft(desk, "closing-report")
    assert page.post(f"/documents/{document.pk}/void/", {"form_token": "p" * 20}).status_code == 400
    sent = {"reason": "重复", "form_token": "q" * 20}
    assert page.post(f"/documents/{document.pk}/void/", sent).status_code == 302
    assert "重复" in page.get(f"/documents/{document.pk}/").content.decode()


def test_archiving_is_refused_with_what_is_missing(desk: Desk) -> None:
    archivist = signed_in(desk.archivist)
    shown = archivist.get(f"/dossiers/{desk.dossier.pk}/archive/")
    assert 'class="gap"' in shown.content.decode()
    answer = archivist.post(f"/dossiers/{desk.dossier.pk}/archive/", {"form_token": "r" * 20})
    assert answer.status_code == 409
    assert archivist.get(f"/dossiers/{desk.dossier.pk}/volume/").status_code == 404


def test_an_unknown_document_or_kind_is_not_there(page: Client, desk: Desk) -> None:
    assert page.get("/documents/999999/").status_code == 404
    assert page.get(new(desk, "poem")).status_code == 404


def test_the_reading_page_takes_few_queries(page: Client, desk: Desk, django_assert_max_num_queries: Any) -> None:
    document = final(desk, "prior-notice")
    with django_assert_max_num_queries(24):
        page.get(f"/documents/{document.pk}/")


def test_the_panel_of_a_case_takes_as_many_queries_for_many_documents(
    desk: Desk, django_assert_num_queries: Any
) -> None:
    from records.queries import documents_panel

    draft(desk, "closing-report")
    for _ in range(5):
        draft(desk, "transfer-letter")
    sign_all(desk, draft(desk, "closing-report"))
    with django_assert_num_queries(2):
        shown = documents_panel(desk.dossier, desk.zhang)
    assert len(shown["documents"]) == 7
