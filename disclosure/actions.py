"""Making decisions public, and taking them back."""

import secrets
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from disclosure import masking
from disclosure.models import Publication
from enforcement import access, journal, law, notices
from enforcement.actors import Actor
from enforcement.errors import Stale
from records.contents import Contents
from records.models import Document

LONGEST_CONCLUSION = 2000


@transaction.atomic
def draft(document: Document, *, conclusion: str, by: Actor, now: datetime | None = None) -> Publication:
    """Draft what the public will read of a decision; party, number and day come from the decision itself.

    Raises ValidationError for a document that is no decision in force, for state secrets and for a conclusion that
    tells personal data; Stale where the decision has a standing publication.
    """
    now = now or timezone.now()
    access.require(by, "publication.draft", document)
    assert by.post is not None  # the rule above lets nobody else through
    made = _decision(document)
    if Publication.objects.filter(document=document).exclude(state="withdrawn").exists():
        raise Stale("该决定已有公示信息，无需重复拟定，请刷新页面查看。")
    contents = Contents.of(document)
    publication = Publication.objects.create(
        dossier=document.dossier, document=document, code=secrets.token_hex(8),
        agency_name=document.dossier.agency.name, party_name=masking.public_name(contents),
        act_type=str(made.data.get("act_type", "other")), title=document.title, number=document.number,
        conclusion=_checked(conclusion, contents, field="conclusion"), decided_on=document.dated_on, drafted_by=by.post,
        drafted_at=now,
    )  # fmt: skip
    journal.record(document.dossier, "publication.drafted", by=by, now=now, rows=[publication], **_about(publication))
    _tell_reviewers(publication, now=now)
    return publication


@transaction.atomic
def revise(publication: Publication, *, conclusion: str, by: Actor, now: datetime | None = None) -> None:
    """Another wording of what is not public yet; it goes to the reviewer again."""
    now = now or timezone.now()
    access.require(by, "publication.revise", publication)
    text = _checked(conclusion, Contents.of(publication.document), field="conclusion")
    notices.settle(f"publication:{publication.pk}:returned:", now=now)
    _take(publication, old=("draft", "returned"), state="draft", conclusion=text, drafted_by=by.post, return_reason="")
    journal.record(
        publication.dossier, "publication.revised", by=by, now=now, rows=[publication], **_about(publication)
    )
    _tell_reviewers(publication, now=now)


@transaction.atomic
def send_back(publication: Publication, *, reason: str, by: Actor, now: datetime | None = None) -> None:
    now = now or timezone.now()
    access.require(by, "publication.return", publication)
    if not reason.strip():
        raise ValidationError({"reason": "退回须写明需要修改什么。"})
    _take(publication, old=("draft",), state="returned", return_reason=reason.strip()[:500])
    notices.settle(f"publication:{publication.pk}:", now=now)
    journal.record(
        publication.dossier, "publication.returned", by=by, now=now, rows=[publication],
        sealed={"reason": reason.strip()}, **_about(publication),
    )  # fmt: skip
    notices.tell(
        [publication.drafted_by.person], key=f"publication:{publication.pk}:returned:{now.isoformat()}", now=now,
        dossier=publication.dossier, text=f"公示信息退回修改：{publication}", url=f"/publications/{publication.pk}/",
    )  # fmt: skip


@transaction.atomic
def release(publication: Publication, *, by: Actor, now: datetime | None = None) -> None:
    """Let it out: from here the public reads it, and the clock of publication has its end.

    What is released is checked once more, since the decision may have been voided meanwhile.
    """
    now = now or timezone.now()
    access.require(by, "publication.release", publication)
    _decision(publication.document)
    _checked(publication.conclusion, Contents.of(publication.document), field="")
    _take(publication, old=("draft",), state="published", released_by=by.post, published_at=now)
    notices.settle(f"publication:{publication.pk}:", now=now)
    journal.record(
        publication.dossier, "publication.published", by=by, now=now, rows=[publication], **_about(publication)
    )


