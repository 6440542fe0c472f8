"""Publication: drafted by one, released by another, telling nothing personal, taken back with a public reason."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from disclosure import actions
from disclosure.masking import masked_name
from disclosure.models import Publication
from enforcement import composition, dossiers, journal, verify
from enforcement.actions import organisation
from enforcement.actors import Actor
from enforcement.errors import Denied, Stale
from enforcement.models import Deadline, Dossier, Notice
from records import actions as records
from tests.disclosure.conftest import Bureau
from tests.records import desk as records_desk
from tests.records.desk import ADDRESS, ID_NUMBER, PHONE

CONCLUSION = "准予周某采伐林木三立方米，附条件二千元保证金。"
pytestmark = pytest.mark.django_db


def drafted(bureau: Bureau) -> Publication:
    return actions.draft(bureau.decision, conclusion=CONCLUSION, by=bureau.publisher)


def published(bureau: Bureau) -> Publication:
    publication = drafted(bureau)
    actions.release(publication, by=bureau.reviewer)
    return publication


def clock(bureau: Bureau, limit: str) -> Deadline:
    return bureau.desk.dossier.deadlines.get(limit=limit)


@pytest.mark.obligation("AS-P-9-3")
def test_the_clock_of_publication_runs_from_the_decision_s_day_until_it_is_public(bureau: Bureau) -> None:
    running = clock(bureau, "publish-licence-penalty")
    assert (running.started_at.date().isoformat(), running.due_on, running.stopped_at) == (
        "2026-03-15", date(2026, 3, 25), None,
    )  # fmt: skip
    publication = drafted(bureau)
    assert clock(bureau, "publish-licence-penalty").stopped_at is None
    actions.release(publication, by=bureau.reviewer)
    assert clock(bureau, "publish-licence-penalty").stopped_at == publication.published_at
    assert not bureau.desk.dossier.deadlines.filter(limit="publish").exists()


def test_the_summary_is_taken_from_the_decision_with_the_name_masked(bureau: Bureau) -> None:
    publication = published(bureau)
    assert (publication.agency_name, publication.party_name, publication.act_type) == (
        "鞍山市自然资源局", "周某", "licence",
    )  # fmt: skip
    assert (publication.number, publication.decided_on) == (bureau.decision.number, date(2026, 3, 16))
    entry = journal.find(bureau.desk.dossier, "publication.published")
    assert entry is not None
    assert entry.data == {
        "publication": publication.pk, "decision": bureau.decision.number, "doc": bureau.decision.ref,
    }  # fmt: skip


def test_of_a_natural_person_the_family_name_is_public() -> None:
    assert [masked_name(name) for name in ("张三", "张小三", "欧阳三", "欧阳小三", "阿卜杜拉·买买提", "王")] == [
        "张某", "张某某", "欧阳某", "欧阳某某", "阿某某", "王某",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "telling",
    [
        f"当事人身份证号{ID_NUMBER}。",
        f"联系电话{PHONE}。",
        "联系电话139 0412 0001。",
        "咨询电话：0412-2201234。",
        f"住{ADDRESS}。",
    ],
)
def test_nothing_personal_is_made_public(bureau: Bureau, telling: str) -> None:
    with pytest.raises(ValidationError, match="请删去") as refusal:
        actions.draft(bureau.decision, conclusion=CONCLUSION + telling, by=bureau.publisher)
    assert set(refusal.value.message_dict) == {"conclusion"}
    assert not any(number in str(refusal.value) for number in (ID_NUMBER, PHONE, ADDRESS))
    publication = published(bureau)
    with pytest.raises(ValidationError, match="请删去"):
        actions.withdraw(publication, reason=f"撤销。{telling}", by=bureau.reviewer)


def test_a_full_name_is_made_public_of_nobody(bureau: Bureau) -> None:
    case = bureau.desk
    whole = records_desk.body(
        "licence-decision", case, party={"kind": "person", "name": "周大山", "id_number": ID_NUMBER}
    )
    decision = records_desk.final(case, "licence-decision", values=whole, signing={"dated_on": "2026-03-16"})
    with pytest.raises(ValidationError, match="全名"):
        actions.draft(decision, conclusion="对周大山不予许可。", by=bureau.publisher)
    assert actions.draft(decision, conclusion="对周某某不予许可。", by=bureau.publisher).party_name == "周某某"


def test_the_drafter_does_not_release_what_they_drafted(bureau: Bureau) -> None:
    publication = drafted(bureau)
    person, unit = bureau.publisher.person, bureau.publisher.unit
    assert person is not None and unit is not None
    both = organisation.create_post(
        person, unit=unit, role="publication_reviewer", from_on=date(2020, 1, 1), by=Actor.system()
    )
    with pytest.raises(Denied, match="拟稿人不得审核"):
        actions.release(publication, by=Actor.of(both))
    with pytest.raises(Denied, match="只能由公示审核人办理"):
        actions.release(publication, by=bureau.publisher)
    publication.refresh_from_db()
    assert publication.published_at is None


def test_other_offices_neither_draft_nor_release(bureau: Bureau) -> None:
    for actor in (bureau.desk.zhang, bureau.desk.head, bureau.reviewer):
        with pytest.raises(Denied, match="只能由公示经办人办理"):
            actions.draft(bureau.decision, conclusion=CONCLUSION, by=actor)


def test_another_agency_s_publisher_is_out_of_reach(bureau: Bureau) -> None:
    elsewhere = records_desk.open_desk("hengyang-forestry", mark="衡")
    with pytest.raises(Denied, match="管理范围"):
        actions.draft(bureau.decision, conclusion=CONCLUSION, by=elsewhere.publisher)
    published(bureau)
    assert not Publication.objects.visible_to(elsewhere.publisher).exists()


def test_a_decision_is_published_once_at_a_time(bureau: Bureau) -> None:
    publication = drafted(bureau)
    with pytest.raises(Stale, match="已有公示信息"):
        drafted(bureau)
    actions.release(publication, by=bureau.reviewer)
    with pytest.raises(Denied, match="不在审核中"):
        actions.release(publication, by=bureau.reviewer)


def test_of_two_reviewers_at_one_draft_the_second_is_told(bureau: Bureau) -> None:
    publication = drafted(bureau)
    seen_before = Publication.objects.get(pk=publication.pk)
    actions.release(publication, by=bureau.reviewer)
    with pytest.raises(Stale, match="刚刚已由他人办理"):
        actions.send_back(seen_before, reason="措辞", by=bureau.reviewer)


def test_a_returned_draft_is_mended_and_reviewed_again(bureau: Bureau) -> None:
    publication = drafted(bureau)
    with pytest.raises(ValidationError, match="退回须写明"):
        actions.send_back(publication, reason="", by=bureau.reviewer)
    actions.send_back(publication, reason="补充处罚依据", by=bureau.reviewer)
    assert (publication.state, publication.return_reason) == ("returned", "补充处罚依据")
    actions.revise(publication, conclusion=CONCLUSION + "依据《森林法》。", by=bureau.publisher)
    assert (publication.state, publication.return_reason) == ("draft", "")
    actions.release(publication, by=bureau.reviewer)
    with pytest.raises(Denied, match="不能再修改"):
        actions.revise(publication, conclusion="x", by=bureau.publisher)


def test_only_a_decision_in_force_is_published(bureau: Bureau) -> None:
    notice = records_desk.draft(bureau.desk, "non-acceptance-notice")
    draft = records_desk.draft(bureau.desk, "licence-decision")
    for document in (notice, draft):
        with pytest.raises(ValidationError, match="只有已经作出并且有效"):
            actions.draft(document, conclusion=CONCLUSION, by=bureau.publisher)
    publication = drafted(bureau)
    records.void(bureau.decision, by=bureau.desk.head, reason="决定有误")
    with pytest.raises(ValidationError, match="只有已经作出并且有效"):
        actions.release(Publication.objects.get(pk=publication.pk), by=bureau.reviewer)


def test_a_state_secret_is_not_published(bureau: Bureau) -> None:
    Dossier.objects.filter(pk=bureau.desk.dossier.pk).update(secrecy="state")
    bureau.decision.dossier.refresh_from_db()
    with pytest.raises(ValidationError, match="国家秘密"):
        drafted(bureau)


@pytest.mark.obligation("AS-P-10-2")
def test_a_revoked_decision_is_withdrawn_within_its_limit_with_a_public_reason(penalty: Bureau) -> None:
    publication = published(penalty)
    on = timezone.localdate() - timedelta(days=1)
    actions.revoke_decision(publication, on=on, reason="行政复议决定撤销", by=penalty.desk.zhang)
    running = clock(penalty, "withdraw-publication")
    assert (running.stopped_at, "第四十八条" in running.article) == (None, True)
    assert Notice.objects.filter(key=f"publication:{publication.pk}:revoked").count() == 2
    with pytest.raises(ValidationError, match="撤回须公开说明理由"):
        actions.withdraw(publication, reason=" ", by=penalty.reviewer)
    actions.withdraw(publication, reason="原决定已被行政复议决定撤销。", by=penalty.reviewer)
    assert (publication.state, publication.public_reason) == ("withdrawn", "原决定已被行政复议决定撤销。")
    assert clock(penalty, "withdraw-publication").stopped_at == publication.withdrawn_at
    with pytest.raises(Denied, match="没有可以撤回"):
        actions.withdraw(publication, reason="再撤", by=penalty.reviewer)


def test_a_revocation_is_noted_once_and_not_before_the_decision(bureau: Bureau) -> None:
    publication = published(bureau)
    today = timezone.localdate()
    with pytest.raises(ValidationError, match="不能早于作出决定"):
        actions.revoke_decision(publication, on=date(2026, 3, 1), reason="复议", by=bureau.publisher)
    with pytest.raises(ValidationError, match="不能晚于现在"):
        actions.revoke_decision(publication, on=today + timedelta(days=1), reason="复议", by=bureau.publisher)
    actions.revoke_decision(publication, on=today, reason="复议", by=bureau.publisher)
    with pytest.raises(Stale, match="已经登记"):
        actions.revoke_decision(publication, on=today, reason="复议", by=bureau.publisher)


def test_a_withdrawn_decision_may_be_published_again(bureau: Bureau) -> None:
    actions.withdraw(published(bureau), reason="内容有误，更正后重新公开。", by=bureau.publisher)
    assert published(bureau).state == "published"
    assert Publication.objects.filter(document=bureau.decision).count() == 2


def test_publication_outlives_the_sealing_of_the_volume(bureau: Bureau) -> None:
    dossiers.seal(bureau.desk.dossier, by=bureau.desk.archivist, now=timezone.now())
    publication = published(bureau)
    actions.revoke_decision(publication, on=timezone.localdate(), reason="复议", by=bureau.publisher)
    actions.withdraw(publication, reason="原决定已撤销。", by=bureau.publisher)
    assert publication.state == "withdrawn"


def todos(actor: Actor) -> list[str]:
    return [todo.source for todo in composition.todos_for(actor) if "公" in todo.source]


def test_the_work_shows_where_it_waits(bureau: Bureau) -> None:
    assert (todos(bureau.publisher), todos(bureau.reviewer)) == (["公示"], [])
    publication = drafted(bureau)
    assert (todos(bureau.publisher), todos(bureau.reviewer)) == ([], ["公示审核"])
    actions.send_back(publication, reason="改", by=bureau.reviewer)
    assert (todos(bureau.publisher), todos(bureau.reviewer)) == (["公示退回"], [])
    actions.revise(publication, conclusion=CONCLUSION, by=bureau.publisher)
    actions.release(publication, by=bureau.reviewer)
    assert (todos(bureau.publisher), todos(bureau.reviewer)) == ([], [])
    actions.revoke_decision(publication, on=timezone.localdate(), reason="复议", by=bureau.publisher)
    assert todos(bureau.publisher) == ["撤回公开"]


def test_rows_agree_with_the_journal(bureau: Bureau) -> None:
    actions.withdraw(published(bureau), reason="内容有误。", by=bureau.publisher)
    assert [text for check in verify._checks.values() for text in check(timezone.now())] == []
