"""Who may do what: one table, merged from every app, explained in one sentence when it refuses."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from enforcement import law
from enforcement.actors import Actor
from enforcement.errors import Denied
from enforcement.models import Dossier
from enforcement.models.dossier import region_prefix
from enforcement.roles import ROLES

Condition = Callable[[Actor, Any], str | None]
"""(actor, subject) → the Chinese sentence of the refusal, or None. Its docstring is printed in the access table."""


@dataclass(frozen=True)
class Rule:
    """`action` such as `case.open`; `roles` the offices that may; every one of `conditions` must hold besides.

    `scope` is what a token must carry to do this; a signed-in person needs none. `devices`: recorders may, too.
    """

    action: str
    label: str
    roles: frozenset[str] = frozenset()
    conditions: tuple[Condition, ...] = ()
    article: str = ""
    scope: str = "full"
    devices: bool = False
    anywhere: bool = field(default=False)
    """True: the subject's dossier need not lie within what the actor sees."""


_rules: dict[str, Rule] = {}


def register(*rules: Rule) -> None:
    """Called from `AppConfig.ready()`. ValueError for an action or a role that is declared twice or unknown."""
    for rule in rules:
        if _rules.get(rule.action, rule) != rule:
            raise ValueError(f"action {rule.action} is declared twice")
        if unknown := rule.roles - ROLES.keys():
            raise ValueError(f"action {rule.action} names unknown roles {sorted(unknown)}")
        _rules[rule.action] = rule


def table() -> list[Rule]:
    return sorted(_rules.values(), key=lambda rule: rule.action)


def dossier_of(subject: Any) -> Dossier | None:
    if isinstance(subject, Dossier):
        return subject
    return getattr(subject, "dossier", None)


def explain(actor: Actor, action: str, subject: Any = None) -> Denied | None:
    """Why `actor` may not, or None. Raises LookupError for an action that nobody declared."""
    rule = _rules[action]
    if actor.is_system:
        return None
    if actor.scopes is not None and rule.scope not in actor.scopes and "full" not in actor.scopes:
        return Denied("该令牌没有这项操作的权限，请由系统管理员签发相应范围的令牌。", rule.article)
    if actor.post is None:
        return None if rule.devices else Denied("执法记录设备不能进行这项操作，请由执法人员登录办理。", rule.article)
    if not actor.is_in_office(law.local_day(timezone.now())):
        return Denied("您目前不在该岗位任职，不能进行这项操作。", rule.article)
    if actor.post.role not in rule.roles:
        who = "、".join(role.label for role in ROLES.values() if role.code in rule.roles)
        return Denied(f"“{rule.label}”只能由{who}办理，您当前的岗位是{ROLES[actor.post.role].label}。", rule.article)
    dossier = dossier_of(subject)
    if dossier is not None and not rule.anywhere and not sees(actor, dossier):
        return Denied("该案卷不在您所在机关、机构的管理范围内，不能办理。", rule.article)
    for condition in rule.conditions:
        if refusal := condition(actor, subject):
            return Denied(refusal, rule.article)
    return None


def require(actor: Actor, action: str, subject: Any = None) -> None:
    """Raises Denied with the reason."""
    if refusal := explain(actor, action, subject):
        raise refusal


def sees(actor: Actor, dossier: Dossier) -> bool:
    """Whether the dossier lies within what the actor's post sees; the same rule as `visible_to`, without a query."""
    role = actor.role
    if role is None or actor.agency is None:
        return False
    if role.kinds is not None and dossier.kind not in role.kinds:
        return False
    if role.scope == "region":
        return dossier.agency.region.startswith(region_prefix(actor.agency.region))
    if dossier.agency_id != actor.agency.pk:
        return False
    if role.scope == "agency" or actor.unit is None:
        return True
    is_own = actor.person is not None and dossier.responsible_id == actor.person.pk
    return is_own or (dossier.unit is not None and dossier.unit.path.startswith(actor.unit.path))


def not_sealed(actor: Actor, subject: Any) -> str | None:
    """案卷尚未归档封存"""
    dossier = dossier_of(subject)
    if dossier is not None and dossier.sealed_at is not None:
        return "案卷已归档封存，不能再更改；确有遗漏的，以补充材料方式另行登记。"
    return None


def is_responsible(actor: Actor, subject: Any) -> str | None:
    """本人是该案卷的承办人"""
    dossier = dossier_of(subject)
    if dossier is not None and (actor.person is None or dossier.responsible_id != actor.person.pk):
        name = dossier.responsible.name if dossier.responsible else "未指定"
        return f"只有承办人可以办理，本案承办人是{name}；需要更换承办人的，请由承办机构负责人变更承办。"
    return None


def not_responsible(actor: Actor, subject: Any) -> str | None:
    """本人不是该案卷的承办人"""
    dossier = dossier_of(subject)
    if dossier is not None and actor.person is not None and dossier.responsible_id == actor.person.pk:
        return "承办人不得审批、审核自己承办的案件，请由其他人员办理。"
    return None


def roles(*codes: str) -> frozenset[str]:
    return frozenset(codes)


def everyone(except_for: Iterable[str] = ()) -> frozenset[str]:
    return frozenset(ROLES) - frozenset(except_for)
