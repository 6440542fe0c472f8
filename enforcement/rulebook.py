"""Which rules bind a dossier, and what they still ask of it."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache

from django.db.models import Q
from django.utils import timezone

from enforcement import journal, law
from enforcement.errors import Unmet
from enforcement.models import Agency, Dossier, RuleSetChoice


@cache
def _pinned(rule_set: str, pin: str) -> law.Rules:
    return law.pinned(rule_set, pin)


@cache
def calendar() -> law.Calendar:
    """The working-day calendar of the State Council notices that the product ships."""
    return law.Calendar.shipped()


def rules_of(dossier: Dossier) -> law.Rules | None:
    """The version that the dossier is pinned to; None for dossiers of no procedure (agency, recorder)."""
    return _pinned(dossier.rule_set, dossier.rule_pin) if dossier.rule_set else None


def rules_for(agency: Agency, day: date) -> law.Rules:
    """What `agency` follows on `day`; national law alone where it chose nothing."""
    choice = (
        RuleSetChoice.objects.filter(Q(to_on__isnull=True) | Q(to_on__gte=day), agency=agency, from_on__lte=day)
        .order_by("-from_on")
        .first()
    )
    return law.load(choice.rule_set if choice else "national", on=day)


def gaps_of(
    dossier: Dossier, *moments: str, context: Mapping[str, object] | None = None, now: datetime | None = None
) -> list[law.Gap]:
    """What is missing before any of `moments`: `leave:<stage>`, `end:<ending>`, `sign:<document>`, `archive`."""
    rules = rules_of(dossier)
    if rules is None:
        return []
    return law.gaps(rules, journal.facts(dossier), calendar(), now or timezone.now(), moments=moments, context=context)


def require_met(
    dossier: Dossier, *moments: str, context: Mapping[str, object] | None = None, now: datetime | None = None
) -> None:
    """Raises Unmet with every gap that stands in the way of `moments`."""
    if found := gaps_of(dossier, *moments, context=context, now=now):
        raise Unmet(found)
