"""Clocks as rows: kept in step with the facts, so that a board is one query and never one rule."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

from enforcement import journal, law, notices, rulebook
from enforcement.actors import Actor
from enforcement.models import Deadline, Dossier, Finding


def clocks_of(dossier: Dossier, *, now: datetime, facts: Iterable[law.Fact] | None = None) -> list[law.Clock]:
    """Every clock of the dossier, reckoned anew, with its explanation (期限计算表)."""
    rules = rulebook.rules_of(dossier)
    if rules is None:
        return []
    return law.clocks(rules, journal.facts(dossier) if facts is None else facts, rulebook.calendar(), now)


def end_of_day(due: law.Due) -> datetime | None:
    """The first moment that is too late: for days the midnight after `due_on`; None beyond the calendar's end."""
    if due.due_at is not None:
        return due.due_at
    try:
        return datetime.combine(due.due_on + timedelta(days=1), time(), tzinfo=law.SHANGHAI)
    except OverflowError:
        return None


def columns(clock: law.Clock, now: datetime) -> dict[str, object]:
    """What a Deadline row says of `clock`: a function of the clock alone (and of `now` for one that still runs)."""
    due = clock.due
    return {
        "label": clock.limit.label,
        "article": clock.limit.basis.cite,
        "effect": clock.limit.effect,
        "started_at": clock.started_at,
        "due_at": end_of_day(due) if due else None,
        "due_on": due.due_on if due else None,
        "has_hour": bool(due and due.due_at),
        "is_provisional": bool(due and due.provisional),
        "stopped_at": clock.stopped_at,
        "is_late": clock.stopped_at is not None and clock.state(now) == "stopped_late",
        "waits_for": clock.waits_for[:200],
    }


def follow(dossier: Dossier, *, kind: str, now: datetime) -> None:
    """Bring the clocks of `dossier` up to date after a fact of `kind`, if the rules name it. Called by `journal`."""
    rules = rulebook.rules_of(dossier)
    if rules is not None and (kind in rules.kinds or kind.startswith("dossier.")):
        refresh(dossier, now=now)


def refresh(dossier: Dossier, *, now: datetime) -> None:
    """Make the rows equal to the law's answer, and raise or clear the findings that follow from them."""
    wanted = {clock.key: columns(clock, now) for clock in clocks_of(dossier, now=now)}
    present = {(row.limit, row.opened_by): row for row in dossier.deadlines.all()}
    for key, row in present.items():
        if key not in wanted:
            row.delete()
    for (limit, opened_by), values in wanted.items():
        row = present.get((limit, opened_by))
        if row is None:
            Deadline.objects.create(dossier=dossier, limit=limit, opened_by=opened_by, **values)
        elif changed := [name for name, value in values.items() if getattr(row, name) != value]:
            for name in changed:
                setattr(row, name, values[name])
            row.save(update_fields=changed)
    _settle_findings(dossier, now=now)


def missed(now: datetime) -> Q:
    """The condition of a missed duty: late when it stopped, or still running past its end."""
    running_late = Q(stopped_at__isnull=True, has_hour=True, due_at__lt=now) | Q(
        stopped_at__isnull=True, has_hour=False, due_at__lte=now
    )
    return Q(is_provisional=False) & ~Q(effect="wait") & (Q(is_late=True) | running_late)


def finding_key(deadline: Deadline) -> str:
    return f"late:{deadline.limit}:{deadline.opened_by}"


def _settle_findings(dossier: Dossier, *, now: datetime) -> None:
    missed_keys = {finding_key(row): row for row in dossier.deadlines.filter(missed(now))}
    raised = {finding.key: finding for finding in dossier.findings.filter(kind="late")}
    for key, row in missed_keys.items():
        if key not in raised or raised[key].cleared_at is not None:
            _raise_miss(dossier, key, row, now=now)
    for key, finding in raised.items():
        if key not in missed_keys and finding.cleared_at is None:
            clear_finding(finding, by=Actor.system(), reason="事实更正后，该期限不再逾期。", now=now)


def _raise_miss(dossier: Dossier, key: str, row: Deadline, *, now: datetime) -> None:
    due = f"{row.due_at.astimezone(law.SHANGHAI):%Y-%m-%d %H:%M}" if row.has_hour and row.due_at else f"{row.due_on}"
    text = f"{row.label}逾期：应于 {due} 前完成"
    finding = raise_finding(dossier, key, kind="late", text=text, article=row.article, by=Actor.system(), now=now)
    if finding is not None:
        notices.tell_responsible(dossier, key=key, text=f"{dossier.title}：{text}", now=now)


def raise_finding(
    dossier: Dossier, key: str, *, kind: str, text: str, article: str, by: Actor, now: datetime
) -> Finding | None:
    """Raise a finding once; the unique key decides who was first. A cleared one is raised again. None: stood already."""
    with transaction.atomic():
        finding, is_new = Finding.objects.get_or_create(
            dossier=dossier, key=key, defaults={"kind": kind, "text": text, "article": article, "raised_at": now}
        )
        if not is_new:
            reopened = Finding.objects.filter(pk=finding.pk, cleared_at__isnull=False).update(
                cleared_at=None, cleared_reason="", raised_at=now, text=text
            )
            if not reopened:
                return None
        journal.record(dossier, "finding.raised", by=by, now=now, rows=[finding], key=key, category=kind, text=text)
    return finding


def clear_finding(finding: Finding, *, by: Actor, reason: str, now: datetime) -> None:
    with transaction.atomic():
        cleared = Finding.objects.filter(pk=finding.pk, cleared_at__isnull=True).update(
            cleared_at=now, cleared_reason=reason
        )
        if cleared:
            journal.record(
                finding.dossier, "finding.cleared", by=by, now=now, rows=[finding], key=finding.key, reason=reason
            )


def unmarked_misses(now: datetime) -> QuerySet[Deadline]:
    key = Concat(Value("late:"), OuterRef("limit"), Value(":"), OuterRef("opened_by"))
    marked = Finding.objects.filter(dossier=OuterRef("dossier"), key=key, cleared_at__isnull=True)
    return Deadline.objects.filter(missed(now), ~Exists(marked))


def mark_missed(*, now: datetime, limit: int = 500) -> int:
    """Mark what ran out while nobody wrote: called by the sweep; how often or by how many does not matter."""
    dossiers = Dossier.objects.filter(deadlines__in=unmarked_misses(now)).distinct()[:limit]
    for dossier in dossiers:
        with transaction.atomic():
            # a correction at this moment may take the ground away: settle what holds under the lock
            journal.lock(dossier)
            _settle_findings(dossier, now=now)
    return len(dossiers)
