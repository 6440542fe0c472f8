"""Everything that changes a recorder."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from devices import queries
from devices.models import Assignment, Device
from enforcement import access, dossiers, journal, law
from enforcement.actors import Actor
from enforcement.errors import Stale
from enforcement.models import Dossier, Person, Post, Unit

CHANGEABLE = ("maker", "model", "serial", "keeper", "state", "clock")


@transaction.atomic
def register_device(
    *,
    number: str,
    maker: str,
    model: str,
    unit: Unit,
    keeper: Person,
    by: Actor,
    serial: str = "",
    clock: str = "utc",
    now: datetime | None = None,
) -> Device:
    """Enter a recorder in the register, in the actor's agency (辽宁第七条第三款)."""
    now = now or timezone.now()
    access.require(by, "device.register")
    if by.agency is None or unit.agency_id != by.agency.pk:
        raise ValidationError({"unit": "只能把设备登记到本机关的机构名下。"})
    _check_holder(keeper, unit, field="keeper", now=now)
    number = number.strip()
    device = Device(
        agency=unit.agency,
        number=number,
        maker=maker.strip(),
        model=model.strip(),
        serial=serial.strip(),
        keeper=keeper,
        clock=clock,
    )
    device.full_clean(exclude=["dossier"])
    device.dossier = dossiers.open_dossier(
        "device",
        title=f"{number}（{device.maker} {device.model}）",
        agency=unit.agency,
        unit=unit,
        responsible=keeper,
        number=number,
    )
    device.save(force_insert=True)
    journal.record(device.dossier, "device.registered", by=by, now=now, rows=[device], number=number, keeper=keeper.pk)
    return device


@transaction.atomic
def change_device(device: Device, *, by: Actor, now: datetime | None = None, **changes: Any) -> None:
    """Change `maker`, `model`, `serial`, `keeper`, `state` or `clock`; the number stays for ever.

    A recorder that somebody has cannot be retired: its footage would be nobody's.
    """
    now = now or timezone.now()
    access.require(by, "device.change", device)
    if unknown := changes.keys() - set(CHANGEABLE):
        raise TypeError(f"cannot change {sorted(unknown)}")
    if changes.get("state") == "retired" and queries.running_assignment(device):
        raise ValidationError({"state": "设备尚未归还，不能停止使用；请先办理归还并移交其中的音像记录。"})
    if "keeper" in changes:
        _check_holder(changes["keeper"], device.dossier.unit, field="keeper", now=now)
    different = {name: value for name, value in changes.items() if getattr(device, name) != value}
    if not different:
        return
    for name, value in different.items():
        setattr(device, name, value)
    device.full_clean(exclude=["dossier"])
    device.save(update_fields=list(different))
    rows: list[Any] = [device]
    if "keeper" in different:
        Dossier.objects.filter(pk=device.dossier_id).update(responsible=device.keeper)
        device.dossier.responsible = device.keeper
        rows.append(device.dossier)
    said = {name: value.pk if isinstance(value, Person) else value for name, value in different.items()}
    journal.record(device.dossier, "device.changed", by=by, now=now, rows=rows, changed=said)


@transaction.atomic
def issue_device(
    device: Device, *, to: Person, by: Actor, at: datetime | None = None, now: datetime | None = None
) -> Assignment:
    """领用: from `at` on `to` has the recorder and answers for it. Raises Stale where somebody has it already."""
    now = now or timezone.now()
    access.require(by, "device.issue", device)
    if device.state != "usable":
        raise ValidationError(
            f"设备{device.number}当前为“{device.get_state_display()}”，不能发放；请先修复或换用其他设备。"
        )
    _check_holder(to, device.dossier.unit, field="to", now=now)
    if running := queries.running_assignment(device):
        raise Stale(f"设备{device.number}已由{running.wearer.name}领用，尚未归还，不能再发放；请先办理归还。")
    last = device.assignments.exclude(returned_at=None).first()
    at = journal.checked_moment(at, now=now, not_before=last.returned_at if last else None)
    assignment = Assignment.objects.create(device=device, wearer=to, issued_at=at, issued_by=_post(by))
    journal.record(
        device.dossier,
        "device.issued",
        by=by,
        at=at,
        now=now,
        rows=[assignment],
        assignment=assignment.pk,
        to=to.pk,
        name=to.name,
    )
    return assignment


@transaction.atomic
def return_device(
    device: Device,
    *,
    by: Actor,
    is_damaged: bool = False,
    note: str = "",
    at: datetime | None = None,
    now: datetime | None = None,
) -> Assignment:
    """归还: ends the running interval; a damaged recorder goes out of use. Raises Stale where nobody has it."""
    now = now or timezone.now()
    access.require(by, "device.return", device)
    assignment = queries.running_assignment(device)
    if assignment is None:
        raise Stale(f"设备{device.number}没有领用记录，可能已由他人办理归还，请刷新页面。")
    if is_damaged and not note.strip():
        raise ValidationError({"note": "设备损坏的，请写明损坏情况，以便维修和追查。"})
    at = journal.checked_moment(at, now=now, not_before=assignment.issued_at)
    ended = Assignment.objects.filter(pk=assignment.pk, returned_at=None).update(
        returned_at=at, returned_to=by.post, is_damaged=is_damaged
    )
    if not ended:
        raise Stale(f"设备{device.number}刚刚已由他人办理归还，请刷新页面。")
    rows: list[Any] = [assignment]
    if is_damaged:
        Device.objects.filter(pk=device.pk).update(state="faulty")
        device.state = "faulty"
        rows.append(device)
    journal.record(
        device.dossier, "device.returned", by=by, at=at, now=now, rows=rows,
        sealed={"note": note} if note.strip() else None, assignment=assignment.pk, damaged=is_damaged,
    )  # fmt: skip
    assignment.refresh_from_db()
    return assignment


def _check_holder(person: Person, unit: Unit | None, *, field: str, now: datetime) -> None:
    """A recorder is kept and worn by people who are in office in its agency."""
    held = Post.objects.held_on(law.local_day(now)).filter(person=person, person__is_active=True)
    if unit is not None and not held.filter(agency=unit.agency_id).exists():
        raise ValidationError({field: f"{person.name}目前不在本机关任职，不能保管或领用设备。"})


def _post(by: Actor) -> Post:
    if by.post is None:
        raise LookupError("a recorder is handed out by a person")
    return by.post
