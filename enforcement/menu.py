"""The ground floor's own pages in the main menu."""

from enforcement.access import everyone, roles
from enforcement.composition import NavItem
from enforcement.rights import SUPERVISING

NAV = (
    NavItem("工作台", "enforcement:home", everyone(), 0, group=""),
    NavItem("我的待办", "enforcement:todos", everyone(), 1, group=""),
    NavItem("期限监督", "enforcement:supervision", SUPERVISING, 70, group="监督"),
    NavItem("问题清单", "enforcement:findings", SUPERVISING, 71, group="监督"),
    NavItem("现行规定", "enforcement:law", everyone(), 90, group="机关"),
    NavItem("机构与人员", "enforcement:organisation", roles("system_admin"), 91, group="机关"),
    NavItem("访问令牌", "enforcement:tokens", roles("system_admin", "device_admin"), 92, group="机关"),
)
