"""Who makes a decision public, and who lets it out: never the same person."""

from typing import Any

from disclosure.models import Publication
from enforcement.access import Rule, everyone, roles
from enforcement.actors import Actor

READERS = everyone(except_for=("device_admin", "system_admin"))
PUBLISHERS = roles("publisher")
REVIEWERS = roles("publication_reviewer")
OFFICES = PUBLISHERS | REVIEWERS
GUIDANCE = "国办发〔2018〕118号"
WITHDRAWAL = "《行政处罚法》第四十八条"


def drafted_by_another(actor: Actor, subject: Any) -> str | None:
    """拟稿的是另一人"""
    person = actor.person
    if isinstance(subject, Publication) and person is not None and subject.drafted_by.person_id == person.pk:
        return "拟稿人不得审核自己拟定的公示信息，请由另一名公示审核人办理。"
    return None


def waits(actor: Actor, subject: Any) -> str | None:
    """等待审核"""
    if isinstance(subject, Publication) and subject.state != "draft":
        return f"该公示信息{subject.get_state_display()}，不在审核中。"
    return None


def is_unpublished(actor: Actor, subject: Any) -> str | None:
    """尚未公开"""
    if isinstance(subject, Publication) and subject.state not in ("draft", "returned"):
        return f"该公示信息{subject.get_state_display()}，不能再修改；有误的，撤回后重新公开。"
    return None


def is_published(actor: Actor, subject: Any) -> str | None:
    """已经公开"""
    if isinstance(subject, Publication) and subject.state != "published":
        return f"该公示信息{subject.get_state_display()}，没有可以撤回的公开信息。"
    return None


RULES = (
    Rule("publication.read", "查看公示办理情况", READERS, scope="publication"),
    Rule("publication.draft", "拟定公示信息", PUBLISHERS, article=GUIDANCE, scope="publication"),
    Rule("publication.revise", "修改公示信息", PUBLISHERS, (is_unpublished,), article=GUIDANCE, scope="publication"),
    Rule("publication.release", "审核并公开", REVIEWERS, (waits, drafted_by_another), article=GUIDANCE, scope="publication"),
    Rule("publication.return", "退回公示信息", REVIEWERS, (waits, drafted_by_another), article=GUIDANCE, scope="publication"),
    Rule("publication.withdraw", "撤回公开", OFFICES, (is_published,), article=WITHDRAWAL, scope="publication"),
    Rule(
        "decision.revoke", "登记决定被变更、撤销或者确认违法、无效", roles("officer", "publisher"), article=WITHDRAWAL,
        scope="publication",
    ),
)  # fmt: skip
