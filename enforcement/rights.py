"""The ground floor's rows of the access table."""

from typing import Any

from enforcement.access import Rule, everyone, roles
from enforcement.actors import Actor
from enforcement.models import Agency

SUPERVISING = roles("supervisor", "external_supervisor", "unit_head", "leader", "agency_head")


def own_agency(actor: Actor, subject: Any) -> str | None:
    """只限本机关；全国范围的系统管理机关不限"""
    agency = subject if isinstance(subject, Agency) else getattr(subject, "agency", None)
    if agency is None or actor.agency is None or actor.agency.is_whole_country:
        return None
    return None if agency == actor.agency else "只能设置本机关的机构、人员和令牌。"


RULES = (
    Rule("agency.create", "设立机关", roles("system_admin")),
    Rule("agency.change", "变更机关信息", roles("system_admin"), (own_agency,)),
    Rule("organisation.change", "设置机构、人员、岗位、证件", roles("system_admin"), (own_agency,)),
    Rule("token.issue", "签发令牌", roles("system_admin", "device_admin"), (own_agency,)),
    Rule("token.revoke", "吊销令牌", roles("system_admin", "device_admin"), (own_agency,)),
    Rule("supervision.view", "查看逾期监督", SUPERVISING),
    Rule("approval.decide", "审批", everyone()),
    Rule("password.change", "修改本人密码", everyone()),
)
