"""What pages and the API show of documents."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone

from cases.models import Case
from enforcement import access, journal, law, rulebook
from enforcement.actors import Actor
from enforcement.law.compound import Rows
from enforcement.models import Deadline, Dossier
from records.catalogue import catalogue_of
from records.contents import Contents, acts_of
from records.models import Document, Signature, Volume


@dataclass(frozen=True)
class Offer:
    """A document that may be begun: where its form is."""

    title: str
    url: str
    stage: str
    about: str = ""


STAGES = {
    "initiation": "启动",
    "investigation": "调查取证",
    "decision": "审查决定",
    "service": "送达执行",
    "archiving": "归档",
}


ROLES = Signature.ROLES


def dossier(pk: int, actor: Actor) -> Dossier | None:
    """The dossier where `actor` may see it, else None."""
    found = Dossier.objects.visible_to(actor).select_related("agency", "unit", "responsible")
    return found.filter(pk=pk).first()


def document(pk: int, actor: Actor) -> Document | None:
    """The document where `actor` may see its dossier, else None."""
    return (
        Document.objects.visible_to(actor)
        .select_related("dossier__agency", "dossier__unit", "dossier__responsible", "serves", "pdf", "saved_by__person")
        .filter(pk=pk)
        .first()
    )


def documents_of(dossier: Dossier) -> QuerySet[Document]:
    """Every document of the dossier in the order in which they were begun."""
    return Document.objects.filter(dossier=dossier).select_related("created_by__person").order_by("pk")


def documents_panel(dossier: Dossier, actor: Actor) -> dict[str, Any]:
    """文书 on the page of a dossier: what there is, what may be begun, the volume."""
    refusal = access.explain(actor, "document.draft", dossier)
    return {
        "dossier": dossier,
        "documents": list(documents_of(dossier)),
        "may_draft": refusal is None,
        "refusal": refusal,
        "volume": Volume.objects.filter(dossier=dossier).first(),
        "may_archive": dossier.sealed_at is None and access.explain(actor, "case.archive", dossier) is None,
    }


def offers(dossier: Dossier, act_labels: dict[str, str] | None = None) -> list[tuple[str, list[Offer]]]:
    """The documents that this dossier may have, by stage: those about an act or a document once for each."""
    act_type = next((f.data.get("act_type") for f in _opened(dossier)), None)
    acts = acts_of(dossier)
    written = list(documents_of(dossier))
    grouped: dict[str, list[Offer]] = {stage: [] for stage in STAGES}
    for declaration in law.documents().values():
        if not declaration.is_officers or (declaration.act_types and act_type not in declaration.act_types):
            continue
        base = f"/dossiers/{dossier.pk}/documents/new/{declaration.id}/"
        found = grouped[declaration.stage]
        if declaration.about == "dossier":
            found.append(Offer(declaration.title, base, declaration.stage))
        elif declaration.about == "act":
            for act in acts:
                if not declaration.act_kinds or act.kind in declaration.act_kinds:
                    about = (
                        f"{(act_labels or {}).get(act.kind, '')} {law.shanghai(act.began_at):%Y-%m-%d %H:%M}".strip()
                    )
                    found.append(Offer(declaration.title, f"{base}?act={act.id}", declaration.stage, about))
        else:
            for other in written:
                fits = other.state == "final" or (declaration.serves_drafts and other.is_open)
                if other.kind in declaration.serves and fits:
                    found.append(Offer(declaration.title, f"{base}?serves={other.pk}", declaration.stage, str(other)))
    return [(STAGES[stage], found) for stage, found in grouped.items() if found]


def _opened(dossier: Dossier) -> list[law.Fact]:
    return [fact for fact in journal.facts(dossier) if fact.kind == "case.opened"]


@dataclass(frozen=True)
class ShownField:
    """A field on the reading page: its paragraphs or its table, personal data masked."""

    label: str
    lines: list[str]
    head: list[str]
    rows: list[list[str]]
    is_wide: bool
    is_missing: bool


def shown_fields(contents: Contents) -> list[ShownField]:
    values = contents.values
    shown = []
    for field in contents.declaration.fields:
        value = values.get(field.id)
        if value is None and field.at_signing and contents.document.is_open:
            continue
        is_hidden_table = isinstance(field, Rows) and field.personal
        rows = field.cells(value) if isinstance(field, Rows) and not is_hidden_table else []
        shown.append(
            ShownField(
                label=field.label_for(contents.rule_set),
                lines=[] if rows else field.lines(value, masked=True),
                head=[column.label for column in field.columns] if isinstance(field, Rows) else [],
                rows=rows,
                is_wide=field.is_wide,
                is_missing=value is None and field.is_required(values, contents.rule_set),
            )
        )
    return shown


@dataclass(frozen=True)
class SignState:
    """One signature that the document needs, and what has become of it."""

    role: str
    label: str
    name: str
    signature: Signature | None
    may_refuse: bool
    person: int | None = None


def sign_states(contents: Contents) -> list[SignState]:
    states = []
    for signer in contents.declaration.signers:
        given = [s for s in contents.signatures if s.role == signer.role]
        if signer.role == "officer":
            by_person = {s.person_id: s for s in given}
            states += [
                SignState(signer.role, signer.label, str(o["name"]), by_person.get(o["person"]), False, o["person"])
                for o in contents.officers(signer)
            ]
        elif given:
            states += [SignState(signer.role, signer.label, s.name, s, signer.may_refuse) for s in given]
        elif contents.asked(signer):
            states.append(SignState(signer.role, signer.label, "", None, signer.may_refuse))
    return states


def document_page(document: Document, actor: Actor, *, now: datetime) -> dict[str, Any]:
    """The reading page of one document."""
    contents = Contents.of(document)
    is_open = document.is_open
    return {
        "document": document,
        "declaration": contents.declaration,
        "stage_label": STAGES[contents.declaration.stage],
        "fields": shown_fields(contents),
        "missing": list(contents.missing().values()) if is_open else [],
        "gaps": contents.gaps(now=now) if is_open else [],
        "chain": contents.chain,
        "granted": contents.granted,
        "approvals": contents.approvals,
        "signers": sign_states(contents),
        "may_open": access.explain(actor, "document.open", document) is None,
        "article": contents.declaration.cite(contents.rule_set),
        "follow_ups": follow_ups(document) if document.state == "final" else [],
        "served_by": list(document.served_by.exclude(state="voided").order_by("pk")),
    }


def waiting_for(actor: Actor) -> list[tuple[Document, str]]:
    """(document, what is to be done) for documents of one's own cases: approved ones, and drafts without one's signature."""
    if actor.person is None or actor.role is None or actor.role.code != "officer":
        return []
    own = Document.objects.filter(dossier__responsible=actor.person, dossier__sealed_at__isnull=True)
    found = [(document, "已批准，待定稿") for document in own.filter(state="approved").select_related("dossier")]
    named = (
        Document.objects.visible_to(actor)
        .filter(state="draft", dossier__sealed_at__isnull=True)
        .filter(signatures__content_hash=F("content_hash"))
        .exclude(
            pk__in=Signature.objects.filter(person=actor.person, content_hash=F("document__content_hash")).values(
                "document"
            )
        )
        .select_related("dossier")
        .distinct()
    )
    for document in named:
        listed = {o.get("person") for key in ("officers", "servers") for o in document.body.get(key) or []}
        if actor.person.pk in listed:
            found.append((document, "其他人员已签名，待您签名"))
    return found


def waiting_for_archive(actor: Actor) -> list[tuple[Case, Deadline | None]]:
    """Concluded cases that an archivist has still to bind, those with a clock first, by when it ends."""
    if actor.role is None or actor.role.code != "archivist":
        return []
    found = Case.objects.visible_to(actor).filter(concluded_at__isnull=False, dossier__sealed_at__isnull=True)
    clocks = {
        row.dossier_id: row for row in Deadline.objects.visible_to(actor).filter(limit="archive", stopped_at=None)
    }
    return [(case, clocks.get(case.dossier_id)) for case in found.select_related("dossier").order_by("concluded_at")]


def volume_of(dossier: Dossier) -> Volume | None:
    return Volume.objects.filter(dossier=dossier).select_related("archived_by__person", "pdf").first()


def catalogue(dossier: Dossier) -> tuple[dict[str, Any], int]:
    """卷内目录 as it would be now, and its pages."""
    final = list(Document.objects.filter(dossier=dossier, state="final"))
    return catalogue_of(dossier, final, on=law.local_day(timezone.now()))


def follow_ups(document: Document) -> list[Offer]:
    """What is usually drafted about this final document next."""
    base = f"/dossiers/{document.dossier_id}/documents/new"
    return [
        Offer(declaration.title, f"{base}/{declaration.id}/?serves={document.pk}", declaration.stage)
        for declaration in law.documents().values()
        if document.kind in declaration.serves and not declaration.serves_drafts
    ]


def archive_gaps(dossier: Dossier, *, now: datetime) -> list[law.Gap]:
    """What the rule set still asks for before 归档."""
    return rulebook.gaps_of(dossier, "archive", now=now)


def changed_since(contents: Contents, typed: dict[str, Any]) -> list[tuple[str, str]]:
    """(label, what is stored now) for every field of which `typed` differs, for a form that came too late."""
    found = []
    for field in contents.declaration.body_fields:
        stored = contents.values.get(field.id)
        if stored != typed.get(field.id):
            found.append(
                (field.label_for(contents.rule_set), "；".join(field.lines(stored, masked=True)) or "（空白）")
            )
    return found
