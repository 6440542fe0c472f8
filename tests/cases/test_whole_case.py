"""A penalty case from 启动 to 归档 through the real actions, stage by stage, under both rule sets."""

import pytest

from cases import actions, queries
from cases.models import Case
from enforcement import dossiers
from enforcement.errors import Denied, Stale
from records import actions as papers
from tests.cast import NOW, Cast, disagreements, kinds
from tests.walk import STAGES, case_at


@pytest.mark.parametrize("rule_set", ["liaoning", "hengyang-forestry"])
@pytest.mark.parametrize("stage", STAGES)
def test_a_case_goes_from_stage_to_stage_and_journal_and_rows_agree(cast: Cast, stage: str, rule_set: str) -> None:
    case = case_at(stage, cast.of(rule_set))
    assert case.standing == stage
    assert disagreements() == []


@pytest.mark.parametrize("rule_set", ["liaoning", "hengyang-forestry"])
def test_an_archived_case_is_sealed_and_is_not_archived_again(cast: Cast, rule_set: str) -> None:
    agents = cast.of(rule_set)
    case = case_at("archived", agents)
    assert {"case.ended", "case.concluded", "case.archived"} <= set(kinds(case))
    assert not case.dossier.deadlines.filter(limit="archive", stopped_at__isnull=True).exists()
    with pytest.raises(Stale, match="不能重复归档"):
        papers.archive(case.dossier, by=agents.wu)
    sealed = Case.objects.select_related("dossier").get(pk=case.pk)
    with pytest.raises(Denied, match="已归档封存"):
        actions.add_obligation(sealed, text="缴纳罚款", by=agents.zhang)
    with pytest.raises(Stale):
        dossiers.seal(case.dossier, by=agents.wu, now=NOW)


def test_the_case_is_found_by_the_number_of_its_decision(cast: Cast) -> None:
    case = case_at("service", cast)
    number = case.dossier.documents.get(kind="penalty-decision").number
    found = queries.case_list(cast.zhao, now=NOW, words=number)
    assert list(found) == [case]
    assert list(queries.case_list(cast.hengyang.zhao, now=NOW, words=number)) == []
