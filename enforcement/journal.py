"""The journal: the one place where facts are written, and where they are read again.

`record` locks the dossier (and those that it is attached to, in key order), numbers and chains the entry,
digests the rows that changed, and brings clocks and findings up to date: one transaction, or nothing.
"""

import hashlib
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from enforcement import jobs as job_table
from enforcement import law, sealing, vocabulary
from enforcement.actors import Actor
from enforcement.errors import Stale
from enforcement.models import Dossier, DossierLink, Entry

LATE_ENTRY = timedelta(days=1)
"""Written down longer than this after it happened: shown as 补录."""


def moment_text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def entry_hash(entry: Entry, dossier_key: str) -> str:
    """SHA-256 over everything the entry says; sealed values enter by their salted digests."""
    return hashlib.sha256(
        sealing.canonical(
            {
                "dossier": dossier_key,
                "seq": entry.seq,
                "uid": str(entry.uid),
                "kind": entry.kind,
                "version": entry.version,
                "at": moment_text(entry.at),
                "precision": entry.precision,
                "recorded_at": moment_text(entry.recorded_at),
                "by": entry.by,
                "data": entry.data,
                "sealed": {name: [item["digest"], item["key"]] for name, item in entry.sealed.items()},
                "rows": entry.rows,
                "amends": str(entry.amends.uid) if entry.amends else "",
                "retracts": entry.retracts,
                "prev": entry.prev_hash,
            }
        )
    ).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return moment_text(value)
    if value is None or isinstance(value, (bool, int, str, list, dict)):
        return value
    return str(value)


def row_values(model: type[models.Model], pk: Any) -> dict[str, Any] | None:
    """The protected columns of a row as the database holds them now, or None where there is no row."""
    columns: tuple[str, ...] = model.PROTECTED  # type: ignore[attr-defined]
    values = model._base_manager.filter(pk=pk).values(*columns).first()
    return None if values is None else {name: _plain(value) for name, value in values.items()}


def row_digest(model: type[models.Model], pk: Any) -> str:
    """Keyed digest of a row's protected columns; of a deleted row a digest of nothing."""
    return sealing.mac([model._meta.label_lower, str(pk), row_values(model, pk)])


def _digests(rows: Iterable[models.Model]) -> list[dict[str, str]]:
    seen = {(row._meta.label_lower, str(row.pk)): type(row) for row in rows}
    return [{"model": label, "pk": pk, "mac": row_digest(model, pk)} for (label, pk), model in sorted(seen.items())]


def checked_moment(at: datetime | None, *, now: datetime, not_before: datetime | None = None) -> datetime:
    """A typed moment, or `now`. ValidationError for one that lies ahead, or before what it follows."""
    if at is None:
        return now
    at = law.shanghai(at)
    if at > now:
        raise ValidationError("时间不能晚于现在：只能记录已经发生的事实，请更正时间。", code="future")
    if not_before is not None and at < not_before:
        shown = law.shanghai(not_before).strftime("%Y-%m-%d %H:%M")
        raise ValidationError(f"时间不能早于所依据的事实（{shown}），请更正时间。", code="order")
    return at


def record(
    dossier: Dossier,
    kind: str,
    *,
    by: Actor,
    at: datetime | None = None,
    now: datetime | None = None,
    precision: law.facts.Precision = "instant",
    rows: Sequence[models.Model] = (),
    sealed: Mapping[str, Any] | None = None,
    jobs: Sequence[tuple[str, str]] = (),
    **data: Any,
) -> Entry:
    """Write one fact. MUST be called inside the transaction that changed `rows`, after they were saved.

    `at` is when it happened (typed moments lie at or before now), `rows` every row that this action changed,
    `sealed` personal data and free text, `jobs` (kind, key) pairs of work that follows, `data` plain JSON values.
    Raises LookupError for an undeclared kind, Stale for a sealed dossier, ValidationError for a moment ahead.
    """
    now = now or timezone.now()
    return _append(
        dossier, kind, by=by, at=checked_moment(at, now=now), now=now, precision=precision,
        rows=rows, sealed=dict(sealed or {}), jobs=jobs, data=data, amends=None, retracts=False,
    )  # fmt: skip


