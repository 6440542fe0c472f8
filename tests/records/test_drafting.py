"""Drafting and changing documents: who may, what is refused, what stays hidden."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from enforcement import verify
from enforcement.errors import Denied, Stale
from enforcement.models import Entry
from records import actions
from records.contents import Contents
from records.models import Document
from tests.records.desk import ADDRESS, ID_NUMBER, PHONE, Desk, approve, at, body, contents, draft


def test_a_draft_may_be_incomplete_and_keeps_what_was_typed(desk: Desk) -> None:
    document = actions.draft(desk.dossier, "initiation-approval", by=desk.zhang, values={"reason": "群众举报"})
    assert document.state == "draft"
    assert Contents.of(document).values == {"reason": "群众举报"}


def test_an_officer_who_took_part_in_an_act_may_draft(desk: Desk) -> None:
    document = actions.draft(desk.dossier, "closing-report", by=desk.li, values={})
    assert document.created_by_id == desk.li.post.pk


def test_an_officer_of_another_unit_may_not_draft(desk: Desk) -> None:
    with pytest.raises(Denied, match="管理范围"):
        actions.draft(desk.dossier, "closing-report", by=desk.stranger, values={})


def test_an_approver_may_not_draft(desk: Desk) -> None:
    with pytest.raises(Denied, match="执法人员"):
        actions.draft(desk.dossier, "closing-report", by=desk.reviewer, values={})


def test_an_unknown_kind_is_refused_in_words(desk: Desk) -> None:
    with pytest.raises(ValidationError, match="没有文书种类"):
        actions.draft(desk.dossier, "poem", by=desk.zhang, values={})


def test_a_licence_decision_is_refused_in_a_penalty_case(desk: Desk) -> None:
    with pytest.raises(ValidationError, match="不适用"):
        actions.draft(desk.dossier, "licence-decision", by=desk.zhang, values={})


def test_the_opinion_of_the_legal_office_is_not_drafted_by_who_is_reviewed(desk: Desk) -> None:
    decision = draft(desk, "penalty-decision")
    with pytest.raises(ValidationError, match="法制审核人员"):
        draft(desk, "review-opinion", serves=decision)


def test_an_inspection_record_needs_its_act(desk: Desk) -> None:
    with pytest.raises(ValidationError, match="执法活动"):
        actions.draft(desk.dossier, "inspection-record", by=desk.zhang, values={}, act="999")
    with pytest.raises(ValidationError, match="执法活动"):
        actions.draft(desk.dossier, "inquiry-record", by=desk.zhang, values={}, act=str(desk.act))


def test_a_receipt_needs_the_final_document_that_it_serves(desk: Desk) -> None:
    notice = draft(desk, "prior-notice")
    with pytest.raises(ValidationError, match="还没有定稿"):
        actions.draft(desk.dossier, "service-receipt", by=desk.zhang, values={}, serves=notice)
    with pytest.raises(ValidationError, match="须针对"):
        actions.draft(desk.dossier, "service-receipt", by=desk.zhang, values={})


def test_a_document_of_another_case_cannot_be_served_in_this_one(desk: Desk) -> None:
    from tests.records.desk import open_desk

    other = draft(open_desk(mark="乙"), "prior-notice")
    with pytest.raises(ValidationError, match="须针对"):
        actions.draft(desk.dossier, "service-receipt", by=desk.zhang, values={}, serves=other)


@pytest.mark.obligation("LN-11-1", "HY-12-1")
def test_officers_get_the_certificate_that_they_held_on_the_day(desk: Desk) -> None:
    document = draft(desk, "inspection-record")
    officers = contents(document).values["officers"]
    assert [o["certificate"] for o in officers] == ["辽0301001", "辽0301002"]
    document = draft(desk, "inspection-record", values={"officers": desk.officers(desk.stranger)})
    assert contents(document).values["officers"][0]["certificate"] == ""


def test_a_person_of_another_agency_is_no_officer_here(desk: Desk) -> None:
    with pytest.raises(ValidationError, match="不存在的人员"):
        draft(desk, "inspection-record", values={"officers": [{"person": 99999}]})


def test_a_wrong_value_names_its_field(desk: Desk) -> None:
    with pytest.raises(ValidationError) as refused:
        draft(desk, "penalty-decision", values={"amount": "两千"})
    assert set(refused.value.message_dict) == {"amount"}


def test_saving_changes_the_content_hash_and_counts_the_version(desk: Desk) -> None:
    document = draft(desk, "closing-report")
    before = document.content_hash
    actions.revise(document, by=desk.li, values=body("closing-report", desk, result="另一结果"), version=1)
    assert document.version == 2
    assert document.content_hash != before
    assert contents(document).values["result"] == "另一结果"


def test_a_stale_tab_is_refused_and_overwrites_nothing(desk: Desk) -> None:
    document = draft(desk, "closing-report")
    other_tab = Document.objects.select_related("dossier").get(pk=document.pk)
    actions.revise(document, by=desk.zhang, values={"result": "先保存的"}, version=1)
    with pytest.raises(Stale, match="他人"):
        actions.revise(other_tab, by=desk.li, values={"result": "后保存的"}, version=1)
    assert contents(document).values["result"] == "先保存的"


def test_a_document_under_approval_is_not_changed(desk: Desk) -> None:
    document = draft(desk, "closing-report")
    actions.submit(document, by=desk.zhang)
    with pytest.raises(Denied, match="撤回"):
        actions.revise(document, by=desk.zhang, values={}, version=1)


def test_changing_an_approved_document_takes_its_approval_away(desk: Desk) -> None:
    document = draft(desk, "penalty-decision")
    actions.submit(document, by=desk.zhang)
    approve(desk, document)
    assert document.state == "approved"
    actions.revise(document, by=desk.zhang, values=body("penalty-decision", desk, decision="罚得更重"), version=1)
    assert document.state == "draft"
    assert contents(document).granted is None


def test_saving_an_approved_document_without_change_keeps_its_approval(desk: Desk) -> None:
    document = draft(desk, "penalty-decision")
    actions.submit(document, by=desk.zhang)
    approve(desk, document)
    actions.revise(document, by=desk.zhang, values=body("penalty-decision", desk), version=1)
    assert document.state == "approved"
    assert contents(document).granted is not None


def test_personal_data_stands_neither_in_the_row_nor_in_the_journal(desk: Desk) -> None:
    document = draft(desk, "inspection-record")
    row = Document.objects.filter(pk=document.pk).values().get()
    told = [str(entry) for entry in Entry.objects.values_list("data", "by", "rows")]
    for secret in (ID_NUMBER, PHONE, ADDRESS):
        assert secret not in str(row)
        assert not any(secret in text for text in told)
    assert contents(document).values["party"]["id_number"] == ID_NUMBER


def test_a_future_time_is_refused(desk: Desk) -> None:
    with pytest.raises(ValidationError, match="晚于现在"):
        draft(desk, "inspection-record", values={"began_at": "2026-03-03T09:00"}, now=at("2026-03-03 08:59"))


def test_a_document_is_returned_for_mending_and_submitted_anew(desk: Desk) -> None:
    from enforcement import approvals

    document = draft(desk, "closing-report")
    approval = actions.submit(document, by=desk.zhang)
    approvals.send_back(approval, by=desk.reviewer, reason="理由不足")
    document.refresh_from_db()
    assert document.state == "draft"
    actions.submit(document, by=desk.zhang)
    assert document.state == "submitted"


def test_the_submitter_withdraws_and_changes(desk: Desk) -> None:
    document = draft(desk, "closing-report")
    actions.submit(document, by=desk.zhang)
    actions.withdraw(document, by=desk.zhang, reason="还要补充")
    document.refresh_from_db()
    assert document.state == "draft"
    with pytest.raises(Stale, match="没有正在进行"):
        actions.withdraw(document, by=desk.zhang)


def test_an_incomplete_form_is_not_submitted(desk: Desk) -> None:
    document = draft(desk, "closing-report", values={"result": "罚款"})
    with pytest.raises(ValidationError) as refused:
        actions.submit(document, by=desk.zhang)
    assert {"party", "facts", "ended_on"} <= set(refused.value.message_dict)


def test_a_document_without_a_chain_is_not_submitted(desk: Desk) -> None:
    document = draft(desk, "inspection-record")
    with pytest.raises(ValidationError, match="不需要审批"):
        actions.submit(document, by=desk.zhang)


def test_an_assisting_officer_does_not_submit_for_the_handler(desk: Desk) -> None:
    document = draft(desk, "closing-report")
    with pytest.raises(Denied, match="承办人"):
        actions.submit(document, by=desk.li)


def test_a_document_under_approval_is_as_the_journal_left_it(desk: Desk) -> None:
    submitted = draft(desk, "initiation-approval")
    actions.submit(submitted, by=desk.zhang)
    assert list(verify.rows(timezone.now())) == []
    actions.withdraw(submitted, by=desk.zhang)
    assert list(verify.rows(timezone.now())) == []
