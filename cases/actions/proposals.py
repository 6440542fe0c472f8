"""What is entered about an act and must be put right: corrections, and deviations that nothing can mend."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cases.actions.acts import law_of, officers_on
from cases.models import Act, ActOfficer, Proposal
from enforcement import access, approvals, deadlines, journal, law, rulebook, sealing
from enforcement.actors import Actor
from enforcement.errors import Stale
from enforcement.models import Approval, Entry
from enforcement.once import digest

CORRECT = "case.correct-fact"
DEVIATE = "case.deviate"


def _plain(act: Act, names: list[str]) -> dict[str, Any]:
    values = {name: getattr(act, name) for name in names}
    return {
        name: journal.moment_text(value) if isinstance(value, datetime) else value for name, value in values.items()
    }


@transaction.atomic
def correct_act(
    act: Act,
    *,
    reason: str,
    by: Actor,
    started_at: datetime | None = None,
    ended_at: datetime | None = None,
    recorded: bool | None = None,
    now: datetime | None = None,
) -> Proposal | None:
    """Put right what was wrongly entered; the old value stays readable in the journal.

    Give only what changes. A correction that moves a clock holds only when a second person agrees: then the
    proposal comes back, else None and it holds at once.
    """
    access.require(by, "act.correct", act)
    now = now or timezone.now()
    if not reason.strip():
        raise ValidationError({"reason": "更正须写明原因。"})
    journal.lock(act.dossier)
    act.refresh_from_db()
    wanted = {"started_at": started_at, "ended_at": ended_at, "recorded": recorded}
    changed = {name: value for name, value in wanted.items() if value is not None and value != getattr(act, name)}
    _check_correction(act, changed, now=now)
    entries = _entries(act, changed)
    if not _moves_a_clock(act, entries, changed, now=now):
        _apply(act, changed, reason=reason.strip(), by=by, now=now)
        return None
    return _propose(
        act, kind="correction", part="", changed=changed, reason=reason.strip(), action=CORRECT,
        subject="fact-correction", title=f"更正“{act.label}”的登记", by=by, now=now,
    )  # fmt: skip


def _check_correction(act: Act, changed: dict[str, Any], *, now: datetime) -> None:
    if not changed:
        raise ValidationError("没有需要更正的内容：填写的与现在登记的相同。")
    if act.ended_at is None and {"ended_at", "recorded"} & changed.keys():
        raise ValidationError({"ended_at": "该执法活动还没有登记结束时间，请先登记结束。"})
    for name in {"started_at", "ended_at"} & changed.keys():
        changed[name] = journal.checked_moment(changed[name], now=now, not_before=act.case.opened_at)
    start, end = changed.get("started_at", act.started_at), changed.get("ended_at", act.ended_at)
    if end is not None and end < start:
        raise ValidationError({"ended_at": "结束时间不能早于开始时间，请核对。"})


def _entries(act: Act, changed: dict[str, Any]) -> list[Entry]:
    kinds = []
    if "started_at" in changed:
        kinds += ["act.opened", "act.credentials-shown", "act.rights-told"]
    if {"ended_at", "recorded"} & changed.keys():
        kinds += ["act.ended", "recording.finished"]
    found = [journal.find(act.dossier, kind, act=act.pk) for kind in kinds]
    return [entry for entry in found if entry is not None]


def _moves_a_clock(act: Act, entries: list[Entry], changed: dict[str, Any], *, now: datetime) -> bool:
    if changed.get("recorded"):
        return True
    ids = {str(entry.uid) for entry in entries}
    clocks = deadlines.clocks_of(act.dossier, now=now)
    return any(clock.opened_by in ids or clock.stopped_by in ids for clock in clocks)


def _apply(act: Act, changed: dict[str, Any], *, reason: str, by: Actor, now: datetime) -> None:
    columns = dict(changed)
    if "started_at" in changed and act.rights_told_at is not None:
        columns["rights_told_at"] = changed["started_at"]
    if not Act.objects.filter(pk=act.pk, **{name: getattr(act, name) for name in changed}).update(**columns):
        raise Stale("该执法活动刚刚已由他人更正，请刷新页面核对后再办理。")
    for name, value in columns.items():
        setattr(act, name, value)
    for entry in _entries(act, changed):
        if entry.kind in ("act.ended", "recording.finished"):
            _correct_end(act, entry, changed, reason=reason, by=by, now=now)
        elif entry.kind == "act.opened":
            _correct_opening(act, entry, reason=reason, by=by, now=now)
        else:
            journal.correct(entry, by=by, reason=reason, at=act.started_at, now=now, rows=[act])
    if changed.get("recorded") and journal.find(act.dossier, "recording.finished", act=act.pk) is None:
        journal.record(act.dossier, "recording.finished", by=by, at=act.ended_at, now=now, act=act.pk)


def _correct_opening(act: Act, entry: Entry, *, reason: str, by: Actor, now: datetime) -> None:
    """Another day may find other certificates valid."""
    parts = list(act.officers.select_related("person"))
    listed = officers_on(act.case, [part.person for part in parts], law.local_day(act.started_at))
    for part, officer in zip(parts, listed, strict=True):
        ActOfficer.objects.filter(pk=part.pk).update(certificate=officer["certificate"], was_valid=officer["valid"])
    journal.correct(entry, by=by, reason=reason, at=act.started_at, now=now, rows=[act, *parts], officers=listed)


def _correct_end(act: Act, entry: Entry, changed: dict[str, Any], *, reason: str, by: Actor, now: datetime) -> None:
    if entry.kind == "act.ended":
        journal.correct(entry, by=by, reason=reason, at=act.ended_at, now=now, rows=[act], recorded=act.recorded)
    elif not act.recorded:
        journal.retract(entry, by=by, reason=reason, now=now)
    elif "ended_at" in changed:
        journal.correct(entry, by=by, reason=reason, at=act.ended_at, now=now)


OWN_FACTS = frozenset({
    "act.opened", "act.ended", "act.credentials-shown", "act.rights-told", "recording.finished",
    "recording.made-away", "officer.returned", "recording.waived", "recording.deviated", "officers.deviated",
})  # fmt: skip
"""What cases say of an act; anything else that names the act is evidence, and keeps it from being removed."""


@transaction.atomic
def remove_act(act: Act, *, reason: str, by: Actor, now: datetime | None = None) -> Proposal:
    """Ask a second person to take back an act that was entered by mistake and never happened.

    Stale where a document or a recording speaks of it: those must be voided or unlinked first.
    """
    access.require(by, "act.correct", act)
    now = now or timezone.now()
    if not reason.strip():
        raise ValidationError({"reason": "撤销登记须写明原因。"})
    journal.lock(act.dossier)
    _check_removal(act)
    return _propose(
        act, kind="removal", part="", changed={}, reason=reason.strip(), action=CORRECT, subject="fact-correction",
        title=f"撤销“{act.label}”的登记", by=by, now=now,
    )  # fmt: skip


def _check_removal(act: Act) -> None:
    about = [fact.kind for fact in journal.facts(act.dossier) if fact.data.get("act") == act.pk]
    drafts = about.count("document.drafted") - about.count("document.voided")
    evidence = {kind for kind in about if not kind.startswith(("document.", "proposal."))} - OWN_FACTS
    if drafts > 0 or evidence:
        raise Stale("该执法活动已有文书或者音像记录，不能撤销登记；确属登记错误的，请先作废文书、解除音像记录的关联。")


def _remove(act: Act, proposal: Proposal, *, by: Actor, now: datetime) -> None:
    _check_removal(act)
    if not Act.objects.filter(pk=act.pk, removed_at__isnull=True).update(removed_at=now):
        raise Stale("该执法活动的登记已经撤销。")
    dossier, reason = act.dossier, sealing.unseal(act.dossier, proposal.sealed)
    journal.record(dossier, "proposal.applied", by=by, now=now, rows=[act, proposal], act=act.pk, proposal=proposal.pk)
    for kind in sorted(OWN_FACTS):
        if (entry := journal.find(dossier, kind, act=act.pk)) is not None:
            journal.retract(entry, by=by, reason=reason, now=now)


@transaction.atomic
def request_deviation(act: Act, *, part: str, reason: str, by: Actor, now: datetime | None = None) -> Proposal:
    """Ask the head of the body to accept what can no longer be made up for: `part` "recording" or "officers"."""
    access.require(by, "act.deviate", act)
    now = now or timezone.now()
    if len(reason.strip()) < 5:
        raise ValidationError({"reason": "请写明为什么没有做到、现在为什么不能补救（至少五个字）。"})
    journal.lock(act.dossier)
    if not _lacks(act, part, now=now):
        raise ValidationError({"part": "该执法活动并不缺少这一项，无需报批偏差。"})
    label = dict(Proposal.PARTS)[part]
    return _propose(
        act, kind="deviation", part=part, changed={}, reason=reason.strip(), action=DEVIATE, subject="deviation",
        title=f"“{act.label}”{label}", by=by, now=now,
    )  # fmt: skip


def _lacks(act: Act, part: str, *, now: datetime) -> bool:
    gaps = rulebook.gaps_of(act.dossier, "archive", now=now)
    return any(gap.rule == f"act:{act.kind}:{part}" and gap.subject == str(act.pk) for gap in gaps)


def _propose(
    act: Act, *, kind: str, part: str, changed: dict[str, Any], reason: str, action: str, subject: str, title: str,
    by: Actor, now: datetime,
) -> Proposal:  # fmt: skip
    assert by.post is not None  # the access rules let nobody else through
    if act.proposals.filter(kind=kind, part=part, state="pending").exists():
        raise Stale("该执法活动已有一项同样的申请正在等待核准，请等待结果或者先撤回。")
    rules = rulebook.rules_of(act.dossier)
    if rules is None or subject not in rules.approvals:
        raise ValidationError("本案适用的规定没有为这一事项设定审批人，请联系系统管理员。")
    before = _plain(act, list(changed))
    after = {
        name: journal.moment_text(value) if isinstance(value, datetime) else value for name, value in changed.items()
    }
    proposal = Proposal.objects.create(
        act=act, kind=kind, part=part, before=before, after=after, sealed=sealing.seal(act.dossier, reason),
        proposed_by=by.post, proposed_at=now,
    )  # fmt: skip
    journal.record(
        act.dossier, "proposal.made", by=by, now=now, rows=[proposal], sealed={"reason": reason}, act=act.pk,
        proposal=proposal.pk, proposal_kind=kind, part=part,
    )  # fmt: skip
    approvals.submit(
        act.dossier, action=action, subject=subject, title=title, by=by, ref=f"proposal/{proposal.pk}", now=now,
        content_hash=digest(sealing.canonical([act.pk, kind, part, before, after])),
        url=f"/cases/{act.case.code}/acts/{act.pk}/",
    )  # fmt: skip
    return proposal


def _decided(approval: Approval, state: str) -> Proposal:
    proposal = Proposal.objects.select_related("act__case__dossier").get(pk=approval.ref.partition("/")[2])
    if not Proposal.objects.filter(pk=proposal.pk, state="pending").update(state=state):
        raise Stale("该申请已经办结。")
    return proposal


def correction_granted(approval: Approval, by: Actor, now: datetime) -> None:
    """The second person agreed: the correction or removal holds. Stale where the act was changed since it was proposed."""
    proposal = _decided(approval, "granted")
    act, dossier = proposal.act, approval.dossier
    if proposal.kind == "removal":
        return _remove(act, proposal, by=by, now=now)
    if _plain(act, list(proposal.before)) != proposal.before:
        raise Stale("该执法活动在提出更正之后又有改动，请退回后重新提出。")
    changed = {
        name: datetime.fromisoformat(value) if isinstance(value, str) else value
        for name, value in proposal.after.items()
    }
    _check_correction(act, changed, now=now)
    journal.record(dossier, "proposal.applied", by=by, now=now, rows=[proposal], act=act.pk, proposal=proposal.pk)
    _apply(act, changed, reason=sealing.unseal(dossier, proposal.sealed), by=by, now=now)
    return None


def deviation_granted(approval: Approval, by: Actor, now: datetime) -> None:
    """The head of the body accepted it: the case is not held up, and the deviation stands as a finding."""
    proposal = _decided(approval, "granted")
    act = proposal.act
    asked = law_of(act.case, act.kind)
    if proposal.part == "recording":
        Act.objects.filter(pk=act.pk).update(deviated_at=now)
    kind = "recording.deviated" if proposal.part == "recording" else "officers.deviated"
    journal.record(act.dossier, kind, by=by, now=now, rows=[act, proposal], act=act.pk)
    deadlines.raise_finding(
        act.dossier, f"deviation:{proposal.part}:{act.pk}", now=now, by=by,
        kind="deviation" if proposal.part == "recording" else "certificate",
        text=f"{law.local_day(act.started_at)}{act.label}：{proposal.get_part_display()}，已报负责人批准偏差",
        article=asked.basis_of(proposal.part).cite,
    )  # fmt: skip


def sent_back(approval: Approval, by: Actor, now: datetime) -> None:
    proposal = _decided(approval, "closed")
    journal.record(
        approval.dossier, "proposal.closed", by=by, now=now, rows=[proposal], act=proposal.act_id,
        proposal=proposal.pk,
    )  # fmt: skip
