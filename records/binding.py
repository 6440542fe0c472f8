"""The file of a volume: cover and catalogue, then every document, each page with its number at the lower right."""

import io
from contextlib import ExitStack

import pikepdf

from enforcement import blobs, law
from enforcement.law.wording import chinese_day
from records.models import Document, Volume
from records.printing import render


def volume_pdf(volume: Volume) -> bytes:
    """Merge the stored prints in the order of the catalogue. MUST NOT be called inside a transaction."""
    archived_on = chinese_day(law.local_day(volume.archived_at))
    front = render(
        "records/print/volume.html",
        {"dossier": volume.dossier, "catalogue": volume.catalogue, "archived_on": archived_on},
    )
    numbers = render("records/print/page_numbers.html", {"pages": range(1, volume.page_count + 1)})
    documents = Document.objects.select_related("pdf").in_bulk([item["doc"] for item in volume.catalogue["items"]])
    with ExitStack() as stack, pikepdf.new() as merged:
        merged.pages.extend(stack.enter_context(pikepdf.open(io.BytesIO(front.pdf))).pages)
        first = len(merged.pages)
        for item in volume.catalogue["items"]:
            blob = documents[item["doc"]].pdf
            assert blob is not None  # archiving asked for every print
            with blobs.open_stored(blob.sha256) as stream:
                part = stack.enter_context(pikepdf.open(io.BytesIO(stream.read())))
            merged.pages.extend(part.pages)
        stamps = stack.enter_context(pikepdf.open(io.BytesIO(numbers.pdf)))
        for page, stamp in zip(list(merged.pages)[first:], stamps.pages, strict=True):
            page.add_overlay(stamp, None)
        merged.docinfo["/Title"] = f"案卷 {volume.dossier.number}"
        out = io.BytesIO()
        merged.save(out)
    return out.getvalue()
