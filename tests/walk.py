"""A penalty case walked to any stage through the real actions, under either rule set."""

import io
import json
from typing import Any

import pikepdf

from cases import actions
from cases.models import Case
from enforcement import approvals, blobs
from enforcement.actors import Actor
from enforcement.models import Approval, Post
from records import actions as papers
from records.models import Document
from tests.cast import NOW, Agents, ago, inspected, opened, with_party
from tests.records import desk as desks
from tests.records.desk import Desk

TODAY = NOW.date().isoformat()
MORNING = "2026-03-02T09:30"
STAGES = ("initiation", "investigation", "decision", "service", "archiving", "archived")


def body(kind: str, desk: Desk, **values: Any) -> dict[str, Any]:
    """A complete body of the kind, its days today."""
    sample = json.dumps(desks.body(kind, desk)).replace("2026-03-04", TODAY).replace("2026-03-03T09:00", MORNING)
    return {**json.loads(sample), **values}


def final(desk: Desk, kind: str, *, values: dict[str, Any] | None = None, **more: Any) -> Document:
    return desks.final(desk, kind, values=body(kind, desk, **(values or {})), signing={"dated_on": TODAY}, **more)


def case_at(stage: str, agents: Agents) -> Case:
    """A case of 张三's that stands in `stage` and lacks nothing that the way there asked for.

    `archived` makes a blank page stand for each print, since nothing is printed in a test that does not ask for it.
    """
    desk = desk_of(agents)
    for step, walk in zip(STAGES[1:], (_initiate, _investigate, _decide, _serve, _archive), strict=True):
        if STAGES.index(step) > STAGES.index(stage):
            break
        walk(desk)
    return Case.objects.select_related("dossier__agency", "dossier__unit", "dossier__responsible").get(pk=desk.case.pk)


def desk_of(agents: Agents) -> Desk:
    """A new case with its party, and the people of `agents` as the tests of documents name them."""
    case = opened(agents)
    with_party(agents, case)
    return Desk(
        agency=agents.agency, zhang=agents.zhang, li=agents.li, stranger=agents.stranger, reviewer=agents.wang,
        head=agents.zhou, unit_head=agents.qian, archivist=agents.wu, publisher=agents.zheng, case=case,
        dossier=case.dossier, act=0, inquiry=0,
    )  # fmt: skip


def _initiate(desk: Desk) -> None:
    final(desk, "initiation-approval")
    actions.advance(desk.case, by=desk.zhang)


def _investigate(desk: Desk) -> None:
    """An inspection without a recording: the deviation is approved, as both rule sets allow; and an inquiry."""
    agents = Agents("", desk.agency, {}, _officers(desk))
    inspection = inspected(agents, desk.case)
    inquiry = inspected(agents, desk.case, kind="inquiry", started_at=ago(hours=3))
    desk.act, desk.inquiry = inspection.pk, inquiry.pk
    for act in (inspection, inquiry):
        actions.show_credentials(act, shown=True, by=desk.zhang)
        actions.tell_rights(act, method="当场宣读权利告知书", by=desk.zhang)
        actions.end_act(act, recorded=False, ended_at=ago(hours=2), by=desk.zhang)
    final(desk, "inspection-record")
    final(desk, "inquiry-record")
    actions.request_deviation(inspection, part="recording", reason="执法记录仪现场损坏，无法补录", by=desk.zhang)
    approvals.approve(Approval.objects.get(dossier=desk.dossier, action="case.deviate"), by=desk.head)
    actions.advance(desk.case, by=desk.zhang)


def _decide(desk: Desk) -> None:
    final(desk, "handling-proposal")
    notice = final(desk, "prior-notice")
    final(desk, "service-receipt", serves=notice, values={"received_at": "2026-03-02T14:00"})
    final(desk, "statement-record", serves=notice, values={"outcome": "waived", "taken_at": "2026-03-02T14:30"})
    final(desk, "penalty-decision")
    actions.advance(desk.case, by=desk.zhang)


def _serve(desk: Desk) -> None:
    decision = Document.objects.get(dossier=desk.dossier, kind="penalty-decision", state="final")
    final(desk, "service-receipt", serves=decision, values={"received_at": "2026-03-02T14:50"})
    final(desk, "compliance-record", serves=decision, values={"done_on": TODAY})
    actions.end_case(desk.case, ending="complied", on=NOW.date(), by=desk.zhang)


def _archive(desk: Desk) -> None:
    final(desk, "closing-report")
    actions.conclude(desk.case, by=desk.zhang)
    page = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(page)
    for document in Document.objects.filter(dossier=desk.dossier, state="final"):
        page.seek(0)
        papers.keep_print(document, by=Actor.system(), pdf=blobs.put(page), page_count=1)
    papers.archive(desk.dossier, by=desk.archivist)


def _officers(desk: Desk) -> dict[str, Post]:
    assert desk.zhang.post is not None and desk.li.post is not None
    return {"zhang": desk.zhang.post, "li": desk.li.post}
