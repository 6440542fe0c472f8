"""How far each story of the demo has come. A plot is a function of a desk; the days are reckoned back from today."""

from collections.abc import Callable
from datetime import date, timedelta

from cases import actions as cases
from cases.models import Act
from config.demo import days, papers
from config.demo.desk import OFFICES, Desk
from enforcement import approvals, law, rulebook
from enforcement.actors import Actor
from enforcement.models import Approval
from legal_review import actions as reviews
from legal_review import subjects
from legal_review.models import Review
from records.models import Document

Plot = Callable[[Desk], None]
DAYS_TO_DECISION = 9


def _limit(desk: Desk, limit: str) -> law.Limit:
    """As the agency's rules have it today."""
    return rulebook.rules_for(desk.house.agency, law.local_day(desk.now)).limits[limit]


def _today(desk: Desk) -> date:
    """Today, or the last working day before it."""
    return days.moved(law.local_day(desk.now), 0)


def _due(desk: Desk, limit: str, *, late_by: int = 0) -> date:
    """The day from which `limit` ends today (or next), or ended `late_by` working days ago."""
    end = law.local_day(desk.now) if not late_by else days.moved(law.local_day(desk.now), -late_by)
    return days.begun_for(_limit(desk, limit), due_on=end)


# pieces


def _initiated(desk: Desk, day: date) -> None:
    desk.go(day, "08:50")
    desk.open()
    desk.write("initiation-approval", **papers.initiation(desk))
    desk.advance()


def _inspected(desk: Desk, day: date, *, part: int = 0) -> Act:
    """An inspection that was recorded, its record signed, its footage in the same afternoon."""
    desk.go(day, "09:30")
    act = desk.act("site-inspection", minutes=55)
    desk.write("inspection-record", act=act, **papers.inspection(desk, act))
    desk.go(day, "15:40")
    desk.hand_in(act, part=part)
    return act


def _questioned(desk: Desk, day: date) -> Act:
    desk.go(day, "14:10")
    act = desk.act("inquiry", minutes=35)
    desk.write("inquiry-record", act=act, **papers.inquiry(desk, act))
    return act


def _investigated(desk: Desk, decided_on: date, *, part: int = 0) -> None:
    _initiated(desk, days.moved(decided_on, -DAYS_TO_DECISION))
    _inspected(desk, days.moved(decided_on, -8), part=part)
    _questioned(desk, days.moved(decided_on, -7))
    desk.advance()


def _heard(desk: Desk, decided_on: date, *, made: bool = False) -> None:
    """Proposal, prior notice, its service, what the party said to it."""
    desk.go(days.moved(decided_on, -6), "09:20")
    desk.write("handling-proposal", **papers.proposal(desk))
    desk.go(days.moved(decided_on, -5), "10:00")
    notice = desk.write("prior-notice", **papers.prior_notice(desk))
    desk.go(days.moved(decided_on, -4), "09:40")
    desk.write("service-receipt", serves=notice, **papers.receipt(desk, notice))
    desk.go(days.moved(decided_on, -3), "10:30")
    desk.write("statement-record", serves=notice, **papers.statement(desk, made=made))


def _decided(desk: Desk, day: date, *, made: bool = False, part: int = 0) -> Document:
    """The penalty decision of the day `day`, with all that goes before."""
    _investigated(desk, day, part=part)
    _heard(desk, day, made=made)
    desk.go(days.moved(day, -1), "14:00")
    decision = desk.draft("penalty-decision", **papers.penalty(desk))
    if desk.tale.major:
        _agree(_ask_for_review(desk, decision), desk)
    desk.submit(decision)
    desk.approve(decision)
    desk.go(day, "09:10")
    desk.finish(decision)
    desk.advance()
    return decision


def _ask_for_review(desk: Desk, decision: Document) -> Review:
    return reviews.submit(
        decision, reasons=["complex"], note="涉案数额较大，社会关注度高。", by=desk.handler, now=desk.wait(20)
    )


def _agree(review: Review, desk: Desk) -> None:
    points = dict.fromkeys(subjects.POINTS, True)
    opinion = "事实清楚，证据确凿，程序合法，适用法律准确，裁量适当，同意。"
    reviews.agree(review, points=points, opinion=opinion, by=desk.house.act("王法"), now=desk.wait(60))


