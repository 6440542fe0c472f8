"""Access tokens for programs that act in somebody's post."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from enforcement import access, law
from enforcement.actions import organisation
from enforcement.forms.organisation import TokenForm
from enforcement.models import Agency, Post, Token
from enforcement.queries import organisation as queries
from enforcement.web import ActionView, PageView


class Tokens(PageView):
    def get(self, request: HttpRequest) -> HttpResponse:
        access.require(self.actor, "token.issue", self.actor.agency)
        context = {"tokens": queries.tokens_of(self.actor.agency), "now": timezone.now()}  # type: ignore[arg-type]
        return render(request, "enforcement/token_list.html", context)


class IssueToken(ActionView):
    action = "token.issue"
    title = "签发访问令牌"
    submit = "签发"
    done = ""
    form_class = TokenForm

    def subject(self) -> Agency | None:
        return self.actor.agency

    def form_kwargs(self) -> dict[str, Any]:
        held = Post.objects.held_on(law.local_day(timezone.now())).filter(agency=self.actor.agency)
        return {"posts": held.select_related("person", "unit")}

    def cancel_url(self) -> str:
        return "/tokens/"

    def perform(self, form: TokenForm) -> None:
        token, secret = organisation.issue_token(self._subject(), by=self.actor, **form.cleaned_data)
        # kept in the bearer's own browser until shown; the database has only its hash
        messages.warning(self.request, secret, extra_tags=f"secret {token.name}")


class RevokeToken(ActionView):
    action = "token.revoke"
    title = "吊销令牌"
    submit = "吊销"
    done = "令牌已吊销，立即失效。"
    is_dangerous = True

    def subject(self) -> Token:
        return get_object_or_404(Token.objects.select_related("agency"), pk=self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        return {"title": f"吊销令牌：{self._subject().name}"}

    def cancel_url(self) -> str:
        return "/tokens/"

    def perform(self, form: Any) -> None:
        organisation.revoke_token(self._subject(), by=self.actor)
