"""A penalty case from 启动 to 归档 through REST: tokens, one-time keys, footage by unmodified tuspy."""

import hashlib
from datetime import datetime, timedelta

import pytest
import requests
from tusclient.client import TusClient

from enforcement.law import SHANGHAI
from tests.cast import ID_NUMBER
from tests.journeys.api.client import Docket, bureau_of
from tests.journeys.office import days_ago
from tests.journeys.town import Town
from tests.journeys.uploads import FOOTAGE
from tests.stack import eventually

FILES = {"liaoning": "iphone6_rotated_gps_tz.mov", "hengyang-forestry": "sony_avchd_no_container_time.mts"}


@pytest.mark.obligation("LN-25-7", "LN-25-2", "HY-32-1", "LN-18-4", "HY-17-5")
@pytest.mark.parametrize("rule_set", ["liaoning", "hengyang-forestry"])
def test_a_penalty_case_goes_from_its_opening_to_the_archive(town: Town, rule_set: str) -> None:
    docket = Docket(bureau_of(town, rule_set))
    initiate(docket)
    act = inspect(docket)
    hand_over(docket, town, act)
    docket.say("advance", expected="investigation")
    decision = decide(docket)
    docket.say("advance", expected="decision")
    docket.serve(decision)
    docket.finished(
        "compliance-record", serves=decision, obligation="fine", outcome="fulfilled", done_on=days_ago(0).date()
    )
    archive(docket)
    publish(docket, town, decision)
    town.verify()


def initiate(docket: Docket) -> None:
    docket.zhang.is_refused(
        400, f"{docket.path}parties/", {"kind": "person", "name": "周建国", "number": "210302198001011234"}, "校验"
    )
    party = docket.say("parties", kind="person", name="周建国", number=ID_NUMBER, phone="13904120001")
    assert ID_NUMBER not in str(party)
    docket.zhang.is_refused(409, f"{docket.path}advance/", {}, "还没有定稿的《立案审批表》")
    form = docket.draft("initiation-approval")
    docket.submit(form)
    first = "wang" if docket.bureau.rule_set == "liaoning" else "zhou"
    approval = docket.approval_of(form, first)
    docket.zhang.is_refused(403, f"/api/approvals/{approval}/approve/", {}, "审批")
    docket.bureau.program(first).write(f"/api/approvals/{approval}/return/", {"reason": "请写明占用林地的面积。"})
    said = docket.read(form)
    values = docket.body_of("initiation-approval", reason="卫星图斑核查发现占用林地三百平方米。")
    docket.zhang.write(
        f"/api/documents/{form}/", {"values": values, "version": said["version"]}, method="PUT"
    )  # fmt: skip
    docket.approve(form)
    docket.finalise(form)
    docket.say("advance", expected="initiation")
    docket.zhang.is_refused(409, f"{docket.path}advance/", {"expected": "initiation"}, "刷新")


def inspect(docket: Docket) -> int:
    """Two officers; its end is corrected with a second person's consent, and the hand-over clock follows."""
    bureau, began, ended, wrong = docket.bureau, days_ago(0.2), days_ago(0.15), days_ago(0.02)
    alone = {"kind": "site-inspection", "started_at": began.isoformat(), "officers": [bureau.person("zhang")]}
    docket.zhang.is_refused(400, f"{docket.path}acts/", alone, "不得少于2人")
    docket.officers = ["zhang", "li"]
    people = [bureau.person(name) for name in docket.officers]
    act = docket.say("acts", kind="site-inspection", started_at=began, place="某林地", officers=people)["id"]
    docket.say(f"acts/{act}/credentials", shown=True)
    docket.say(f"acts/{act}/rights", method="当场宣读权利告知书。")
    docket.zhang.is_refused(
        400, f"{docket.path}acts/{act}/end/", {"recorded": True, "ended_at": days_ago(-1).isoformat()}, "晚于"
    )
    docket.say(f"acts/{act}/end", recorded=True, ended_at=wrong)
    before = docket.clock("footage-handover")
    correction = {"ended_at": ended, "reason": "把离开现场的时间误记为检查结束的时间。"}
    assert docket.say(f"acts/{act}/correct", **correction)["proposal"]
    assert docket.clock("footage-handover") == before
    qian = bureau.program("qian")
    waiting = qian.get("/api/approvals/")["approvals"]
    approval = next(row["approval"] for row in waiting if row["dossier"] == docket.dossier)
    qian.write(f"/api/approvals/{approval}/approve/", {"opinion": "情况属实。"})
    after = docket.clock("footage-handover")
    if docket.bureau.rule_set == "liaoning":
        due = datetime.fromisoformat(after["due_at"])
        assert due == ended + timedelta(hours=24)
        assert after["due_at"] != before["due_at"]
    record = docket.draft("inspection-record", act=act, shown={"answer": True})
    for name in docket.officers:
        bureau.program(name).write(f"/api/documents/{record}/sign/", {"role": "officer"})
    docket.zhang.is_refused(400, f"/api/documents/{record}/refuse/", {"role": "party", "name": "周建国"}, "拒绝签名")
    refusal = {"role": "party", "name": "周建国", "reason": "认为面积测量不准。", "witness": "村委会吴某"}
    docket.zhang.write(f"/api/documents/{record}/refuse/", refusal)
    docket.finalise(record)
    return int(act)