@transaction.atomic
def withdraw(publication: Publication, *, reason: str, by: Actor, now: datetime | None = None) -> None:
    """Take it back; the public page says that it was withdrawn and why (《行政处罚法》第四十八条)."""
    now = now or timezone.now()
    access.require(by, "publication.withdraw", publication)
    if not reason.strip():
        raise ValidationError({"reason": "撤回须公开说明理由（《行政处罚法》第四十八条）。"})
    text = _checked(reason, Contents.of(publication.document), field="reason", longest=500)
    _take(
        publication, old=("published",), state="withdrawn", withdrawn_by=by.post, withdrawn_at=now, public_reason=text
    )
    journal.record(
        publication.dossier, "publication.withdrawn", by=by, now=now, rows=[publication], **_about(publication)
    )


@transaction.atomic
def revoke_decision(publication: Publication, *, on: date, reason: str, by: Actor, now: datetime | None = None) -> None:
    """Note that a published decision was changed, revoked or found void on the day `on`: now it must be withdrawn."""
    now = now or timezone.now()
    access.require(by, "decision.revoke", publication)
    if not reason.strip():
        raise ValidationError({"reason": "请写明决定被变更、撤销或者确认违法、无效的文书和内容。"})
    if publication.state != "published":
        raise Stale(f"该公示信息{publication.get_state_display()}，没有需要撤回的公开信息。")
    if on < publication.decided_on:
        raise ValidationError({"on": f"日期不能早于作出决定的日期（{publication.decided_on}）。"})
    if journal.find(publication.dossier, "decision.revoked", doc=publication.document.ref):
        raise Stale("该决定被变更、撤销的情况已经登记，请办理撤回公开。")
    journal.record(
        publication.dossier, "decision.revoked", by=by, at=datetime.combine(on, time(), tzinfo=law.SHANGHAI), now=now,
        precision="day", sealed={"reason": reason.strip()}, doc=publication.document.ref,
    )  # fmt: skip
    people = notices.holders(publication.dossier, "publisher", "publication_reviewer", now=now)
    notices.tell(
        people, key=f"publication:{publication.pk}:revoked", now=now, dossier=publication.dossier,
        text=f"已公开的决定被变更或者撤销，请撤回公开：{publication}", url=f"/publications/{publication.pk}/",
    )  # fmt: skip


def _decision(document: Document) -> law.Fact:
    facts = [
        f for f in journal.facts(document.dossier) if f.kind == "decision.made" and f.data.get("doc") == document.ref
    ]
    if document.state != "final" or not facts:
        raise ValidationError("只有已经作出并且有效的行政执法决定可以公开。")
    if document.dossier.secrecy == "state":
        raise ValidationError("本案涉及国家秘密，决定不予公开。")
    return facts[-1]


def _checked(text: str, contents: Contents, *, field: str, longest: int = LONGEST_CONCLUSION) -> str:
    text = text.strip()
    wrong = "请填写向社会公开的内容。" if not text else ""
    if len(text) > longest:
        wrong = f"内容超过{longest}字，请精简。"
    if wrong := wrong or masking.betrays(text, contents):
        raise ValidationError({field: wrong} if field else wrong)
    return text


def _take(publication: Publication, *, old: tuple[str, ...], **columns: Any) -> None:
    if not Publication.objects.filter(pk=publication.pk, state__in=old).update(**columns):
        raise Stale("该公示信息刚刚已由他人办理，请刷新页面查看结果。")
    publication.refresh_from_db()


def _about(publication: Publication) -> dict[str, Any]:
    return {"publication": publication.pk, "decision": publication.number, "doc": publication.document.ref}


def _tell_reviewers(publication: Publication, *, now: datetime) -> None:
    people = notices.holders(publication.dossier, "publication_reviewer", now=now)
    notices.tell(
        [person for person in people if person.pk != publication.drafted_by.person_id],
        key=f"publication:{publication.pk}:{now.isoformat()}", now=now, dossier=publication.dossier,
        text=f"待公示审核：{publication}", url=f"/publications/{publication.pk}/",
    )  # fmt: skip
