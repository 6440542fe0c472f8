"""Pages about cases: list, new case, one case, its way through the stages."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from cases import actions, forms, queries
from cases.actions.stages import endings_of, next_step, suggested_day
from cases.models import Case
from enforcement import access, composition, rulebook
from enforcement.models import Unit
from enforcement.web import ActionView, PageView


class CaseList(PageView):
    def get(self, request: HttpRequest) -> HttpResponse:
        access.require(self.actor, "case.read")
        units = Unit.objects.filter(agency=self.actor.agency, ended_on=None).values_list("pk", "name")
        form = forms.FilterForm(
            request.GET, units=list(units), handlers=[(p.pk, p.name) for p in queries.handlers(self.actor)]
        )
        asked = form.cleaned_data if form.is_valid() else {}
        found = queries.case_list(
            self.actor, now=timezone.now(), words=asked.get("q", ""), stage=asked.get("stage", ""),
            act_type=asked.get("act_type", ""), unit=asked.get("unit"), handler=asked.get("handler"),
            overdue=bool(asked.get("overdue")),
        )  # fmt: skip
        page = queries.page_of_cases(found, after=request.GET.get("after", ""))
        return render(request, "cases/case_list.html", {"page": page, "form": form, "is_filtered": any(asked.values())})


class OpenCase(ActionView):
    action, title, submit, done = "case.open", "登记案件", "登记", "案件已登记。"
    form_class = forms.OpenForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"actor": self.actor}

    def initial(self) -> dict[str, Any]:
        return {"opened_at": timezone.now(), "urgency": "normal", "inspection": self.request.GET.get("inspection")}

    def cancel_url(self) -> str:
        return reverse("cases:list")

    def perform(self, form: forms.OpenForm) -> str:
        case = actions.open_case(by=self.actor, **form.cleaned_data)
        return reverse("cases:page", args=[case.code])


class CaseView(PageView):
    """Base of what is about one case that the actor sees."""

    @property
    def case(self) -> Case:
        if not hasattr(self, "_case"):
            try:
                self._case = queries.case_page(self.actor, self.kwargs["code"])
            except Case.DoesNotExist:
                raise Http404("没有这个案件，或者它不在您的管理范围内。") from None
        return self._case

    def page_url(self) -> str:
        return reverse("cases:page", args=[self.kwargs["code"]])


class CasePage(CaseView):
    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        access.require(self.actor, "case.read", self.case)
        now = timezone.now()
        return render(request, "cases/case_page.html", self.shown(now) | {"now": now, "code": code})

    def shown(self, now: datetime) -> dict[str, Any]:
        case, dossier = self.case, self.case.dossier
        rules = rulebook.rules_of(dossier)
        return {
            "case": case,
            "dossier": dossier,
            "rules_title": rules.title if rules else "",
            # buttons for those whose office it is: others would read the same refusal at each of them
            "works_here": self.actor.post is not None
            and self.actor.post.role == "officer"
            and dossier.sealed_at is None,
            "may_assist": access.explain(self.actor, "case.assist", case) is None,
            "may_fulfil": access.explain(self.actor, "obligation.fulfil", case) is None,
            "standing": queries.standing_of(case, self.actor, now=now),
            "approvals": queries.approvals_of(case),
            "findings": list(dossier.findings.filter(cleared_at__isnull=True)),
            "lines": queries.lines_of(case, self.actor, is_whole=False),
            "panels": [
                (panel, render_to_string(panel.template, content, self.request))
                for panel, content in composition.panels_of(dossier, self.actor)
            ],
        }


class Timeline(CaseView):
    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        access.require(self.actor, "case.read", self.case)
        lines = queries.lines_of(self.case, self.actor, is_whole=True)
        return render(request, "cases/case_timeline.html", {"case": self.case, "lines": lines})


class CaseAction(CaseView, ActionView):
    """Base of the forms about one case."""

    template_name = "cases/case_form.html"

    def subject(self) -> Any:
        return self.case

    def context(self) -> dict[str, Any]:
        return {"case": self.case}

    def cancel_url(self) -> str:
        return self.page_url()


class AdvanceCase(CaseAction):
    action, done = "case.advance", "已进入下一阶段。"
    form_class = forms.AdvanceForm

    def context(self) -> dict[str, Any]:
        way = next_step(self.case)
        label = way.label if way else "进入下一阶段"
        found = queries.standing_of(self.case, self.actor, now=timezone.now()).step
        return {"case": self.case, "title": label, "submit": label, "pending": found.gaps if found else []}

    def initial(self) -> dict[str, Any]:
        return {"expected": self.case.stage}

    def perform(self, form: forms.AdvanceForm) -> None:
        actions.advance(self.case, by=self.actor, expected=form.cleaned_data["expected"])


class EndCase(CaseAction):
    action, title, submit, done = "case.end", "终结执法行为", "终结", "执法行为已终结，归档期限开始计算。"
    form_class = forms.EndingForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"endings": [(ending.id, ending.label) for ending in endings_of(self.case)]}

    def initial(self) -> dict[str, Any]:
        offered = {ending.id for ending in endings_of(self.case)}
        ending = self.request.GET.get("ending", "")
        if ending not in offered:
            return {}
        return {"ending": ending, "on": suggested_day(self.case, ending, now=timezone.now())}

    def perform(self, form: forms.EndingForm) -> None:
        actions.end_case(self.case, by=self.actor, **form.cleaned_data)


class ConcludeCase(CaseAction):
    action, title, submit, done = "case.conclude", "结案", "确认结案", "已结案，可以移交归档。"

    def context(self) -> dict[str, Any]:
        return {"case": self.case, "pending": queries.standing_of(self.case, self.actor, now=timezone.now()).archive}

    def perform(self, form: Any) -> None:
        actions.conclude(self.case, by=self.actor)


class AddOfficer(CaseAction):
    action, title, submit, done = "case.assist", "增加协办人", "增加", "已增加协办人。"
    form_class = forms.OfficerForm

    def form_kwargs(self) -> dict[str, Any]:
        here = [officer.person_id for officer in self.case.officers.all()]
        besides = [*here, self.case.dossier.responsible_id or 0]
        return {"people": queries.unit_officers(self.case, now=timezone.now(), besides=besides)}

    def perform(self, form: forms.OfficerForm) -> None:
        actions.add_officer(self.case, person=form.cleaned_data["person"], by=self.actor)


class RemoveOfficer(CaseAction):
    action, title, submit, done = "case.assist", "协办人退出", "确认退出", "协办人已退出。"

    def perform(self, form: Any) -> None:
        officer = self.case.officers.filter(pk=self.kwargs["pk"]).select_related("person", "case__dossier").first()
        if officer is None:
            raise Http404("没有这名协办人。")
        actions.remove_officer(officer, by=self.actor)


class HandOver(CaseAction):
    action, title, submit, done = "case.hand-over", "变更承办人", "变更", "承办人已变更。"
    form_class = forms.HandOverForm

    def form_kwargs(self) -> dict[str, Any]:
        besides = [self.case.dossier.responsible_id or 0]
        return {"people": queries.unit_officers(self.case, now=timezone.now(), besides=besides)}

    def perform(self, form: forms.HandOverForm) -> None:
        actions.hand_over(self.case, to=form.cleaned_data["to"], by=self.actor)


class AddObligation(CaseAction):
    action, title, submit, done = "obligation.add", "登记应当履行的义务", "登记", "已登记。"
    form_class = forms.ObligationForm

    def perform(self, form: forms.ObligationForm) -> None:
        actions.add_obligation(self.case, by=self.actor, **form.cleaned_data)


class FulfilObligation(CaseAction):
    action, title, submit, done = "obligation.fulfil", "登记履行情况", "登记", "履行情况已登记。"
    form_class = forms.FulfilForm

    def perform(self, form: forms.FulfilForm) -> None:
        obligation = self.case.obligations.filter(pk=self.kwargs["pk"]).select_related("case__dossier").first()
        if obligation is None:
            raise Http404("没有这项义务。")
        actions.fulfil(obligation, on=form.cleaned_data["on"], by=self.actor)
