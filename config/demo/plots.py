"""How far each story of the demo has come. A plot is a function of a desk; the days are reckoned back from today."""

from collections.abc import Callable
from datetime import timedelta

from cases import actions as cases
from config.demo import days, papers, pieces
from config.demo.desk import OFFICES, Desk
from enforcement import approvals
from enforcement.actors import Actor
from enforcement.models import Approval

Plot = Callable[[Desk], None]


def just_opened(desk: Desk) -> None:
    desk.ago(hours=2)
    desk.open()
    desk.draft("initiation-approval", **papers.initiation(desk))


def initiation_waiting(desk: Desk) -> None:
    desk.go(days.moved(pieces.today(desk), -1), "15:10")
    desk.open()
    document = desk.draft("initiation-approval", **papers.initiation(desk))
    desk.submit(document)


def initiation_returned(desk: Desk) -> None:
    desk.go(days.moved(pieces.today(desk), -2), "09:10")
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
    day = days.moved(pieces.today(desk), -3)
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
    """The footage of one inspection has not come at all, that of the others is due within hours, or soon."""
    today = pieces.today(desk)
    pieces.initiated(desk, days.moved(today, -6))
    desk.go(days.moved(today, -5), "14:00")
    first = desk.act("site-inspection", minutes=40)
    desk.write("inspection-record", act=first, **papers.inspection(desk, first))
    desk.ago(hours=22)
    desk.act("site-inspection", minutes=60)
    desk.ago(hours=4)
    last = desk.act("site-inspection", minutes=60)
    desk.draft("inspection-record", act=last, **papers.inspection(desk, last))


def footage_in(desk: Desk) -> None:
    today = pieces.today(desk)
    pieces.initiated(desk, days.moved(today, -4))
    pieces.inspected(desk, days.moved(today, -3))
    desk.go(days.moved(today, -2), "14:10")
    act = desk.act("inquiry", minutes=35)
    desk.hand_in(act, clip="speech")
    desk.draft("inquiry-record", act=act, **papers.inquiry(desk, act))


def head_waiting(desk: Desk) -> None:
    """The decision lies with the last person of the chain."""
    day = pieces.today(desk)
    pieces.investigated(desk, day, part=1)
    pieces.heard(desk, day, made=True)
    desk.go(days.moved(day, -1), "15:00")
    decision = desk.draft("penalty-decision", **papers.penalty(desk))
    desk.submit(decision)
    approval = Approval.objects.get(ref=decision.ref, state="pending")
    desk.approve(decision, steps=approval.steps.count() - 1)


def review_waiting(desk: Desk) -> None:
    """A major decision lies with the legal office."""
    day = days.moved(pieces.today(desk), 1)
    pieces.investigated(desk, day, part=2)
    pieces.heard(desk, day)
    desk.go(days.moved(day, -2), "10:00")
    pieces.ask_for_review(desk, desk.draft("penalty-decision", **papers.penalty(desk)))


def decided_due(desk: Desk) -> None:
    """Decided and served; to be published today, or on the next day on which that can be due."""
    day = pieces.due_from(desk, "publish-licence-penalty")
    decision = pieces.decided(desk, day, part=3)
    pieces.served(desk, decision, days.moved(day, 1))
    pieces.published(desk, decision, days.moved(day, 3))


def decided_overdue(desk: Desk) -> None:
    day = pieces.due_from(desk, "publish-licence-penalty", late_by=3)
    pieces.served(desk, pieces.decided(desk, day, made=True, part=4), days.moved(day, 2))


def service_due(desk: Desk) -> None:
    """Decided three working days ago and not served yet."""
    pieces.decided(desk, days.moved(pieces.today(desk), -3), part=5)


def to_execute(desk: Desk) -> None:
    """Served; the party has still to perform."""
    day = days.moved(pieces.today(desk), -4)
    decision = pieces.decided(desk, day)
    pieces.served(desk, decision, days.moved(day, 1))
    cases.add_obligation(
        desk.case, text="缴纳罚款" if desk.tale.obligation == "fine" else "限期恢复原状",
        due_on=desk.day + timedelta(days=15), by=desk.handler, now=desk.wait(10),
    )  # fmt: skip
    pieces.published(desk, decision, days.moved(day, 2))


def archive_due(desk: Desk) -> None:
    ended_on = (
        pieces.due_from(desk, "archive") if "archive" in pieces.limits(desk) else days.moved(pieces.today(desk), -8)
    )
    pieces.complied(desk, ended_on, part=1)
    pieces.closed(
        desk, days.moved(ended_on, 2), result=desk.tale.decision, performance="决定书已直接送达，当事人已履行完毕。"
    )


