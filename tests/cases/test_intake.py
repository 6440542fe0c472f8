"""Opening a case, its parties, and who handles it."""

import pytest
from django.core.exceptions import ValidationError

from cases import actions
from cases.models import Case, Party
from enforcement import journal, sealing
from enforcement.errors import Denied, Stale
from enforcement.models import Dossier, Entry
from tests.cast import CREDIT_CODE, ID_NUMBER, NOW, Cast, ago, disagreements, inspected, kinds, opened, with_party


def test_an_officer_opens_a_case_and_becomes_its_handler(cast: Cast) -> None:
    case = opened(cast)
    dossier = Dossier.objects.get(pk=case.dossier_id)
    assert (case.stage, dossier.responsible, dossier.unit) == ("initiation", cast.person("zhang"), cast.units["squad"])
    assert dossier.rule_set == "liaoning" and dossier.number == "鞍自然资案〔2026〕1号"
    assert kinds(case) == ["case.opened"]
    assert disagreements() == []


def test_case_numbers_run_without_a_hole_even_after_a_refusal(cast: Cast) -> None:
    opened(cast)
    with pytest.raises(ValidationError):
        opened(cast, act_type="nonsense")
    assert opened(cast).dossier.number == "鞍自然资案〔2026〕2号"
    assert opened(cast.hengyang).dossier.number == "衡林案〔2026〕1号"
    assert disagreements() == []


@pytest.mark.parametrize("who", ["wang", "zhou", "sun", "wu", "chen", "zhao"])
def test_nobody_but_an_officer_opens_a_case(cast: Cast, who: str) -> None:
    with pytest.raises(Denied, match="只能由执法人员办理"):
        opened(cast, by=getattr(cast, who))
    assert not Case.objects.exists()


def test_a_case_that_lies_ahead_is_refused(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="不能晚于现在"):
        opened(cast, opened_at=ago(hours=-1))


@pytest.mark.obligation("LN-9-3", "HY-11-1")
@pytest.mark.parametrize("rule_set", ["liaoning", "hengyang-forestry"])
def test_an_emergency_runs_twenty_four_hours_from_its_actual_start(cast: Cast, rule_set: str) -> None:
    case = opened(cast.of(rule_set), urgency="emergency", emergency_at=ago(hours=5))
    clock = case.dossier.deadlines.get(limit="emergency-approval")
    assert clock.started_at == ago(hours=5) and clock.due_at == ago(hours=-19)


def test_an_emergency_without_its_start_is_refused(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="实际启动时间"):
        opened(cast, urgency="emergency")


def test_a_matter_with_a_telephone_number_in_it_is_refused(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="不得写证件号码") as refused:
        opened(cast, matter="举报人13904120001反映的占用林地案")
    assert "13904120001" not in str(refused.value)


def test_an_inspection_is_linked_and_any_other_case_is_not(cast: Cast) -> None:
    inspection = opened(cast, act_type="inspection")
    case = opened(cast, inspection=inspection)
    assert journal.facts(case.dossier)[0].data["linked"] == inspection.dossier.key
    with pytest.raises(ValidationError, match="只能关联行政检查"):
        opened(cast, inspection=case)
    with pytest.raises(ValidationError, match="不在您所在机关"):
        opened(cast.hengyang, inspection=inspection)


def test_a_party_is_kept_masked_and_sealed(cast: Cast) -> None:
    case = opened(cast)
    party = with_party(cast, case)
    assert party.number_mask == "210***********1233" and party.phone_mask == "139****0001"
    assert party.number_hash == sealing.lookup_hash(ID_NUMBER)
    stored = str(Party.objects.filter(pk=party.pk).values()) + str(list(Entry.objects.values()))
    assert ID_NUMBER not in stored and "13904120001" not in stored and "园林路" not in stored
    assert disagreements() == []


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"number": "210302198001011234"}, "校验码不符"),
        ({"number": "21030219800101123"}, "18位"),
        ({"kind": "organisation", "number": "91210300MA0XR3J038"}, "校验码不符"),
    ],
)
def test_a_wrong_number_is_refused_without_repeating_it(cast: Cast, values: dict[str, str], sentence: str) -> None:
    case = opened(cast)
    with pytest.raises(ValidationError, match=sentence) as refused:
        with_party(cast, case, **values)
    assert values["number"] not in str(refused.value)


def test_a_passport_is_taken_with_a_warning(cast: Cast) -> None:
    _, warnings = actions.add_party(opened(cast), kind="person", name="约翰", number="E12345678", by=cast.zhang)
    assert "系统不能校验" in warnings[0]


