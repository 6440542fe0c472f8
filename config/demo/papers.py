"""What stands in the documents of a story: the values of every field, from the words of the tale."""

from typing import Any

from cases.models import Act
from config.demo.desk import RIGHTS, Desk
from enforcement import law
from records.models import Document

REMEDY = (
    "如不服本决定，可以自收到本决定书之日起六十日内申请行政复议，或者六个月内依法向人民法院提起行政诉讼。"
    "行政复议和行政诉讼期间，本决定不停止执行，法律另有规定的除外。"
)
NO = {"answer": False}
YES = {"answer": True}


def moment(desk: Desk) -> str:
    return law.shanghai(desk.clock).strftime("%Y-%m-%dT%H:%M")


def initiation(desk: Desk) -> dict[str, Any]:
    tale = desk.tale
    return {
        "reason": "经初步核查，有违法事实需要调查，属于本机关管辖，未超过处罚时效，符合立案条件。",
        "source": tale.source,
        "facts": tale.clue,
        "party": tale.party.described(),
        "opinion": f"{tale.party.name}的行为涉嫌违法，建议立案调查，由{tale.handler}、{tale.partner}承办。",
    }


def inspection(desk: Desk, act: Act) -> dict[str, Any]:
    tale = desk.tale
    return {
        "party": tale.party.described(),
        "began_at": law.shanghai(act.started_at).strftime("%Y-%m-%dT%H:%M"),
        "ended_at": law.shanghai(act.ended_at or act.started_at).strftime("%Y-%m-%dT%H:%M"),
        "place": tale.place,
        "object": tale.object,
        "officers": desk.officers(),
        "shown": YES,
        "rights_told": RIGHTS,
        "course": tale.found,
        "conclusion": tale.conclusion,
    }


def inquiry(desk: Desk, act: Act) -> dict[str, Any]:
    tale = desk.tale
    opening = ("我们是执法人员，这是我们的执法证件，你看清楚了吗？你是否申请我们回避？", "看清楚了，不申请回避。")
    asked = tale.dialogue or (("请说明有关情况。", tale.facts),)
    closing = ("以上记录是否属实？还有什么补充？", "属实，没有补充。")
    return {
        "serial": 1,
        "began_at": law.shanghai(act.started_at).strftime("%Y-%m-%dT%H:%M"),
        "ended_at": law.shanghai(act.ended_at or act.started_at).strftime("%Y-%m-%dT%H:%M"),
        "place": f"{desk.house.agency.name}询问室",
        "officers": desk.officers(),
        "recorder": tale.partner,
        "questioned": tale.party.described(),
        "relation": "当事人" if not tale.party.representative else "当事人的法定代表人",
        "shown": YES,
        "rights_told": RIGHTS,
        "dialogue": [{"question": q, "answer": a} for q, a in (opening, *asked, closing)],
    }


def evidence(tale_found: str) -> list[dict[str, str]]:
    return [
        {"name": "现场检查笔录及录像", "proves": tale_found or "现场状况"},
        {"name": "询问笔录", "proves": "当事人对违法事实的承认和经过"},
    ]


def proposal(desk: Desk) -> dict[str, Any]:
    tale = desk.tale
    return _priced(tale.amount) | {
        "party": tale.party.described(),
        "facts": tale.facts,
        "evidence": evidence(tale.conclusion),
        "basis": tale.law,
        "decision": tale.decision,
        "discretion": tale.discretion or "当事人系初次违法，配合调查，按一般情节裁量。",
    }


def prior_notice(desk: Desk) -> dict[str, Any]:
    tale = desk.tale
    return _priced(tale.amount) | {
        "party": tale.party.described(),
        "facts": f"{tale.facts}以上事实有现场检查笔录、询问笔录、录像为证。",
        "basis": tale.law,
        "decision": tale.decision,
        "rights": "你（单位）可以自收到本告知书之日起五日内向本机关陈述、申辩；逾期视为放弃。",
        "hearing": NO,
        "contact": f"{tale.handler}，{desk.house.unit.name}，值班电话见本机关门户网站",
    }


def statement(desk: Desk, *, made: bool) -> dict[str, Any]:
    given = {
        "party": desk.tale.party.described(),
        "taken_at": moment(desk),
        "place": f"{desk.house.agency.name}听取意见室",
        "officers": desk.officers(),
        "rights_told": "已告知当事人依法享有陈述、申辩的权利，本机关不因陈述、申辩而给予更重的处罚。",
    }
    if not made:
        return given | {"outcome": "waived", "waiver_evidence": "当事人当场书面声明放弃陈述、申辩，声明附卷。"}
    return given | {
        "outcome": "made",
        "statement": "承认违法事实，请求考虑已经主动整改，从轻处罚。",
        "adopted": "partly",
        "review": "经复核，当事人在立案前已停止违法行为，情况属实，在裁量幅度内予以考虑。",
    }


