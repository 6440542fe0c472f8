"""On paper: prints are kept, and a dossier becomes a volume with its catalogue and is sealed (归档)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cases.models import Case
from enforcement import access, dossiers, journal, law, rulebook
from enforcement.actors import Actor
from enforcement.errors import Stale
from enforcement.models import Blob, Dossier
from records.catalogue import catalogue_of
from records.models import Document, Volume


@transaction.atomic
def archive(dossier: Dossier, *, by: Actor, now: datetime | None = None) -> Volume:
    """Bind the documents in order of time, and seal the dossier for good (辽宁第二十五条、衡阳第三十二条).

    Raises Denied unless `by` is the archivist, Stale the second time or while a print is still being made,
    Unmet with all that the rule set asks for before archiving.
    """
    now = now or timezone.now()
    access.require(by, "case.archive", dossier)
    assert by.post is not None  # the rule above lets nobody else through
    journal.lock(dossier)
    if Dossier.objects.filter(pk=dossier.pk, sealed_at__isnull=False).exists():
        raise Stale("该案卷已经归档封存，不能重复归档。")
    rulebook.require_met(dossier, "archive", now=now)
    bound = list(Document.objects.filter(dossier=dossier, state="final").select_related("pdf"))
    if any(document.pdf is None for document in bound):
        raise Stale("有文书的版式文件还在生成，请稍候片刻再办理归档。")
    catalogue, pages = catalogue_of(dossier, bound, on=law.local_day(now))
    volume = Volume.objects.create(
        dossier=dossier, catalogue=catalogue, page_count=pages, archived_at=now, archived_by=by.post
    )
    _rest(dossier, by=by, now=now)
    journal.record(
        dossier, "case.archived", by=by, now=now, rows=[volume], jobs=[("records.bind", str(volume.pk))],
        documents=len(bound), pages=pages,
    )  # fmt: skip
    dossiers.seal(dossier, by=by, now=now)
    return volume


@transaction.atomic
def keep_print(document: Document, *, by: Actor, pdf: Blob, page_count: int, now: datetime | None = None) -> None:
    """The printed form of a final document has been made; the first one stands."""
    now = now or timezone.now()
    if not Document.objects.filter(pk=document.pk, state="final", pdf=None).update(pdf=pdf, page_count=page_count):
        return
    journal.record(
        document.dossier, "document.printed", by=by, now=now, rows=[document, pdf],
        document=document.kind, doc=document.ref, sha256=pdf.sha256, pages=page_count,
    )  # fmt: skip


@transaction.atomic
def keep_volume(volume: Volume, *, by: Actor, pdf: Blob, now: datetime | None = None) -> None:
    """The volume's file has been made; the first one stands."""
    now = now or timezone.now()
    if Volume.objects.filter(pk=volume.pk, pdf=None).update(pdf=pdf):
        journal.record(volume.dossier, "volume.bound", by=by, now=now, rows=[volume, pdf], sha256=pdf.sha256)


def _rest(dossier: Dossier, *, by: Actor, now: datetime) -> None:
    """The case enters the stage in which it stays for good."""
    way = next(way for way in law.procedure("general").transitions.values() if way.moment == "archive")
    case = Case.objects.filter(dossier=dossier).first()
    if case is None:
        return
    if not Case.objects.filter(pk=case.pk, stage=way.leaves).update(stage=way.enters):
        raise Stale("本案还没有进入归档阶段，请先办理终结和结案。")
    moved: dict[str, Any] = {"from": way.leaves, "to": way.enters}
    journal.record(dossier, "stage.changed", by=by, now=now, rows=[case], **moved)
