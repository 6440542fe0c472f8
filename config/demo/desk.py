"""The desk at which a story of the demo is told: every step through the real action, at the time of the story."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from cases import actions as cases
from cases.models import Act, Case
from config.demo import days, footage
from config.demo.people import House
from config.demo.tale import Tale
from enforcement import approvals, law
from enforcement.actors import Actor
from enforcement.models import Approval
from records import actions as records
from records.contents import Contents
from records.models import Document

OFFICES = {
    "unit_reviewer": "王五",
    "unit_head": "钱科",
    "leader": "孔副",
    "agency_head": "周局",
}
RIGHTS = "已告知当事人依法享有陈述、申辩、申请回避的权利，当事人表示清楚，不申请回避。"


@dataclass
class Desk:
    """`now` is when the demo is made, `clock` the moment that the story has come to; it never passes `now`."""

    house: House
    tale: Tale
    now: datetime
    clock: datetime = field(init=False)
    case: Case = field(init=False)

    def __post_init__(self) -> None:
        self.clock = self.now

    # time

    def go(self, day: date, clock: str) -> None:
        self.clock = min(days.moment(day, clock), self.now)

    def ago(self, **span: float) -> None:
        self.clock = self.now - timedelta(**span)

    def wait(self, minutes: float) -> datetime:
        self.clock = min(self.clock + timedelta(minutes=minutes), self.now)
        return self.clock

    @property
    def day(self) -> date:
        return law.local_day(self.clock)

    # people

    @property
    def handler(self) -> Actor:
        return self.house.act(self.tale.handler)

    @property
    def partner(self) -> Actor:
        return self.house.act(self.tale.partner)

    def officers(self) -> list[dict[str, Any]]:
        return [{"person": actor.person.pk} for actor in (self.handler, self.partner) if actor.person]

    # the case

    def open(self, **values: Any) -> None:
        """Case, second officer and party, entered some minutes after the matter came up."""
        tale, opened_at = self.tale, self.clock
        self.wait(15)
        given = {"opened_at": opened_at, "real_name": tale.source == "complaint", **values}
        self.case = cases.open_case(
            act_type=tale.act_type, source=tale.source, matter=tale.matter, by=self.handler, now=self.clock, **given
        )
        role = {"complaint": "complainant", "application": "applicant"}.get(tale.source, "party")
        if tale.plot != "not-initiated" and role == "complainant":
            role = "party"
        self.wait(5)
        partner = self.house.person(tale.partner)
        cases.add_officer(self.case, person=partner, by=self.house.act("钱科"), now=self.clock)
        cases.add_party(self.case, by=self.handler, role=role, now=self.clock, **tale.party.registered())

    def act(self, kind: str, *, minutes: float, recorded: bool = True, **values: Any) -> Act:
        """An act by both officers that begins now and lasts `minutes`, with credentials shown and rights told."""
        people = [self.house.person(name) for name in (self.tale.handler, self.tale.partner)]
        act = cases.open_act(
            self.case, kind=kind, officers=people, started_at=self.clock, place=self.tale.place, by=self.handler,
            now=self.clock, **values,
        )  # fmt: skip
        self.wait(1)
        cases.show_credentials(act, shown=True, by=self.handler, now=self.clock)
        cases.tell_rights(act, method="现场口头告知，并由当事人在笔录上签名确认。", by=self.handler, now=self.clock)
        self.wait(minutes - 1)
        cases.end_act(act, recorded=recorded, ended_at=self.clock, by=self.handler, now=self.clock)
        return act

    def hand_in(self, act: Act, *, clip: str = "walk", part: int = 0) -> None:
        """The recording of `act` comes from the handler's recorder, by way of the device administrator."""
        footage.hand_in(self.house, act, wearer=self.tale.handler, clip=clip, part=part, now=self.clock)

    def advance(self) -> None:
        self.wait(5)
        cases.advance(self.case, by=self.handler, now=self.clock)

    # documents

    def draft(self, kind: str, *, act: Act | None = None, serves: Document | None = None, **values: Any) -> Document:
        self.wait(10)
        return records.draft(
            self.case.dossier, kind, by=self.handler, values=values, act=str(act.pk) if act else "", serves=serves,
            now=self.clock,
        )  # fmt: skip

    def submit(self, document: Document) -> None:
        self.wait(5)
        records.submit(document, by=self.handler, now=self.clock)

    def approve(self, document: Document, *, steps: int = 9) -> None:
        """The next `steps` of the chain agree, each some time after the other."""
        for _ in range(steps):
            pending = Approval.objects.filter(ref=document.ref, state="pending").first()
            step = approvals.current_step(pending) if pending else None
            if pending is None or step is None:
                break
            self.wait(40)
            approvals.approve(pending, by=self.house.act(OFFICES[step.role]), now=self.clock)
        document.refresh_from_db()

    def finish(self, document: Document, **signing: Any) -> Document:
        """Approved as the rules ask, signed by everybody, final."""
        contents = Contents.of(document)
        if contents.chain is not None and document.state == "draft":
            self.submit(document)
            self.approve(document)
        if document.state != "final":
            self._sign(document)
            self.wait(5)
            if any(item.id == "dated_on" for item in contents.declaration.signing_fields):
                signing.setdefault("dated_on", self.day.isoformat())
            records.finalise(document, by=self.handler, signing=signing, version=document.version, now=self.clock)
        return document

    def write(self, kind: str, *, act: Act | None = None, serves: Document | None = None, **values: Any) -> Document:
        """Draft and finish."""
        return self.finish(self.draft(kind, act=act, serves=serves, **values))

    def _sign(self, document: Document) -> None:
        contents = Contents.of(document)
        given = {signature.role for signature in contents.signatures}
        for signer in contents.declaration.signers:
            if not contents.asked(signer) or signer.role in given:
                continue
            if signer.role == "officer":
                for actor in (self.handler, self.partner):
                    self.wait(1)
                    records.sign(document, by=actor, role="officer", now=self.clock)
            else:
                self.wait(1)
                name = "" if signer.role == "handler" else self.tale.party.signer
                records.sign(document, by=self.handler, role=signer.role, name=name, now=self.clock)
