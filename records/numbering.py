"""文号: one gapless series for each agency, kind and year."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from enforcement import law
from enforcement.models import Agency
from records.models import Document, Number, NumberSeries


def take(
    document: Document, *, kind: str, agency: Agency, now: datetime, year: int | None = None
) -> tuple[NumberSeries, Number]:
    """The next number of the series, given back if the surrounding transaction fails.

    MUST be called inside the transaction of the signing. The series' row is locked by its update until that
    transaction ends, so that a writer waits for the one before it and no number is lost or taken twice.
    """
    year = year or law.local_day(now).year
    with transaction.atomic():
        series, _ = NumberSeries.objects.get_or_create(agency=agency, kind=kind, year=year)
    NumberSeries.objects.filter(pk=series.pk).update(last=F("last") + 1)
    series.refresh_from_db()
    text = f"{agency.short_name}{kind}〔{year}〕{series.last}号"
    number = Number.objects.create(series=series, value=series.last, text=text, document=document, taken_at=now)
    return series, number
