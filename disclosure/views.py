"""The publication office's pages."""

from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from disclosure import actions, forms, queries
from disclosure.models import Publication
from enforcement import access, composition, paging
from enforcement.web import ActionView, PageView
from records.models import Document


class Publications(PageView):
    """What has to be done, by its clock; what waits for review; what is public."""

    def get(self, request: HttpRequest) -> HttpResponse:
        access.require(self.actor, "publication.read")
        done = queries.publications(self.actor).filter(published_at__isnull=False)
        page = paging.keyset(done, "-published_at", "-pk", after=request.GET.get("after", ""))
        context = {
            "tasks": queries.tasks(self.actor),
            "waiting": list(queries.publications(self.actor).filter(state="draft").order_by("drafted_at", "pk")),
            "returned": list(queries.returned(self.actor)),
            "published": page.rows,
            "after": page.after,
            "may_draft": access.explain(self.actor, "publication.draft") is None,
        }
        return render(request, "disclosure/publication_list.html", context)


class DraftPublication(ActionView):
    action = "publication.draft"
    title = "拟定公示信息"
    submit = "提交公示审核"
    done = "已提交公示审核。"
    template_name = "disclosure/draft_page.html"
    form_class = forms.SummaryForm

    @cached_property
    def document(self) -> Document:
        found = queries.decision(self.kwargs["pk"], self.actor)
        if found is None:
            raise Http404
        return found

    @cached_property
    def summary(self) -> dict[str, Any]:
        return queries.summary(self.document)

    def subject(self) -> Document:
        return self.document

    def initial(self) -> dict[str, Any]:
        return {"conclusion": self.summary["conclusion"]}

    def context(self) -> dict[str, Any]:
        return {"document": self.document, "summary": self.summary}

    def cancel_url(self) -> str:
        return composition.page_of(self.document.dossier) or "/publications/"

    def perform(self, form: forms.SummaryForm) -> str:
        made = actions.draft(self.document, conclusion=form.cleaned_data["conclusion"], by=self.actor)
        return f"/publications/{made.pk}/"


class PublicationPage(PageView):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        found = queries.publication(pk, self.actor)
        if found is None:
            raise Http404
        access.require(self.actor, "publication.read", found)
        return render(request, "disclosure/publication_page.html", queries.publication_page(found, self.actor))


class OnPublication(ActionView):
    @cached_property
    def publication(self) -> Publication:
        found = queries.publication(self.kwargs["pk"], self.actor)
        if found is None:
            raise Http404
        return found

    template_name = "disclosure/publication_action.html"

    def subject(self) -> Publication:
        return self.publication

    def context(self) -> dict[str, Any]:
        return {"publication": self.publication}

    def cancel_url(self) -> str:
        return f"/publications/{self.publication.pk}/"


class Revise(OnPublication):
    action = "publication.revise"
    title = "修改公示信息"
    submit = "提交公示审核"
    done = "已提交公示审核。"
    form_class = forms.SummaryForm

    def initial(self) -> dict[str, Any]:
        return {"conclusion": self.publication.conclusion}

    def perform(self, form: forms.SummaryForm) -> None:
        actions.revise(self.publication, conclusion=form.cleaned_data["conclusion"], by=self.actor)


class Release(OnPublication):
    action = "publication.release"
    title = "审核并公开"
    submit = "公开"
    done = "已向社会公开。"

    def perform(self, form: Any) -> None:
        actions.release(self.publication, by=self.actor)


class SendBack(OnPublication):
    action = "publication.return"
    title = "退回公示信息"
    submit = "退回"
    done = "已退回拟稿人修改。"
    is_dangerous = True
    form_class = forms.ReturnForm

    def perform(self, form: forms.ReturnForm) -> None:
        actions.send_back(self.publication, reason=form.cleaned_data["reason"], by=self.actor)


class Withdraw(OnPublication):
    action = "publication.withdraw"
    title = "撤回公开"
    submit = "撤回"
    done = "已撤回，公开页面显示撤回理由。"
    is_dangerous = True
    form_class = forms.WithdrawForm

    def perform(self, form: forms.WithdrawForm) -> None:
        actions.withdraw(self.publication, reason=form.cleaned_data["reason"], by=self.actor)


class Revoke(OnPublication):
    action = "decision.revoke"
    title = "登记决定被变更、撤销"
    submit = "登记"
    done = "已登记，请在期限内撤回公开。"
    form_class = forms.RevokeForm

    def perform(self, form: forms.RevokeForm) -> None:
        given = form.cleaned_data
        actions.revoke_decision(self.publication, on=given["on"], reason=given["reason"], by=self.actor)
