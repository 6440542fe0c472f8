"""Approval of exactly this content, in the steps that the rule set names, each by another person.

An approval names a dossier, a subject and a content hash, and knows nothing of cases. What follows from it
is registered by the app that asked: `on_granted(action, fn)`, called in the same transaction.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from enforcement import access, journal, law, notices, rulebook
from enforcement.actors import Actor
from enforcement.errors import Denied, Stale
from enforcement.models import Approval, ApprovalStep, Dossier, Person, scope_q

FollowUp = Callable[[Approval, Actor, datetime], None]
_on_granted: dict[str, FollowUp] = {}
_on_closed: dict[str, FollowUp] = {}


def on_granted(action: str, follow_up: FollowUp) -> None:
    """`follow_up(approval, actor, now)` runs when the last step is given."""
    _on_granted[action] = follow_up


def on_sent_back(action: str, follow_up: FollowUp) -> None:
    """`follow_up(approval, actor, now)` runs when the approval is returned or withdrawn."""
    _on_closed[action] = follow_up


@transaction.atomic
def submit(
    dossier: Dossier,
    *,
    action: str,
    subject: str,
    title: str,
    content_hash: str,
    by: Actor,
    ref: str = "",
    url: str = "",
    rows: Sequence[models.Model] = (),
    now: datetime | None = None,
) -> Approval:
    """Ask for approval as the rule set's chain for `subject` says. The caller has checked that `by` may ask.

    `rows` are those that the caller changed with the request; its entry speaks for them.

    Raises LookupError where the rule set has no chain for `subject`, Stale where a request is pending.
    """
    now = now or timezone.now()
    rules = rulebook.rules_of(dossier)
    chain = rules.approvals[subject] if rules else None
    if chain is None or by.post is None:
        raise LookupError(subject)
    if Approval.objects.filter(dossier=dossier, action=action, ref=ref, state="pending").exists():
        raise Stale("该事项已提交审批，正在等待处理，无需重复提交。")
    approval = Approval.objects.create(
        dossier=dossier, action=action, subject=subject, ref=ref, title=title, url=url, content_hash=content_hash,
        article=chain.basis.cite, is_distinct=chain.distinct, submitted_by=by.post, submitted_at=now,
    )  # fmt: skip
    steps = [
        ApprovalStep.objects.create(approval=approval, order=order, role=step.role, label=step.label)
        for order, step in enumerate(chain.steps, start=1)
    ]
    journal.record(
        dossier, "approval.submitted", by=by, now=now, rows=[approval, *steps, *rows],
        approval=approval.pk, subject=subject, doc=ref, hash=content_hash,
    )  # fmt: skip
    _tell_next(approval, now=now)
    return approval


def current_step(approval: Approval) -> ApprovalStep | None:
    """The step that waits, or None where the approval is closed."""
    if approval.state != "pending":
        return None
    return next((step for step in approval.steps.all() if not step.decision), None)


def explain(actor: Actor, approval: Approval) -> Denied | None:
    """Why `actor` may not decide the waiting step, or None."""
    step = current_step(approval)
    if step is None:
        return Denied("该审批已经办结，不需要再处理。")
    if actor.post is None or not actor.is_in_office(law.local_day(timezone.now())):
        return Denied("您目前没有可以审批的岗位。", approval.article)
    if actor.post.role != step.role:
        return Denied(f"现在等待“{step.label}”，您的岗位不是这一环节的审批人。", approval.article)
    if not access.sees(actor, approval.dossier):
        return Denied("该案卷不在您所在机关、机构的管理范围内，不能审批。", approval.article)
    if step.assignee_id is not None and step.assignee_id != actor.post.person_id:
        return Denied(f"该环节已指定由{step.assignee.name}办理。", approval.article)  # type: ignore[union-attr]
    if approval.is_distinct:
        if actor.post.person_id in (approval.submitted_by.person_id, approval.dossier.responsible_id):
            return Denied("承办人不得审批自己承办的事项，请由其他有权人员审批。", approval.article)
        deciders = {other.decided_by.person_id for other in approval.steps.all() if other.decided_by}
        if actor.post.person_id in deciders:
            return Denied("同一人不得在一次审批中办理两个环节，请由其他有权人员审批。", approval.article)
    return None


def _decide(approval: Approval, step: ApprovalStep, *, decision: str, opinion: str, by: Actor, now: datetime) -> None:
    done = ApprovalStep.objects.filter(pk=step.pk, decision="").update(
        decision=decision, opinion=opinion, decided_by=by.post, decided_at=now
    )
    if not done:
        raise Stale("该环节刚刚已由他人办理，请刷新页面查看结果。")
    notices.settle(f"approval:{approval.pk}:{step.order}:", now=now)


def _close(approval: Approval, state: str, *, now: datetime) -> None:
    if not Approval.objects.filter(pk=approval.pk, state="pending").update(state=state, closed_at=now):
        raise Stale("该审批已经办结或撤回，请刷新页面查看结果。")
    approval.state, approval.closed_at = state, now


def _waiting(approval: Approval, by: Actor) -> ApprovalStep:
    approval.refresh_from_db()
    step = current_step(approval)
    if step is None:
        raise Stale("该审批已经办结或撤回，请刷新页面查看结果。")
    if refusal := explain(by, approval):
        raise refusal
    return step


@transaction.atomic
def approve(approval: Approval, *, by: Actor, opinion: str = "同意", now: datetime | None = None) -> None:
    """Give the waiting step; with the last one the approval is granted and what follows from it is done."""
    now = now or timezone.now()
    step = _waiting(approval, by)
    _decide(approval, step, decision="approved", opinion=opinion, by=by, now=now)
    is_last = not approval.steps.filter(decision="").exists()
    if is_last:
        _close(approval, "granted", now=now)
    journal.record(
        approval.dossier, "approval.granted" if is_last else "approval.step-passed", by=by, now=now,
        rows=[approval, step], sealed={"opinion": opinion} if opinion else None,
        approval=approval.pk, subject=approval.subject, doc=approval.ref, hash=approval.content_hash, step=step.order,
    )  # fmt: skip
    if not is_last:
        _tell_next(approval, now=now)
        return
    _tell_submitter(approval, "已批准", now=now)
    if follow_up := _on_granted.get(approval.action):
        follow_up(approval, by, now)


@transaction.atomic
def send_back(approval: Approval, *, by: Actor, reason: str, now: datetime | None = None) -> None:
    """退回（驳回）: the whole request ends; it is submitted anew after mending."""
    if not reason.strip():
        raise ValidationError({"reason": "退回须写明理由，以便承办人修改。"})
    now = now or timezone.now()
    step = _waiting(approval, by)
    _decide(approval, step, decision="returned", opinion=reason, by=by, now=now)
    _close(approval, "returned", now=now)
    journal.record(
        approval.dossier, "approval.returned", by=by, now=now, rows=[approval, step], sealed={"reason": reason},
        approval=approval.pk, subject=approval.subject, doc=approval.ref, hash=approval.content_hash, step=step.order,
    )  # fmt: skip
    _tell_submitter(approval, "已退回", now=now)
    if follow_up := _on_closed.get(approval.action):
        follow_up(approval, by, now)


@transaction.atomic
def withdraw(approval: Approval, *, by: Actor, reason: str = "", now: datetime | None = None) -> None:
    """撤回, by the person who submitted it."""
    now = now or timezone.now()
    if by.post is None or by.post.person_id != approval.submitted_by.person_id:
        raise Denied(f"只有提交人{approval.submitted_by.person.name}可以撤回。", approval.article)
    _close(approval, "withdrawn", now=now)
    notices.settle(f"approval:{approval.pk}:", now=now)
    journal.record(
        approval.dossier, "approval.withdrawn", by=by, now=now, rows=[approval],
        sealed={"reason": reason} if reason else None,
        approval=approval.pk, subject=approval.subject, doc=approval.ref, hash=approval.content_hash,
    )  # fmt: skip
    if follow_up := _on_closed.get(approval.action):
        follow_up(approval, by, now)


@transaction.atomic
def reassign(approval: Approval, *, to: Person, by: Actor, reason: str, now: datetime | None = None) -> None:
    """改派: the waiting step goes to `to`, who must hold its role; by the submitter or somebody of that role."""
    now = now or timezone.now()
    if not reason.strip():
        raise ValidationError({"reason": "改派须写明理由。"})
    step = current_step(approval)
    if step is None:
        raise Stale("该审批已经办结或撤回，请刷新页面查看结果。")
    is_submitter = by.post is not None and by.post.person_id == approval.submitted_by.person_id
    if not is_submitter and (by.post is None or by.post.role != step.role or not access.sees(by, approval.dossier)):
        raise Denied("只有提交人或该环节的审批人可以改派。", approval.article)
    if to.pk not in {person.pk for person in candidates(approval, now=now)}:
        raise ValidationError(
            {"to": f"{to.name}不能办理“{step.label}”：目前不担任所需的岗位，或者是承办人、已办理过其他环节。"}
        )
    if not ApprovalStep.objects.filter(pk=step.pk, decision="").update(assignee=to):
        raise Stale("该环节刚刚已由他人办理，请刷新页面查看结果。")
    journal.record(
        approval.dossier, "approval.reassigned", by=by, now=now, rows=[step], sealed={"reason": reason},
        approval=approval.pk, subject=approval.subject, doc=approval.ref, step=step.order, to=to.pk,
    )  # fmt: skip
    _tell_next(approval, now=now)


def candidates(approval: Approval, *, now: datetime) -> list[Person]:
    """Who could take the waiting step."""
    step = current_step(approval)
    if step is None:
        return []
    barred = set()
    if approval.is_distinct:
        barred = {approval.submitted_by.person_id, approval.dossier.responsible_id}
        barred |= {other.decided_by.person_id for other in approval.steps.all() if other.decided_by}
    return [person for person in notices.holders(approval.dossier, step.role, now=now) if person.pk not in barred]


def pending_for(actor: Actor) -> QuerySet[Approval]:
    """What waits for this actor's decision now, the oldest first: 我的待办."""
    if actor.post is None:
        return Approval.objects.none()
    person = actor.post.person
    earlier = ApprovalStep.objects.filter(approval=OuterRef("approval"), decision="", order__lt=OuterRef("order"))
    mine = ApprovalStep.objects.filter(
        Q(assignee__isnull=True) | Q(assignee=person), ~Exists(earlier),
        approval=OuterRef("pk"), decision="", role=actor.post.role,
    )  # fmt: skip
    waiting = Approval.objects.filter(scope_q(actor, "dossier__"), Exists(mine), state="pending").exclude(
        Q(is_distinct=True) & (Q(submitted_by__person=person) | Q(dossier__responsible=person))
    )
    already = ApprovalStep.objects.filter(decided_by__person=person, approval__state="pending").values("approval")
    return (
        waiting.exclude(is_distinct=True, pk__in=already)
        .select_related("dossier", "submitted_by__person")
        .order_by("submitted_at")
    )


def _tell_next(approval: Approval, *, now: datetime) -> None:
    step = next((step for step in approval.steps.order_by("order") if not step.decision), None)
    if step is None:
        return
    people = [step.assignee] if step.assignee else candidates(approval, now=now)
    notices.tell(
        people, key=f"approval:{approval.pk}:{step.order}:{step.assignee_id or ''}", now=now, dossier=approval.dossier,
        text=f"待{step.label}：{approval.dossier.title} · {approval.title}", url=approval.url,
    )  # fmt: skip


def _tell_submitter(approval: Approval, outcome: str, *, now: datetime) -> None:
    notices.tell(
        [approval.submitted_by.person], key=f"approval:{approval.pk}:{outcome}", now=now, dossier=approval.dossier,
        text=f"{outcome}：{approval.dossier.title} · {approval.title}", url=approval.url,
    )  # fmt: skip
