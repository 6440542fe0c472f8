"""REST for documents: the same checks and words as on the pages, once for each key."""

from typing import Any

import jsonschema
import pytest
from rest_framework.test import APIClient

from enforcement.actions import organisation
from enforcement.actors import Actor
from records.models import Document
from tests.records.desk import Desk, body, draft, final


def bearer(desk: Desk, actor: Actor, *scopes: str) -> APIClient:
    _, secret = organisation.issue_token(
        desk.agency, name="接口", scopes=scopes or ("full",), days=1, post=actor.post, by=Actor.system()
    )
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client


@pytest.fixture
def rest(desk: Desk) -> APIClient:
    return bearer(desk, desk.zhang)


def send(client: APIClient, path: str, data: dict[str, Any], *, key: str = "k" * 12, method: str = "post") -> Any:
    return getattr(client, method)(path, data, format="json", HTTP_IDEMPOTENCY_KEY=key)


def documents(desk: Desk) -> str:
    return f"/api/dossiers/{desk.dossier.pk}/documents/"


def test_a_body_that_fits_the_schema_is_taken(rest: APIClient, desk: Desk) -> None:
    schema = rest.get("/api/document-kinds/inspection-record/schema/?rule_set=liaoning").json()
    values = body("inspection-record", desk)
    jsonschema.validate(values, schema)
    sent = {"kind": "inspection-record", "values": values, "act": str(desk.act)}
    answer = send(rest, documents(desk), sent)
    assert answer.status_code == 201
    assert answer.json()["state"] == "draft"
    read = rest.get(f"/api/documents/{answer.json()['id']}/").json()
    assert read["values"]["place"] == values["place"]
    assert read["missing"] == {}
    assert len(read["unsigned"]) == 3


def test_every_kind_is_listed(rest: APIClient) -> None:
    assert len(rest.get("/api/document-kinds/").json()) == 20
    assert rest.get("/api/document-kinds/poem/schema/").status_code == 404


def test_a_wrong_value_is_refused_as_on_the_page(rest: APIClient, desk: Desk) -> None:
    answer = send(rest, documents(desk), {"kind": "closing-report", "values": {"ended_on": "2026-02-30", "x": 1}})
    assert answer.status_code == 400
    assert set(answer.json()["fields"]) == {"ended_on", "x"}
    assert "不是有效日期" in answer.json()["error"]


@pytest.mark.parametrize(
    "sent", [[], {"kind": "closing-report", "values": []}, {"kind": "prior-notice", "serves": "x"}, {"kind": 7}]
)
def test_a_malformed_request_is_refused_in_words(rest: APIClient, desk: Desk, sent: Any) -> None:
    answer = send(rest, documents(desk), sent)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_a_resent_request_has_one_effect(rest: APIClient, desk: Desk) -> None:
    sent = {"kind": "closing-report", "values": {}}
    first, second = send(rest, documents(desk), sent), send(rest, documents(desk), sent)
    assert first.json() == second.json()
    assert Document.objects.count() == 1
    assert send(rest, documents(desk), sent, key="").status_code == 400


def test_a_late_version_is_a_conflict(rest: APIClient, desk: Desk) -> None:
    document = draft(desk, "closing-report")
    path = f"/api/documents/{document.pk}/"
    ok = send(rest, path, {"values": {"result": "甲"}, "version": 1}, method="put")
    assert ok.json()["version"] == 2
    late = send(rest, path, {"values": {"result": "乙"}, "version": 1}, method="put", key="z" * 12)
    assert late.status_code == 409
    assert "他人" in late.json()["error"]


def test_a_whole_record_by_rest(rest: APIClient, desk: Desk) -> None:
    document = draft(desk, "inspection-record")
    at = f"/api/documents/{document.pk}"
    refused = send(rest, f"{at}/finalise/", {"version": 1}, key="a" * 12)
    assert refused.status_code == 409
    assert {gap["rule"] for gap in refused.json()["gaps"]} == {"document:signature"}
    assert send(rest, f"{at}/sign/", {"role": "officer"}, key="b" * 12).status_code == 200
    assert send(bearer(desk, desk.li), f"{at}/sign/", {"role": "officer"}, key="c" * 12).status_code == 200
    words = {"role": "party", "name": "周某", "reason": "未说明理由"}
    assert send(rest, f"{at}/refuse/", words, key="d" * 12).status_code == 200
    done = send(rest, f"{at}/finalise/", {"version": 1}, key="e" * 12)
    assert done.json()["state"] == "final"
    pdf = rest.get(f"{at}/pdf/")
    assert pdf.content.startswith(b"%PDF")


def test_submitting_and_withdrawing_by_rest(rest: APIClient, desk: Desk) -> None:
    document = draft(desk, "closing-report")
    assert send(rest, f"/api/documents/{document.pk}/submit/", {}, key="f" * 12).json()["state"] == "submitted"
    assert send(rest, f"/api/documents/{document.pk}/withdraw/", {}, key="g" * 12).json()["state"] == "draft"
    void = send(rest, f"/api/documents/{document.pk}/void/", {"reason": "重复"}, key="h" * 12)
    assert void.json()["state"] == "voided"


def test_a_receipt_is_begun_for_its_document(rest: APIClient, desk: Desk) -> None:
    notice = final(desk, "prior-notice")
    sent = {"kind": "service-receipt", "values": {}, "serves": notice.pk}
    assert send(rest, documents(desk), sent).json()["serves"] == notice.pk


def test_strangers_find_nothing_and_others_are_told_who_may(desk: Desk) -> None:
    document = draft(desk, "closing-report")
    assert APIClient().get(f"/api/documents/{document.pk}/").status_code in (401, 403)
    assert bearer(desk, desk.stranger).get(f"/api/documents/{document.pk}/").status_code == 404
    answer = send(bearer(desk, desk.reviewer), documents(desk), {"kind": "closing-report", "values": {}})
    assert answer.status_code == 403
    assert "执法人员" in answer.json()["error"]


def test_a_token_of_another_scope_writes_no_document(desk: Desk) -> None:
    answer = send(bearer(desk, desk.zhang, "media"), documents(desk), {"kind": "closing-report", "values": {}})
    assert answer.status_code == 403
    assert "令牌" in answer.json()["error"]


def test_archiving_by_rest_says_what_is_missing(desk: Desk) -> None:
    client = bearer(desk, desk.archivist)
    path = f"/api/dossiers/{desk.dossier.pk}/archive/"
    assert client.get(path).json()["gaps"]
    answer = send(client, path, {})
    assert answer.status_code == 409
    assert answer.json()["gaps"]
