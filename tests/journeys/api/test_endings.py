"""The other ways in which a case ends, each through REST to its archive: nothing is left without a proper end."""

from collections.abc import Callable

import pytest

from enforcement import jobs
from tests import cast
from tests.journeys.api.client import Bureau, Docket
from tests.journeys.office import days_ago

RULE_SETS = ["liaoning", "hengyang-forestry"]
Desk = Callable[[str], Bureau]


def initiate(docket: Docket) -> None:
    docket.say("parties", kind="person", name="周建国", number=cast.ID_NUMBER)
    docket.finished("initiation-approval", is_approved=True)
    docket.say("advance", expected="initiation")


def inspect(docket: Docket) -> None:
    """Without footage: Liaoning takes a written reason, Hengyang an approved deviation."""
    bureau = docket.bureau
    act = docket.say(
        "acts", kind="site-inspection", started_at=days_ago(0.2), place="某林地",
        officers=[bureau.person("zhang"), bureau.person("li")],
    )["id"]  # fmt: skip
    docket.officers = ["zhang", "li"]
    docket.say(f"acts/{act}/credentials", shown=True)
    docket.say(f"acts/{act}/rights", method="当场宣读权利告知书。")
    docket.say(f"acts/{act}/end", ended_at=days_ago(0.1), recorded=False)
    docket.finished("inspection-record", act=act, shown={"answer": True})
    if bureau.rule_set == "liaoning":
        docket.say(f"acts/{act}/waive", reason="涉及当事人商业秘密，不宜录像。")
        return
    bureau.program("zhang").is_refused(
        403, f"{docket.path}acts/{act}/waive/", {"reason": "涉及当事人商业秘密。"}, "没有例外", "第十五条"
    )
    docket.say(f"acts/{act}/deviate", part="recording", reason="记录仪当场损坏，无法补录。")
    waiting = bureau.program("zhou").get("/api/approvals/")["approvals"]
    bureau.program("zhou").write(f"/api/approvals/{waiting[0]['approval']}/approve/", {"opinion": "同意。"})


def end(docket: Docket, ending: str, *, is_reported: bool = True) -> None:
    """The ending, 结案, and the volume; a second archive is refused."""
    docket.say("end", ending=ending, on=days_ago(0).date())
    assert docket.clock("archive")["state"] == "running"
    if is_reported:
        docket.finished("closing-report", is_approved=True)
    docket.say("conclude")
    jobs.run_due()
    wu, address = docket.bureau.program("wu"), f"/api/dossiers/{docket.dossier}/archive/"
    assert wu.get(address)["gaps"] == []
    volume = wu.write(address)
    assert volume["catalogue"]["items"]
    jobs.run_due()
    wu.is_refused(409, address, {}, "不能重复归档")
    assert docket.look()["stage"] == "archived"
    assert docket.clock("archive")["state"] == "stopped"
    docket.zhang.is_refused(403, f"{docket.path}acts/", {"kind": "inquiry", "officers": []}, "已归档封存")
    assert cast.disagreements() == []


@pytest.mark.obligation("LN-8-3")
def test_an_application_is_not_accepted(desk: Desk) -> None:
    docket = Docket(desk("liaoning"), act_type="licence", source="application", matter="林木采伐许可申请")
    docket.say("parties", kind="person", role="applicant", name="周建国", number=cast.ID_NUMBER)
    refused = {"ending": "not-accepted", "on": str(days_ago(0).date())}
    docket.zhang.is_refused(409, f"{docket.path}end/", refused, "还没有定稿的《不予受理通知书》")
    docket.finished("non-acceptance-notice")
    end(docket, "not-accepted", is_reported=False)


@pytest.mark.obligation("LN-10-3", "HY-10-2")
@pytest.mark.parametrize("rule_set", RULE_SETS)
def test_a_complaint_is_not_taken_up_and_the_complainant_is_told(desk: Desk, rule_set: str) -> None:
    docket = Docket(desk(rule_set), source="complaint", real_name=True, matter="举报他人占用林地")
    docket.say("parties", kind="person", role="complainant", name="周建国", number=cast.ID_NUMBER)
    notice = docket.finished("non-initiation-notice", told={"answer": True}, told_how="当面送达")
    ending = {"ending": "not-initiated", "on": str(days_ago(0).date())}
    docket.zhang.is_refused(409, f"{docket.path}end/", ending, "告知", "第十条")
    docket.serve(notice)
    end(docket, "not-initiated", is_reported=False)


def test_an_inspection_finds_no_violation(desk: Desk) -> None:
    docket = Docket(desk("hengyang-forestry"), act_type="inspection", matter="林地使用情况检查")
    initiate(docket)
    inspect(docket)
    end(docket, "no-violation")


@pytest.mark.parametrize(
    ("rule_set", "ending", "document", "sentence"),
    [
        ("liaoning", "withdrawn", "withdrawal-decision", "《撤销案件决定书》"),
        ("hengyang-forestry", "transferred", "transfer-letter", "《案件移送函》"),
    ],
)
def test_a_case_is_withdrawn_or_transferred_with_approval(
    desk: Desk, rule_set: str, ending: str, document: str, sentence: str
) -> None:
    docket = Docket(desk(rule_set))
    initiate(docket)
    inspect(docket)
    said = {"ending": ending, "on": str(days_ago(0).date())}
    docket.zhang.is_refused(409, f"{docket.path}end/", said, f"还没有定稿的{sentence}")
    docket.finished(document, is_approved=True)
    end(docket, ending)


def test_no_penalty_is_imposed(desk: Desk) -> None:
    docket = Docket(desk("liaoning"))
    initiate(docket)
    inspect(docket)
    docket.say("advance")
    docket.finished("handling-proposal", is_approved=True)
    decision = docket.finished("no-penalty-decision", is_approved=True, major={"answer": False})
    docket.say("advance")
    docket.serve(decision)
    end(docket, "no-penalty")


@pytest.mark.obligation("LN-9-2", "LN-9-3", "HY-11-1")
@pytest.mark.parametrize("rule_set", RULE_SETS)
def test_an_emergency_is_reported_within_its_day_and_a_prior_inspection_is_linked(desk: Desk, rule_set: str) -> None:
    bureau = desk(rule_set)
    inspection = Docket(bureau, act_type="inspection", matter="林地使用情况检查")
    code = inspection.path.split("/")[-2]
    docket = Docket(
        bureau, urgency="emergency", opened_at=days_ago(0.5), emergency_at=days_ago(0.4), inspection=code
    )  # fmt: skip
    docket.say("parties", kind="person", name="周建国", number=cast.ID_NUMBER)
    assert docket.clock("emergency-approval")["state"] == "running"
    docket.say("advance")
    docket.zhang.is_refused(409, f"{docket.path}advance/", {}, "补办批准手续", "《紧急启动补报记录》")
    docket.finished("initiation-approval", is_approved=True)
    docket.finished("emergency-report", is_approved=True)
    assert docket.clock("emergency-approval")["state"] == "stopped"
    docket.finished("withdrawal-decision", is_approved=True)
    end(docket, "withdrawn")