def correct(
    entry: Entry,
    *,
    by: Actor,
    reason: str,
    at: datetime | None = None,
    now: datetime | None = None,
    rows: Sequence[models.Model] = (),
    sealed: Mapping[str, Any] | None = None,
    **changes: Any,
) -> Entry:
    """A new entry that stands in the place of `entry`, which stays readable; clocks keep their identity.

    Gives only what changed. `reason` is free text and is sealed. Who may correct what, and who must agree
    to it, is for the calling action to decide.
    """
    now = now or timezone.now()
    origin = entry.amends or entry
    with transaction.atomic():
        lock(origin.dossier)
        # read under the lock: of two corrections at once the second builds on the first
        latest = _latest_version(origin)
        return _append(
            origin.dossier, origin.kind, by=by, at=checked_moment(at or latest.at, now=now), now=now,
            precision=latest.precision, rows=rows, sealed={**(sealed or {}), "reason": reason}, jobs=(),
            data={**latest.data, **changes}, amends=origin, retracts=False,
        )  # fmt: skip


def retract(
    entry: Entry, *, by: Actor, reason: str, now: datetime | None = None, rows: Sequence[models.Model] = ()
) -> Entry:
    """`entry` no longer counts as a fact; it stays in the journal with the reason. Raises Stale the second time."""
    now = now or timezone.now()
    origin = entry.amends or entry
    with transaction.atomic():
        lock(origin.dossier)
        _latest_version(origin)
        return _append(
            origin.dossier, "entry.retracted", by=by, at=now, now=now, precision="instant", rows=rows,
            sealed={"reason": reason}, jobs=(), data={"kind": origin.kind}, amends=origin, retracts=True,
        )  # fmt: skip


def _latest_version(origin: Entry) -> Entry:
    latest = origin.amendments.order_by("-seq").first() or origin
    if latest.retracts:
        raise Stale("该记录已经撤回，不能再更正或撤回，请刷新页面。")
    return latest


def lock(*dossiers: Dossier) -> dict[int, Dossier]:
    """Lock these dossiers and those that they are attached to until the transaction ends, in key order; by pk."""
    given = {dossier.pk for dossier in dossiers}
    parents = DossierLink.objects.filter(child__in=given, detached_at__isnull=True).values_list("parent_id", flat=True)
    locked: dict[int, Dossier] = {}
    # asked again under the lock: somebody may have attached one of them a moment ago
    while missing := {*given, *parents.all()} - locked.keys():
        rows = Dossier.objects.select_for_update().filter(pk__in=missing).order_by("key")
        locked |= {row.pk: row for row in rows}
    return locked


def _append(
    dossier: Dossier,
    kind: str,
    *,
    by: Actor,
    at: datetime,
    now: datetime,
    precision: law.facts.Precision,
    rows: Sequence[models.Model],
    sealed: dict[str, Any],
    jobs: Sequence[tuple[str, str]],
    data: dict[str, Any],
    amends: Entry | None,
    retracts: bool,
) -> Entry:
    from enforcement import deadlines  # reads the journal, which it therefore imports

    declared = vocabulary.kind(kind)
    # to amend what was written before the sealing is no addendum, whatever kind of entry says it
    is_addendum = (vocabulary.kind(amends.kind) if amends else declared).late_ok or kind == "dossier.sealed"
    with transaction.atomic():
        locked = lock(dossier)
        head = locked[dossier.pk]
        if head.sealed_at is not None and not is_addendum:
            raise Stale(
                f"“{head.title}”已于{law.shanghai(head.sealed_at):%Y-%m-%d}归档封存，不能再更改；确有遗漏的，以补充材料方式另行登记。"
            )
        if head.head_seq == 0:
            rows = [*rows, head]
        entry = Entry(
            dossier=head, seq=head.head_seq + 1, uid=uuid.uuid4(), kind=kind, version=declared.version,
            at=at, precision=precision, recorded_at=now, by=by.describe(), data=data,
            sealed=sealing.seal_for_journal(head, sealed), rows=_digests(rows), amends=amends,
            retracts=retracts, prev_hash=head.head_hash,
        )  # fmt: skip
        entry.hash = entry_hash(entry, head.key)
        entry.save(force_insert=True)
        Dossier.objects.filter(pk=head.pk).update(head_seq=entry.seq, head_hash=entry.hash)
        head.head_seq, head.head_hash = entry.seq, entry.hash
        for job_kind, key in jobs:
            job_table.enqueue(job_kind, key, now=now)
        for touched in locked.values():
            deadlines.follow(touched, kind=amends.kind if amends else kind, now=now)
        # the caller's object goes on being used in the same action; the clocks may have added entries of their own
        dossier.head_seq, dossier.head_hash = head.head_seq, head.head_hash
    return entry


