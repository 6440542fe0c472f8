"""Pages about enforcement acts: what was done, with whom, and what is still to be said of it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from cases import actions, forms, queries
from cases.actions.acts import private
from cases.models import Act
from cases.views.cases import CaseAction
from enforcement import access, rulebook
from enforcement.models import Person
from enforcement.web import ActionView, PageView


class OpenAct(CaseAction):
    action, title, submit, done = "act.open", "登记执法活动", "登记", "执法活动已登记。"
    form_class = forms.ActForm

    def form_kwargs(self) -> dict[str, Any]:
        now = timezone.now()
        return {"kinds": queries.act_kinds(self.case), "people": queries.possible_officers(self.case, now=now)}

    def initial(self) -> dict[str, Any]:
        return {"started_at": timezone.now(), "officers": [self.actor.person.pk] if self.actor.person else []}

    def perform(self, form: forms.ActForm) -> str:
        given = dict(form.cleaned_data)
        people = {person.pk: person for person in Person.objects.filter(pk__in=given["officers"])}
        officers = [people[pk] for pk in given.pop("officers") if pk in people]
        act = actions.open_act(self.case, officers=officers, by=self.actor, **given)
        return reverse("cases:act", args=[self.case.code, act.pk])


class ActView(PageView):
    """Base of what is about one act that the actor sees."""

    @property
    def act(self) -> Act:
        if not hasattr(self, "_act"):
            try:
                self._act = queries.act_page(self.actor, self.kwargs["code"], self.kwargs["pk"])
            except Act.DoesNotExist:
                raise Http404("没有这项执法活动，或者该案不在您的管理范围内。") from None
        return self._act

    def page_url(self) -> str:
        return reverse("cases:act", args=[self.kwargs["code"], self.kwargs["pk"]])


class ActPage(ActView):
    def get(self, request: HttpRequest, code: str, pk: int) -> HttpResponse:
        act = self.act
        access.require(self.actor, "case.read", act)
        may_open = access.explain(self.actor, "case.reveal", act) is None
        rules = rulebook.rules_of(act.dossier)
        asked = rules.acts.get(act.kind) if rules else None
        gaps = queries.act_gaps(act, self.actor, now=timezone.now())
        context = {
            "act": act,
            "case": act.case,
            "code": code,
            "asked": asked,
            "may_correct": access.explain(self.actor, "act.correct", act) is None,
            "recording_cite": asked.basis_of("recording").cite if asked else "",
            "may_deviate": any(task.gap.rule.endswith((":recording", ":officers")) for task in gaps),
            "private": private(act) if may_open else {},
            "gaps": gaps,
            "proposals": [
                (one, queries.shown_values({"before": one.before, "after": one.after})) for one in act.proposals.all()
            ],
        }
        return render(request, "cases/act_page.html", context)


class ActAction(ActView, ActionView):
    """Base of the forms about one act."""

    template_name = "cases/case_form.html"

    def subject(self) -> Act:
        return self.act

    def context(self) -> dict[str, Any]:
        return {"case": self.act.case, "act": self.act}

    def cancel_url(self) -> str:
        return self.page_url()


class EndAct(ActAction):
    action, title, submit, done = "act.end", "登记结束", "登记", "结束时间已登记。"
    form_class = forms.EndActForm

    def initial(self) -> dict[str, Any]:
        return {"ended_at": timezone.now()}

    def perform(self, form: forms.EndActForm) -> None:
        typed = form.cleaned_data
        actions.end_act(self.act, ended_at=typed["ended_at"], recorded=typed["recorded"] == "yes", by=self.actor)


class ShowCredentials(ActAction):
    action, title, submit, done = "act.note", "登记执法证件出示情况", "登记", "证件出示情况已登记。"
    form_class = forms.CredentialsForm

    def perform(self, form: forms.CredentialsForm) -> None:
        typed = form.cleaned_data
        actions.show_credentials(self.act, shown=typed["shown"] == "yes", reason=typed["reason"], by=self.actor)


class TellRights(ActAction):
    action, title, submit, done = "act.note", "登记权利告知", "登记", "权利告知情况已登记。"
    form_class = forms.RightsForm

    def perform(self, form: forms.RightsForm) -> None:
        actions.tell_rights(self.act, method=form.cleaned_data["method"], by=self.actor)


class WaiveRecording(ActAction):
    action, title, submit, done = "act.note", "说明不适宜音像记录", "登记", "不适宜音像记录的原因已登记。"
    form_class = forms.ReasonForm

    def perform(self, form: forms.ReasonForm) -> None:
        actions.waive_recording(self.act, reason=form.cleaned_data["reason"], by=self.actor)


class MarkAway(ActAction):
    action, title, submit, done = (
        "act.note",
        "登记在外地执法、不能及时移交",
        "登记",
        "已登记；返回单位后请登记返回时间。",
    )

    def perform(self, form: Any) -> None:
        actions.mark_away(self.act, by=self.actor)


class MarkReturned(ActAction):
    action, title, submit, done = "act.note", "登记返回单位的时间", "登记", "返回时间已登记，移交期限从这一刻起算。"
    form_class = forms.ReturnedForm

    def initial(self) -> dict[str, Any]:
        return {"returned_at": timezone.now()}

    def perform(self, form: forms.ReturnedForm) -> None:
        actions.mark_returned(self.act, returned_at=form.cleaned_data["returned_at"], by=self.actor)


class CorrectAct(ActAction):
    action, title, submit = "act.correct", "更正执法活动的登记", "更正"
    done = ""
    form_class = forms.CorrectForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"act": self.act}

    def context(self) -> dict[str, Any]:
        return super().context() | {"is_correction": True}

    def initial(self) -> dict[str, Any]:
        act = self.act
        return {"started_at": act.started_at, "ended_at": act.ended_at, "recorded": "yes" if act.recorded else "no"}

    def perform(self, form: forms.CorrectForm) -> None:
        proposal = actions.correct_act(self.act, reason=form.cleaned_data["reason"], by=self.actor, **form.changes())
        told = (
            "更正会移动期限，已提请承办机构负责人核准，核准后生效。"
            if proposal
            else "已更正；原来的记录仍可在时间线中查看。"
        )
        messages.success(self.request, told)


class RemoveAct(ActAction):
    action, title, submit = "act.correct", "撤销执法活动的登记", "提请核准"
    done = "已提请承办机构负责人核准，核准后生效。"
    form_class = forms.ReasonForm
    is_dangerous = True

    def perform(self, form: forms.ReasonForm) -> None:
        actions.remove_act(self.act, reason=form.cleaned_data["reason"], by=self.actor)


class Deviate(ActAction):
    action, title, submit, done = "act.deviate", "提请批准偏差", "提交审批", "已提交行政机关负责人审批。"
    form_class = forms.DeviationForm

    def initial(self) -> dict[str, Any]:
        return {"part": self.request.GET.get("part", "recording")}

    def perform(self, form: forms.DeviationForm) -> None:
        actions.request_deviation(self.act, by=self.actor, **form.cleaned_data)