def test_an_organisation_has_a_credit_code_and_a_representative(cast: Cast) -> None:
    party = with_party(
        cast, opened(cast), kind="organisation", name="鞍山某林业公司", number=CREDIT_CODE, representative="李某"
    )
    assert party.representative == "李某" and party.number_mask.startswith("912")


def test_a_party_registered_twice_is_refused(cast: Cast) -> None:
    case = opened(cast)
    with_party(cast, case)
    with pytest.raises(Stale, match="无需重复登记"):
        with_party(cast, case, name="周某某")


def test_a_removed_party_stays_readable_and_is_not_removed_twice(cast: Cast) -> None:
    party = with_party(cast, opened(cast))
    with pytest.raises(ValidationError, match="写明原因"):
        actions.remove_party(party, reason=" ", by=cast.zhang)
    actions.remove_party(party, reason="登记错误", by=cast.zhang)
    with pytest.raises(Stale, match="已经移除"):
        actions.remove_party(party, reason="登记错误", by=cast.zhang)
    assert disagreements() == []


def test_who_unmasks_a_party_is_recorded(cast: Cast) -> None:
    party = with_party(cast, opened(cast))
    assert actions.reveal(party, by=cast.qian)["number"] == ID_NUMBER
    seen = Entry.objects.get(kind="party.viewed")
    assert seen.by["name"] == "钱科" and seen.data == {"party": party.pk}


@pytest.mark.parametrize("who", ["stranger", "zheng", "sun"])
def test_who_does_not_need_it_cannot_unmask_a_party(cast: Cast, who: str) -> None:
    party = with_party(cast, opened(cast))
    with pytest.raises(Denied):
        actions.reveal(party, by=getattr(cast, who))
    assert not Entry.objects.filter(kind="party.viewed").exists()


def test_only_handler_and_helpers_enter_anything(cast: Cast) -> None:
    case = opened(cast)
    with pytest.raises(Denied, match="只有承办人张三和本案协办人"):
        with_party(cast, case, by=cast.li)
    with pytest.raises(Denied, match="管理范围"):
        with_party(cast, case, by=cast.stranger)
    with pytest.raises(Denied, match="管理范围"):
        with_party(cast, case, by=cast.hengyang.zhang)
    helper = actions.add_officer(case, person=cast.person("li"), by=cast.qian)
    case.refresh_from_db()
    with_party(cast, case, by=cast.li)
    actions.remove_officer(helper, by=cast.qian)
    with pytest.raises(Denied, match="协办人"):
        inspected(cast, Case.objects.get(pk=case.pk), by=cast.li)
    assert disagreements() == []


def test_a_helper_must_be_an_officer_of_the_unit_and_joins_once(cast: Cast) -> None:
    case = opened(cast)
    with pytest.raises(ValidationError, match="不是承办机构的执法人员"):
        actions.add_officer(case, person=cast.person("stranger"), by=cast.qian)
    with pytest.raises(ValidationError, match="已经是承办人"):
        actions.add_officer(case, person=cast.person("zhang"), by=cast.qian)
    actions.add_officer(case, person=cast.person("li"), by=cast.qian)
    with pytest.raises(Stale, match="已经是本案协办人"):
        actions.add_officer(case, person=cast.person("li"), by=cast.qian)


def test_the_unit_head_hands_the_case_to_another_officer(cast: Cast) -> None:
    case = opened(cast)
    with pytest.raises(Denied, match="只能由承办机构负责人办理"):
        actions.hand_over(case, to=cast.person("li"), by=cast.zhang)
    actions.hand_over(case, to=cast.person("li"), by=cast.qian)
    assert Dossier.objects.get(pk=case.dossier_id).responsible == cast.person("li")
    assert cast.person("li").notices.filter(text__contains="您已成为承办人").exists()
    with pytest.raises(Denied, match="本案协办人"):
        with_party(cast, Case.objects.get(pk=case.pk))
    with pytest.raises(ValidationError, match="不在您负责的机构"):
        actions.hand_over(case, to=cast.person("stranger"), by=cast.qian)
    assert disagreements() == []


def test_what_the_journal_says_of_a_case_holds_no_personal_data(cast: Cast) -> None:
    case = opened(cast)
    with_party(cast, case)
    for entry in Entry.objects.filter(dossier=case.dossier):
        assert "周某" not in str(entry.data)
    assert case.opened_at <= NOW
