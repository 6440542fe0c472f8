"""卷内目录: what a volume holds, in order of time."""

from datetime import date
from typing import Any

from enforcement import journal, law
from enforcement.models import Dossier
from records.contents import declaration_of
from records.models import Document


def catalogue_of(dossier: Dossier, documents: list[Document], *, on: date) -> tuple[dict[str, Any], int]:
    """(卷内目录 as it is on the day `on`, number of pages): by the day the documents bear, then in the order of the procedure."""
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
        ["立卷时间", f"{on:%Y-%m-%d}"],
        ["件数", f"{len(items)}件，共{page - 1}页"],
    ]
    return {"cover": cover, "items": items, "media": media}, page - 1


def _ending(ended: law.Fact | None) -> str:
    if ended is None:
        return ""
    ending = law.procedure("general").endings.get(str(ended.data.get("ending")))
    return ending.label if ending else ""
