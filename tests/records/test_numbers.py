"""文号: gapless, also under many writers at once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.utils import timezone

from records import numbering, verification
from records.models import Document, Number, NumberSeries
from tests.records.desk import Desk, draft, final, open_desk


def test_numbers_run_by_agency_kind_and_year(desk: Desk) -> None:
    assert final(desk, "prior-notice").number == "鞍自然资告〔2026〕1号"
    assert final(desk, "prior-notice").number == "鞍自然资告〔2026〕2号"
    assert final(desk, "prior-notice", signing={"dated_on": "2025-12-31"}).number == "鞍自然资告〔2025〕1号"
    assert final(desk, "initiation-approval").number == "鞍自然资立〔2026〕1号"
    assert final(open_desk(mark="乙"), "prior-notice").number == "鞍自然资乙告〔2026〕1号"


def test_a_signing_that_fails_gives_its_number_back(desk: Desk) -> None:
    document = draft(desk, "prior-notice")

    def fails() -> None:
        with transaction.atomic():
            numbering.take(document, kind="告", agency=desk.agency, now=timezone.now(), year=2026)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert final(desk, "prior-notice").number == "鞍自然资告〔2026〕1号"


@pytest.mark.django_db(transaction=True)
def test_eight_writers_at_once_leave_neither_hole_nor_double() -> None:
    desk = open_desk()
    document = draft(desk, "prior-notice")
    barrier = threading.Barrier(8)

    def write(writer: int) -> None:
        try:
            barrier.wait(timeout=30)
            for _ in range(5):
                with transaction.atomic():
                    numbering.take(document, kind="罚", agency=desk.agency, now=timezone.now(), year=2026)
                if writer % 2:
                    _begin_and_give_up(document, desk)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(write, writer) for writer in range(8)]:
            done.result(timeout=120)
    assert sorted(Number.objects.values_list("value", flat=True)) == list(range(1, 41))
    assert NumberSeries.objects.get().last == 40
    assert list(verification.numbers(timezone.now())) == []


def _begin_and_give_up(document: Document, desk: Desk) -> None:
    with transaction.atomic():
        numbering.take(document, kind="罚", agency=desk.agency, now=timezone.now(), year=2026)
        transaction.set_rollback(True)


def test_a_number_that_was_deleted_is_found_by_verify(desk: Desk) -> None:
    final(desk, "prior-notice")
    final(desk, "prior-notice")
    assert list(verification.numbers(timezone.now())) == []
    Number.objects.order_by("value").first().delete()  # type: ignore[union-attr]
    assert "不连续" in next(verification.numbers(timezone.now()))
