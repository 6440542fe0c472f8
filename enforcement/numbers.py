"""案号 and 文号, allocated without a hole: one series for each agency, kind and year."""

from collections.abc import Iterator
from datetime import datetime

from django.db import models, transaction
from django.db.models import F

from enforcement import law
from enforcement.errors import Stale
from enforcement.models import Agency, Dossier, IssuedNumber, NumberSeries


def issue(
    agency: Agency, *, kind: str, dossier: Dossier, now: datetime, ref: str = "", year: int | None = None
) -> tuple[IssuedNumber, list[models.Model]]:
    """The next number of the series, and the rows that the caller's journal entry MUST name.

    MUST be called inside the transaction of what bears the number: if that fails, the number is free again. The
    update locks the series until then, so the next writer waits and no number is lost or taken twice.
    """
    year = year or law.local_day(now).year
    with transaction.atomic():
        series, _ = NumberSeries.objects.get_or_create(agency=agency, kind=kind, year=year)
    NumberSeries.objects.filter(pk=series.pk).update(last=F("last") + 1)
    series.refresh_from_db()
    number = IssuedNumber.objects.create(
        series=series, value=series.last, text=f"{agency.short_name}{kind}〔{year}〕{series.last}号", dossier=dossier,
        ref=ref, issued_at=now,
    )  # fmt: skip
    return number, [series, number]


def void(number: IssuedNumber, *, reason: str, now: datetime) -> list[models.Model]:
    """The number is spent without effect and stays in the register; gives the rows for the journal entry."""
    if not IssuedNumber.objects.filter(pk=number.pk, voided_at__isnull=True).update(voided_at=now, void_reason=reason):
        raise Stale("该编号已经作废。")
    return [number]


def holes(now: datetime) -> Iterator[str]:
    """Every series is issued from 1 to its last number without a hole: a check for `verify`."""
    for series in NumberSeries.objects.select_related("agency").order_by("pk"):
        values = list(series.issued.order_by("value").values_list("value", flat=True))
        if values != list(range(1, series.last + 1)):
            yield f"{series.agency.name}{series.year}年“{series.kind}”字编号不连续（最后一号 {series.last}）。"
