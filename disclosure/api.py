"""Publication over REST: the same actions, the same refusals."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from disclosure import actions, queries
from disclosure.models import Publication
from enforcement import access
from enforcement.rest import ActionAPIView

KEY = OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER, required=True)


def described(summary: str, *, status: int = 0) -> Any:
    """The schema of an endpoint: reading where `status` is 0, else a write that answers with it."""
    if not status:
        return extend_schema(summary=summary, responses=OpenApiTypes.OBJECT)
    return extend_schema(
        summary=summary, request=OpenApiTypes.OBJECT, responses={status: OpenApiTypes.OBJECT}, parameters=[KEY]
    )


def describe(publication: Publication) -> dict[str, Any]:
    return {
        "publication": publication.pk,
        "document": publication.document_id,
        "public_path": f"/public/{publication.code}/" if publication.published_at else "",
        "agency": publication.agency_name,
        "party": publication.party_name,
        "act_type": publication.act_type,
        "number": publication.number,
        "conclusion": publication.conclusion,
        "decided_on": publication.decided_on.isoformat(),
        "state": publication.state,
        "state_label": publication.get_state_display(),
        "published_at": publication.published_at.isoformat() if publication.published_at else None,
        "withdrawn_at": publication.withdrawn_at.isoformat() if publication.withdrawn_at else None,
        "public_reason": publication.public_reason,
    }


class OnPublications(ActionAPIView):
    def found(self, pk: int) -> Publication:
        publication = queries.publication(pk, self.actor)
        if publication is None:
            raise Http404("没有这项公示信息，或者它不在您的管理范围内。")
        return publication


class Tasks(OnPublications):
    """Decisions to publish or to withdraw, by their clocks."""

    @described("应当公开或者撤回的决定，按期限")
    def get(self, request: Request) -> Response:
        access.require(self.actor, "publication.read")
        return Response(
            {
                "tasks": [
                    {
                        "document": task.document.pk,
                        "number": task.document.number,
                        "limit": task.deadline.limit,
                        "due_on": task.deadline.due_on.isoformat() if task.deadline.due_on else None,
                        "publication": task.publication.pk if task.publication else None,
                    }
                    for task in queries.tasks(self.actor)
                ]
            }
        )


class OnePublication(OnPublications):
    @described("一项公示信息")
    def get(self, request: Request, pk: int) -> Response:
        publication = self.found(pk)
        access.require(self.actor, "publication.read", publication)
        return Response(describe(publication))


class Draft(OnPublications):
    """`{"conclusion": text}`"""

    @described("拟定公示信息", status=201)
    def post(self, request: Request, pk: int) -> Response:
        document = queries.decision(pk, self.actor)
        if document is None:
            raise Http404("没有这份文书，或者它不在您的管理范围内。")
        return self.carry_out(
            lambda: describe(actions.draft(document, conclusion=self.said("conclusion"), by=self.actor)), status=201
        )


class Act(OnPublications):
    """`revise {"conclusion"}`, `release {}`, `return {"reason"}`, `withdraw {"reason"}`, `revoke {"on", "reason"}`."""

    verb = ""

    @described("修改、公开、退回、撤回公示信息，登记决定被撤销", status=200)
    def post(self, request: Request, pk: int) -> Response:
        publication = self.found(pk)
        verbs: dict[str, Callable[[], None]] = {
            "revise": lambda: actions.revise(publication, conclusion=self.said("conclusion"), by=self.actor),
            "release": lambda: actions.release(publication, by=self.actor),
            "return": lambda: actions.send_back(publication, reason=self.said("reason"), by=self.actor),
            "withdraw": lambda: actions.withdraw(publication, reason=self.said("reason"), by=self.actor),
            "revoke": lambda: actions.revoke_decision(
                publication, on=self._day("on"), reason=self.said("reason"), by=self.actor
            ),
        }

        def effect() -> dict[str, Any]:
            verbs[self.verb]()
            return describe(publication)

        return self.carry_out(effect)

    def _day(self, name: str) -> date:
        try:
            return date.fromisoformat(self.said(name))
        except ValueError:
            raise ValidationError({name: "请填写日期，如 2026-02-13。"}) from None
