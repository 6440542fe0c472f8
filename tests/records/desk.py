"""A penalty case at an agency under Liaoning's rules, for the tests of documents."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cases import actions as case_actions
from cases.models import Case
from enforcement import law
from enforcement.actions import organisation
from enforcement.actors import Actor
from enforcement.models import Agency, Dossier, Post, Unit
from records import actions
from records.contents import Contents
from records.models import Document

BEGAN = date(2019, 7, 1)
PASSWORD = "correct-horse-battery"
ID_NUMBER = "210302198001011233"
PHONE = "13904120001"
ADDRESS = "鞍山市铁东区园林路一号"
PARTY: dict[str, Any] = {"kind": "person", "name": "周某", "id_number": ID_NUMBER, "phone": PHONE, "address": ADDRESS}


def at(text: str) -> datetime:
    """`2026-03-05 09:30` in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=law.SHANGHAI)


@dataclass
class Desk:
    agency: Agency
    zhang: Actor
    li: Actor
    stranger: Actor
    reviewer: Actor
    head: Actor
    unit_head: Actor
    archivist: Actor
    publisher: Actor
    case: Case
    dossier: Dossier
    act: int
    inquiry: int

    def officers(self, *actors: Actor) -> list[dict[str, Any]]:
        return [{"person": a.person.pk} for a in actors or (self.zhang, self.li)]


def post(unit: Unit, username: str, name: str, role: str, certificate: str = "") -> Actor:
    by = Actor.system()
    person = organisation.create_person(
        unit.agency, username=username, name=name, password=PASSWORD, by=by, must_change=False
    )
    made = organisation.create_post(person, unit=unit, role=role, from_on=BEGAN, by=by)
    if certificate:
        organisation.add_certificate(
            person,
            agency=unit.agency,
            number=certificate,
            issuer="辽宁省司法厅",
            valid_from=BEGAN,
            valid_to=date(2030, 12, 31),
            by=by,
        )
    return Actor.of(Post.objects.select_related("person", "agency", "unit").get(pk=made.pk))


def open_desk(rule_set: str = "liaoning", act_type: str = "penalty", mark: str = "") -> Desk:
    by = Actor.system()
    agency = organisation.create_agency(
        by=by, name=f"鞍山市自然资源局{mark}", short_name=f"鞍自然资{mark}", region="210300", rule_set=rule_set,
        rules_from=BEGAN,
    )  # fmt: skip
    unit = organisation.create_unit(agency, name="执法一队", by=by)
    other = organisation.create_unit(agency, name="执法二队", by=by)
    zhang = post(unit, f"zhang{mark}", "张三", "officer", f"辽0301001{mark}")
    li = post(unit, f"li{mark}", "李四", "officer", f"辽0301002{mark}")
    case = case_actions.open_case(
        act_type=act_type, source="ex_officio", matter="周某擅自采伐林木案", by=zhang, opened_at=at("2026-03-02 09:00")
    )
    case_actions.add_party(case, kind="person", name="周某", number=ID_NUMBER, phone=PHONE, address=ADDRESS, by=zhang)
    acts = []
    for kind in ("site-inspection", "inquiry"):
        act = case_actions.open_act(
            case, kind=kind, officers=[zhang.person, li.person], by=zhang, started_at=at("2026-03-03 09:00"),
            place="千山区某林地",
        )  # fmt: skip
        case_actions.show_credentials(act, shown=True, by=zhang)
        case_actions.tell_rights(act, method="当面口头告知", by=zhang)
        case_actions.end_act(act, recorded=True, by=zhang, ended_at=at("2026-03-03 10:30"))
        acts.append(act.pk)
    return Desk(
        agency=agency, zhang=zhang, li=li, case=case, dossier=case.dossier, act=acts[0], inquiry=acts[1],
        stranger=post(other, f"wu{mark}", "吴二", "officer"),
        reviewer=post(unit, f"shen{mark}", "沈审", "unit_reviewer"),
        head=post(unit, f"ju{mark}", "局长", "agency_head"),
        unit_head=post(unit, f"dui{mark}", "队长", "unit_head"),
        archivist=post(unit, f"dang{mark}", "档员", "archivist"),
        publisher=post(unit, f"gong{mark}", "公示员", "publisher"),
    )  # fmt: skip


