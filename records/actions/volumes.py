"""归档: the dossier becomes a volume with its catalogue, and is sealed."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from enforcement import access, dossiers, journal, law, rulebook
from enforcement.actors import Actor
from enforcement.errors import Stale
from enforcement.models import Blob, Dossier
from records.contents import declaration_of
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
    if Dossier.objects.filter(pk=dossier.pk, sealed_at__isnull=False).exists():
        raise Stale("该案卷已经归档封存，不能重复归档。")
    rulebook.require_met(dossier, "archive", now=now)
    bound = list(Document.objects.filter(dossier=dossier, state="final").select_related("pdf"))
    if any(document.pdf is None for document in bound):
        raise Stale("有文书的版式文件还在生成，请稍候片刻再办理归档。")
    catalogue, pages = catalogue_of(dossier, bound)
    volume = Volume.objects.create(
        dossier=dossier, catalogue=catalogue, page_count=pages, archived_at=now, archived_by=by.post
    )
    journal.record(
        dossier, "case.archived", by=by, now=now, rows=[volume], jobs=[("records.bind", str(volume.pk))],
        documents=len(bound), pages=pages,
    )  # fmt: skip
    dossiers.seal(dossier, by=by, now=now)
    return volume


@transaction.atomic
def keep_volume(volume: Volume, *, by: Actor, pdf: Blob, now: datetime | None = None) -> None:
    """The volume's file has been made; the first one stands."""
    now = now or timezone.now()
    if Volume.objects.filter(pk=volume.pk, pdf=None).update(pdf=pdf):
        journal.record(volume.dossier, "volume.bound", by=by, now=now, rows=[volume, pdf], sha256=pdf.sha256)


def catalogue_of(dossier: Dossier, documents: list[Document]) -> tuple[dict[str, object], int]:
    """(卷内目录, number of pages): the documents by the day they bear, then in the order of the procedure."""
    order = {kind: place for place, kind in enumerate(law.documents())}

    def place(document: Document) -> tuple[object, ...]:
        return (document.dated_on, order.get(document.kind, len(order)), document.finalised_at, document.pk)

    items, page = [], 1
    for no, document in enumerate(sorted(documents, key=place), start=1):
        last = page + (document.page_count or 1) - 1
        items.append(
            {
                "no": no, "doc": document.pk, "title": document.title, "number": document.number,
                "responsible": dossier.agency.name, "date": f"{document.dated_on:%Y-%m-%d}" if document.dated_on else "",
                "first": page, "pages": str(page) if last == page else f"{page}—{last}",
                "note": "副卷" if declaration_of(document).volume == "internal" else "",
            }
        )  # fmt: skip
        page = last + 1
    media = [
        {"title": link.child.title, "place": f"本系统 {link.child.key}"}
        for link in dossier.children.filter(detached_at__isnull=True, child__kind="media").select_related("child")
    ]
    ended = next((f for f in journal.facts(dossier) if f.kind == "case.ended"), None)
    cover = [
        ["案卷名称", dossier.title],
        ["案号", dossier.number],
        ["执法机关", dossier.agency.name],
        ["承办人", dossier.responsible.name if dossier.responsible else ""],
        ["处理结果", _ending(ended)],
        ["立卷时间", f"{law.local_day(dossier.created_at):%Y-%m-%d}"],
        ["件数", f"{len(items)}件，共{page - 1}页"],
    ]
    return {"cover": cover, "items": items, "media": media}, page - 1


def _ending(ended: law.Fact | None) -> str:
    if ended is None:
        return ""
    ending = law.procedure("general").endings.get(str(ended.data.get("ending")))
    return ending.label if ending else ""
