"""A resend repeats the answer, not the effect."""

import pytest

from enforcement import journal, once
from enforcement.errors import Stale
from enforcement.models import Dossier, Submission
from enforcement.once import Answer, carry_out
from tests.enforcement.ground import Body, at_once

pytestmark = pytest.mark.django_db


def test_a_resend_repeats_the_answer_and_not_the_effect(dossier: Dossier, ground: Body) -> None:
    effects: list[int] = []

    def effect() -> Answer:
        effects.append(1)
        return Answer(201, "/there/", {"id": len(effects)})

    first = carry_out(ground["officer"], "t", "/p/", once.digest(b"x"), effect)
    again = carry_out(ground["officer"], "t", "/p/", once.digest(b"x"), effect)
    assert (first, again, effects) == (Answer(201, "/there/", {"id": 1}), first, [1])


def test_a_refused_effect_leaves_no_trace_and_may_be_tried_again(dossier: Dossier, ground: Body) -> None:
    def refused() -> Answer:
        journal.record(dossier, "recording.received", by=ground["officer"], act="A1", media="M")
        raise Stale("不行")

    with pytest.raises(Stale, match="不行"):
        carry_out(ground["officer"], "t", "/p/", "", refused)
    assert dossier.entries.count() == 1 and not Submission.objects.exists()
    assert carry_out(ground["officer"], "t", "/p/", "", lambda: Answer(200)).status == 200


def test_a_token_serves_one_purpose(ground: Body) -> None:
    carry_out(ground["officer"], "t", "/p/", once.digest(b"x"), lambda: Answer(200))
    with pytest.raises(Stale, match="另一项操作"):
        carry_out(ground["officer"], "t", "/q/", once.digest(b"x"), lambda: Answer(200))
    with pytest.raises(Stale, match="内容与上次不同"):
        carry_out(ground["officer"], "t", "/p/", once.digest(b"y"), lambda: Answer(200))


def test_two_people_may_hold_the_same_token(ground: Body) -> None:
    carry_out(ground["officer"], "t", "/p/", "", lambda: Answer(200, body=1))
    assert carry_out(ground["lisi"], "t", "/p/", "", lambda: Answer(200, body=2)).body == 2


@pytest.mark.django_db(transaction=True)
def test_the_same_form_four_times_at_once_has_one_effect(dossier: Dossier, ground: Body) -> None:
    def effect() -> Answer:
        entry = journal.record(dossier, "recording.received", by=ground["officer"], act="A1", media="M")
        return Answer(200, body=entry.seq)

    answers = at_once(4, lambda _: carry_out(ground["officer"], "t", "/p/", "", effect))
    assert answers == [Answer(200, "", 2)] * 4
    assert dossier.entries.count() == 2
