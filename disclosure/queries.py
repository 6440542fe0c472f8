"""What the publication office works through, what a case shows of it, and what the public reads."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from disclosure import masking
from disclosure.models import Publication
from enforcement import access, composition, paging
from enforcement.actors import Actor
from enforcement.models import Deadline, Dossier, Entry
from records.contents import Contents
from records.models import Document

PUBLISH = ("publish", "publish-licence-penalty")
WITHDRAW = "withdraw-publication"
LIMITS = (*PUBLISH, WITHDRAW)
MOST = 200


@dataclass(frozen=True)
class Task:
    """A decision that must be made public, or taken back, by a clock that runs."""

    deadline: Deadline
    document: Document
    publication: Publication | None

    @property
    def is_withdrawal(self) -> bool:
        return self.deadline.limit == WITHDRAW


def tasks(actor: Actor) -> list[Task]:
    """What the actor's agency has to publish or withdraw: what is due first comes first, at most MOST."""
    running = (
        Deadline.objects.visible_to(actor)
        .filter(limit__in=LIMITS, stopped_at__isnull=True)
        .select_related("dossier__agency")
        .order_by("due_at", "pk")[:MOST]
    )
    return _with_documents(list(running))


def _with_documents(deadlines: list[Deadline]) -> list[Task]:
    opened = [deadline.opened_by for deadline in deadlines]
    docs = {
        str(uid): data.get("doc", "") for uid, data in Entry.objects.filter(uid__in=opened).values_list("uid", "data")
    }
    documents = {
        document.ref: document
        for document in Document.objects.filter(pk__in=[doc for doc in docs.values() if doc]).select_related("dossier")
    }
    standing = {
        publication.document_id: publication
        for publication in Publication.objects.filter(document__in=documents.values()).exclude(state="withdrawn")
    }
    return [
        Task(deadline, document, standing.get(document.pk))
        for deadline in deadlines
        if (document := documents.get(docs.get(deadline.opened_by, "")))
    ]


def waiting(actor: Actor) -> QuerySet[Publication]:
    """Drafts that wait for a reviewer other than `actor`, the oldest first."""
    drafts = publications(actor).filter(state="draft").order_by("drafted_at", "pk")
    return drafts.exclude(drafted_by__person=actor.person)


def returned(actor: Actor) -> QuerySet[Publication]:
    """What came back from review and must be mended."""
    return publications(actor).filter(state="returned").order_by("drafted_at", "pk")


def publications(actor: Actor) -> QuerySet[Publication]:
    return Publication.objects.visible_to(actor).select_related(
        "dossier__agency", "dossier__responsible", "document", "drafted_by__person", "released_by__person",
        "withdrawn_by__person",
    )  # fmt: skip


def publication(pk: int, actor: Actor) -> Publication | None:
    return publications(actor).filter(pk=pk).first()


def decision(pk: int, actor: Actor) -> Document | None:
    return Document.objects.visible_to(actor).select_related("dossier__agency").filter(pk=pk).first()


def summary(document: Document) -> dict[str, Any]:
    """What a draft for `document` would say, to look at before it is written."""
    contents = Contents.of(document)
    return {
        "agency_name": document.dossier.agency.name,
        "party_name": masking.public_name(contents),
        "number": document.number,
        "decided_on": document.dated_on,
        "conclusion": masking.suggested_conclusion(contents),
    }


def publication_page(publication: Publication, actor: Actor) -> dict[str, Any]:
    dossier, ref = publication.dossier, publication.document.ref
    revoked = Entry.objects.filter(dossier=dossier, kind="decision.revoked").order_by("seq")
    entries = [entry for entry in revoked if entry.data.get("doc") == ref]
    clocks = [task.deadline for task in _with_documents(list(dossier.deadlines.filter(limit__in=LIMITS)))
              if task.document.pk == publication.document_id]  # fmt: skip
    return {
        "publication": publication,
        "dossier": dossier,
        "dossier_url": composition.page_of(dossier),
        "clocks": clocks,
        "revoked_on": entries[-1].at if entries else None,
    }


def case_panel(dossier: Dossier, actor: Actor) -> dict[str, Any] | None:
    """公示 on the page of a case whose decision has been made."""
    if access.explain(actor, "publication.read", dossier) is not None:
        return None
    tasks = [task for task in _with_documents(list(dossier.deadlines.filter(limit__in=PUBLISH))) if task.document]
    if not tasks:
        return None
    latest = {p.document_id: p for p in Publication.objects.filter(dossier=dossier).order_by("pk")}
    shown = [(task.deadline, task.document, latest.get(task.document.pk)) for task in tasks]
    return {"shown": shown, "may_draft": access.explain(actor, "publication.draft", dossier) is None}


def public_list(*, agency: str = "", number: str = "", after: str = "") -> paging.Page:
    """What the public may look through, the newest first; drafts are nobody's business."""
    found = Publication.objects.filter(published_at__isnull=False)
    if agency:
        found = found.filter(agency_name__icontains=agency)
    if number:
        found = found.filter(number__icontains=number)
    return paging.keyset(found, "-published_at", "-pk", after=after)


def public_detail(code: str) -> Publication | None:
    return Publication.objects.filter(code=code, published_at__isnull=False).first()