def hand_over(docket: Docket, town: Town, act: int) -> None:
    """By the recorder's own token, with stock tuspy in small pieces."""
    docket.zhang.is_refused(409, f"{docket.path}advance/", {}, "缺少音像记录")
    file = FOOTAGE / FILES[docket.bureau.rule_set]
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    bearer = {"Authorization": f"Bearer {docket.bureau.tokens['recorder']}"}
    client = TusClient(f"{town.product.base_url}/api/uploads/", headers=bearer)
    said = {"filename": file.name, "act": str(act), "sha256": digest}
    upload = client.uploader(str(file), chunk_size=200_000, metadata=said)
    upload.upload_chunk()
    again = client.uploader(str(file), chunk_size=200_000, url=upload.url)
    assert again.get_offset() == 200_000
    again.upload()
    state = eventually(lambda: _playable(upload.url, bearer), within=90)
    assert (state["state"], state["sha256"]) == ("ready", digest)
    assert len(state["sm3"]) == 64
    clock = docket.clock("footage-handover")
    assert clock["state"] == "stopped"
    assert clock["stopped_at"]


def _playable(url: str, bearer: dict[str, str]) -> dict[str, str] | None:
    said = requests.get(url, headers=bearer, timeout=20).json()
    return said if said.get("playable") else None


def decide(docket: Docket) -> int:
    bureau, zhang = docket.bureau, docket.zhang
    docket.finished("handling-proposal", is_approved=True)
    decision = docket.draft("penalty-decision", major={"answer": True})
    docket.approve(decision)
    signing = {"version": docket.read(decision)["version"], "signing": {"dated_on": f"{days_ago(0):%Y-%m-%d}"}}
    finalise = f"/api/documents/{decision}/finalise/"
    zhang.is_refused(409, finalise, signing, "《行政处罚事先告知书》还没有送达", "还没有通过法制审核")
    notice = docket.finished("prior-notice")
    docket.serve(notice)
    docket.finished(
        "statement-record",
        serves=notice,
        outcome="waived",
        taken_at=days_ago(0.004),
        waiver_evidence="当事人签署的声明。",
    )
    zhang.is_refused(409, finalise, signing, "还没有通过法制审核")
    review = zhang.write(f"/api/documents/{decision}/reviews/", {"reasons": ["public-interest"]})["review"]
    office = bureau.program("wangfa")
    points = office.get(f"/api/reviews/{review}/")["points"] or {}
    points = (
        dict.fromkeys(["subject", "procedure", "facts", "basis", "competence", "documents", "crime"], True) | points
    )
    zhang.is_refused(403, f"/api/reviews/{review}/agree/", {"points": points, "opinion": ""}, "法制审核人员")
    office.write(f"/api/reviews/{review}/agree/", {"points": points, "opinion": "同意。"})
    final = zhang.write(finalise, signing)
    assert f"罚〔{datetime.now(SHANGHAI):%Y}〕" in final["number"]
    zhang.is_refused(403, f"/api/documents/{decision}/", {"values": {}, "version": 9}, "已定稿", method="PUT")
    return decision


def archive(docket: Docket) -> None:
    docket.say("end", ending="complied", on=days_ago(0).date())
    clock = docket.clock("archive")
    days = 30 if docket.bureau.rule_set == "liaoning" else 20
    assert clock["state"] == "running"
    assert datetime.fromisoformat(clock["due_on"]).date() >= days_ago(-days).date()
    docket.finished("closing-report", is_approved=True)
    docket.say("conclude")
    wu, address = docket.bureau.program("wu"), f"/api/dossiers/{docket.dossier}/archive/"
    docket.zhang.is_refused(403, address, {}, "档案管理员")
    volume = eventually(lambda: _bound(docket, address), within=120, every=1)
    dates = [item["date"] for item in volume["catalogue"]["items"]]
    assert dates == sorted(dates)
    wu.is_refused(409, address, {}, "不能重复归档")


def _bound(docket: Docket, address: str) -> dict[str, dict[str, list[dict[str, str]]]] | None:
    """Refused as 409 while the worker still prints."""
    status, said = docket.bureau.program("wu").ask("POST", address, {})
    assert status in (201, 409), said
    assert status == 201 or "版式文件" in said["error"], said
    return said if status == 201 else None


def publish(docket: Docket, town: Town, decision: int) -> None:
    zheng, feng = docket.bureau.program("zheng"), docket.bureau.program("feng")
    address = f"/api/documents/{decision}/publications/"
    zheng.is_refused(400, address, {"conclusion": "对周建国罚款六万元。"}, "自然人的全名")
    drafted = zheng.write(address, {"conclusion": "对周某某罚款六万元。"})
    release = f"/api/publications/{drafted['publication']}/release/"
    zheng.is_refused(403, release, {}, "公示审核人")
    path = feng.write(release)["public_path"]
    page = requests.get(town.product.base_url + path, timeout=30).text
    assert "周某某" in page
    assert "周建国" not in page
    zheng.write(f"/api/publications/{drafted['publication']}/withdraw/", {"reason": "决定已被依法变更。"})
    page = requests.get(town.product.base_url + path, timeout=30).text
    assert "决定已被依法变更" in page
    assert "周某某" not in page
