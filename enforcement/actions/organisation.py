"""Setting up who enforces: agencies, units, people, posts, certificates, rule sets, tokens."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from enforcement import access, dossiers, journal, law, tokens
from enforcement.actors import Actor
from enforcement.errors import Denied, Stale
from enforcement.models import Agency, Certificate, Person, Post, RuleSetChoice, Token, Unit


def _new_agency(by: Actor, now: datetime, **fields: object) -> Agency:
    agency = Agency(**fields)
    agency.full_clean()
    agency.save(force_insert=True)
    dossier = dossiers.open_dossier("agency", title=agency.name, agency=agency, key=f"agency/{agency.pk}")
    journal.record(dossier, "agency.created", by=by, now=now, rows=[agency], name=agency.name)
    return agency


@transaction.atomic
def found_installation(*, username: str, password: str) -> Post:
    """The first agency, office and administrator of an empty installation, made by the system itself.

    ValidationError where somebody is there already.
    """
    if Person.objects.exists():
        raise ValidationError("系统中已有人员账号，不能再建立首位管理员。")
    now, by = timezone.now(), Actor.system()
    agency = _new_agency(by, now, name="系统管理", short_name="系统", region="000000")
    unit = _new_unit(agency, name="信息管理", parent=None, by=by, now=now)
    person = _new_person(
        agency, username=username, name="系统管理员", password=password, must_change=False, by=by, now=now
    )
    return _new_post(person, unit=unit, role="system_admin", from_on=law.local_day(now), to_on=None, by=by, now=now)


@transaction.atomic
def create_agency(
    *, by: Actor, name: str, short_name: str, region: str, rule_set: str, rules_from: date,
    legal_status: str = "organ", entrusted_by: Agency | None = None, code: str = "", now: datetime | None = None,
) -> Agency:  # fmt: skip
    """A new agency with its rule set, its first unit still to be made. ValidationError names the field."""
    access.require(by, "agency.create")
    now = now or timezone.now()
    agency = _new_agency(
        by, now, name=name, short_name=short_name, region=region, legal_status=legal_status,
        entrusted_by=entrusted_by, code=code,
    )  # fmt: skip
    _choose(agency, rule_set=rule_set, from_on=rules_from, by=by, now=now)
    return agency


@transaction.atomic
def change_agency(agency: Agency, *, by: Actor, now: datetime | None = None, **changes: object) -> None:
    access.require(by, "agency.change", agency)
    for name, value in changes.items():
        setattr(agency, name, value)
    agency.full_clean()
    agency.save(update_fields=list(changes))
    dossier = dossiers.agency_dossier(agency)
    journal.record(dossier, "agency.changed", by=by, now=now, rows=[agency], changed=sorted(changes))


@transaction.atomic
def choose_rule_set(
    agency: Agency, *, rule_set: str, from_on: date, by: Actor, now: datetime | None = None
) -> RuleSetChoice:
    """From `from_on` new cases follow `rule_set`; running cases keep theirs. The choice before ends the day before."""
    access.require(by, "agency.change", agency)
    return _choose(agency, rule_set=rule_set, from_on=from_on, by=by, now=now or timezone.now())


def _choose(agency: Agency, *, rule_set: str, from_on: date, by: Actor, now: datetime) -> RuleSetChoice:
    if rule_set not in law.regulations():
        raise ValidationError({"rule_set": "系统中没有这套规定，请从列表中选择。"})
    before = list(agency.rule_sets.filter(to_on__isnull=True, from_on__lt=from_on))
    for choice in before:
        RuleSetChoice.objects.filter(pk=choice.pk).update(to_on=from_on - timedelta(days=1))
    choice = RuleSetChoice(agency=agency, rule_set=rule_set, from_on=from_on)
    choice.full_clean()
    choice.save(force_insert=True)
    journal.record(
        dossiers.agency_dossier(agency), "agency.rule-set-chosen", by=by, now=now, rows=[*before, choice],
        rule_set=rule_set, from_on=str(from_on),
    )  # fmt: skip
    return choice


def _new_unit(agency: Agency, *, name: str, parent: Unit | None, by: Actor, now: datetime) -> Unit:
    unit = Unit(agency=agency, parent=parent, name=name, path="/")
    unit.full_clean()
    if parent is not None and parent.agency_id != agency.pk:
        raise ValidationError({"parent": "上级机构须属于同一机关。"})
    unit.save(force_insert=True)
    unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
    unit.save(update_fields=["path"])
    journal.record(dossiers.agency_dossier(agency), "unit.created", by=by, now=now, rows=[unit], name=name)
    return unit


@transaction.atomic
def create_unit(
    agency: Agency, *, name: str, by: Actor, parent: Unit | None = None, now: datetime | None = None
) -> Unit:
    access.require(by, "organisation.change", agency)
    return _new_unit(agency, name=name, parent=parent, by=by, now=now or timezone.now())


@transaction.atomic
def end_unit(unit: Unit, *, on: date, by: Actor, now: datetime | None = None) -> None:
    """The unit is dissolved with the day `on`. ValidationError while anybody holds a post in it or below it."""
    access.require(by, "organisation.change", unit.agency)
    held = Post.objects.filter(Q(to_on__isnull=True) | Q(to_on__gt=on), unit__path__startswith=unit.path)
    names = sorted({post.person.name for post in held.select_related("person")})
    if names:
        raise ValidationError({"on": f"该机构及其下属机构还有人任职（{'、'.join(names[:5])}），请先免任。"})
    if not Unit.objects.filter(pk=unit.pk, ended_on__isnull=True).update(ended_on=on):
        raise Stale("该机构已经撤销。")
    dossier = dossiers.agency_dossier(unit.agency)
    journal.record(dossier, "unit.changed", by=by, now=now, rows=[unit], unit=unit.pk, ended_on=str(on))


def _new_person(
    agency: Agency, *, username: str, name: str, password: str, must_change: bool, by: Actor, now: datetime
) -> Person:
    person = Person(username=username, name=name, must_change_password=must_change)
    person.set_password(password)
    person.full_clean()
    person.save(force_insert=True)
    journal.record(
        dossiers.agency_dossier(agency), "person.created", by=by, now=now, rows=[person], person=person.pk, name=name
    )
    return person


@transaction.atomic
def create_person(
    agency: Agency, *, username: str, name: str, password: str, by: Actor, must_change: bool = True,
    now: datetime | None = None,
) -> Person:  # fmt: skip
    """An account with a first password, to be changed at the first sign-in."""
    access.require(by, "organisation.change", agency)
    return _new_person(
        agency, username=username, name=name, password=password, must_change=must_change, by=by,
        now=now or timezone.now(),
    )  # fmt: skip


@transaction.atomic
def end_person(person: Person, *, agency: Agency, on: date, by: Actor, now: datetime | None = None) -> None:
    """The person leaves: no sign-in, no posts from the day after `on`. Nothing is deleted."""
    access.require(by, "organisation.change", agency)
    now = now or timezone.now()
    if not Person.objects.filter(pk=person.pk, ended_on__isnull=True).update(ended_on=on, is_active=False):
        raise Stale(f"{person.name}已经离任。")
    posts = list(person.posts.filter(to_on__isnull=True))
    Post.objects.filter(pk__in=[post.pk for post in posts]).update(to_on=on)
    journal.record(
        dossiers.agency_dossier(agency), "person.changed", by=by, now=now, rows=[person, *posts], person=person.pk,
        ended_on=str(on),
    )  # fmt: skip


@transaction.atomic
def change_password(person: Person, *, password: str, by: Actor, agency: Agency, now: datetime | None = None) -> None:
    """One's own password; the journal says that it changed, never what it is."""
    access.require(by, "password.change")
    person.set_password(password)
    person.must_change_password = False
    person.save(update_fields=["password", "must_change_password"])
    journal.record(
        dossiers.agency_dossier(agency), "person.password-changed", by=by, now=now, rows=[person], person=person.pk
    )