def _served(desk: Desk, decision: Document, day: date) -> None:
    desk.go(day, "10:20")
    desk.write("service-receipt", serves=decision, **papers.receipt(desk, decision))


def _performed(desk: Desk, decision: Document, day: date) -> None:
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


def _closed(desk: Desk, day: date, *, result: str, performance: str) -> None:
    desk.go(day, "09:30")
    desk.write("closing-report", **papers.closing(desk, result=result, performance=performance))
    cases.conclude(desk.case, by=desk.handler, now=desk.wait(20))


def _complied(desk: Desk, ended_on: date, *, part: int = 0) -> Document:
    """Decided five working days before, served, performed on `ended_on`."""
    decision = _decided(desk, days.moved(ended_on, -5), part=part)
    _served(desk, decision, days.moved(ended_on, -4))
    _performed(desk, decision, ended_on)
    return decision


# plots


def just_opened(desk: Desk) -> None:
    desk.ago(hours=2)
    desk.open()
    desk.draft("initiation-approval", **papers.initiation(desk))


def initiation_waiting(desk: Desk) -> None:
    desk.go(days.moved(_today(desk), -1), "15:10")
    desk.open()
    document = desk.draft("initiation-approval", **papers.initiation(desk))
    desk.submit(document)


def initiation_returned(desk: Desk) -> None:
    desk.go(days.moved(_today(desk), -2), "09:10")
    desk.open()
    document = desk.draft("initiation-approval", **papers.initiation(desk))
    desk.submit(document)
    desk.wait(90)
    pending = Approval.objects.get(ref=document.ref, state="pending")
    approvals.send_back(
        pending, by=_next_approver(desk, pending), now=desk.clock,
        reason="案源材料未注明取得时间，当事人基本情况缺少住所，请补充后重新提交。",
    )  # fmt: skip


def _next_approver(desk: Desk, pending: Approval) -> Actor:
    step = approvals.current_step(pending)
    assert step is not None  # a pending approval waits for somebody
    return desk.house.act(OFFICES[step.role])


def emergency_overdue(desk: Desk) -> None:
    """Begun at once thirty hours ago; nobody has filed for approval since."""
    desk.ago(hours=30, minutes=20)
    desk.open(urgency="emergency", opened_at=desk.clock, emergency_at=desk.clock + timedelta(minutes=15))
    desk.advance()
    desk.wait(10)
    act = desk.act("site-inspection", minutes=50)
    desk.wait(120)
    desk.hand_in(act, part=1)
    desk.write("inspection-record", act=act, **papers.inspection(desk, act))
    desk.draft("initiation-approval", **papers.initiation(desk))


def emergency_reported(desk: Desk) -> None:
    """Begun at once, reported and approved within the day."""
    day = days.moved(_today(desk), -3)
    desk.go(day, "07:30")
    began = papers.moment(desk)
    desk.open(urgency="emergency", opened_at=desk.clock, emergency_at=desk.clock)
    desk.advance()
    act = desk.act("site-inspection", minutes=45)
    desk.write("emergency-report", **papers.emergency(desk, began=began))
    desk.write("initiation-approval", **papers.initiation(desk))
    desk.write("inspection-record", act=act, **papers.inspection(desk, act))
    desk.go(day, "16:30")
    desk.hand_in(act, part=2)


def footage_due(desk: Desk) -> None:
    """One inspection three hours ago, its footage due soon; the footage of an earlier one has not come at all."""
    today = _today(desk)
    _initiated(desk, days.moved(today, -6))
    desk.go(days.moved(today, -5), "14:00")
    first = desk.act("site-inspection", minutes=40)
    desk.write("inspection-record", act=first, **papers.inspection(desk, first))
    desk.ago(hours=4)
    second = desk.act("site-inspection", minutes=60)
    desk.draft("inspection-record", act=second, **papers.inspection(desk, second))


def footage_in(desk: Desk) -> None:
    today = _today(desk)
    _initiated(desk, days.moved(today, -4))
    _inspected(desk, days.moved(today, -3))
    desk.go(days.moved(today, -2), "14:10")
    act = desk.act("inquiry", minutes=35)
    desk.hand_in(act, clip="speech")
    desk.draft("inquiry-record", act=act, **papers.inquiry(desk, act))


