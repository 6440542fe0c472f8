"""The kinds of facts, each declared once by the app that emits it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """`late_ok`: may still be written into a sealed dossier, as an addendum. `is_chore`: what the machine did with it,
    of no interest where only the latest lines of a timeline are shown.
    """

    id: str
    label: str
    late_ok: bool = False
    version: int = 1
    is_chore: bool = False


_kinds: dict[str, Kind] = {}


def declare(*kinds: Kind) -> None:
    """Called from `AppConfig.ready()`. A kind declared twice with another meaning raises ValueError."""
    for kind in kinds:
        if _kinds.get(kind.id, kind) != kind:
            raise ValueError(f"fact kind {kind.id} is declared twice")
        _kinds[kind.id] = kind


def kind(id: str) -> Kind:
    """Raises LookupError for a kind that nobody declared: nothing unknown enters the journal."""
    return _kinds[id]


def kinds() -> list[Kind]:
    return sorted(_kinds.values(), key=lambda kind: kind.id)


GROUND_FLOOR = (
    Kind("dossier.opened", "建立案卷"),
    Kind("dossier.attached", "关联案卷"),
    Kind("dossier.detached", "解除关联"),
    Kind("dossier.transferred", "变更承办"),
    Kind("dossier.sealed", "封存案卷"),
    Kind("entry.retracted", "撤回记录", late_ok=True),
    Kind("finding.raised", "发现问题", late_ok=True),
    Kind("finding.cleared", "问题消除", late_ok=True),
    Kind("approval.submitted", "提交审批"),
    Kind("approval.step-passed", "审批环节通过"),
    Kind("approval.granted", "审批通过"),
    Kind("approval.returned", "审批退回"),
    Kind("approval.withdrawn", "撤回审批"),
    Kind("approval.reassigned", "改派审批人"),
    Kind("agency.created", "设立机关"),
    Kind("agency.changed", "变更机关信息"),
    Kind("agency.rule-set-chosen", "选定适用规定"),
    Kind("unit.created", "设立机构"),
    Kind("unit.changed", "变更机构"),
    Kind("person.created", "新增人员"),
    Kind("person.changed", "变更人员"),
    Kind("person.password-changed", "修改密码"),
    Kind("post.created", "任命"),
    Kind("post.ended", "免任"),
    Kind("certificate.added", "登记执法证件"),
    Kind("token.issued", "签发令牌"),
    Kind("token.revoked", "吊销令牌"),
)