@transaction.atomic
def reset_password(person: Person, *, agency: Agency, password: str, by: Actor, now: datetime | None = None) -> None:
    """A first password again, for somebody who forgot theirs; to be changed at the next sign-in."""
    access.require(by, "organisation.change", agency)
    if not person.posts.filter(agency=agency).exists():
        raise Denied(f"{person.name}不在{agency.name}任职，不能重置密码。")
    person.set_password(password)
    person.must_change_password = True
    person.save(update_fields=["password", "must_change_password"])
    journal.record(
        dossiers.agency_dossier(agency), "person.password-changed", by=by, now=now, rows=[person], person=person.pk,
        reset=True,
    )  # fmt: skip


def _new_post(
    person: Person, *, unit: Unit, role: str, from_on: date, to_on: date | None, by: Actor, now: datetime
) -> Post:
    post = Post(person=person, agency=unit.agency, unit=unit, role=role, from_on=from_on, to_on=to_on)
    post.full_clean()
    post.save(force_insert=True)
    journal.record(
        dossiers.agency_dossier(unit.agency), "post.created", by=by, now=now, rows=[post], person=person.pk,
        name=person.name, role=role, unit=unit.name,
    )  # fmt: skip
    return post


@transaction.atomic
def create_post(
    person: Person, *, unit: Unit, role: str, from_on: date, by: Actor, to_on: date | None = None,
    now: datetime | None = None,
) -> Post:  # fmt: skip
    access.require(by, "organisation.change", unit.agency)
    if person.ended_on is not None:
        raise ValidationError(f"{person.name}已于{person.ended_on}离任，不能再任命。")
    return _new_post(person, unit=unit, role=role, from_on=from_on, to_on=to_on, by=by, now=now or timezone.now())