def head_waiting(desk: Desk) -> None:
    """The decision lies with the last person of the chain."""
    day = _today(desk)
    _investigated(desk, day, part=1)
    _heard(desk, day, made=True)
    desk.go(days.moved(day, -1), "15:00")
    decision = desk.draft("penalty-decision", **papers.penalty(desk))
    desk.submit(decision)
    approval = Approval.objects.get(ref=decision.ref, state="pending")
    desk.approve(decision, steps=approval.steps.count() - 1)


def review_waiting(desk: Desk) -> None:
    """A major decision lies with the legal office."""
    day = days.moved(_today(desk), 1)
    _investigated(desk, day, part=2)
    _heard(desk, day)
    desk.go(days.moved(day, -2), "10:00")
    _ask_for_review(desk, desk.draft("penalty-decision", **papers.penalty(desk)))


def proposal_drafted(desk: Desk) -> None:
    day = days.moved(_today(desk), 5)
    _investigated(desk, day, part=2)
    desk.go(days.moved(day, -6), "09:20")
    desk.draft("handling-proposal", **papers.proposal(desk))


def decided_due(desk: Desk) -> None:
    """Decided and served; to be published today, or on the next day on which that can be due."""
    day = _due(desk, "publish-licence-penalty")
    _served(desk, _decided(desk, day, part=3), days.moved(day, 1))


def decided_overdue(desk: Desk) -> None:
    day = _due(desk, "publish-licence-penalty", late_by=3)
    _served(desk, _decided(desk, day, made=True, part=4), days.moved(day, 2))


def service_due(desk: Desk) -> None:
    """Decided three working days ago and not served yet."""
    _decided(desk, days.moved(_today(desk), -3), part=5)


def to_execute(desk: Desk) -> None:
    """Served; the party has still to perform."""
    day = days.moved(_today(desk), -4)
    _served(desk, _decided(desk, day), days.moved(day, 1))
    cases.add_obligation(
        desk.case, text="缴纳罚款" if desk.tale.obligation == "fine" else "限期恢复原状",
        due_on=desk.day + timedelta(days=15), by=desk.handler, now=desk.wait(10),
    )  # fmt: skip


def archive_due(desk: Desk) -> None:
    ended_on = _due(desk, "archive") if "archive" in _limits(desk) else days.moved(_today(desk), -8)
    _complied(desk, ended_on, part=1)
    _closed(
        desk, days.moved(ended_on, 2), result=desk.tale.decision, performance="决定书已直接送达，当事人已履行完毕。"
    )


def archive_overdue(desk: Desk) -> None:
    ended_on = _due(desk, "archive", late_by=4)
    _complied(desk, ended_on, part=2)
    _closed(
        desk, days.moved(ended_on, 3), result=desk.tale.decision, performance="决定书已直接送达，当事人已履行完毕。"
    )


def archived(desk: Desk) -> None:
    ended_on = days.moved(_today(desk), -15)
    _complied(desk, ended_on, part=3)
    _closed(
        desk, days.moved(ended_on, 1), result=desk.tale.decision, performance="决定书已直接送达，当事人已履行完毕。"
    )


def _limits(desk: Desk) -> set[str]:
    return set(rulebook.rules_for(desk.house.agency, law.local_day(desk.now)).limits)


def not_accepted(desk: Desk) -> None:
    day = days.moved(_today(desk), -6)
    desk.go(day, "09:00")
    desk.open()
    desk.go(days.moved(day, 2), "10:00")
    notice = desk.write("non-acceptance-notice", **papers.non_acceptance(desk))
    desk.go(days.moved(day, 3), "10:00")
    desk.write("service-receipt", serves=notice, **papers.receipt(desk, notice))
    cases.end_case(desk.case, ending="not-accepted", on=desk.day, by=desk.handler, now=desk.wait(10))
    cases.conclude(desk.case, by=desk.handler, now=desk.wait(10))


def not_initiated(desk: Desk) -> None:
    """A complaint under a name, answered; archived since."""
    day = days.moved(_today(desk), -14)
    desk.go(day, "09:00")
    desk.open()
    desk.go(days.moved(day, 3), "10:00")
    notice = desk.write("non-initiation-notice", **papers.non_initiation(desk))
    desk.go(days.moved(day, 4), "10:00")
    desk.write("service-receipt", serves=notice, **papers.receipt(desk, notice))
    cases.end_case(desk.case, ending="not-initiated", on=desk.day, by=desk.handler, now=desk.wait(10))
    cases.conclude(desk.case, by=desk.handler, now=desk.wait(10))


