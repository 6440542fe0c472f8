"""文号: taken at signing, gapless, also when many sign at once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from enforcement import numbers
from enforcement.errors import Unmet
from enforcement.models import IssuedNumber
from records import actions
from records.models import Document
from tests.records.desk import Desk, draft, final, open_desk


def test_numbers_run_by_agency_kind_and_year(desk: Desk) -> None:
    assert final(desk, "prior-notice").number == "鞍自然资告〔2026〕1号"
    assert final(desk, "prior-notice").number == "鞍自然资告〔2026〕2号"
    assert final(desk, "prior-notice", signing={"dated_on": "2025-12-31"}).number == "鞍自然资告〔2025〕1号"
    assert final(desk, "initiation-approval").number == "鞍自然资立〔2026〕1号"
    assert final(open_desk(mark="乙"), "prior-notice").number == "鞍自然资乙告〔2026〕1号"


def test_a_refused_signing_takes_no_number(desk: Desk) -> None:
    decision = draft(desk, "penalty-decision")
    with pytest.raises(Unmet):
        actions.finalise(decision, by=desk.zhang, signing={"dated_on": "2026-03-05"}, version=1)
    assert not IssuedNumber.objects.filter(ref=decision.number_ref).exists()


@pytest.mark.django_db(transaction=True)
def test_eight_officers_who_sign_at_once_leave_neither_hole_nor_double() -> None:
    desk = open_desk()
    drafts = [draft(desk, "prior-notice").pk for _ in range(16)]
    barrier = threading.Barrier(8)

    def sign(writer: int) -> None:
        try:
            barrier.wait(timeout=30)
            for pk in drafts[writer::8]:
                document = Document.objects.select_related("dossier__agency", "dossier__unit").get(pk=pk)
                actions.finalise(document, by=desk.zhang, signing={"dated_on": "2026-03-05"}, version=1)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(sign, writer) for writer in range(8)]:
            done.result(timeout=120)
    taken = IssuedNumber.objects.filter(ref__in=[f"document/{pk}" for pk in drafts])
    assert sorted(taken.values_list("value", flat=True)) == list(range(1, 17))
    assert set(Document.objects.values_list("number", flat=True)) == {f"鞍自然资告〔2026〕{n}号" for n in range(1, 17)}
    assert list(numbers.holes(timezone.now())) == []
