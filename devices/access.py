"""Who may do what with recorders."""

from typing import Any

from enforcement.access import Rule, everyone, roles
from enforcement.actors import Actor

EQUIPPED = "《辽宁省行政执法全过程记录实施办法》第七条第三款"
NOT_KEPT = "《辽宁省行政执法全过程记录实施办法》第二十五条第三款"


LOOKING = everyone(except_for=("publisher", "publication_reviewer"))


def in_own_agency(actor: Actor, device: Any) -> str | None:
    """设备属于本人所在机关"""
    if device is not None and actor.agency is not None and device.dossier.agency_id != actor.agency.pk:
        return "这台设备属于其他机关，只能由该机关的设备管理员办理。"
    return None


RULES = (
    Rule("device.view", "查看设备", LOOKING),
    Rule("device.register", "登记设备", roles("device_admin", "system_admin"), article=EQUIPPED),
    Rule("device.change", "变更设备信息", roles("device_admin", "system_admin"), (in_own_agency,), article=EQUIPPED),
    Rule("device.issue", "发放设备", roles("device_admin"), (in_own_agency,), article=EQUIPPED),
    Rule("device.return", "收回设备", roles("device_admin"), (in_own_agency,), article=NOT_KEPT),
    Rule("device.token", "签发设备令牌", roles("device_admin", "system_admin"), (in_own_agency,), article=NOT_KEPT),
)
