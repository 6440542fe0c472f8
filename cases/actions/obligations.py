"""履行: what a decision asks of a party, and when it was done."""

from datetime import date, datetime, time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cases.actions.intake import without_numbers
from cases.models import Case, Obligation
from enforcement import access, journal, law
from enforcement.actors import Actor
from enforcement.errors import Stale


@transaction.atomic
def add_obligation(
    case: Case, *, text: str, by: Actor, due_on: date | None = None, now: datetime | None = None
) -> Obligation:
    """Something that the decision lays upon a party, with the last day that the decision names."""
    access.require(by, "obligation.add", case)
    now = now or timezone.now()
    obligation = Obligation(case=case, text=without_numbers(text, field="text"), due_on=due_on)
    obligation.full_clean(exclude=["case", "fulfilled_on"])
    obligation.save(force_insert=True)
    journal.record(
        case.dossier, "obligation.laid", by=by, now=now, rows=[obligation], obligation=obligation.pk,
        due_on=str(due_on or ""),
    )  # fmt: skip
    return obligation


@transaction.atomic
def fulfil(obligation: Obligation, *, on: date, by: Actor, now: datetime | None = None) -> None:
    """The party did it on the day `on` (辽宁第二十一条、衡阳第二十七条)."""
    access.require(by, "obligation.fulfil", obligation)
    now = now or timezone.now()
    if on > law.local_day(now):
        raise ValidationError({"on": "履行日期不能晚于今天：只能记录已经发生的事实。"})
    if on < law.local_day(obligation.case.opened_at):
        raise ValidationError({"on": "履行日期不能早于案件启动日期，请核对。"})
    if not Obligation.objects.filter(pk=obligation.pk, fulfilled_on__isnull=True).update(fulfilled_on=on):
        raise Stale("该项义务的履行情况已经登记。")
    obligation.fulfilled_on = on
    journal.record(
        obligation.dossier, "obligation.fulfilled", by=by, at=datetime.combine(on, time(), tzinfo=law.SHANGHAI),
        now=now, precision="day", rows=[obligation], obligation=obligation.pk,
    )  # fmt: skip
