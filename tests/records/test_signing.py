"""Signatures, refusals to sign, and documents that become final."""

import pytest
from django.core.exceptions import ValidationError

from enforcement import composition, journal
from enforcement.errors import Denied, Stale, Unmet
from enforcement.models import IssuedNumber
from records import actions
from records.models import Document
from tests.records.desk import Desk, approve, at, body, contents, decide, draft, final, sign_all


def fact_kinds(desk: Desk) -> list[str]:
    return [fact.kind for fact in journal.facts(desk.dossier)]


def facts(desk: Desk, kind: str) -> list[dict[str, object]]:
    return [dict(fact.data) for fact in journal.facts(desk.dossier) if fact.kind == kind]


def finalise(desk: Desk, document: Document, **signing: object) -> None:
    actions.finalise(document, by=desk.zhang, signing=signing, version=document.version)  # type: ignore[arg-type]


@pytest.mark.obligation("LN-13-9", "HY-12-9")
def test_a_record_without_the_partys_signature_is_not_made_final(desk: Desk) -> None:
    record = draft(desk, "inspection-record")
    actions.sign(record, by=desk.zhang, role="officer")
    with pytest.raises(Unmet) as unmet:
        finalise(desk, record)
    assert [gap.text for gap in unmet.value.gaps] == [
        "还没有执法人员李四的签名。",
        "还没有当事人或者在场人员的签名。",
    ]
    assert all(gap.cite and gap.mend for gap in unmet.value.gaps)


@pytest.mark.obligation("LN-13-11", "HY-12-10")
def test_a_refusal_with_its_reason_stands_for_the_partys_signature(desk: Desk) -> None:
    record = draft(desk, "inspection-record")
    actions.sign(record, by=desk.zhang, role="officer")
    actions.sign(record, by=desk.li, role="officer")
    with pytest.raises(ValidationError, match="拒绝签名的情况"):
        actions.refuse(record, by=desk.zhang, role="party", name="周某", reason=" ")
    actions.refuse(record, by=desk.zhang, role="party", name="周某", reason="未说明理由", witness="村委会王某")
    finalise(desk, record)
    assert record.state == "final"
    assert facts(desk, "document.refused")[0]["document"] == "inspection-record"


def test_a_refused_receipt_is_no_direct_service(desk: Desk) -> None:
    notice = final(desk, "prior-notice")
    receipt = draft(desk, "service-receipt", serves=notice)
    with pytest.raises(ValidationError, match="不能以拒签说明代替"):
        actions.refuse(receipt, by=desk.zhang, role="party", name="周某", reason="不收")


def test_an_officer_signs_only_for_himself_and_only_where_he_was(desk: Desk) -> None:
    record = draft(
        desk,
        "inspection-record",
        values=body("inspection-record", desk, officers=desk.officers(desk.zhang, desk.stranger)),
    )
    with pytest.raises(ValidationError, match="不在本文书的执法人员之列"):
        actions.sign(record, by=desk.li, role="officer")
    with pytest.raises(Denied, match="管理范围"):
        actions.sign(record, by=desk.stranger, role="officer")


def test_nobody_signs_twice(desk: Desk) -> None:
    record = draft(desk, "inspection-record")
    actions.sign(record, by=desk.zhang, role="officer")
    with pytest.raises(Stale, match="已经签名"):
        actions.sign(record, by=desk.zhang, role="officer")


def test_an_incomplete_record_is_not_signed(desk: Desk) -> None:
    record = draft(desk, "inspection-record", values={"place": "林地"})
    with pytest.raises(ValidationError):
        actions.sign(record, by=desk.zhang, role="officer")


def test_a_signature_counts_only_for_the_content_that_was_signed(desk: Desk) -> None:
    record = draft(desk, "inspection-record")
    sign_all(desk, record)
    actions.revise(record, by=desk.zhang, values=body("inspection-record", desk, conclusion="另一结论"), version=1)
    assert len(contents(record).unsigned()) == 3
    with pytest.raises(Unmet):
        finalise(desk, record)


def test_a_document_that_nobody_approved_is_not_made_final(desk: Desk) -> None:
    report = draft(desk, "closing-report")
    actions.sign(report, by=desk.zhang, role="handler")
    with pytest.raises(Unmet, match="审批"):
        finalise(desk, report)


