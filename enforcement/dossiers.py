"""Opening, joining, handing over and sealing dossiers."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from enforcement import journal, law, rulebook
from enforcement.actors import Actor
from enforcement.errors import Stale
from enforcement.models import Agency, Dossier, DossierLink, Person, Unit


def open_dossier(
    kind: str,
    *,
    title: str,
    agency: Agency,
    unit: Unit | None = None,
    responsible: Person | None = None,
    number: str = "",
    key: str = "",
    on: datetime | None = None,
    has_rules: bool = False,
) -> Dossier:
    """The head of a new dossier, pinned to the rules that bind `agency` on the day `on` where `has_rules`.

    MUST be followed, in the same transaction, by the first `journal.record`, which also digests this row.
    """
    rules = rulebook.rules_for(agency, law.local_day(on or timezone.now())) if has_rules else None
    return Dossier.objects.create(
        key=key or f"{kind}/{secrets.token_hex(8)}",
        kind=kind,
        title=title,
        number=number,
        agency=agency,
        unit=unit,
        responsible=responsible,
        rule_set=rules.id if rules else "",
        rule_pin=rules.pin if rules else "",
    )


def agency_dossier(agency: Agency) -> Dossier:
    """Where everything about the agency itself is recorded: its units, people, posts, rule sets, tokens."""
    return Dossier.objects.get(key=f"agency/{agency.pk}")


@transaction.atomic
def attach(child: Dossier, parent: Dossier, *, by: Actor, now: datetime | None = None) -> None:
    """From here on the facts of `child` are facts of `parent` too."""
    now = now or timezone.now()
    journal.lock(child, parent)
    link, is_new = DossierLink.objects.get_or_create(
        parent=parent, child=child, detached_at=None, defaults={"attached_at": now}
    )
    if is_new:
        journal.record(parent, "dossier.attached", by=by, now=now, rows=[link], child=child.key)


@transaction.atomic
def detach(child: Dossier, parent: Dossier, *, by: Actor, reason: str, now: datetime | None = None) -> None:
    now = now or timezone.now()
    journal.lock(child, parent)
    link = DossierLink.objects.filter(parent=parent, child=child, detached_at__isnull=True).first()
    if link is None:
        raise Stale("两个案卷之间没有关联，可能已由他人解除，请刷新页面。")
    DossierLink.objects.filter(pk=link.pk).update(detached_at=now)
    journal.record(parent, "dossier.detached", by=by, now=now, rows=[link], sealed={"reason": reason}, child=child.key)


@transaction.atomic
def hand_over(dossier: Dossier, *, to: Person, unit: Unit, by: Actor, now: datetime | None = None) -> None:
    """Another person becomes responsible. The caller has checked that `to` may be."""
    Dossier.objects.filter(pk=dossier.pk).update(responsible=to, unit=unit)
    dossier.responsible, dossier.unit = to, unit
    journal.record(dossier, "dossier.transferred", by=by, now=now, rows=[dossier], to=to.pk, name=to.name)


@transaction.atomic
def seal(dossier: Dossier, *, by: Actor, now: datetime) -> None:
    """From here on only addenda. Raises Stale where it is sealed already."""
    if not Dossier.objects.filter(pk=dossier.pk, sealed_at__isnull=True).update(sealed_at=now):
        raise Stale("该案卷已经归档封存，不能重复归档。")
    dossier.sealed_at = now
    journal.record(dossier, "dossier.sealed", by=by, now=now, rows=[dossier])