@transaction.atomic
def end_post(post: Post, *, on: date, by: Actor, now: datetime | None = None) -> None:
    """The office ends with the day `on`; what was done in it stays."""
    access.require(by, "organisation.change", post.agency)
    post.to_on = on
    post.full_clean()
    post.save(update_fields=["to_on"])
    dossier = dossiers.agency_dossier(post.agency)
    journal.record(dossier, "post.ended", by=by, now=now, rows=[post], post=post.pk, on=str(on))


@transaction.atomic
def add_certificate(
    person: Person, *, agency: Agency, number: str, valid_from: date, valid_to: date, by: Actor, issuer: str = "",
    now: datetime | None = None,
) -> Certificate:  # fmt: skip
    access.require(by, "organisation.change", agency)
    certificate = Certificate(person=person, number=number, issuer=issuer, valid_from=valid_from, valid_to=valid_to)
    certificate.full_clean()
    certificate.save(force_insert=True)
    journal.record(
        dossiers.agency_dossier(agency), "certificate.added", by=by, now=now, rows=[certificate], person=person.pk,
        number=number, valid_to=str(valid_to),
    )  # fmt: skip
    return certificate


@transaction.atomic
def issue_token(
    agency: Agency, *, name: str, scopes: Sequence[str], days: int, by: Actor, post: Post | None = None,
    device_key: str = "", now: datetime | None = None,
) -> tuple[Token, str]:  # fmt: skip
    """(row, secret). The secret is shown once: only its hash is kept."""
    access.require(by, "token.issue", agency)
    if not 1 <= days <= 366:
        raise ValidationError({"days": "有效期须为 1 至 366 天。"})
    now = now or timezone.now()
    secret = f"zj_{secrets.token_urlsafe(32)}"
    token = Token.objects.create(
        name=name, digest=tokens.token_digest(secret), post=post, device_key=device_key, agency=agency,
        scopes=sorted(scopes), created_at=now, expires_at=now + timedelta(days=days),
    )  # fmt: skip
    journal.record(
        dossiers.agency_dossier(agency), "token.issued", by=by, now=now, rows=[token], token=token.pk, name=name,
        scopes=sorted(scopes), expires_at=journal.moment_text(token.expires_at),
    )  # fmt: skip
    return token, secret


@transaction.atomic
def revoke_token(token: Token, *, by: Actor, now: datetime | None = None) -> None:
    access.require(by, "token.revoke", token)
    now = now or timezone.now()
    if not Token.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=now):
        raise Stale("该令牌已经吊销。")
    dossier = dossiers.agency_dossier(token.agency)
    journal.record(dossier, "token.revoked", by=by, now=now, rows=[token], token=token.pk)