def test_a_form_is_final_with_its_last_approval(desk: Desk) -> None:
    report = draft(desk, "closing-report")
    actions.submit(report, by=desk.zhang)
    approve(desk, report)
    assert report.state == "final"
    assert report.signatures.get().role == "handler"


def test_an_initiation_form_takes_its_number_when_the_handler_makes_it_final(desk: Desk) -> None:
    form = draft(desk, "initiation-approval")
    actions.submit(form, by=desk.zhang)
    approve(desk, form)
    assert (form.state, form.number) == ("approved", "")
    finalise(desk, form)
    assert form.number == "鞍自然资立〔2026〕1号"


def test_what_waits_for_ones_hand_is_among_ones_tasks(desk: Desk) -> None:
    record = draft(desk, "inspection-record")
    assert [todo for todo in composition.todos_for(desk.li) if todo.source == "文书"] == []
    actions.sign(record, by=desk.zhang, role="officer")
    (todo,) = [todo for todo in composition.todos_for(desk.li) if todo.source == "文书"]
    assert todo.detail == "其他人员已签名，待您签名"
    decision = draft(desk, "penalty-decision")
    actions.submit(decision, by=desk.zhang)
    approve(desk, decision)
    assert "已批准，待定稿" in [todo.detail for todo in composition.todos_for(desk.zhang)]


def test_approval_of_another_version_does_not_count(desk: Desk) -> None:
    decision = draft(desk, "penalty-decision")
    actions.submit(decision, by=desk.zhang)
    approve(desk, decision)
    actions.revise(decision, by=desk.zhang, values=body("penalty-decision", desk, facts="改过"), version=1)
    with pytest.raises(Unmet, match="审批"):
        finalise(desk, decision, dated_on="2026-03-05")


def test_a_penalty_decision_waits_for_what_the_law_asks_before_it(desk: Desk) -> None:
    decision = draft(desk, "penalty-decision")
    actions.submit(decision, by=desk.zhang)
    approve(desk, decision)
    with pytest.raises(Unmet) as unmet:
        finalise(desk, decision, dated_on="2026-03-05")
    assert "告知" in str(unmet.value)
    assert not IssuedNumber.objects.filter(ref__startswith="document/").exists()


def test_a_decision_takes_its_number_and_states_its_facts(desk: Desk) -> None:
    decision = decide(desk)
    assert decision.number == "鞍自然资罚〔2026〕1号"
    assert str(decision.dated_on) == "2026-03-16"
    (made,) = [f for f in journal.facts(desk.dossier) if f.kind == "decision.made"]
    assert made.data == {"document": "penalty-decision", "doc": decision.ref, "act_type": "penalty", "major": False}
    assert made.precision == "day"
    assert made.at == at("2026-03-16 00:00")


def test_a_major_decision_waits_for_legal_review_of_this_very_draft(desk: Desk) -> None:
    decide(desk)
    major = draft(desk, "penalty-decision", values=body("penalty-decision", desk, major=True))
    actions.submit(major, by=desk.zhang)
    approve(desk, major)
    with pytest.raises(Unmet, match="法制审核"):
        finalise(desk, major, dated_on="2026-03-16")


@pytest.mark.obligation("LN-20-1", "HY-22-1")
def test_a_receipt_states_that_the_served_document_was_served_that_day(desk: Desk) -> None:
    notice = final(desk, "prior-notice")
    final(desk, "service-receipt", serves=notice, values=body("service-receipt", desk, received_at="2026-03-06T10:00"))
    (made,) = [f for f in journal.facts(desk.dossier) if f.kind == "service.made"]
    assert made.data == {"document": "prior-notice", "doc": notice.ref, "method": "direct"}
    assert made.at == at("2026-03-06 10:00")


@pytest.mark.obligation("LN-20-5")
def test_leaving_service_needs_its_witness_and_not_the_party(desk: Desk) -> None:
    notice = final(desk, "prior-notice")
    values = body("service-receipt", desk, method="leaving", received_at="2026-03-06T10:00")
    receipt = draft(desk, "service-receipt", serves=notice, values=values)
    assert contents(receipt).unsigned() == ["送达人张三", "送达人李四", "见证人"]


