"""Work on paper outside the request: each loads by id and calls one action."""

import io

from enforcement import blobs
from enforcement.actors import Actor
from records import actions
from records.binding import volume_pdf
from records.contents import Contents
from records.models import Document, Volume
from records.printing import pdf_of


def print_document(key: str) -> None:
    """Store the PDF of a final document; nothing where it is stored already."""
    document = Document.objects.select_related("dossier__agency", "dossier__unit").get(pk=int(key))
    if document.state != "final" or document.pdf_id is not None:
        return
    printed = pdf_of(Contents.of(document))
    blob = blobs.put(io.BytesIO(printed.pdf), media_type="application/pdf")
    actions.keep_print(document, by=Actor.system(), pdf=blob, page_count=printed.page_count)


def bind_volume(key: str) -> None:
    """Store the file of an archived volume."""
    volume = Volume.objects.select_related("dossier__agency").get(pk=int(key))
    if volume.pdf_id is not None:
        return
    blob = blobs.put(io.BytesIO(volume_pdf(volume)), media_type="application/pdf")
    actions.keep_volume(volume, by=Actor.system(), pdf=blob)
