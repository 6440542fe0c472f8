"""Approvals over REST: what waits for the bearer, and the four things that can be done; refusals as on the pages."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from enforcement import access, approvals
from enforcement.models import Approval, Person
from enforcement.queries import home
from enforcement.rest import ActionAPIView

KEY = OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER, required=True)


def describe(approval: Approval) -> dict[str, Any]:
    step = approvals.current_step(approval)
    return {
        "approval": approval.pk,
        "dossier": approval.dossier_id,
        "title": approval.title,
        "subject": approval.subject,
        "ref": approval.ref,
        "content_hash": approval.content_hash,
        "article": approval.article,
        "state": approval.state,
        "state_label": approval.get_state_display(),
        "submitted_at": approval.submitted_at.isoformat(),
        "waits_for": {"role": step.role, "label": step.label} if step else None,
    }


class OnApprovals(ActionAPIView):
    def found(self, pk: int) -> Approval:
        try:
            approval = home.approval(self.actor, pk)
        except Approval.DoesNotExist:
            raise Http404("没有这项审批，或者它不在您的管理范围内。") from None
        access.require(self.actor, "approval.decide", approval)
        return approval


class Approvals(OnApprovals):
    """What waits for the bearer's decision now, the oldest first."""

    @extend_schema(summary="我的待审批", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        access.require(self.actor, "approval.decide")
        waiting = approvals.pending_for(self.actor).prefetch_related("steps")
        return Response({"approvals": [describe(approval) for approval in waiting]})


class OneApproval(OnApprovals):
    @extend_schema(summary="一项审批", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, pk: int) -> Response:
        return Response(describe(self.found(pk)))


class Decide(OnApprovals):
    """`approve {"opinion"}`, `return {"reason"}`, `withdraw {"reason"}`, `reassign {"to": id, "reason"}`."""

    verb = ""

    @extend_schema(
        summary="办理审批", request=OpenApiTypes.OBJECT, responses={200: OpenApiTypes.OBJECT}, parameters=[KEY]
    )
    def post(self, request: Request, pk: int) -> Response:
        approval = self.found(pk)

        def effect() -> dict[str, Any]:
            self._carry(approval)
            return describe(home.approval(self.actor, pk))

        return self.carry_out(effect)

    def _carry(self, approval: Approval) -> None:
        if self.verb == "approve":
            approvals.approve(approval, by=self.actor, opinion=self.said("opinion") or "同意")
        elif self.verb == "return":
            approvals.send_back(approval, by=self.actor, reason=self.said("reason"))
        elif self.verb == "withdraw":
            approvals.withdraw(approval, by=self.actor, reason=self.said("reason"))
        else:
            approvals.reassign(approval, to=self._person(), by=self.actor, reason=self.said("reason"))

    def _person(self) -> Person:
        asked = self.request.data.get("to")
        person = Person.objects.filter(pk=asked).first() if type(asked) is int else None
        if person is None:
            raise ValidationError({"to": "没有这名人员，请核对编号。"})
        return person
