"""Pages of legal review: the office's list, one review with its seven points, submitting, returning."""

from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from enforcement import access, composition, paging
from enforcement.web import ActionView, PageView
from legal_review import actions, forms, queries
from legal_review.models import Review
from legal_review.subjects import AGREE, POINTS
from records.models import Document


class ReviewList(PageView):
    """What waits, by when it is due; what was decided, the latest first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        access.require(self.actor, "review.read")
        context: dict[str, Any] = {"is_waiting": request.GET.get("show") != "decided"}
        if context["is_waiting"]:
            context["reviews"] = list(queries.waiting(self.actor))
        else:
            decided = queries.reviews(self.actor).exclude(state="pending")
            page = paging.keyset(decided, "-submitted_at", "-pk", after=request.GET.get("after", ""))
            context |= {"reviews": page.rows, "after": page.after}
        return render(request, "legal_review/review_list.html", context)


class OnReview(ActionView):
    action = "review.decide"

    @cached_property
    def review(self) -> Review:
        found = queries.review(self.kwargs["pk"], self.actor)
        if found is None:
            raise Http404
        return found

    def subject(self) -> Review:
        return self.review

    def cancel_url(self) -> str:
        return f"/reviews/{self.review.pk}/"


class ReviewPage(OnReview):
    """Everybody with the right to the case reads it; the legal office gives its opinion on it."""

    title = "法制审核"
    submit = "出具意见"
    done = "已出具法制审核意见，承办人会收到通知。"
    template_name = "legal_review/review_page.html"
    form_class = forms.OpinionForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        access.require(self.actor, "review.read", self.review)
        if access.explain(self.actor, self.action, self.review) is None:
            return super().get(request, *args, **kwargs)
        return render(request, self.template_name, {"title": self.title, **self.context()})

    def context(self) -> dict[str, Any]:
        return queries.review_page(self.review, self.actor) | {"point_fields": [f"point_{code}" for code in POINTS]}

    def perform(self, form: forms.OpinionForm) -> str:
        given = form.cleaned_data
        if given["outcome"] == AGREE:
            actions.agree(self.review, points=form.points(), opinion=given["opinion"], by=self.actor)
        else:
            actions.disagree(
                self.review, outcome=given["outcome"], points=form.points(), reason=given["opinion"], by=self.actor
            )
        return f"/reviews/{self.review.pk}/"


class ReturnReview(OnReview):
    title = "退回补正"
    submit = "退回"
    done = "已退回，承办人会收到通知。"
    is_dangerous = True
    form_class = forms.ReturnForm

    def perform(self, form: forms.ReturnForm) -> str:
        actions.send_back(self.review, reason=form.cleaned_data["reason"], by=self.actor)
        return "/reviews/"


class SubmitReview(ActionView):
    """The draft of a major decision goes to the legal office."""

    action = "review.submit"
    title = "提交法制审核"
    submit = "提交"
    done = "已提交法制审核，审核人员会收到通知。"
    template_name = "legal_review/submit_page.html"
    form_class = forms.SubmitForm

    @cached_property
    def document(self) -> Document:
        found = queries.draft(self.kwargs["pk"], self.actor)
        if found is None:
            raise Http404
        return found

    def subject(self) -> Document:
        return self.document

    def context(self) -> dict[str, Any]:
        dossier = self.document.dossier
        materials = dossier.documents.exclude(state="voided").order_by("pk")
        return {"document": self.document, "dossier": dossier, "dossier_url": self.cancel_url(), "materials": materials}

    def cancel_url(self) -> str:
        return composition.page_of(self.document.dossier) or f"/documents/{self.document.pk}/"

    def perform(self, form: forms.SubmitForm) -> str:
        given = form.cleaned_data
        review = actions.submit(self.document, reasons=given["reasons"], note=given["note"], by=self.actor)
        return f"/reviews/{review.pk}/"
