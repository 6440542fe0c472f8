"""Who may do what with documents."""

from typing import Any

from cases.models import ActOfficer, CaseOfficer
from enforcement.access import Rule, dossier_of, everyone, is_responsible, not_sealed, roles
from enforcement.actors import Actor
from records.models import Document

READERS = everyone(except_for=("device_admin", "publisher", "publication_reviewer", "system_admin"))
OPENERS = roles(
    "officer", "unit_reviewer", "unit_head", "leader", "agency_head", "legal_reviewer", "archivist", "supervisor"
)


def is_handling(actor: Actor, subject: Any) -> str | None:
    """本人是承办人、协办人，或者参加了本案的执法活动"""
    dossier = dossier_of(subject)
    if dossier is None or actor.person is None or dossier.responsible_id == actor.person.pk:
        return None
    person = actor.person
    if CaseOfficer.objects.filter(case__dossier=dossier, person=person, to_at__isnull=True).exists():
        return None
    if ActOfficer.objects.filter(act__case__dossier=dossier, person=person).exists():
        return None
    name = dossier.responsible.name if dossier.responsible else "未指定"
    return f"只有承办人{name}、本案协办人和参加执法活动的执法人员可以制作本案文书；需要参加办案的，请由承办机构负责人增加协办人。"


def is_not_final(actor: Actor, subject: Any) -> str | None:
    """文书没有定稿，也没有作废"""
    if isinstance(subject, Document) and subject.state in ("final", "voided"):
        return f"该文书{subject.get_state_display()}，不能再更改；确需更正的，另行制作文书说明。"
    return None


def is_editable(actor: Actor, subject: Any) -> str | None:
    """文书不在审批中"""
    if isinstance(subject, Document) and subject.state == "submitted":
        return "该文书正在审批，不能修改；需要修改的，先撤回审批。"
    return None


RULES = (
    Rule("document.read", "查看文书", READERS),
    Rule("document.open", "查看文书全文和版式文件", OPENERS),
    Rule("document.draft", "起草文书", roles("officer"), (not_sealed, is_handling), scope="records"),
    Rule("document.save", "修改文书", roles("officer"), (not_sealed, is_not_final, is_editable, is_handling), scope="records"),
    Rule("document.submit", "提交文书审批", roles("officer"), (not_sealed, is_not_final, is_responsible), scope="records"),
    Rule("document.withdraw", "撤回文书审批", roles("officer"), (not_sealed, is_not_final, is_responsible), scope="records"),
    Rule("document.sign", "签名", roles("officer"), (not_sealed, is_not_final, is_handling), scope="records"),
    Rule("document.finalise", "文书定稿（签发）", roles("officer"), (not_sealed, is_not_final, is_handling), scope="records"),
    Rule("document.void", "作废文书草稿", roles("officer"), (not_sealed, is_not_final, is_editable, is_handling), scope="records"),
    Rule("document.void-final", "作废已定稿的文书", roles("unit_head", "agency_head"), (not_sealed,), scope="records"),
    Rule("case.archive", "归档", roles("archivist"), scope="records"),
)  # fmt: skip
