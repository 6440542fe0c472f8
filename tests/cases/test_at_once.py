"""Two officers in the same moment: one is first, the other is told, and nothing is doubled or lost."""

from collections.abc import Iterator

import pytest
import time_machine

from cases import actions
from cases.actions.acts import private
from cases.models import Case
from enforcement.errors import Stale
from enforcement.models import IssuedNumber
from tests.cast import NOW, Cast, ago, disagreements, found, inspected, kinds, opened, with_party
from tests.enforcement.ground import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None) -> Iterator[Cast]:
    """The cast on real transactions, as threads with connections of their own need it."""
    with time_machine.travel(NOW, tick=False):
        yield found(Cast, "liaoning")


def test_cases_opened_at_once_take_numbers_without_a_hole(cast: Cast) -> None:
    by = cast.zhang
    made = at_once(4, lambda number: opened(cast, matter=f"第{number}案", by=by))
    assert all(isinstance(case, Case) for case in made), made
    texts = IssuedNumber.objects.order_by("value").values_list("text", flat=True)
    assert list(texts) == [f"鞍自然资案〔2026〕{value}号" for value in (1, 2, 3, 4)]
    assert disagreements() == []


def test_of_two_who_move_a_case_at_once_one_is_told(cast: Cast) -> None:
    case = opened(cast, urgency="emergency", emergency_at=ago(hours=5))
    by = cast.zhang

    def move(_: int) -> str:
        return actions.advance(Case.objects.get(pk=case.pk), by=by, expected="initiation")

    answers = at_once(2, move)
    assert {type(answer) for answer in answers} == {str, Stale}
    assert kinds(case).count("stage.changed") == 1 and disagreements() == []


def test_of_two_who_enter_a_party_at_once_one_is_told(cast: Cast) -> None:
    case, by = opened(cast), cast.zhang
    answers = at_once(2, lambda _: with_party(cast, Case.objects.get(pk=case.pk), by=by))
    assert sum(isinstance(answer, Stale) for answer in answers) == 1
    assert case.parties.count() == 1 and disagreements() == []


def test_two_forms_about_one_act_at_once_both_stay(cast: Cast) -> None:
    act, by = inspected(cast, opened(cast)), cast.zhang
    forms = (
        lambda: actions.tell_rights(type(act).objects.get(pk=act.pk), method="当场宣读", by=by),
        lambda: actions.waive_recording(type(act).objects.get(pk=act.pk), reason="涉及商业秘密，书面请求", by=by),
    )
    assert at_once(2, lambda number: forms[number]()) == [None, None]
    act.refresh_from_db()
    assert set(private(act)) == {"place", "rights_method", "waiver_reason"}
    assert disagreements() == []
