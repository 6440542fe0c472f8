"""Who may do what with footage."""

from typing import Any

from enforcement import access
from enforcement.access import Rule, everyone, roles
from enforcement.actors import Actor

AT_ONCE = "《辽宁省行政执法全过程记录实施办法》第二十五条第三款"
NO_CHANGE = "《辽宁省行政执法全过程记录实施办法》第三十条第（三）项"
UPLOAD_SCOPE = "footage.upload"
LOOKING = everyone(except_for=("publisher", "publication_reviewer", "system_admin"))
HANDING_OVER = roles("device_admin", "officer", "unit_reviewer", "unit_head")


def within_sight(actor: Actor, media: Any) -> str | None:
    """音像记录，或它所反映的案件，在本人管理范围内"""
    if media is None or access.sees(actor, media.dossier):
        return None
    links = media.links.filter(unlinked_at__isnull=True).select_related(
        "act__case__dossier__agency", "act__case__dossier__unit"
    )
    if any(access.sees(actor, link.act.case.dossier) for link in links):
        return None
    return "这份音像记录及其反映的案件都不在您所在机关、机构的管理范围内。"


def not_quarantined(actor: Actor, media: Any) -> str | None:
    """音像记录没有被隔离"""
    if media is not None and media.state == "quarantined":
        return f"该文件已隔离，不能作为音像记录使用：{media.reason}"
    return None


RULES = (
    Rule("media.upload", "移交音像记录", HANDING_OVER, article=AT_ONCE, scope=UPLOAD_SCOPE, devices=True),
    Rule(
        "media.link", "关联执法活动", HANDING_OVER, (within_sight, not_quarantined),
        article=AT_ONCE, scope=UPLOAD_SCOPE, devices=True, anywhere=True,
    ),
    Rule("media.unlink", "解除关联", HANDING_OVER, (within_sight,), article=NO_CHANGE, anywhere=True),
    Rule("media.view", "播放音像记录", LOOKING, (within_sight,), anywhere=True),
    # officers do not keep footage themselves: they play it, they are not given the file
    Rule(
        "media.download", "下载原件", roles("supervisor", "legal_reviewer", "archivist", "agency_head"),
        (within_sight,), article=AT_ONCE, anywhere=True,
    ),
    Rule("media.process", "重新处理", roles("device_admin"), (within_sight,), anywhere=True),
)  # fmt: skip