def _entries(dossier: Dossier) -> list[Entry]:
    children = DossierLink.objects.filter(parent=dossier, detached_at__isnull=True).values("child")
    return list(
        Entry.objects.filter(models.Q(dossier=dossier) | models.Q(dossier__in=children))
        .select_related("dossier", "amends")
        .order_by("recorded_at", "pk")
    )


def facts(dossier: Dossier) -> list[law.Fact]:
    """The effective facts of `dossier` and of what is attached to it: corrections applied, retractions gone."""
    return effective(_entries(dossier))


def facts_of(dossiers: Iterable[Dossier]) -> list[tuple[Dossier, list[law.Fact]]]:
    """The same for several dossiers at the price of one, facts in order of recording."""
    heads = list(dossiers)
    owners: dict[int, list[int]] = {dossier.pk: [dossier.pk] for dossier in heads}
    links = DossierLink.objects.filter(parent__in=heads, detached_at__isnull=True).values_list("parent", "child")
    for parent, child in links:
        owners.setdefault(child, []).append(parent)
    entries: dict[int, list[Entry]] = {dossier.pk: [] for dossier in heads}
    for entry in (
        Entry.objects.filter(dossier__in=owners).select_related("dossier", "amends").order_by("recorded_at", "pk")
    ):
        for owner in owners[entry.dossier_id]:
            entries[owner].append(entry)
    return [(dossier, effective(entries[dossier.pk])) for dossier in heads]


def effective(entries: Iterable[Entry]) -> list[law.Fact]:
    standing: dict[uuid.UUID, law.Fact] = {}
    for entry in sorted(entries, key=lambda entry: (entry.dossier_id, entry.seq)):
        origin = entry.amends or entry
        if entry.retracts:
            standing.pop(origin.uid, None)
        elif entry.amends is None or origin.uid in standing:
            standing[origin.uid] = law.Fact(
                id=str(origin.uid),
                kind=entry.kind,
                at=entry.at,
                recorded_at=entry.recorded_at,
                data=entry.data,
                precision="day" if entry.precision == "day" else "instant",
                dossier=entry.dossier.key,
            )
    return list(standing.values())


@dataclass
class Line:
    """One entry of a timeline, with what later entries made of it."""

    entry: Entry
    label: str
    is_late_entry: bool
    is_retracted: bool = False
    corrections: list[Entry] = field(default_factory=list)
    private: dict[str, Any] = field(default_factory=dict)

    @property
    def at(self) -> datetime:
        """When it happened, as the last correction has it."""
        return self.corrections[-1].at if self.corrections else self.entry.at

    @property
    def data(self) -> dict[str, Any]:
        return self.corrections[-1].data if self.corrections else self.entry.data


def timeline(dossier: Dossier, *, with_private: bool = False) -> list[Line]:
    """Everything that happened, by when it happened; corrected values stay readable in `corrections`.

    `with_private` opens the sealed values: only for viewers who may read the dossier.
    """
    lines: dict[int, Line] = {}
    for entry in _entries(dossier):
        origin = lines.get(entry.amends_id) if entry.amends_id else None
        if origin is None:
            line = lines[entry.pk] = Line(
                entry=entry,
                label=vocabulary.kind(entry.kind).label,
                is_late_entry=entry.recorded_at - entry.at > LATE_ENTRY and entry.precision == "instant",
            )
        elif entry.retracts:
            origin.is_retracted, line = True, origin
        else:
            origin.corrections.append(entry)
            line = origin
        if with_private:
            line.private |= sealing.open_journal_values(entry.dossier, entry.sealed)
    return sorted(lines.values(), key=lambda line: (line.at, line.entry.pk))


def find(dossier: Dossier, kind: str, **data: Any) -> Entry | None:
    """The latest standing original entry of this kind whose effective data fit, for `correct` and `retract`."""
    fitting = {
        fact.id
        for fact in effective(_entries(dossier))
        if fact.kind == kind and all(fact.data.get(key) == value for key, value in data.items())
    }
    return Entry.objects.filter(uid__in=fitting).order_by("-pk").first()
