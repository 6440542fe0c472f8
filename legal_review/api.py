"""Legal review over REST: the same actions, the same refusals."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from enforcement import access
from enforcement.rest import ActionAPIView
from legal_review import actions, queries
from legal_review.models import Review

KEY = OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER, required=True)


def described(summary: str, *, status: int = 0) -> Any:
    """The schema of an endpoint: reading where `status` is 0, else a write that answers with it."""
    if not status:
        return extend_schema(summary=summary, responses=OpenApiTypes.OBJECT)
    return extend_schema(
        summary=summary, request=OpenApiTypes.OBJECT, responses={status: OpenApiTypes.OBJECT}, parameters=[KEY]
    )


def describe(review: Review) -> dict[str, Any]:
    return {
        "review": review.pk,
        "document": review.document_id,
        "hash": review.content_hash,
        "is_of_this_draft": review.is_of_this_draft,
        "state": review.state,
        "state_label": review.get_state_display(),
        "outcome": review.outcome,
        "reasons": review.reasons,
        "submitted_at": review.submitted_at.isoformat(),
        "decided_at": review.decided_at.isoformat() if review.decided_at else None,
    }


class OnReviews(ActionAPIView):
    def found(self, pk: int) -> Review:
        review = queries.review(pk, self.actor)
        if review is None:
            raise Http404("没有这项法制审核，或者它不在您的管理范围内。")
        return review


class Reviews(OnReviews):
    """Those that wait, by when they are due."""

    @described("等待法制审核的文书，按期限")
    def get(self, request: Request) -> Response:
        access.require(self.actor, "review.read")
        return Response({"reviews": [describe(review) for review in queries.waiting(self.actor)]})


class OneReview(OnReviews):
    @described("一项法制审核")
    def get(self, request: Request, pk: int) -> Response:
        review = self.found(pk)
        access.require(self.actor, "review.read", review)
        return Response(describe(review) | {"texts": queries.texts(review), "points": review.points})


class Submit(OnReviews):
    """`{"reasons": [codes], "note": text}`"""

    @described("提交法制审核", status=201)
    def post(self, request: Request, pk: int) -> Response:
        document = queries.draft(pk, self.actor)
        if document is None:
            raise Http404("没有这份文书，或者它不在您的管理范围内。")
        reasons = request.data.get("reasons", [])
        if not isinstance(reasons, list) or not all(isinstance(code, str) for code in reasons):
            raise ValidationError({"reasons": "应为情形代码的列表。"})
        return self.carry_out(
            lambda: describe(actions.submit(document, reasons=reasons, note=self.said("note"), by=self.actor)),
            status=201,
        )


class Decide(OnReviews):
    """`{"points": {code: bool}, "opinion": text}`, to disagree also `outcome`."""

    verdict = "agree"

    @described("出具法制审核意见", status=200)
    def post(self, request: Request, pk: int) -> Response:
        review = self.found(pk)
        points = request.data.get("points", {})
        if not isinstance(points, dict) or not all(isinstance(holds, bool) for holds in points.values()):
            raise ValidationError({"points": "应为要点代码到 true 或 false 的表。"})

        def effect() -> dict[str, Any]:
            text = self.said("opinion")
            if self.verdict == "agree":
                actions.agree(review, points=points, opinion=text, by=self.actor)
            else:
                actions.disagree(review, outcome=self.said("outcome"), points=points, reason=text, by=self.actor)
            return describe(review)

        return self.carry_out(effect)


class Return(OnReviews):
    """`{"reason": text}`"""

    @described("退回补正", status=200)
    def post(self, request: Request, pk: int) -> Response:
        review = self.found(pk)

        def effect() -> dict[str, Any]:
            actions.send_back(review, reason=self.said("reason"), by=self.actor)
            return describe(review)

        return self.carry_out(effect)
