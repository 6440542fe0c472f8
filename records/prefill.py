"""What a new document knows already: the party, the officers, the act, the document that it serves."""

from datetime import datetime
from typing import Any

from cases.actions.acts import private
from cases.models import Act, Case, Party
from enforcement import law, sealing
from enforcement.actors import Actor, certificate_number
from enforcement.law.fields import Json
from enforcement.models import Dossier, Post
from records.contents import Contents, acts_of
from records.models import Document


def initial(
    dossier: Dossier, declaration: law.Declaration, *, by: Actor, act: str = "", serves: Document | None = None
) -> dict[str, Json]:
    """Values for the fields whose declaration names a source; a field without one stays blank."""
    known = _known(dossier, by, act, serves)
    return {f.id: known[f.prefill] for f in declaration.body_fields if f.prefill and known.get(f.prefill)}


def _known(dossier: Dossier, by: Actor, act: str, serves: Document | None) -> dict[str, Json]:
    known: dict[str, Json] = {
        "dossier.title": dossier.title,
        "dossier.number": dossier.number,
        "case.cause": dossier.title,
        "agency.name": dossier.agency.name,
        "handler": by.person.name if by.person else "",
        "officers": [{"person": by.person.pk}] if by.person else [],
    }
    case = Case.objects.filter(dossier=dossier).first()
    if case is not None:
        known["case.source"] = case.source
        known["case.summary"] = case.matter
        party = case.parties.filter(removed_at__isnull=True).order_by("role", "pk")
        chosen = party.filter(role__in=["party", "applicant"]).first() or party.first()
        if chosen is not None:
            known["party"] = party_value(chosen)
    if serves is not None:
        known["served.title"] = str(serves)
        opened = Contents.of(serves)
        parties = [f.id for f in opened.declaration.fields if f.kind == "party" and f.id in opened.values]
        known["served.party"] = opened.values[parties[0]] if parties else known.get("party")
    known.update(_of_act(dossier, act))
    return known


def _of_act(dossier: Dossier, act: str) -> dict[str, Json]:
    found = next((a for a in acts_of(dossier) if str(a.id) == act), None) if act else None
    if found is None:
        return {}
    known: dict[str, Json] = {
        "act.began_at": found.began_at.isoformat(),
        "act.ended_at": found.ended_at.isoformat() if found.ended_at else None,
        "act.officers": [{"person": o["person"]} for o in found.officers],
    }
    row = Act.objects.filter(case__dossier=dossier, pk=act).select_related("case__dossier").first()
    if row is not None:
        known["act.place"] = private(row).get("place")
    return known


def party_value(party: Party) -> dict[str, Json]:
    """A party of the case as a field of a document takes it."""
    private_part = sealing.unseal(party.dossier, party.sealed) or {}
    number = str(private_part.get("number", ""))
    value: dict[str, Any] = {
        "kind": party.kind, "name": party.name, "representative": party.representative,
        "code" if party.kind == "organisation" else "id_number": number,
        "phone": private_part.get("phone", ""), "address": private_part.get("address", ""),
    }  # fmt: skip
    return {key: text for key, text in value.items() if text}


def candidates(dossier: Dossier, *, now: datetime, chosen: Json = None) -> list[dict[str, Any]]:
    """Officers who may be named in a document: those in office today, and those whom it names already."""
    day = law.local_day(now)
    posts = Post.objects.held_on(day).filter(agency=dossier.agency, role="officer")
    people = {p.person_id: p.person for p in posts.select_related("person").prefetch_related("person__certificates")}
    own = {p.person_id for p in posts if p.unit_id == dossier.unit_id}
    listed: list[dict[str, Any]] = [
        {"person": pk, "name": person.name, "certificate": certificate_number(person, day)}
        for pk, person in people.items()
    ]
    named: list[dict[str, Any]] = [dict(o) for o in chosen if isinstance(o, dict)] if isinstance(chosen, list) else []
    listed += [o for o in named if o.get("person") not in people and o.get("name")]
    return sorted(listed, key=lambda o: (o["person"] not in own, str(o["name"])))