def body(kind: str, desk: Desk, **values: Any) -> dict[str, Any]:
    """A complete body of the kind, from a sample of every field."""
    samples = {
        "text": "鞍山市千山区某林地", "long-text": "经查，当事人未取得林木采伐许可证，采伐林木三立方米。\n以上事实有证据证实。",
        "date": "2026-03-04", "datetime": "2026-03-03T09:00", "integer": 1, "money": "2000", "yes-no": {"answer": False},
        "party": PARTY, "officers": desk.officers(),
    }  # fmt: skip
    filled: dict[str, Any] = {}
    for field in law.document(kind).body_fields:
        if field.kind == "choice":
            filled[field.id] = field.options[0][0]  # type: ignore[attr-defined]
        elif field.kind == "rows":
            row = {c.id: samples[c.kind] for c in field.columns}  # type: ignore[attr-defined]
            filled[field.id] = [row]
        elif field.kind == "yes-no" and getattr(field, "reason_if", "") == "no":
            filled[field.id] = {"answer": True}
        else:
            filled[field.id] = samples[field.kind]
    return {**filled, **values}


def draft(desk: Desk, kind: str, **more: Any) -> Document:
    values = more.pop("values", None) or body(kind, desk)
    if law.document(kind).about == "act":
        more.setdefault("act", str(desk.inquiry if kind == "inquiry-record" else desk.act))
    return actions.draft(desk.dossier, kind, by=desk.zhang, values=values, **more)


def approve(desk: Desk, document: Document) -> None:
    from enforcement import approvals
    from enforcement.models import Approval

    for actor in (desk.reviewer, desk.head):
        pending = Approval.objects.filter(ref=document.ref, state="pending").first()
        if pending is not None and approvals.explain(actor, pending) is None:
            approvals.approve(pending, by=actor)
    document.refresh_from_db()


def contents(document: Document) -> Contents:
    return Contents.of(Document.objects.select_related("dossier__agency").get(pk=document.pk))


def final(desk: Desk, kind: str, *, signing: dict[str, Any] | None = None, **more: Any) -> Document:
    """A document of the kind, approved and signed by everybody as the rules ask, and made final."""
    document = draft(desk, kind, **more)
    opened = contents(document)
    if opened.chain:
        actions.submit(document, by=desk.zhang)
        approve(desk, document)
    sign_all(desk, document)
    if document.state != "final":
        fields = {field.id for field in opened.declaration.signing_fields}
        given = {"dated_on": "2026-03-05", **(signing or {})}
        actions.finalise(
            document, by=desk.zhang, signing={k: v for k, v in given.items() if k in fields}, version=document.version
        )
    return document


def sign_all(desk: Desk, document: Document) -> None:
    for signer in law.document(document.kind).signers:
        if not contents(document).asked(signer) or document.state == "final":
            continue
        if signer.role == "officer":
            actions.sign(document, by=desk.zhang, role="officer")
            actions.sign(document, by=desk.li, role="officer")
        elif signer.role == "handler":
            if not document.signatures.filter(role="handler").exists():
                actions.sign(document, by=desk.zhang, role="handler")
        else:
            actions.sign(document, by=desk.zhang, role=signer.role, name="周某")


def decide(desk: Desk) -> Document:
    """Everything that comes before a penalty decision, and the decision."""
    final(desk, "handling-proposal")
    notice = final(desk, "prior-notice")
    final(desk, "service-receipt", serves=notice, values=body("service-receipt", desk, received_at="2026-03-06T10:00"))
    final(
        desk,
        "statement-record",
        serves=notice,
        values=body("statement-record", desk, outcome="waived", taken_at="2026-03-06T10:10"),
    )
    return final(desk, "penalty-decision", signing={"dated_on": "2026-03-16"})
