"""An approval: what is asked, of whom, and the four things that can be done with it."""

from typing import Any

from django.http import Http404
from django.utils import timezone

from enforcement import approvals, composition
from enforcement.forms.approvals import OpinionForm, ReasonForm, ReassignForm, WithdrawForm
from enforcement.models import Approval
from enforcement.queries import home
from enforcement.web import ActionView


class ApprovalAction(ActionView):
    """What the four forms share: the approval in sight, and the way back to it."""

    action = "approval.decide"

    def subject(self) -> Approval:
        try:
            return home.approval(self.actor, self.kwargs["pk"])
        except Approval.DoesNotExist as error:
            raise Http404 from error

    @property
    def approval(self) -> Approval:
        approval: Approval = self._subject()
        return approval

    def cancel_url(self) -> str:
        return f"/approvals/{self.approval.pk}/"


class Approve(ApprovalAction):
    """The page of the approval; those whose turn it is agree on it."""

    title = "审批"
    submit = "同意"
    done = "已同意。"
    template_name = "enforcement/approval_detail.html"
    form_class = OpinionForm

    def context(self) -> dict[str, Any]:
        step = approvals.current_step(self.approval)
        person, post = self.actor.person, self.actor.post
        is_submitter = person is not None and person.pk == self.approval.submitted_by.person_id
        return {
            "approval": self.approval,
            "step": step,
            "refusal": approvals.explain(self.actor, self.approval),
            "is_submitter": is_submitter,
            "may_reassign": step is not None and (is_submitter or (post is not None and post.role == step.role)),
            "dossier_url": composition.page_of(self.approval.dossier),
            "history": home.history(self.approval),
        }

    def perform(self, form: OpinionForm) -> str:
        approvals.approve(self.approval, by=self.actor, opinion=form.cleaned_data["opinion"])
        return "/todos/"


class SendBack(ApprovalAction):
    title = "退回"
    submit = "退回"
    done = "已退回，提交人会收到通知。"
    is_dangerous = True
    form_class = ReasonForm

    def perform(self, form: ReasonForm) -> str:
        approvals.send_back(self.approval, by=self.actor, reason=form.cleaned_data["reason"])
        return "/todos/"


class Withdraw(ApprovalAction):
    title = "撤回审批"
    submit = "撤回"
    done = "已撤回，可以修改后重新提交。"
    is_dangerous = True
    form_class = WithdrawForm

    def perform(self, form: WithdrawForm) -> str:
        approvals.withdraw(self.approval, by=self.actor, reason=form.cleaned_data["reason"])
        return self.approval.url or self.cancel_url()


class Reassign(ApprovalAction):
    title = "改派审批人"
    submit = "改派"
    done = "已改派，新的审批人会收到通知。"
    form_class = ReassignForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"candidates": approvals.candidates(self.approval, now=timezone.now())}

    def perform(self, form: ReassignForm) -> str:
        approvals.reassign(self.approval, to=form.cleaned_data["to"], by=self.actor, reason=form.cleaned_data["reason"])
        return self.cancel_url()
