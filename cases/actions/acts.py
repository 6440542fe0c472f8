"""执法活动: what officers did, when, with which certificates, and what became of its recording."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cases.models import Act, ActOfficer, Case
from enforcement import access, journal, law, rulebook, sealing
from enforcement.actors import Actor, certificate_number
from enforcement.errors import Denied, Stale
from enforcement.models import Person, Post

MAY_ACT = ("officer", "unit_reviewer", "unit_head", "leader", "agency_head")


def law_of(case: Case, kind: str) -> law.Act:
    """What the rules of the case ask of an act of this kind. ValidationError for a kind that they do not know."""
    rules = rulebook.rules_of(case.dossier)
    if rules is None or kind not in rules.acts:
        raise ValidationError({"kind": "本案适用的规定中没有这种执法活动，请从列表中选择。"})
    return rules.acts[kind]


def private(act: Act) -> dict[str, Any]:
    """`{"place", …}`: what is kept sealed of an act. For those who may read the case."""
    return sealing.unseal(act.dossier, act.sealed) or {}


def _sealed_with(act: Act, **values: str) -> str:
    """The sealed values with these besides: read under the lock, so that two forms at once both stay."""
    journal.lock(act.dossier)
    act.refresh_from_db(fields=["sealed"])
    return sealing.seal(act.dossier, private(act) | values)


def officers_on(case: Case, people: Sequence[Person], day: date) -> list[dict[str, Any]]:
    """`[{person, name, certificate, valid}]` as it was on `day`, in the order given."""
    listed = []
    for person in people:
        number = certificate_number(person, day)
        listed.append({"person": person.pk, "name": person.name, "certificate": number, "valid": bool(number)})
    return listed


def _check_officers(case: Case, asked: law.Act, people: Sequence[Person], day: date, *, as_it_was: bool) -> None:
    if len({person.pk for person in people}) != len(people) or not people:
        raise ValidationError({"officers": "请选择参加的执法人员，同一人只选一次。"})
    held = Post.objects.held_on(day).filter(agency=case.dossier.agency, person__in=people, role__in=MAY_ACT)
    here = set(held.values_list("person_id", flat=True))
    if strangers := [person.name for person in people if person.pk not in here]:
        raise ValidationError({"officers": f"{'、'.join(strangers)}当天不是本机关的执法人员，不能参加执法活动。"})
    if as_it_was:
        return
    basis = asked.basis_of("officers")
    without = [person.name for person in people if not certificate_number(person, day)]
    if without:
        raise ValidationError(
            {
                "officers": f"{'、'.join(without)}在{day}没有有效的执法证件，不得参加执法活动（{basis.cite}）。"
                "请更换执法人员；当天确已如此实施的，请勾选“如实登记”，报负责人批准偏差。"
            }
        )
    if len(people) < asked.officers:
        raise ValidationError(
            {
                "officers": f"“{asked.label}”的执法人员不得少于{asked.officers}人，现选择{len(people)}人（{basis.cite}）。"
                "请补选执法人员；当天确已如此实施的，请勾选“如实登记”，报负责人批准偏差。"
            }
        )


@transaction.atomic
def open_act(
    case: Case,
    *,
    kind: str,
    officers: Sequence[Person],
    by: Actor,
    started_at: datetime | None = None,
    place: str = "",
    is_emergency: bool = False,
    as_it_was: bool = False,
    now: datetime | None = None,
) -> Act:
    """An enforcement act that began at `started_at`, with the certificates that its officers held on that day.

    Too few officers, or one without a valid certificate, is refused (行政处罚法第四十二条) unless `as_it_was`: what has
    happened is entered as it happened, and stays a gap until the head of the body approves the deviation.
    """
    access.require(by, "act.open", case)
    now = now or timezone.now()
    asked = law_of(case, kind)
    started_at = journal.checked_moment(started_at, now=now, not_before=case.opened_at)
    day = law.local_day(started_at)
    _check_officers(case, asked, officers, day, as_it_was=as_it_was)
    act = Act.objects.create(
        case=case, kind=kind, started_at=started_at, is_emergency=is_emergency,
        sealed=sealing.seal(case.dossier, {"place": place.strip()}),
    )  # fmt: skip
    listed = officers_on(case, officers, day)
    parts = [
        ActOfficer.objects.create(
            act=act, person_id=officer["person"], certificate=officer["certificate"], was_valid=officer["valid"]
        )
        for officer in listed
    ]
    journal.record(
        case.dossier, "act.opened", by=by, at=started_at, now=now, rows=[act, *parts], act=act.pk, act_kind=kind,
        officers=listed, emergency=is_emergency, sealed={"place": place.strip()} if place.strip() else None,
    )  # fmt: skip
    return act


@transaction.atomic
def end_act(
    act: Act, *, recorded: bool, by: Actor, ended_at: datetime | None = None, now: datetime | None = None
) -> None:
    """The act is over; where it was recorded, the recording is finished and its hand-over clock runs from here."""
    access.require(by, "act.end", act)
    now = now or timezone.now()
    ended_at = journal.checked_moment(ended_at, now=now)
    if ended_at < act.started_at:
        raise ValidationError({"ended_at": "结束时间不能早于开始时间，请核对。"})
    if not Act.objects.filter(pk=act.pk, ended_at__isnull=True).update(ended_at=ended_at, recorded=recorded):
        raise Stale("该执法活动刚刚已由他人登记结束；登记有误的，请办理更正。")
    act.ended_at, act.recorded = ended_at, recorded
    journal.record(
        act.dossier, "act.ended", by=by, at=ended_at, now=now, rows=[act], act=act.pk, act_kind=act.kind,
        recorded=recorded,
    )  # fmt: skip
    if recorded:
        journal.record(act.dossier, "recording.finished", by=by, at=ended_at, now=now, act=act.pk)


@transaction.atomic
def show_credentials(act: Act, *, shown: bool, by: Actor, reason: str = "", now: datetime | None = None) -> None:
    """Whether the officers showed their certificates; that they did not needs a reason (辽宁第十一条)."""
    access.require(by, "act.note", act)
    if not shown and not reason.strip():
        raise ValidationError({"reason": "没有出示执法证件的，须写明原因。"})
    now = now or timezone.now()
    sealed = _sealed_with(act, **({"credentials_reason": reason.strip()} if reason.strip() else {}))
    if not Act.objects.filter(pk=act.pk, credentials_shown__isnull=True).update(credentials_shown=shown, sealed=sealed):
        raise Stale("证件出示情况已经登记。")
    act.credentials_shown, act.sealed = shown, sealed
    journal.record(
        act.dossier, "act.credentials-shown", by=by, at=act.started_at, now=now, rows=[act], act=act.pk, shown=shown,
        sealed={"reason": reason.strip()} if reason.strip() else None,
    )  # fmt: skip


@transaction.atomic
def tell_rights(act: Act, *, method: str, by: Actor, now: datetime | None = None) -> None:
    """In what way the party was told of its rights (辽宁第十二条)."""
    access.require(by, "act.note", act)
    if not method.strip():
        raise ValidationError({"method": "请写明以什么方式告知了哪些权利。"})
    now = now or timezone.now()
    sealed = _sealed_with(act, rights_method=method.strip())
    if not Act.objects.filter(pk=act.pk, rights_told_at__isnull=True).update(
        rights_told_at=act.started_at, sealed=sealed
    ):
        raise Stale("权利告知情况已经登记。")
    act.rights_told_at, act.sealed = act.started_at, sealed
    journal.record(
        act.dossier, "act.rights-told", by=by, at=act.started_at, now=now, rows=[act], act=act.pk,
        sealed={"method": method.strip()},
    )  # fmt: skip


@transaction.atomic
def waive_recording(act: Act, *, reason: str, by: Actor, now: datetime | None = None) -> None:
    """不适宜音像记录: the written reason that the article allows in the place of a recording (辽宁第十四条).

    Denied where the article knows no exception: then only an approved deviation helps.
    """
    access.require(by, "act.note", act)
    asked = law_of(act.case, act.kind)
    if asked.recording == "optional":
        raise ValidationError({"reason": f"“{asked.label}”不要求音像记录，无需说明。"})
    if asked.waiver != "written-reason":
        raise Denied(
            f"“{asked.label}”的音像记录没有例外，不能以书面说明代替；确实没有音像记录的，请报行政机关负责人批准偏差。",
            asked.basis_of("recording").cite,
        )
    if len(reason.strip()) < 5:
        raise ValidationError({"reason": "请书面写明不适宜音像记录的具体原因（至少五个字）。"})
    now = now or timezone.now()
    sealed = _sealed_with(act, waiver_reason=reason.strip())
    if not Act.objects.filter(pk=act.pk, waived_at__isnull=True).update(waived_at=now, sealed=sealed):
        raise Stale("不适宜音像记录的原因已经登记。")
    act.waived_at, act.sealed = now, sealed
    journal.record(
        act.dossier, "recording.waived", by=by, now=now, rows=[act], act=act.pk, ground="unsuitable",
        sealed={"reason": reason.strip()},
    )  # fmt: skip


@transaction.atomic
def mark_away(act: Act, *, by: Actor, now: datetime | None = None) -> None:
    """Recorded away from base, so that it cannot be handed over at once: the clock waits for the return."""
    access.require(by, "act.note", act)
    now = now or timezone.now()
    if not Act.objects.filter(pk=act.pk, made_away=False).update(made_away=True):
        raise Stale("已经登记在外地执法。")
    act.made_away = True
    journal.record(
        act.dossier, "recording.made-away", by=by, at=act.ended_at or act.started_at, now=now, rows=[act], act=act.pk
    )


@transaction.atomic
def mark_returned(act: Act, *, by: Actor, returned_at: datetime | None = None, now: datetime | None = None) -> None:
    """The officers are back in the unit: 24 hours for the hand-over run from here."""
    access.require(by, "act.note", act)
    now = now or timezone.now()
    if not act.made_away:
        raise ValidationError("没有登记在外地执法，不需要登记返回时间。")
    returned_at = journal.checked_moment(returned_at, now=now, not_before=act.ended_at or act.started_at)
    if not Act.objects.filter(pk=act.pk, returned_at__isnull=True).update(returned_at=returned_at):
        raise Stale("返回单位的时间已经登记。")
    act.returned_at = returned_at
    journal.record(act.dossier, "officer.returned", by=by, at=returned_at, now=now, rows=[act], act=act.pk)
