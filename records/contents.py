"""What a document says: its declaration, its body with the sealed part opened, who has signed, what is missing."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any, cast

from enforcement import journal, law, rulebook, sealing
from enforcement.actors import certificate_number
from enforcement.law.compound import Officers
from enforcement.law.declaration import Signer
from enforcement.law.documents import declared
from enforcement.law.fields import Json, fits
from enforcement.models import Approval, Dossier, Person
from records.models import DeclarationVersion, Document, Signature


@lru_cache(maxsize=256)
def _stored(hash: str) -> law.Declaration:
    version = DeclarationVersion.objects.get(pk=hash)
    return declared(version.kind, version.source)


def declaration_of(document: Document) -> law.Declaration:
    """The declaration under which the document was begun, be it the newest or not."""
    newest = law.documents().get(document.kind)
    if newest is not None and newest.hash == document.declaration_id:
        return newest
    return _stored(document.declaration_id)


@dataclass(frozen=True)
class Contents:
    """A document opened: MUST NOT be kept longer than a request, since it holds personal data."""

    document: Document
    declaration: law.Declaration
    values: dict[str, Json]
    salt: str

    @classmethod
    def of(cls, document: Document) -> "Contents":
        box = sealing.unseal(document.dossier, document.sealed)
        declaration = declaration_of(document)
        return cls(document, declaration, declaration.join(document.body, box["values"]), box["salt"])

    @property
    def rule_set(self) -> str:
        return self.document.dossier.rule_set

    @cached_property
    def signatures(self) -> list[Signature]:
        """Signatures under the content as it stands."""
        return list(self.document.signatures.filter(content_hash=self.document.content_hash).select_related("image"))

    @cached_property
    def approvals(self) -> list[Approval]:
        """Requests for approval of this document, the latest first, with their steps."""
        found = Approval.objects.filter(dossier=self.document.dossier, action=APPROVE, ref=self.document.ref)
        return list(found.prefetch_related("steps__decided_by__person").order_by("-pk"))

    @property
    def chain(self) -> law.ApprovalChain | None:
        """Who has to approve, by the rule set of the dossier; None where nobody."""
        rules = rulebook.rules_of(self.document.dossier)
        return rules.approvals.get(self.document.kind) if rules else None

    @property
    def granted(self) -> Approval | None:
        """The approval of exactly this content."""
        fitting = (a for a in self.approvals if a.content_hash == self.document.content_hash)
        return next((a for a in fitting if a.state == "granted"), None)

    def asked(self, signer: Signer) -> bool:
        """Whether this document, as it is filled, must carry the signature."""
        return fits(self.values, signer.required_when) if signer.required_when else signer.required

    def unsigned(self) -> list[str]:
        """The signatures that are still missing, as labels; those of officers with their names."""
        missing = []
        for signer in self.declaration.signers:
            if not self.asked(signer):
                continue
            signed = [s for s in self.signatures if s.role == signer.role]
            if signer.role == "officer":
                done = {s.person_id for s in signed}
                missing += [f"{signer.label}{o['name']}" for o in self.officers(signer) if o["person"] not in done]
            elif not signed:
                missing.append(signer.label)
        return missing

    def officers(self, signer: Signer) -> list[dict[str, Any]]:
        found = self.values.get(signer.field)
        return [o for o in found if isinstance(o, dict)] if isinstance(found, list) else []

    def is_major(self) -> bool:
        major = self.values.get("major")
        return isinstance(major, dict) and major.get("answer") is True

    def missing(self) -> dict[str, str]:
        """What the body still lacks, a sentence a field."""
        return self.declaration.missing(self.values, rule_set=self.rule_set)

    def gaps(self, *, now: datetime) -> list[law.Gap]:
        """What keeps the document from becoming final: approval, signatures, and what the rule set asks."""
        document = self.document
        found = []
        if self.chain and self.granted is None:
            found.append(
                self._gap(
                    "approval",
                    "这一稿还没有经过审批。",
                    "提交审批；批准以后又修改的，重新提交。",
                    self.chain.basis.cite,
                )
            )
        cite = self.declaration.cite(self.rule_set)
        found += [
            self._gap("signature", f"还没有{name}的签名。", "签名；拒绝签名的，登记拒签情况。", cite)
            for name in self.unsigned()
        ]
        context = {"doc": document.ref, "hash": document.content_hash, "major": self.is_major()}
        asked = rulebook.gaps_of(document.dossier, f"sign:{document.kind}", context=context, now=now)
        has_chain_gap = any(gap.rule == "document:approval" for gap in found)
        return found + [gap for gap in asked if not (has_chain_gap and gap.rule == "decision-approved")]

    def _gap(self, rule: str, text: str, mend: str, cite: str) -> law.Gap:
        return law.Gap(
            rule=f"document:{rule}", subject=self.document.ref, text=text, article=cite, cite=cite, mend=mend,
            regulation=self.rule_set,
        )  # fmt: skip


APPROVE = "document.approve"


def packed(
    dossier: Dossier, declaration: law.Declaration, values: Mapping[str, Json], *, salt: str = ""
) -> dict[str, Any]:
    """The columns that hold a body: `body`, `sealed`, `content_hash`. A new salt where none is given."""
    salt = salt or secrets.token_hex(16)
    public, private = declaration.split(values)
    return {
        "body": public,
        "sealed": sealing.seal(dossier, {"values": private, "salt": salt}),
        "content_hash": declaration.content_hash(values, salt=salt),
    }


def named_officers(
    dossier: Dossier, declaration: law.Declaration, raw: Mapping[str, Json], *, day: date
) -> dict[str, Json]:
    """`raw` with name and certificate of that day put to every officer of the agency that it names by id."""
    filled = dict(raw)
    for field in declaration.fields:
        chosen = raw.get(field.id)
        if not isinstance(field, Officers) or not isinstance(chosen, list):
            continue
        ids = [o["person"] for o in chosen if isinstance(o, dict) and isinstance(o.get("person"), int)]
        people = {person.pk: person for person in officers_of(dossier).filter(pk__in=ids)}
        rows: list[Json] = []
        for item in chosen:
            person = people.get(item.get("person")) if isinstance(item, dict) else None
            if isinstance(item, dict) and person is not None:
                rows.append({"person": person.pk, "name": person.name, "certificate": certificate_number(person, day)})
            else:
                rows.append({"person": item.get("person")} if isinstance(item, dict) else item)
        filled[field.id] = rows
    return filled


def officers_of(dossier: Dossier) -> Any:
    """Everybody who has ever held a post in the dossier's agency: an old record may name one who left."""
    return Person.objects.filter(posts__agency=dossier.agency).distinct().prefetch_related("certificates")


@dataclass(frozen=True)
class ActFacts:
    """An enforcement act as the journal knows it; `id` exactly as its facts write it."""

    id: Any
    kind: str
    began_at: datetime
    ended_at: datetime | None
    officers: list[dict[str, Any]]


def acts_of(dossier: Dossier) -> list[ActFacts]:
    """The acts of a dossier, in the order in which they began."""
    facts = journal.facts(dossier)
    ended = {str(f.data.get("act")): f.at for f in facts if f.kind == "act.ended"}
    return [
        ActFacts(
            id=f.data["act"], kind=str(f.data.get("act_kind")), began_at=f.at, ended_at=ended.get(str(f.data["act"])),
            officers=cast("list[dict[str, Any]]", f.data.get("officers") or []),
        )
        for f in sorted(facts, key=lambda f: f.at)
        if f.kind == "act.opened"
    ]  # fmt: skip