def penalty(desk: Desk) -> dict[str, Any]:
    tale = desk.tale
    return _priced(tale.amount) | {
        "party": tale.party.described(),
        "facts": f"{tale.facts}以上事实有现场检查笔录、询问笔录、录像为证。",
        "basis": tale.law,
        "decision": tale.decision,
        "performance": tale.duty
        or "自收到本决定书之日起十五日内缴纳罚款；逾期不缴纳的，每日按罚款数额的百分之三加处罚款。",
        "remedy": REMEDY,
        "major": YES if tale.major else NO,
    }


def no_penalty(desk: Desk) -> dict[str, Any]:
    tale = desk.tale
    return {
        "party": tale.party.described(), "facts": tale.facts, "basis": tale.law, "decision": tale.decision,
        "remedy": REMEDY, "major": NO,
    }  # fmt: skip


def licence(desk: Desk) -> dict[str, Any]:
    tale = desk.tale
    return {
        "party": tale.party.described(), "matter": tale.object, "outcome": "granted", "facts": tale.facts,
        "basis": tale.law, "content": tale.decision, "remedy": REMEDY, "major": NO,
    }  # fmt: skip


def receipt(desk: Desk, served: Document) -> dict[str, Any]:
    tale = desk.tale
    return {
        "recipient": tale.party.described(),
        "cause": tale.matter,
        "document": f"{served.title} {served.number}".strip(),
        "method": "direct",
        "servers": desk.officers(),
        "place": tale.party.address,
        "received_at": moment(desk),
        "receiver": "法定代表人" if tale.party.representative else "",
    }


def compliance(desk: Desk, decision: Document) -> dict[str, Any]:
    tale = desk.tale
    proof = {
        "fine": "当事人到代收银行缴清罚款，缴款凭证已核对并附卷。",
        "restoration": "执法人员到现场核查，地上物已全部清除，原状已经恢复，现场照片附卷。",
        "correction": "执法人员到现场核查，违法行为已经改正，现场照片附卷。",
    }
    return _priced(tale.amount) | {
        "party": tale.party.described(),
        "decision": f"{decision.title} {decision.number}",
        "obligation": tale.obligation,
        "outcome": "fulfilled",
        "done_on": desk.day.isoformat(),
        "proof": proof[tale.obligation],
        "officers": desk.officers(),
    }


def closing(desk: Desk, *, result: str, performance: str) -> dict[str, Any]:
    tale = desk.tale
    return {
        "party": tale.party.described(),
        "facts": tale.facts or tale.clue,
        "result": result,
        "performance": performance,
        "media": "音像记录存储于本系统，目录见卷内。",
        "ended_on": str(desk.case.ended_on),
        "opinion": "案件办理完毕，材料齐全，建议结案归档。",
    }


def non_acceptance(desk: Desk) -> dict[str, Any]:
    tale = desk.tale
    return {
        "addressee": tale.party.described(), "matter": tale.clue, "reason": tale.reason, "remedy": REMEDY,
    }  # fmt: skip


def non_initiation(desk: Desk) -> dict[str, Any]:
    tale = desk.tale
    return {
        "addressee": tale.party.described(),
        "matter": tale.clue,
        "reason": tale.reason,
        "received_on": law.local_day(desk.case.opened_at).isoformat(),
        "recorder": tale.handler,
        "told": YES,
        "told_how": "当面送达本告知书",
        "remedy": REMEDY,
    }


def withdrawal(desk: Desk) -> dict[str, Any]:
    tale = desk.tale
    return {"party": tale.party.described(), "facts": tale.facts, "reason": tale.reason}


def transfer(desk: Desk) -> dict[str, Any]:
    tale = desk.tale
    return {
        "recipient": tale.recipient,
        "party": tale.party.described(),
        "facts": tale.facts,
        "reason": tale.reason,
        "materials": [{"name": "现场检查笔录", "pages": 2}, {"name": "询问笔录", "pages": 3}],
        "contact": f"{tale.handler}，{desk.house.unit.name}",
    }


def emergency(desk: Desk, *, began: str) -> dict[str, Any]:
    return {
        "started_at": began,
        "emergency": desk.tale.clue,
        "reported_at": moment(desk),
        "report": "已向分管负责人电话报告现场情况和拟采取的措施，并按其意见开展调查。",
    }


def _priced(amount: str) -> dict[str, str]:
    return {"amount": amount} if amount else {}
