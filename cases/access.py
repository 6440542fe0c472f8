"""Who may do what with cases, and in what state of the case."""

from typing import Any

from cases.models import Act, Case, CaseOfficer
from enforcement.access import Rule, everyone, is_responsible, not_sealed, roles
from enforcement.actors import Actor

READERS = everyone(except_for=("device_admin", "system_admin"))
OPENERS = roles(
    "officer", "unit_reviewer", "unit_head", "leader", "agency_head", "legal_reviewer", "supervisor", "archivist"
)
OFFICER = roles("officer")


def case_of(subject: Any) -> Case | None:
    if isinstance(subject, Case):
        return subject
    if isinstance(subject, Act):
        return subject.case
    return getattr(subject, "case", None)


def is_handling(actor: Actor, subject: Any) -> str | None:
    """本人是该案的承办人或者协办人"""
    case = case_of(subject)
    if case is None or actor.person is None or case.dossier.responsible_id == actor.person.pk:
        return None
    helping: list[CaseOfficer] = [officer for officer in case.officers.all() if officer.to_at is None]
    if actor.person.pk in {officer.person_id for officer in helping}:
        return None
    name = case.dossier.responsible.name if case.dossier.responsible else "未指定"
    return f"只有承办人{name}和本案协办人可以办理；需要参加办案的，请由承办机构负责人增加协办人。"


def is_running(actor: Actor, subject: Any) -> str | None:
    """案件尚未终结"""
    case = case_of(subject)
    if case is not None and case.ending:
        return f"本案已于{case.ended_on}终结（{case.ending_label}），不能再进入其他阶段。"
    return None


def has_ended(actor: Actor, subject: Any) -> str | None:
    """执法行为已经终结，尚未结案"""
    case = case_of(subject)
    if case is None:
        return None
    if not case.ending:
        return "执法行为尚未终结，不能结案。请先办理终结（如履行完毕、撤销案件、移送）。"
    return "本案已经结案，无需重复办理。" if case.concluded_at else None


def act_is_open(actor: Actor, subject: Any) -> str | None:
    """该执法活动尚未登记结束"""
    if isinstance(subject, Act) and subject.ended_at is not None:
        return "该执法活动已经登记结束时间；登记有误的，请办理更正。"
    return None


def act_stands(actor: Actor, subject: Any) -> str | None:
    """该执法活动的登记没有撤销"""
    if isinstance(subject, Act) and subject.removed_at is not None:
        return "该执法活动的登记已经撤销，不能再办理。"
    return None


RULES = (
    Rule("case.read", "查看案件", READERS, scope="cases"),
    Rule("case.open", "登记案件", OFFICER, scope="cases", anywhere=True),
    Rule("case.reveal", "查看当事人完整信息", OPENERS, scope="cases"),
    Rule("case.assist", "增减协办人", roles("unit_head"), (not_sealed,), scope="cases"),
    Rule("case.hand-over", "变更承办人", roles("unit_head"), (not_sealed,), scope="cases"),
    Rule("case.advance", "进入下一阶段", OFFICER, (not_sealed, is_running, is_responsible), scope="cases"),
    Rule("case.end", "终结执法行为", OFFICER, (not_sealed, is_running, is_responsible), scope="cases"),
    Rule("case.conclude", "结案", OFFICER, (not_sealed, has_ended, is_responsible), scope="cases"),
    Rule("party.add", "登记当事人", OFFICER, (not_sealed, is_handling), scope="cases"),
    Rule("party.remove", "移除当事人", OFFICER, (not_sealed, is_handling), scope="cases"),
    Rule("act.open", "登记执法活动", OFFICER, (not_sealed, is_handling), scope="cases"),
    Rule("act.end", "登记执法活动结束", OFFICER, (not_sealed, is_handling, act_stands, act_is_open), scope="cases"),
    Rule("act.note", "登记证件出示、权利告知和音像记录情况", OFFICER, (not_sealed, is_handling, act_stands), scope="cases"),
    Rule("act.correct", "更正、撤销执法活动的登记", OFFICER, (not_sealed, is_handling, act_stands), scope="cases"),
    Rule("act.deviate", "提请批准偏差", OFFICER, (not_sealed, is_handling, act_stands), scope="cases"),
    Rule("obligation.add", "登记应当履行的义务", OFFICER, (not_sealed, is_handling), scope="cases"),
    Rule("obligation.fulfil", "登记履行情况", OFFICER, (not_sealed, is_handling), scope="cases"),
)  # fmt: skip
