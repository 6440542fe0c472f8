"""What the plots of the demo are put together from: days of the calendar, and stretches of a case."""

from datetime import date, timedelta

from cases import actions as cases
from cases.models import Act
from config.demo import days, papers
from config.demo.desk import Desk
from disclosure import actions as publicity
from disclosure import masking
from disclosure.models import Publication
from enforcement import law, rulebook
from legal_review import actions as reviews
from legal_review import subjects
from legal_review.models import Review
from records.contents import Contents
from records.models import Document

DAYS_TO_DECISION = 9


def limit_of(desk: Desk, limit: str) -> law.Limit:
    """As the agency's rules have it today."""
    return rulebook.rules_for(desk.house.agency, law.local_day(desk.now)).limits[limit]


def today(desk: Desk) -> date:
    """Today, or the last working day before it."""
    return days.moved(law.local_day(desk.now), 0)


def due_from(desk: Desk, limit: str, *, late_by: int = 0) -> date:
    """The day from which `limit` ends today (or next), or ended `late_by` working days ago."""
    end = law.local_day(desk.now) if not late_by else days.moved(law.local_day(desk.now), -late_by)
    return days.begun_for(limit_of(desk, limit), due_on=end)


def limits(desk: Desk) -> set[str]:
    return set(rulebook.rules_for(desk.house.agency, law.local_day(desk.now)).limits)


def initiated(desk: Desk, day: date) -> None:
    desk.go(day, "08:50")
    desk.open()
    desk.write("initiation-approval", **papers.initiation(desk))
    desk.advance()


def inspected(desk: Desk, day: date, *, part: int = 0) -> Act:
    """An inspection that was recorded, its record signed, its footage in the same afternoon."""
    desk.go(day, "09:30")
    act = desk.act("site-inspection", minutes=55)
    desk.write("inspection-record", act=act, **papers.inspection(desk, act))
    desk.go(day, "15:40")
    desk.hand_in(act, part=part)
    return act


def questioned(desk: Desk, day: date) -> Act:
    desk.go(day, "14:10")
    act = desk.act("inquiry", minutes=35, recorded=False)
    desk.write("inquiry-record", act=act, **papers.inquiry(desk, act))
    return act


def investigated(desk: Desk, decided_on: date, *, part: int = 0) -> None:
    initiated(desk, days.moved(decided_on, -DAYS_TO_DECISION))
    inspected(desk, days.moved(decided_on, -8), part=part)
    questioned(desk, days.moved(decided_on, -7))
    desk.advance()


def heard(desk: Desk, decided_on: date, *, made: bool = False) -> None:
    """Proposal, prior notice, its service, what the party said to it."""
    desk.go(days.moved(decided_on, -6), "09:20")
    desk.write("handling-proposal", **papers.proposal(desk))
    desk.go(days.moved(decided_on, -5), "10:00")
    notice = desk.write("prior-notice", **papers.prior_notice(desk))
    desk.go(days.moved(decided_on, -4), "09:40")
    desk.write("service-receipt", serves=notice, **papers.receipt(desk, notice))
    desk.go(days.moved(decided_on, -3), "10:30")
    desk.write("statement-record", serves=notice, **papers.statement(desk, made=made))


def decided(desk: Desk, day: date, *, made: bool = False, part: int = 0) -> Document:
    """The penalty decision of the day `day`, with all that goes before."""
    investigated(desk, day, part=part)
    heard(desk, day, made=made)
    desk.go(days.moved(day, -1), "14:00")
    decision = desk.draft("penalty-decision", **papers.penalty(desk))
    if desk.tale.major:
        agree(ask_for_review(desk, decision), desk)
    desk.submit(decision)
    desk.approve(decision)
    desk.go(day, "09:10")
    desk.finish(decision)
    desk.advance()
    return decision


def ask_for_review(desk: Desk, decision: Document) -> Review:
    return reviews.submit(
        decision, reasons=["complex"], note="涉案数额较大，社会关注度高。", by=desk.handler, now=desk.wait(20)
    )


def agree(review: Review, desk: Desk) -> None:
    points = dict.fromkeys(subjects.POINTS, True)
    opinion = "事实清楚，证据确凿，程序合法，适用法律准确，裁量适当，同意。"
    reviews.agree(review, points=points, opinion=opinion, by=desk.house.act("王法"), now=desk.wait(60))


def published(desk: Desk, decision: Document, day: date) -> None:
    """As far as the tale has it: drafted by the publisher, let out by the reviewer."""
    if not desk.tale.publicity:
        return
    desk.go(day, "10:40")
    conclusion = masking.suggested_conclusion(Contents.of(decision))
    publication = publicity.draft(decision, conclusion=conclusion, by=desk.house.act("郑公"), now=desk.clock)
    if desk.tale.publicity != "drafted":
        publicity.release(publication, by=desk.house.act("冯审"), now=desk.wait(180))


def revoked(desk: Desk) -> None:
    """What was published no longer stands; taken back the next day, or still to be."""
    if desk.tale.publicity not in ("revoked", "withdrawn"):
        return
    publication = Publication.objects.get(dossier=desk.case.dossier)
    publisher, day = desk.house.act("郑公"), days.moved(today(desk), -2)
    desk.go(day, "11:00")
    publicity.revoke_decision(
        publication, on=day, by=publisher, now=desk.clock,
        reason="行政复议决定书将罚款数额予以变更，原决定书的相应内容不再执行。",
    )  # fmt: skip
    if desk.tale.publicity == "withdrawn":
        desk.go(days.moved(day, 1), "09:20")
        reason = "该行政处罚决定经行政复议变更，原公开信息予以撤回。"
        publicity.withdraw(publication, reason=reason, by=publisher, now=desk.clock)


def served(desk: Desk, decision: Document, day: date) -> None:
    desk.go(day, "10:20")
    desk.write("service-receipt", serves=decision, **papers.receipt(desk, decision))


def performed(desk: Desk, decision: Document, day: date) -> None:
    """The obligation is entered when the decision is served, fulfilled on `day`, and the case ends with it."""
    tale = desk.tale
    text = {"fine": "缴纳罚款", "restoration": "恢复原状", "correction": "改正违法行为"}[tale.obligation]
    laid = cases.add_obligation(
        desk.case, text=text, due_on=day + timedelta(days=10), by=desk.handler, now=desk.wait(10)
    )
    desk.go(day, "15:00")
    cases.fulfil(laid, on=day, by=desk.handler, now=desk.clock)
    desk.write("compliance-record", serves=decision, **papers.compliance(desk, decision))
    cases.end_case(desk.case, ending="complied", on=day, by=desk.handler, now=desk.wait(10))


def closed(desk: Desk, day: date, *, result: str, performance: str) -> None:
    desk.go(day, "09:30")
    desk.write("closing-report", **papers.closing(desk, result=result, performance=performance))
    cases.conclude(desk.case, by=desk.handler, now=desk.wait(20))


def complied(desk: Desk, ended_on: date, *, part: int = 0) -> Document:
    """Decided five working days before, served, performed on `ended_on`."""
    decision = decided(desk, days.moved(ended_on, -5), part=part)
    served(desk, decision, days.moved(ended_on, -4))
    published(desk, decision, days.moved(ended_on, -3))
    performed(desk, decision, ended_on)
    return decision
