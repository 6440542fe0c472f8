"""Pages about the parties of a case: masked, unless somebody asks to see them, which is recorded."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from cases import actions, forms, queries
from cases.models import Party
from cases.views.cases import CaseAction, CaseView
from enforcement import access


class AddParty(CaseAction):
    action, title, submit, done = "party.add", "登记当事人", "登记", "当事人已登记。"
    form_class = forms.PartyForm

    def initial(self) -> dict[str, Any]:
        role = {"application": "applicant", "complaint": "party"}.get(self.case.source, "party")
        return {"role": role}

    def perform(self, form: forms.PartyForm) -> None:
        _, warnings = actions.add_party(self.case, by=self.actor, **form.cleaned_data)
        for warning in warnings:
            messages.warning(self.request, warning)


class PartyView(CaseView):
    @property
    def party(self) -> Party:
        if not hasattr(self, "_party"):
            try:
                self._party = queries.party_page(self.actor, self.kwargs["code"], self.kwargs["pk"])
            except Party.DoesNotExist:
                raise Http404("没有这名当事人，或者该案不在您的管理范围内。") from None
        return self._party


class PartyPage(PartyView):
    """GET shows the party masked; POST opens it, and is recorded."""

    def get(self, request: HttpRequest, code: str, pk: int) -> HttpResponse:
        access.require(self.actor, "case.read", self.party)
        return self._page({})

    def post(self, request: HttpRequest, code: str, pk: int) -> HttpResponse:
        return self._page(actions.reveal(self.party, by=self.actor))

    def _page(self, opened: dict[str, Any]) -> HttpResponse:
        context = {"party": self.party, "case": self.party.case, "opened": opened}
        response = render(self.request, "cases/party_page.html", context)
        response["Cache-Control"] = "no-store"
        return response


class RemoveParty(PartyView, CaseAction):
    action, title, submit, done = "party.remove", "移除当事人", "移除", "当事人已移除。"
    form_class = forms.ReasonForm
    is_dangerous = True

    def subject(self) -> Party:
        return self.party

    def perform(self, form: forms.ReasonForm) -> None:
        actions.remove_party(self.party, reason=form.cleaned_data["reason"], by=self.actor)
