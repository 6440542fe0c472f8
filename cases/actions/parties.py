"""当事人: who the case is about."""

import re
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cases.models import Case, Party
from enforcement import access, journal, law, sealing
from enforcement.actors import Actor
from enforcement.errors import Stale
from enforcement.law.identifiers import check_credit_code, check_identity, mask_identity, mask_phone

PASSPORT = re.compile(r"[0-9A-Za-z()（）-]{5,14}")


def checked_number(kind: str, number: str, *, now: datetime) -> tuple[str, tuple[str, ...]]:
    """(the number as it is kept, warnings). ValidationError never repeats the number. Blank is allowed: not known yet."""
    number = number.strip()
    if not number:
        return "", ()
    if kind == "organisation":
        checked = check_credit_code(number)
    elif len(number) < 15 and PASSPORT.fullmatch(number):
        return number.upper(), ("证件号码不是居民身份证号码，系统不能校验，请对照证件核对。",)
    else:
        checked = check_identity(number, today=law.local_day(now))
    if not checked.ok:
        raise ValidationError({"number": checked.error})
    return checked.value, checked.warnings


@transaction.atomic
def add_party(
    case: Case,
    *,
    kind: str,
    name: str,
    by: Actor,
    role: str = "party",
    number: str = "",
    representative: str = "",
    phone: str = "",
    address: str = "",
    now: datetime | None = None,
) -> tuple[Party, tuple[str, ...]]:
    """(the party, warnings to show). `number` is a 统一社会信用代码 or an identity number, as `kind` says.

    ValidationError for a number that cannot be one; Stale where the party stands in the case already.
    """
    access.require(by, "party.add", case)
    now = now or timezone.now()
    value, warnings = checked_number(kind, number, now=now)
    hashed = sealing.lookup_hash(value) if value else ""
    journal.lock(case.dossier)
    same = case.parties.filter(removed_at__isnull=True, role=role)
    if (same.filter(number_hash=hashed) if hashed else same.filter(name=name.strip(), number_hash="")).exists():
        raise Stale("该当事人已经登记在本案中，无需重复登记。")
    party = Party(
        case=case, kind=kind, role=role, name=name.strip(),
        representative=representative.strip() if kind == "organisation" else "", number_hash=hashed,
        number_mask=mask_identity(value) if value else "", phone_mask=mask_phone(phone) if phone.strip() else "",
        sealed=sealing.seal(
            case.dossier, {"number": value, "phone": phone.strip(), "address": address.strip()}
        ),
    )  # fmt: skip
    party.full_clean(exclude=["case", "removed_at"])
    party.save(force_insert=True)
    journal.record(
        case.dossier, "case.party-added", by=by, now=now, rows=[party], sealed={"name": party.name},
        party=party.pk, party_kind=kind, role=role,
    )  # fmt: skip
    return party, warnings


@transaction.atomic
def remove_party(party: Party, *, reason: str, by: Actor, now: datetime | None = None) -> None:
    """The party no longer belongs to the case; the row stays, with the reason in the journal."""
    access.require(by, "party.remove", party)
    if not reason.strip():
        raise ValidationError({"reason": "移除当事人须写明原因。"})
    now = now or timezone.now()
    if not Party.objects.filter(pk=party.pk, removed_at__isnull=True).update(removed_at=now):
        raise Stale("该当事人已经移除。")
    journal.record(
        party.dossier, "case.party-removed", by=by, now=now, rows=[party], sealed={"reason": reason.strip()},
        party=party.pk, party_kind=party.kind,
    )  # fmt: skip


@transaction.atomic
def reveal(party: Party, *, by: Actor, now: datetime | None = None) -> dict[str, Any]:
    """`{"number", "phone", "address"}` unmasked; who looked, and when, is recorded."""
    access.require(by, "case.reveal", party)
    journal.record(party.dossier, "party.viewed", by=by, now=now, party=party.pk)
    opened: dict[str, Any] = sealing.unseal(party.dossier, party.sealed)
    return opened