def archive_overdue(desk: Desk) -> None:
    ended_on = pieces.due_from(desk, "archive", late_by=4)
    pieces.complied(desk, ended_on, part=2)
    pieces.closed(
        desk, days.moved(ended_on, 3), result=desk.tale.decision, performance="决定书已直接送达，当事人已履行完毕。"
    )
    pieces.revoked(desk)


def archived(desk: Desk) -> None:
    """Bound in time, so that nobody was ever told of a miss."""
    ended_on = days.moved(pieces.today(desk), -10)
    pieces.complied(desk, ended_on, part=3)
    pieces.closed(
        desk, days.moved(ended_on, 1), result=desk.tale.decision, performance="决定书已直接送达，当事人已履行完毕。"
    )


def not_accepted(desk: Desk) -> None:
    day = days.moved(pieces.today(desk), -6)
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
    day = days.moved(pieces.today(desk), -14)
    desk.go(day, "09:00")
    desk.open()
    desk.go(days.moved(day, 3), "10:00")
    notice = desk.write("non-initiation-notice", **papers.non_initiation(desk))
    desk.go(days.moved(day, 4), "10:00")
    desk.write("service-receipt", serves=notice, **papers.receipt(desk, notice))
    cases.end_case(desk.case, ending="not-initiated", on=desk.day, by=desk.handler, now=desk.wait(10))
    cases.conclude(desk.case, by=desk.handler, now=desk.wait(10))


def no_violation(desk: Desk) -> None:
    day = days.moved(pieces.today(desk), -7)
    pieces.initiated(desk, day)
    pieces.inspected(desk, days.moved(day, 1), part=4)
    cases.end_case(desk.case, ending="no-violation", on=desk.day, by=desk.handler, now=desk.wait(30))
    pieces.closed(desk, days.moved(day, 2), result="检查中未发现违法行为。", performance="没有需要送达和履行的决定。")


def no_penalty(desk: Desk) -> None:
    day = days.moved(pieces.today(desk), -9)
    pieces.investigated(desk, day, part=5)
    desk.go(days.moved(day, -5), "09:20")
    desk.write("handling-proposal", **papers.proposal(desk))
    desk.go(days.moved(day, -1), "10:00")
    decision = desk.draft("no-penalty-decision", **papers.no_penalty(desk))
    desk.submit(decision)
    desk.approve(decision)
    desk.go(day, "09:30")
    desk.finish(decision)
    desk.advance()
    pieces.served(desk, decision, days.moved(day, 1))
    cases.end_case(desk.case, ending="no-penalty", on=desk.day, by=desk.handler, now=desk.wait(10))
    pieces.closed(
        desk, days.moved(day, 2), result=desk.tale.decision, performance="决定书已直接送达，没有需要履行的内容。"
    )


def withdrawn(desk: Desk) -> None:
    day = days.moved(pieces.today(desk), -8)
    pieces.initiated(desk, days.moved(day, -5))
    pieces.inspected(desk, days.moved(day, -3), part=1)
    desk.go(day, "09:30")
    desk.write("withdrawal-decision", **papers.withdrawal(desk))
    cases.end_case(desk.case, ending="withdrawn", on=desk.day, by=desk.handler, now=desk.wait(20))
    pieces.closed(desk, days.moved(day, 1), result="撤销案件。", performance="没有需要履行的内容。")


def transferred(desk: Desk) -> None:
    day = days.moved(pieces.today(desk), -5)
    pieces.initiated(desk, days.moved(day, -5))
    pieces.inspected(desk, days.moved(day, -4), part=2)
    pieces.questioned(desk, days.moved(day, -3))
    desk.go(day, "09:30")
    desk.write("transfer-letter", **papers.transfer(desk))
    cases.end_case(desk.case, ending="transferred", on=desk.day, by=desk.handler, now=desk.wait(20))


def licensed(desk: Desk) -> None:
    """An application granted, the decision delivered."""
    day = days.moved(pieces.today(desk), -4)
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
    pieces.served(desk, decision, days.moved(day, 1))
    cases.end_case(desk.case, ending="licence-delivered", on=desk.day, by=desk.handler, now=desk.wait(10))
    pieces.published(desk, decision, days.moved(day, 2))


PLOTS: dict[str, Plot] = {
    "just-opened": just_opened,
    "initiation-waiting": initiation_waiting,
    "initiation-returned": initiation_returned,
    "emergency-overdue": emergency_overdue,
    "emergency-reported": emergency_reported,
    "footage-due": footage_due,
    "footage-in": footage_in,
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
ARCHIVED = frozenset({"archived", "not-initiated"})
"""Plots whose volume is bound and sealed at the end."""
