"""Everything that changes a document: drafting, signing, making final, voiding."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from enforcement import access, approvals, journal, law, numbers
from enforcement.actors import Actor
from enforcement.errors import Stale, Unmet
from enforcement.law.fields import Json
from enforcement.models import Approval, Blob, Dossier, IssuedNumber
from records.contents import APPROVE, Contents, acts_of, named_officers, packed
from records.models import DeclarationVersion, Document, Signature

CHANGED = "这份文书刚刚已由他人保存或办理，您填写的内容没有丢失。请对照他人的内容修改后再次保存。"


@transaction.atomic
def draft(
    dossier: Dossier,
    kind: str,
    *,
    by: Actor,
    values: Mapping[str, Json],
    act: str = "",
    serves: Document | None = None,
    now: datetime | None = None,
) -> Document:
    """Begin a document; any field may still be blank. `act` or `serves` where the declaration is about one.

    Raises Denied, ValidationError for values or bindings that the declaration does not take.
    """
    now = now or timezone.now()
    access.require(by, "document.draft", dossier)
    assert by.post is not None  # the rule above lets nobody else through
    declaration = _declaration(kind)
    began_on, act_id = _bind(dossier, declaration, act, serves, now)
    cleaned = _clean(declaration, named_officers(dossier, declaration, values, day=began_on), now=now)
    stored, _ = DeclarationVersion.objects.get_or_create(
        hash=declaration.hash, defaults={"kind": kind, "source": declaration.source}
    )
    document = Document.objects.create(
        dossier=dossier, kind=kind, declaration=stored, title=declaration.title, act=str(act_id or ""), serves=serves,
        created_by=by.post, created_at=now, saved_by=by.post, saved_at=now, **packed(dossier, declaration, cleaned),
    )  # fmt: skip
    journal.record(
        dossier,
        "document.drafted",
        by=by,
        now=now,
        rows=[document],
        **_about(document, act_id),
        hash=document.content_hash,
    )
    return document


@transaction.atomic
def revise(
    document: Document, *, by: Actor, values: Mapping[str, Json], version: int, now: datetime | None = None
) -> None:
    """Replace the body. `version` is the one that was on the screen: Stale where somebody saved since.

    An approved document that is changed is a draft again, since the approval was of other content.
    """
    now = now or timezone.now()
    access.require(by, "document.save", document)
    contents = Contents.of(document)
    day = _act_day(document, now)
    cleaned = _clean(
        contents.declaration, named_officers(document.dossier, contents.declaration, values, day=day), now=now
    )
    columns = packed(document.dossier, contents.declaration, cleaned, salt=contents.salt)
    state = document.state if columns["content_hash"] == document.content_hash else "draft"
    changed = Document.objects.filter(pk=document.pk, version=version, state__in=["draft", "approved"]).update(
        **columns, state=state, version=version + 1, saved_by=by.post, saved_at=now
    )
    if not changed:
        raise Stale(CHANGED)
    document.refresh_from_db()
    journal.record(
        document.dossier, "document.saved", by=by, now=now, rows=[document],
        **_about(document, _act_id(document)), hash=document.content_hash, version=document.version,
    )  # fmt: skip


@transaction.atomic
def submit(document: Document, *, by: Actor, now: datetime | None = None) -> Approval:
    """Ask for the approvals that the rule set names; the handler's own signature is given with it.

    Raises ValidationError where the body is not complete, Stale where it is under approval already.
    """
    now = now or timezone.now()
    access.require(by, "document.submit", document)
    journal.lock(document.dossier)
    contents = Contents.of(document)
    if contents.chain is None:
        raise ValidationError("该文书不需要审批，请直接签名、定稿。")
    if contents.granted is not None:
        raise Stale("这一稿已经批准，无需重复提交。")
    _require_complete(contents)
    _take_state(document, "submitted", old=("draft", "approved"))
    if any(signer.role == "handler" for signer in contents.declaration.signers):
        _handler_signs(contents, by=by, now=now)
    return approvals.submit(
        document.dossier, action=APPROVE, subject=document.kind, title=str(document),
        content_hash=document.content_hash, by=by, ref=document.ref, url=f"/documents/{document.pk}/", rows=[document],
        now=now,
    )  # fmt: skip


@transaction.atomic
def withdraw(document: Document, *, by: Actor, reason: str = "", now: datetime | None = None) -> None:
    """Take the request for approval back; the document is a draft again."""
    access.require(by, "document.withdraw", document)
    pending = next((a for a in Contents.of(document).approvals if a.state == "pending"), None)
    if pending is None:
        raise Stale("该文书没有正在进行的审批，请刷新页面查看结果。")
    approvals.withdraw(pending, by=by, reason=reason, now=now)


def granted(approval: Approval, by: Actor, now: datetime) -> None:
    """Follow-up of the last approval: a form that lacks nothing more is final with it."""
    document = _of(approval)
    _take_state(document, "approved", old=("submitted",))
    contents = Contents.of(document)
    journal.record(
        document.dossier, "document.approved", by=by, now=now, rows=[document], **_about(document, _act_id(document))
    )
    is_form = not contents.declaration.signing_fields and not contents.declaration.numbered
    if is_form and not contents.gaps(now=now):
        _make_final(contents, by=by, now=now)


def sent_back(approval: Approval, by: Actor, now: datetime) -> None:
    """Follow-up of a return or withdrawal: the document may be changed again."""
    document = _of(approval)
    _take_state(document, "draft", old=("submitted",))
    journal.record(
        document.dossier, "document.returned", by=by, now=now, rows=[document], **_about(document, _act_id(document))
    )


@transaction.atomic
def sign(
    document: Document,
    *,
    by: Actor,
    role: str,
    name: str = "",
    image: Blob | None = None,
    now: datetime | None = None,
) -> Signature:
    """Put a signature under the content as it stands.

    Officers and the handler sign for themselves; the signature of a party or witness (`name`, and an `image`
    of it where there is one) is recorded by an officer who is present.
    """
    now = now or timezone.now()
    access.require(by, "document.sign", document)
    contents = Contents.of(document)
    signer = _signer(contents, role)
    _require_complete(contents)
    person = by.person if role in ("officer", "handler") else None
    if role == "handler" and (refusal := access.is_responsible(by, document)):
        raise ValidationError(refusal)
    if role == "officer" and (person is None or person.pk not in {o["person"] for o in contents.officers(signer)}):
        raise ValidationError(f"您不在本文书的{signer.label}之列，不能签名。")
    name = person.name if person else " ".join(name.split())
    if not name:
        raise ValidationError({"name": f"请填写{signer.label}的姓名。"})
    return _put_signature(contents, signer.role, by=by, now=now, name=name, person=person, image=image)


@transaction.atomic
def refuse(
    document: Document, *, by: Actor, role: str, name: str, reason: str, witness: str = "", now: datetime | None = None
) -> Signature:
    """Note that the party refused to sign: who, why, and who saw it (辽宁第十三条第三款、衡阳第十二条第二款)."""
    now = now or timezone.now()
    access.require(by, "document.sign", document)
    contents = Contents.of(document)
    signer = _signer(contents, role)
    if not signer.may_refuse:
        raise ValidationError(f"{signer.label}的签名不能以拒签说明代替，请重新送达或者补签。")
    _require_complete(contents)
    if not name.strip():
        raise ValidationError({"name": f"请填写{signer.label}的姓名。"})
    if not reason.strip():
        raise ValidationError({"reason": "请写明拒绝签名的情况和理由；当事人没有说明理由的，写明“未说明理由”。"})
    return _put_signature(
        contents, signer.role, by=by, now=now, name=" ".join(name.split()), is_refusal=True, reason=reason.strip(),
        witness=" ".join(witness.split()),
    )  # fmt: skip


@transaction.atomic
def finalise(
    document: Document, *, by: Actor, signing: Mapping[str, Json], version: int, now: datetime | None = None
) -> None:
    """Make the document final: it takes its number and date, its facts become facts, and it never changes again.

    `signing` holds the fields that are filled at signing. Raises Unmet with every approval, signature or
    record that is missing, ValidationError for fields, Stale where somebody saved since `version`.
    """
    now = now or timezone.now()
    access.require(by, "document.finalise", document)
    journal.lock(document.dossier)
    contents = Contents.of(document)
    if document.version != version:
        raise Stale("这份文书刚刚已由他人修改，请先查看新的内容，再办理定稿。")
    _require_complete(contents)
    declaration = contents.declaration
    allowed = {field.id for field in declaration.signing_fields}
    cleaned = _clean(declaration, {key: raw for key, raw in signing.items() if key in allowed}, now=now)
    if lacking := declaration.missing({**contents.values, **cleaned}, rule_set=contents.rule_set, at_signing=True):
        raise ValidationError({key: [text] for key, text in lacking.items()})
    if gaps := contents.gaps(now=now):
        raise Unmet(gaps)
    _make_final(contents, by=by, now=now, signing=cleaned)


@transaction.atomic
def void(document: Document, *, by: Actor, reason: str, now: datetime | None = None) -> None:
    """Take a document out of the dossier; it and its number stay readable with the reason."""
    now = now or timezone.now()
    access.require(by, "document.void-final" if document.state == "final" else "document.void", document)
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": "作废文书须写明原因。"})
    act_id = _act_id(document)
    _take_state(document, "voided", old=("draft", "approved", "final"), void_reason=reason[:300])
    spent = [
        row
        for number in IssuedNumber.objects.filter(
            dossier=document.dossier, ref=document.number_ref, voided_at__isnull=True
        )
        for row in numbers.void(number, reason=reason[:300], now=now)
    ]
    journal.record(
        document.dossier, "document.voided", by=by, now=now, rows=[document, *spent], sealed={"reason": reason},
        **_about(document, act_id), hash=document.content_hash,
    )  # fmt: skip


def _make_final(contents: Contents, *, by: Actor, now: datetime, signing: Mapping[str, Json] | None = None) -> None:
    document, declaration = contents.document, contents.declaration
    values = {**contents.values, **(signing or {})}
    emitted = declaration.emissions(values)
    for emission in emitted:
        moment, wrong = emission.moment(values, signed_at=now), ""
        served = document.serves if emission.of_served else None
        if moment > now:
            wrong = f"经过{emission.days}日才发生效力，尚未届满，届满后再定稿。"
        elif served is not None and served.dated_on and law.local_day(moment) < served.dated_on:
            wrong = f"不能早于《{served.title}》的日期（{served.dated_on}），请核对后修改。"
        if wrong:
            raise ValidationError({emission.at: f"「{declaration.field(emission.at).label}」{wrong}"})
    dated_on = declaration.day_of(values) or law.local_day(now)
    number = ""
    taken: list[models.Model] = []
    if declaration.numbered:
        issued, taken = numbers.issue(
            document.dossier.agency, kind=declaration.numbered, dossier=document.dossier, now=now, ref=document.number_ref,
            year=dated_on.year,
        )  # fmt: skip
        number = issued.text
    seal: dict[str, Any] = {
        "number": number, "dated_on": dated_on.isoformat(), "agency": document.dossier.agency.name,
        "signatures": [[s.role, s.name, s.is_refusal, law.shanghai(s.signed_at).isoformat()] for s in contents.signatures],
    }  # fmt: skip
    columns = packed(document.dossier, declaration, values, salt=contents.salt)
    _take_state(
        document, "final", old=("draft", "approved"), **columns, number=number, dated_on=dated_on, finalised_at=now,
        signed_hash=declaration.signed_hash(values, salt=contents.salt, signing=seal),
    )  # fmt: skip
    act_id = _act_id(document)
    journal.record(
        document.dossier, "document.finalised", by=by, now=now, rows=[document, *taken],
        jobs=[("records.print", document.ref)], **_about(document, act_id), hash=document.content_hash,
    )  # fmt: skip
    for emission in emitted:
        told = document.serves if emission.of_served and document.serves else document
        data: dict[str, Any] = {"document": told.kind, "doc": told.ref, **emission.data(values)}
        at = emission.moment(values, signed_at=now)
        journal.record(
            document.dossier, emission.fact, by=by, at=at, now=now, precision=emission.precision,
            **data, **({"act": act_id} if act_id is not None else {}),
        )  # fmt: skip


def _put_signature(contents: Contents, role: str, *, by: Actor, now: datetime, **columns: Any) -> Signature:
    document = contents.document
    if any(s.role == role and s.name == columns["name"] for s in contents.signatures):
        raise Stale(f"{columns['name']}已经签名，无需重复。")
    assert by.post is not None  # only officers sign
    signature = Signature.objects.create(
        document=document, role=role, content_hash=document.content_hash, signed_at=now, recorded_by=by.post, **columns
    )
    private = {key: columns[key] for key in ("name", "reason", "witness") if columns.get(key)}
    journal.record(
        document.dossier, "document.refused" if signature.is_refusal else "document.signed", by=by, now=now,
        rows=[signature, *([signature.image] if signature.image else [])], sealed=private, **_about(document, _act_id(document)), hash=document.content_hash, signer=role,
    )  # fmt: skip
    return signature


def _handler_signs(contents: Contents, *, by: Actor, now: datetime) -> None:
    assert by.person is not None  # only officers submit
    if not any(s.role == "handler" for s in contents.signatures):
        _put_signature(contents, "handler", by=by, now=now, name=by.person.name, person=by.person)


def _declaration(kind: str) -> law.Declaration:
    try:
        return law.document(kind)
    except law.LawError as error:
        raise ValidationError(str(error)) from None


def _bind(
    dossier: Dossier, declaration: law.Declaration, act: str, serves: Document | None, now: datetime
) -> tuple[date, Any]:
    """(day on which the officers' certificates count, id of the act as its facts write it)."""
    if not declaration.is_officers:
        raise ValidationError(f"《{declaration.title}》不由承办人制作，请由法制审核人员办理。")
    opened = next((f for f in journal.facts(dossier) if f.kind == "case.opened"), None)
    act_type = opened.data.get("act_type") if opened else None
    if declaration.act_types and act_type not in declaration.act_types:
        raise ValidationError(f"本案不适用《{declaration.title}》，请核对案件的执法种类。")
    if declaration.about == "act":
        found = next((a for a in acts_of(dossier) if str(a.id) == str(act)), None)
        if found is None or (declaration.act_kinds and found.kind not in declaration.act_kinds):
            raise ValidationError(f"《{declaration.title}》须从它所记录的执法活动中起草，请先登记该项执法活动。")
        return law.local_day(found.began_at), found.id
    if declaration.about == "document":
        if serves is None or serves.dossier_id != dossier.pk or serves.kind not in declaration.serves:
            titles = "、".join(f"《{law.document(kind).title}》" for kind in declaration.serves)
            raise ValidationError(f"《{declaration.title}》须针对本案的{titles}起草。")
        if serves.state == "voided" or (serves.state != "final" and not declaration.serves_drafts):
            raise ValidationError(f"《{serves.title}》还没有定稿，不能起草《{declaration.title}》。")
    return law.local_day(now), None


def _clean(declaration: law.Declaration, raw: Mapping[str, Json], *, now: datetime) -> dict[str, Json]:
    try:
        return declaration.clean(raw, now=now)
    except law.Invalid as invalid:
        raise ValidationError({key: [text] for key, text in invalid.errors.items()}) from None


def _require_complete(contents: Contents) -> None:
    if lacking := contents.missing():
        raise ValidationError({key: [text] for key, text in lacking.items()})


def _signer(contents: Contents, role: str) -> Any:
    signer = next((s for s in contents.declaration.signers if s.role == role), None)
    if signer is None:
        raise ValidationError(f"《{contents.document.title}》不需要这一签名。")
    return signer


def _take_state(document: Document, state: str, *, old: tuple[str, ...], **columns: Any) -> None:
    if not Document.objects.filter(pk=document.pk, version=document.version, state__in=old).update(
        state=state, **columns
    ):
        raise Stale("这份文书刚刚已由他人办理，请刷新页面查看现在的状态。")
    document.refresh_from_db()


def _of(approval: Approval) -> Document:
    document: Document = Document.objects.select_related("dossier__agency", "dossier__unit", "serves").get(
        pk=int(approval.ref)
    )
    return document


def _about(document: Document, act_id: Any) -> dict[str, Any]:
    about = {"document": document.kind, "doc": document.ref}
    return about if act_id is None else {**about, "act": act_id}


def _act_id(document: Document) -> Any:
    """The act's id in the very type in which its facts carry it: the law compares them."""
    if not document.act:
        return None
    return next((a.id for a in acts_of(document.dossier) if str(a.id) == document.act), document.act)


def _act_day(document: Document, now: datetime) -> date:
    found = next((a for a in acts_of(document.dossier) if str(a.id) == document.act), None) if document.act else None
    return law.local_day(found.began_at if found else now)
