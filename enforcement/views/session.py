"""Signing in and out, one's own password, and which of one's posts one acts in."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from enforcement.actions import organisation
from enforcement.forms.session import PasswordForm, SignInForm
from enforcement.web import ActionView, PageView


class SignIn(LoginView):
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # a session cookie without a session: it ran out
        expired = "next" in self.request.GET and settings.SESSION_COOKIE_NAME in self.request.COOKIES
        return super().get_context_data(expired=expired, **kwargs)


class SignOut(LogoutView):
    pass


class Password(ActionView):
    action = "password.change"
    title = "修改密码"
    submit = "修改密码"
    done = "密码已修改。"
    template_name = "enforcement/password.html"
    form_class = PasswordForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"person": self.request.user}

    def perform(self, form: PasswordForm) -> str:
        person = self.actor.post.person  # type: ignore[union-attr]
        organisation.change_password(
            person, password=form.cleaned_data["new"], by=self.actor, agency=self.actor.agency  # type: ignore[arg-type]
        )  # fmt: skip
        update_session_auth_hash(self.request, person)
        return "/"


class SwitchPost(PageView):
    """Which post the person acts in from now on; kept in the session, nothing is recorded."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect("/")

    def post(self, request: HttpRequest) -> HttpResponse:
        chosen = next(
            (post for post in getattr(request, "posts", ()) if str(post.pk) == request.POST.get("post")), None
        )
        if chosen is None:
            messages.error(request, "您目前不担任这个岗位，岗位没有切换。")
        else:
            request.session["post"] = chosen.pk
            messages.success(request, f"现在以“{chosen.unit.name} {chosen.get_role_display()}”的岗位办理。")
        # what was in front may be out of the new post's sight
        return HttpResponseRedirect("/")