def no_violation(desk: Desk) -> None:
    day = days.moved(_today(desk), -7)
    _initiated(desk, day)
    _inspected(desk, days.moved(day, 1), part=4)
    cases.end_case(desk.case, ending="no-violation", on=desk.day, by=desk.handler, now=desk.wait(30))
    _closed(desk, days.moved(day, 2), result="检查中未发现违法行为。", performance="没有需要送达和履行的决定。")


def no_penalty(desk: Desk) -> None:
    day = days.moved(_today(desk), -9)
    _investigated(desk, day, part=5)
    desk.go(days.moved(day, -5), "09:20")
    desk.write("handling-proposal", **papers.proposal(desk))
    desk.go(days.moved(day, -1), "10:00")
    decision = desk.draft("no-penalty-decision", **papers.no_penalty(desk))
    desk.submit(decision)
    desk.approve(decision)
    desk.go(day, "09:30")
    desk.finish(decision)
    desk.advance()
    _served(desk, decision, days.moved(day, 1))
    cases.end_case(desk.case, ending="no-penalty", on=desk.day, by=desk.handler, now=desk.wait(10))
    _closed(desk, days.moved(day, 2), result=desk.tale.decision, performance="决定书已直接送达，没有需要履行的内容。")


def withdrawn(desk: Desk) -> None:
    day = days.moved(_today(desk), -8)
    _initiated(desk, days.moved(day, -5))
    _inspected(desk, days.moved(day, -3), part=1)
    desk.go(day, "09:30")
    desk.write("withdrawal-decision", **papers.withdrawal(desk))
    cases.end_case(desk.case, ending="withdrawn", on=desk.day, by=desk.handler, now=desk.wait(20))
    _closed(desk, days.moved(day, 1), result="撤销案件。", performance="没有需要履行的内容。")


def transferred(desk: Desk) -> None:
    day = days.moved(_today(desk), -5)
    _initiated(desk, days.moved(day, -5))
    _inspected(desk, days.moved(day, -4), part=2)
    _questioned(desk, days.moved(day, -3))
    desk.go(day, "09:30")
    desk.write("transfer-letter", **papers.transfer(desk))
    cases.end_case(desk.case, ending="transferred", on=desk.day, by=desk.handler, now=desk.wait(20))


def licensed(desk: Desk) -> None:
    """An application granted, the decision delivered."""
    day = days.moved(_today(desk), -4)
    desk.go(days.moved(day, -6), "09:00")
    desk.open()
    desk.advance()
    desk.go(days.moved(day, -4), "09:30")
    act = desk.act("site-inspection", minutes=30)
    desk.write("inspection-record", act=act, **papers.inspection(desk, act))
    desk.hand_in(act, part=3)
    desk.advance()
    desk.go(days.moved(day, -1), "10:00")
    decision = desk.draft("licence-decision", **papers.licence(desk))
    desk.submit(decision)
    desk.approve(decision)
    desk.go(day, "09:30")
    desk.finish(decision)
    desk.advance()
    _served(desk, decision, days.moved(day, 1))
    cases.end_case(desk.case, ending="licence-delivered", on=desk.day, by=desk.handler, now=desk.wait(10))


PLOTS: dict[str, Plot] = {
    "just-opened": just_opened,
    "initiation-waiting": initiation_waiting,
    "initiation-returned": initiation_returned,
    "emergency-overdue": emergency_overdue,
    "emergency-reported": emergency_reported,
    "footage-due": footage_due,
    "footage-in": footage_in,
    "proposal-drafted": proposal_drafted,
    "review-waiting": review_waiting,
    "head-waiting": head_waiting,
    "decided-due": decided_due,
    "decided-overdue": decided_overdue,
    "service-due": service_due,
    "to-execute": to_execute,
    "archive-due": archive_due,
    "archive-overdue": archive_overdue,
    "archived": archived,
    "not-accepted": not_accepted,
    "not-initiated": not_initiated,
    "no-violation": no_violation,
    "no-penalty": no_penalty,
    "withdrawn": withdrawn,
    "transferred": transferred,
    "licensed": licensed,
}
ARCHIVED = frozenset({"archived", "not-initiated", "publication-withdrawn"})
"""Plots whose volume is bound and sealed at the end."""
