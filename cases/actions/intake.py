"""启动: opening a case, and who handles it."""

import re
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from cases.models import Case, CaseOfficer
from enforcement import access, dossiers, journal, law, notices, numbers
from enforcement.actors import Actor
from enforcement.errors import Stale
from enforcement.models import Dossier, Person, Post

PERSONAL_NUMBER = re.compile(r"\d{11,}")


def without_numbers(text: str, *, field: str) -> str:
    """Text that is shown openly. ValidationError where somebody put a telephone or identity number into it."""
    text = " ".join(text.split())
    if PERSONAL_NUMBER.search(text):
        raise ValidationError({field: "此处不得写证件号码、电话号码，请填写在当事人信息中。"})
    return text


@transaction.atomic
def open_case(
    *,
    act_type: str,
    source: str,
    matter: str,
    by: Actor,
    opened_at: datetime | None = None,
    urgency: str = "normal",
    emergency_at: datetime | None = None,
    real_name: bool = False,
    inspection: Case | None = None,
    now: datetime | None = None,
) -> Case:
    """A new case in the first stage, handled by `by`, with its 案号, bound to the rules of the day it came up.

    `opened_at` is when the application, complaint or clue came in; with `urgency` "emergency" `emergency_at` is when
    enforcement actually began, from where 24 hours run (辽宁第九条、衡阳第十一条). ValidationError names the field.
    """
    access.require(by, "case.open")
    now = now or timezone.now()
    assert by.post is not None  # the rule above lets nobody else through
    opened_at = journal.checked_moment(opened_at, now=now)
    if urgency == "emergency":
        if emergency_at is None:
            raise ValidationError({"emergency_at": "紧急启动须填写实际启动时间，24小时的补报期限从这一刻起算。"})
        emergency_at = journal.checked_moment(emergency_at, now=now, not_before=opened_at)
    else:
        emergency_at = None
    if inspection is not None:
        _check_inspection(inspection, by)
    dossier, number_rows = _dossier(without_numbers(matter, field="matter"), by.post, opened_at=opened_at, now=now)
    case = Case(
        dossier=dossier, act_type=act_type, source=source, urgency=urgency, matter=dossier.title, opened_at=opened_at,
        emergency_at=emergency_at, real_name=real_name and source == "complaint", inspection=inspection,
    )  # fmt: skip
    case.full_clean(exclude=["dossier", "inspection", "ended_on", "emergency_at", "concluded_at"])
    case.save(force_insert=True)
    journal.record(
        dossier, "case.opened", by=by, at=opened_at, now=now, rows=[case, *number_rows],
        act_type=act_type, source=source, urgency=urgency, real_name=case.real_name,
        linked=inspection.dossier.key if inspection else "",
    )  # fmt: skip
    if emergency_at is not None:
        journal.record(dossier, "case.emergency-started", by=by, at=emergency_at, now=now)
    return case


def _dossier(matter: str, post: Post, *, opened_at: datetime, now: datetime) -> tuple[Dossier, list[models.Model]]:
    if not matter:
        raise ValidationError({"matter": "请填写案由。"})
    dossier = dossiers.open_dossier(
        "case", title=matter[:200], agency=post.agency, unit=post.unit, responsible=post.person, on=opened_at,
        has_rules=True,
    )  # fmt: skip
    number, rows = numbers.issue(post.agency, kind="案", dossier=dossier, now=now, ref="case")
    Dossier.objects.filter(pk=dossier.pk).update(number=number.text)
    dossier.number = number.text
    return dossier, rows


def _check_inspection(inspection: Case, by: Actor) -> None:
    if inspection.act_type != "inspection":
        raise ValidationError({"inspection": "只能关联行政检查案件。"})
    if not access.sees(by, inspection.dossier):
        raise ValidationError({"inspection": "该行政检查不在您所在机关、机构的管理范围内，不能关联。"})


def may_handle(dossier: Dossier, person: Person, *, now: datetime) -> Post | None:
    """The officer's post in which `person` can handle this dossier today, or None."""
    posts = Post.objects.held_on(law.local_day(now)).filter(person=person, agency=dossier.agency, role="officer")
    return next((post for post in posts.select_related("person", "unit", "agency")), None)


@transaction.atomic
def add_officer(case: Case, *, person: Person, by: Actor, now: datetime | None = None) -> CaseOfficer:
    """`person` handles the case beside the handler from now on."""
    access.require(by, "case.assist", case)
    now = now or timezone.now()
    post = may_handle(case.dossier, person, now=now)
    if post is None or not access.sees(Actor.of(post), case.dossier):
        raise ValidationError({"person": f"{person.name}目前不是承办机构的执法人员，不能担任协办人。"})
    if person.pk == case.dossier.responsible_id:
        raise ValidationError({"person": f"{person.name}已经是承办人。"})
    journal.lock(case.dossier)
    if case.officers.filter(person=person, to_at__isnull=True).exists():
        raise Stale(f"{person.name}已经是本案协办人，无需重复办理。")
    officer = CaseOfficer.objects.create(case=case, person=person, from_at=now)
    journal.record(
        case.dossier, "case.officer-joined", by=by, now=now, rows=[officer], person=person.pk, name=person.name
    )
    return officer


@transaction.atomic
def remove_officer(officer: CaseOfficer, *, by: Actor, now: datetime | None = None) -> None:
    access.require(by, "case.assist", officer.case)
    now = now or timezone.now()
    if not CaseOfficer.objects.filter(pk=officer.pk, to_at__isnull=True).update(to_at=now):
        raise Stale(f"{officer.person.name}已经不是本案协办人。")
    journal.record(
        officer.case.dossier, "case.officer-left", by=by, now=now, rows=[officer], person=officer.person_id,
        name=officer.person.name,
    )  # fmt: skip


@transaction.atomic
def hand_over(case: Case, *, to: Person, by: Actor, now: datetime | None = None) -> None:
    """Another officer of the unit becomes the handler."""
    access.require(by, "case.hand-over", case)
    now = now or timezone.now()
    if to.pk == case.dossier.responsible_id:
        raise Stale(f"{to.name}已经是本案承办人。")
    post = may_handle(case.dossier, to, now=now)
    if post is None:
        raise ValidationError({"to": f"{to.name}目前不是本机关的执法人员，不能承办案件。"})
    if by.unit is not None and not post.unit.path.startswith(by.unit.path):
        raise ValidationError({"to": f"{to.name}不在您负责的机构，不能由您指定承办。"})
    dossiers.hand_over(case.dossier, to=to, unit=post.unit, by=by, now=now)
    notices.tell(
        [to], key=f"case:{case.pk}:handler:{now.isoformat()}", now=now, dossier=case.dossier,
        text=f"您已成为承办人：{case.dossier.title}", url=f"/cases/{case.code}/",
    )  # fmt: skip
