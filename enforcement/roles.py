"""The offices that a post can be, as the regulations name them, and how far each one sees."""

from dataclasses import dataclass
from typing import Literal

Scope = Literal["unit", "agency", "region"]


@dataclass(frozen=True)
class Role:
    """`kinds` limits what is seen to dossiers of these kinds; None means every kind."""

    code: str
    label: str
    scope: Scope
    kinds: tuple[str, ...] | None = None


ROLES = {
    role.code: role
    for role in (
        Role("officer", "执法人员", "unit"),
        Role("unit_reviewer", "承办机构审核人", "unit"),
        Role("unit_head", "承办机构负责人", "unit"),
        Role("leader", "分管领导", "agency"),
        Role("agency_head", "行政机关负责人", "agency"),
        Role("legal_reviewer", "法制审核人员", "agency"),
        Role("supervisor", "法制监督人员", "agency"),
        Role("external_supervisor", "司法行政监督人员", "region"),
        Role("device_admin", "设备管理员", "agency", ("device", "media")),
        Role("archivist", "档案管理员", "agency"),
        Role("publisher", "公示经办人", "agency", ("case",)),
        Role("publication_reviewer", "公示审核人", "agency", ("case",)),
        Role("system_admin", "系统管理员", "agency", ("agency", "device")),
    )
}

ROLE_CHOICES = [(role.code, role.label) for role in ROLES.values()]
