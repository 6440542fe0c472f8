"""Legal review: of exactly one draft of a major decision, by somebody who took no part in the case."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from enforcement import composition, journal, verify
from enforcement.actions import organisation
from enforcement.actors import Actor
from enforcement.errors import Denied, Stale, Unmet
from enforcement.models import Notice
from legal_review import actions
from legal_review.models import Review
from legal_review.subjects import POINTS
from records import actions as records
from records.models import Document
from tests.legal_review.conftest import Office, major
from tests.records import desk as records_desk
from tests.records.desk import Desk

ALL = dict.fromkeys(POINTS, True)
pytestmark = pytest.mark.django_db


def submitted(office: Office) -> Review:
    return actions.submit(office.decision, reasons=["hearing"], note="拟罚款五万元", by=office.desk.zhang)


def agreed(office: Office) -> Review:
    review = submitted(office)
    actions.agree(review, points=ALL, opinion="同意。", by=office.wangfa)
    return review


def change(document: Document, desk: Desk) -> None:
    body = records_desk.body("penalty-decision", desk, major={"answer": True}, decision="罚款一万元。")
    records.revise(document, by=desk.zhang, values=body, version=document.version)


def test_the_handler_submits_the_draft_with_what_lies_in_the_dossier(office: Office) -> None:
    other = records_desk.draft(office.desk, "inspection-record")
    review = submitted(office)
    assert review.content_hash == office.decision.content_hash
    assert [item["doc"] for item in review.materials] == [office.decision.ref, other.ref]
    entry = journal.find(office.desk.dossier, "review.submitted")
    assert entry is not None
    assert entry.data == {
        "review": review.pk, "doc": office.decision.ref, "document": "penalty-decision",
        "hash": office.decision.content_hash, "reasons": ["hearing"],
    }  # fmt: skip
    assert "五万" not in str(entry.data) + review.sealed
    assert sorted(Notice.objects.filter(key=f"review:{review.pk}:submitted").values_list("person__name", flat=True)) == [
        "刘法", "王法",
    ]  # fmt: skip


@pytest.mark.obligation("LN-18-1", "AS-L-11-1")
def test_a_major_decision_is_signed_only_after_its_review(office: Office) -> None:
    desk, decision = office.desk, office.decision

    def sign() -> None:
        records.finalise(
            decision,
            by=desk.zhang,
            signing={"dated_on": "2026-03-16"},
            version=Document.objects.get(pk=decision.pk).version,
        )

    with pytest.raises(Unmet) as refusal:
        sign()
    assert "legal-review" in [gap.rule for gap in refusal.value.gaps]
    agreed(office)
    with pytest.raises(Unmet) as refusal:
        sign()
    assert "legal-review" not in [gap.rule for gap in refusal.value.gaps]


@pytest.mark.obligation("AS-L-11-1")
def test_a_change_after_the_review_asks_for_another(office: Office) -> None:
    agreed(office)
    change(office.decision, office.desk)
    gaps = records_desk.contents(office.decision).gaps(now=timezone.now())
    assert "legal-review" in [gap.rule for gap in gaps]
    office.decision.refresh_from_db()
    again = submitted(office)
    actions.agree(again, points=ALL, opinion="", by=office.second)
    gaps = records_desk.contents(office.decision).gaps(now=timezone.now())
    assert "legal-review" not in [gap.rule for gap in gaps]


def test_no_opinion_is_given_on_a_draft_that_was_changed(office: Office) -> None:
    review = submitted(office)
    change(office.decision, office.desk)
    with pytest.raises(Stale, match="又作了修改"):
        actions.agree(review, points=ALL, opinion="同意。", by=office.wangfa)
    office.decision.refresh_from_db()
    fresh = submitted(office)
    review.refresh_from_db()
    assert (review.state, fresh.state) == ("replaced", "pending")
    assert [name for name, check in verify._checks.items() if list(check(timezone.now()))] == []


def test_a_draft_is_submitted_once(office: Office) -> None:
    submitted(office)
    with pytest.raises(Stale, match="审核中"):
        submitted(office)


def test_a_draft_that_passed_needs_no_second_review(office: Office) -> None:
    agreed(office)
    with pytest.raises(Stale, match="审核通过"):
        submitted(office)


def test_a_returned_draft_is_submitted_anew_after_mending(office: Office) -> None:
    review = submitted(office)
    with pytest.raises(ValidationError, match="退回须写明"):
        actions.send_back(review, reason=" ", by=office.wangfa)
    actions.send_back(review, reason="缺少裁量说明", by=office.wangfa)
    entry = journal.find(office.desk.dossier, "review.returned")
    assert entry is not None and entry.data["hash"] == office.decision.content_hash
    assert "裁量" not in str(entry.data)
    assert submitted(office).state == "pending"


def test_a_rejection_says_what_has_to_be_done_and_keeps_the_decision_from_being_signed(office: Office) -> None:
    review = submitted(office)
    points = ALL | {"facts": False}
    with pytest.raises(ValidationError, match="须写明理由"):
        actions.disagree(review, outcome="reinvestigate", points=points, reason="", by=office.wangfa)
    with pytest.raises(ValidationError, match="请选择审核意见"):
        actions.disagree(review, outcome="agree", points=points, reason="事实不清", by=office.wangfa)
    actions.disagree(review, outcome="reinvestigate", points=points, reason="事实不清", by=office.wangfa)
    review.refresh_from_db()
    assert (review.state, review.outcome, review.points["facts"]) == ("rejected", "reinvestigate", False)
    gaps = records_desk.contents(office.decision).gaps(now=timezone.now())
    assert "legal-review" in [gap.rule for gap in gaps]


def test_agreement_covers_all_seven_points(office: Office) -> None:
    review = submitted(office)
    with pytest.raises(ValidationError) as refusal:
        actions.agree(review, points={"facts": True}, opinion="", by=office.wangfa)
    assert len(refusal.value.message_dict) == 6
    with pytest.raises(ValidationError, match="不能同意"):
        actions.agree(review, points=ALL | {"crime": False}, opinion="", by=office.wangfa)
    review.refresh_from_db()
    assert review.state == "pending"


def test_a_second_opinion_comes_too_late(office: Office) -> None:
    review = submitted(office)
    seen_by_both = Review.objects.get(pk=review.pk)
    actions.agree(review, points=ALL, opinion="", by=office.wangfa)
    with pytest.raises(Stale, match="刚刚已由他人审核"):
        actions.send_back(seen_by_both, reason="缺材料", by=office.second)


def barred_handler(office: Office) -> Actor:
    return office.desk.zhang


def barred_investigator(office: Office) -> Actor:
    return office.desk.li


@pytest.mark.parametrize(
    ("who", "sentence"), [(barred_handler, "不得审批、审核自己承办"), (barred_investigator, "参加过本案办理")]
)
def test_who_took_part_in_the_case_does_not_review_it(
    office: Office, who: Callable[[Office], Actor], sentence: str
) -> None:
    review = submitted(office)
    actor = who(office)
    assert actor.person is not None and actor.unit is not None
    post = organisation.create_post(
        actor.person, unit=actor.unit, role="legal_reviewer", from_on=date(2020, 1, 1), by=Actor.system()
    )
    with pytest.raises(Denied, match=sentence):
        actions.agree(review, points=ALL, opinion="", by=Actor.of(post))


def test_only_the_legal_office_reviews_and_only_the_handler_submits(office: Office) -> None:
    review = submitted(office)
    for actor in (office.supervisor, office.desk.reviewer, office.desk.head, office.desk.archivist):
        with pytest.raises(Denied, match="只能由法制审核人员办理"):
            actions.agree(review, points=ALL, opinion="", by=actor)
    with pytest.raises(Denied, match="承办人是张三"):
        actions.submit(office.decision, reasons=["hearing"], by=office.desk.li)


def test_another_agency_s_legal_office_is_out_of_reach(office: Office) -> None:
    review = submitted(office)
    elsewhere = records_desk.open_desk("hengyang-forestry", mark="衡")
    assert elsewhere.zhang.unit is not None
    other = records_desk.post(elsewhere.zhang.unit, "hy-wangfa", "王法二", "legal_reviewer")
    with pytest.raises(Denied, match="管理范围"):
        actions.agree(review, points=ALL, opinion="", by=other)
    assert not Review.objects.visible_to(other).exists()


def test_what_needs_no_review_is_not_submitted(office: Office) -> None:
    desk = office.desk
    minor = records_desk.draft(desk, "penalty-decision")
    record = records_desk.draft(desk, "inspection-record")
    incomplete = major(desk, facts="")
    for document, sentence in ((minor, "没有标明是重大"), (record, "不需要法制审核"), (incomplete, "还没有填写完整")):
        with pytest.raises(ValidationError, match=sentence):
            actions.submit(document, reasons=["hearing"], by=desk.zhang)
    with pytest.raises(ValidationError, match="请选择属于重大"):
        actions.submit(office.decision, reasons=[], by=desk.zhang)
    with pytest.raises(ValidationError, match="没有这种情形"):
        actions.submit(office.decision, reasons=["whim"], by=desk.zhang)
    assert not Review.objects.exists()


def todos(actor: Actor) -> list[tuple[str, str]]:
    return [(todo.source, todo.detail) for todo in composition.todos_for(actor) if "法制" in todo.source]


def test_the_work_shows_where_it_waits(office: Office) -> None:
    assert todos(office.desk.zhang) == [("提交法制审核", "重大决定")]
    review = submitted(office)
    assert todos(office.desk.zhang) == []
    assert todos(office.wangfa) == [("法制审核", "张三送审")]
    actions.send_back(review, reason="缺材料", by=office.wangfa)
    assert todos(office.wangfa) == []
    assert todos(office.desk.zhang) == [("提交法制审核", "退回补正")]
    agreed(office)
    assert todos(office.desk.zhang) == []
    change(office.decision, office.desk)
    assert todos(office.desk.zhang) == [("提交法制审核", "送审后又作了修改")]


def test_rows_agree_with_the_journal(office: Office) -> None:
    agreed(office)
    assert [text for check in verify._checks.values() for text in check(timezone.now())] == []