@pytest.mark.obligation("LN-20-8", "HY-26-1")
def test_service_by_notice_is_not_final_before_its_thirty_days_are_over(desk: Desk) -> None:
    notice = final(desk, "prior-notice")
    values = body("service-receipt", desk, method="public_notice", noticed_on="2026-03-10")
    receipt = draft(desk, "service-receipt", serves=notice, values=values, now=at("2026-03-20 09:00"))
    actions.sign(receipt, by=desk.zhang, role="officer")
    actions.sign(receipt, by=desk.li, role="officer")
    with pytest.raises(ValidationError, match="30日"):
        actions.finalise(receipt, by=desk.zhang, signing={}, version=1, now=at("2026-04-08 23:59"))
    actions.finalise(receipt, by=desk.zhang, signing={}, version=1, now=at("2026-04-09 00:00"))
    (made,) = [f for f in journal.facts(desk.dossier) if f.kind == "service.made"]
    assert made.at == at("2026-04-09 00:00")


def test_nothing_is_served_before_the_day_that_it_bears(desk: Desk) -> None:
    notice = final(desk, "prior-notice")
    assert str(notice.dated_on) == "2026-03-05"
    early = draft(
        desk, "service-receipt", serves=notice, values=body("service-receipt", desk, received_at="2026-03-04T10:00")
    )
    sign_all(desk, early)
    with pytest.raises(ValidationError, match="不能早于《行政处罚事先告知书》的日期（2026-03-05）"):
        actions.finalise(early, by=desk.zhang, signing={}, version=1)
    assert facts(desk, "service.made") == []
    final(desk, "service-receipt", serves=notice, values=body("service-receipt", desk, received_at="2026-03-05T00:00"))
    assert len(facts(desk, "service.made")) == 1


@pytest.mark.obligation("LN-14-4")
def test_a_waiver_of_recording_is_a_fact_of_its_act(desk: Desk) -> None:
    final(desk, "recording-waiver", signing={"dated_on": "2026-03-03"})
    assert facts(desk, "recording.waived") == [
        {"document": "recording-waiver", "doc": Document.objects.get().ref, "ground": "secrecy", "act": desk.act}
    ]


def test_a_record_of_an_act_names_the_act_as_its_facts_do(desk: Desk) -> None:
    final(desk, "inspection-record")
    assert facts(desk, "document.finalised")[0]["act"] == desk.act


def test_a_date_ahead_is_refused_at_signing(desk: Desk) -> None:
    notice = draft(desk, "prior-notice")
    with pytest.raises(ValidationError, match="晚于今天"):
        finalise(desk, notice, dated_on="2099-01-01")
    with pytest.raises(ValidationError, match="落款日期"):
        finalise(desk, notice)
    assert not IssuedNumber.objects.filter(ref__startswith="document/").exists()


def test_a_final_document_is_neither_changed_nor_signed_again(desk: Desk) -> None:
    notice = final(desk, "prior-notice")
    with pytest.raises(Denied, match="已定稿"):
        actions.revise(notice, by=desk.zhang, values={}, version=1)
    with pytest.raises(Denied, match="已定稿"):
        finalise(desk, notice, dated_on="2026-03-05")
    with pytest.raises(Denied, match="已定稿"):
        actions.sign(notice, by=desk.zhang, role="officer")


def test_who_looked_at_an_older_version_does_not_make_it_final(desk: Desk) -> None:
    notice = draft(desk, "prior-notice")
    actions.revise(notice, by=desk.li, values=body("prior-notice", desk, facts="改过"), version=1)
    with pytest.raises(Stale, match="已由他人修改"):
        actions.finalise(notice, by=desk.zhang, signing={"dated_on": "2026-03-05"}, version=1)


def test_a_draft_is_voided_with_its_reason(desk: Desk) -> None:
    report = draft(desk, "closing-report")
    with pytest.raises(ValidationError, match="写明原因"):
        actions.void(report, by=desk.zhang, reason=" ")
    actions.void(report, by=desk.zhang, reason="重复起草")
    assert report.state == "voided"
    assert facts(desk, "document.voided")[0]["doc"] == report.ref


def test_a_final_document_is_voided_by_the_head_of_the_unit_and_its_number_is_kept(desk: Desk) -> None:
    notice = final(desk, "prior-notice")
    with pytest.raises(Denied, match="承办机构负责人"):
        actions.void(notice, by=desk.zhang, reason="写错当事人")
    actions.void(notice, by=desk.unit_head, reason="写错当事人")
    number = IssuedNumber.objects.get(ref=notice.number_ref)
    assert (number.text, number.void_reason) == ("鞍自然资告〔2026〕1号", "写错当事人")
    assert final(desk, "prior-notice").number == "鞍自然资告〔2026〕2号"
