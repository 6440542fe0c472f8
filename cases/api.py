"""REST: every action of a case for clients; writes carry an `Idempotency-Key`, refusals the words of the pages."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from cases import actions, queries, serializers
from cases.models import Act, Case
from enforcement import access, law
from enforcement.errors import Unmet
from enforcement.models import Person
from enforcement.rest import ActionAPIView, plain_gaps


def _gaps(tasks: list[queries.Task]) -> list[dict[str, str]]:
    return plain_gaps(Unmet([task.gap for task in tasks]))


class CaseAPIView(ActionAPIView):
    """Base: what was sent, checked by `form`; the case that the address names."""

    form: type[Serializer] = serializers.Nothing

    def sent(self) -> dict[str, Any]:
        """The checked body. ValidationError names the fields; a key that nobody knows is refused, not dropped."""
        if not isinstance(self.request.data, dict):
            raise ValidationError("请求内容应为一个 JSON 对象。")
        form = self.form(data=self.request.data)
        if unknown := set(self.request.data) - set(form.fields):
            raise ValidationError(dict.fromkeys(sorted(unknown), "没有这一项，请对照接口说明核对。"))
        if not form.is_valid():
            raise ValidationError({name: [str(text) for text in texts] for name, texts in form.errors.items()})
        return dict(form.validated_data)

    @property
    def case(self) -> Case:
        try:
            return queries.case_page(self.actor, self.kwargs["code"])
        except Case.DoesNotExist:
            raise Http404("没有这个案件，或者它不在您的管理范围内。") from None

    @property
    def act(self) -> Act:
        try:
            return queries.act_page(self.actor, self.kwargs["code"], self.kwargs["pk"])
        except Act.DoesNotExist:
            raise Http404("没有这项执法活动，或者该案不在您的管理范围内。") from None


class Cases(CaseAPIView):
    form = serializers.OpenCase

    def get(self, request: Request) -> Response:
        """The cases that the bearer sees, the latest first. `?q= stage= act_type= overdue=yes after=`."""
        access.require(self.actor, "case.read")
        asked = request.query_params
        found = queries.case_list(
            self.actor, now=timezone.now(), words=asked.get("q", ""), stage=asked.get("stage", ""),
            act_type=asked.get("act_type", ""), overdue=asked.get("overdue") == "yes",
        )  # fmt: skip
        page = queries.page_of_cases(found, after=asked.get("after", ""))
        return Response({"cases": [serializers.case(row) for row in page.rows], "after": page.after})

    @extend_schema(request=serializers.OpenCase)
    def post(self, request: Request) -> Response:
        def effect() -> dict[str, Any]:
            values = self.sent()
            if code := values.pop("inspection", ""):
                values["inspection"] = queries.inspections(self.actor).filter(dossier__key=f"case/{code}").first()
                if values["inspection"] is None:
                    raise ValidationError({"inspection": "没有这次行政检查，或者它不在您的管理范围内。"})
            return serializers.case(actions.open_case(by=self.actor, **values))

        return self.carry_out(effect, status=201)


class OneCase(CaseAPIView):
    def get(self, request: Request, code: str) -> Response:
        """The case with its parties (masked), acts, what is missing for each next step, and its clocks."""
        case = self.case
        access.require(self.actor, "case.read", case)
        now = timezone.now()
        standing = queries.standing_of(case, self.actor, now=now)
        return Response(
            serializers.case(case)
            | {
                "parties": [serializers.party(row) for row in case.parties.all()],
                "acts": [serializers.act(row) for row in case.acts.all()],
                "act_kinds": [{"id": id, "label": label} for id, label in queries.act_kinds(case)],
                "possible_officers": [
                    {"person": person, "label": label} for person, label in queries.possible_officers(case, now=now)
                ],
                "next": {"id": standing.step.id, "gaps": _gaps(standing.step.gaps)} if standing.step else None,
                "endings": [{"id": way.id, "label": way.label, "gaps": _gaps(way.gaps)} for way in standing.endings],
                "archive": _gaps(standing.archive),
                "clocks": [_clock(clock, now) for clock in standing.clocks],
            }
        )


def _clock(clock: law.Clock, now: Any) -> dict[str, Any]:
    due = clock.due
    return {
        "limit": clock.limit.id, "label": clock.limit.label, "article": clock.limit.basis.cite,
        "state": clock.state(now), "due_at": serializers.moment(due.due_at) if due else None,
        "due_on": str(due.due_on) if due else None, "stopped_at": serializers.moment(clock.stopped_at),
        "explanation": list(due.explanation) if due else [],
    }  # fmt: skip


class Parties(CaseAPIView):
    form = serializers.AddParty

    @extend_schema(request=serializers.AddParty)
    def post(self, request: Request, code: str) -> Response:
        def effect() -> dict[str, Any]:
            party, warnings = actions.add_party(self.case, by=self.actor, **self.sent())
            return serializers.party(party) | {"warnings": list(warnings)}

        return self.carry_out(effect, status=201)


class Acts(CaseAPIView):
    form = serializers.OpenAct

    @extend_schema(request=serializers.OpenAct)
    def post(self, request: Request, code: str) -> Response:
        def effect() -> dict[str, Any]:
            values = self.sent()
            people = {person.pk: person for person in Person.objects.filter(pk__in=values["officers"])}
            if unknown := [pk for pk in values["officers"] if pk not in people]:
                raise ValidationError({"officers": f"没有编号为 {unknown[0]} 的人员。"})
            values["officers"] = [people[pk] for pk in values["officers"]]
            return serializers.act(actions.open_act(self.case, by=self.actor, **values))

        return self.carry_out(effect, status=201)


class ActWrite(CaseAPIView):
    """Base of what is said of one act: `perform` calls the action, the answer is the act as it is then."""

    def perform(self, act: Act, values: dict[str, Any]) -> dict[str, Any]:
        raise NotImplementedError

    def post(self, request: Request, code: str, pk: int) -> Response:
        def effect() -> dict[str, Any]:
            extra = self.perform(self.act, self.sent())
            return serializers.act(self.act) | extra

        return self.carry_out(effect)


@extend_schema(request=serializers.EndAct)
class EndAct(ActWrite):
    form = serializers.EndAct

    def perform(self, act: Act, values: dict[str, Any]) -> dict[str, Any]:
        actions.end_act(act, by=self.actor, **values)
        return {}


@extend_schema(request=serializers.Credentials)
class Credentials(ActWrite):
    form = serializers.Credentials

    def perform(self, act: Act, values: dict[str, Any]) -> dict[str, Any]:
        actions.show_credentials(act, by=self.actor, **values)
        return {}


@extend_schema(request=serializers.Rights)
class Rights(ActWrite):
    form = serializers.Rights

    def perform(self, act: Act, values: dict[str, Any]) -> dict[str, Any]:
        actions.tell_rights(act, by=self.actor, **values)
        return {}


@extend_schema(request=serializers.Reason)
class Waive(ActWrite):
    form = serializers.Reason

    def perform(self, act: Act, values: dict[str, Any]) -> dict[str, Any]:
        actions.waive_recording(act, by=self.actor, **values)
        return {}


@extend_schema(request=serializers.Correct)
class Correct(ActWrite):
    """`proposal` in the answer: the correction waits for a second person; null: it holds already."""

    form = serializers.Correct

    def perform(self, act: Act, values: dict[str, Any]) -> dict[str, Any]:
        proposal = actions.correct_act(act, by=self.actor, **values)
        return {"proposal": proposal.pk if proposal else None}


@extend_schema(request=serializers.Reason)
class RemoveAct(ActWrite):
    form = serializers.Reason

    def perform(self, act: Act, values: dict[str, Any]) -> dict[str, Any]:
        return {"proposal": actions.remove_act(act, by=self.actor, **values).pk}


@extend_schema(request=serializers.Deviate)
class Deviate(ActWrite):
    form = serializers.Deviate

    def perform(self, act: Act, values: dict[str, Any]) -> dict[str, Any]:
        return {"proposal": actions.request_deviation(act, by=self.actor, **values).pk}


class CaseWrite(CaseAPIView):
    """Base of what moves the case: the answer is the case as it is then."""

    def perform(self, case: Case, values: dict[str, Any]) -> None:
        raise NotImplementedError

    def post(self, request: Request, code: str) -> Response:
        def effect() -> dict[str, Any]:
            self.perform(self.case, self.sent())
            return serializers.case(self.case)

        return self.carry_out(effect)


@extend_schema(request=serializers.Advance)
class Advance(CaseWrite):
    form = serializers.Advance

    def perform(self, case: Case, values: dict[str, Any]) -> None:
        actions.advance(case, by=self.actor, **values)


@extend_schema(request=serializers.End)
class End(CaseWrite):
    form = serializers.End

    def perform(self, case: Case, values: dict[str, Any]) -> None:
        actions.end_case(case, by=self.actor, **values)


@extend_schema(request=None)
class Conclude(CaseWrite):
    def perform(self, case: Case, values: dict[str, Any]) -> None:
        actions.conclude(case, by=self.actor)


class Obligations(CaseAPIView):
    form = serializers.AddObligation

    @extend_schema(request=serializers.AddObligation)
    def post(self, request: Request, code: str) -> Response:
        def effect() -> dict[str, Any]:
            return {"id": actions.add_obligation(self.case, by=self.actor, **self.sent()).pk}

        return self.carry_out(effect, status=201)


class Fulfil(CaseAPIView):
    form = serializers.Fulfil

    @extend_schema(request=serializers.Fulfil)
    def post(self, request: Request, code: str, pk: int) -> Response:
        def effect() -> dict[str, Any]:
            obligation = self.case.obligations.filter(pk=pk).select_related("case__dossier").first()
            if obligation is None:
                raise Http404("没有这项义务。")
            actions.fulfil(obligation, by=self.actor, **self.sent())
            return {"id": obligation.pk, "fulfilled_on": str(obligation.fulfilled_on)}

        return self.carry_out(effect)
