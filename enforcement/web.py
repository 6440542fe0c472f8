"""The one view class behind every HTML form that performs an action, and what all pages share."""

import json
import secrets
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views import View

from enforcement import access, once
from enforcement.actors import Actor
from enforcement.errors import Denied, Refusal, Stale, Unmet

TOKEN_FIELD = "form_token"  # noqa: S105 (the name of a field, not a secret)


class PageView(View):
    """A page for signed-in people in office. `self.actor` is who looks."""

    actor: Actor

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            if request.method == "POST":
                messages.warning(request, "登录已过期，刚才填写的内容没有提交。登录后回到原来的页面，请重新填写。")
            return redirect_to_login(request.get_full_path())
        if request.actor is None:
            raise Denied("您目前没有任何岗位，不能使用本系统。请联系系统管理员为您设置岗位。")
        self.actor = request.actor
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]


class ActionView(PageView):
    """A form that performs one action.

    Subclasses set `action`, `title`, `submit`, `template_name`, `form_class` and write `subject()` (what it is
    about, or None), `initial()`, `perform(form) -> str | None` (calls the action; the path to go to), `done`.
    Refused: the form comes again with everything typed, its reasons on top and at the fields, and 403, 409 or 400.
    Resent: the first answer again. `perform` runs inside the transaction that remembers the answer, so it MUST NOT
    read large files or wait for anything.
    """

    action: str = ""
    title: str = ""
    submit: str = "提交"
    done: str = "已办理。"
    is_dangerous: bool = False
    template_name: str = "ui/action_page.html"
    form_class: type[forms.Form] = forms.Form

    def subject(self) -> Any:
        return None

    def initial(self) -> dict[str, Any]:
        return {}

    def form_kwargs(self) -> dict[str, Any]:
        """Further arguments of the form class."""
        return {}

    def context(self) -> dict[str, Any]:
        return {}

    def cancel_url(self) -> str:
        return ""

    def success_url(self) -> str:
        return self.cancel_url() or "/"

    def perform(self, form: Any) -> str | None:
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refusal = access.explain(self.actor, self.action, self._subject())
        if refusal is not None:
            raise refusal
        form = self.form_class(initial=self.initial(), **self.form_kwargs())
        return self._page(form, token=secrets.token_urlsafe(18))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        token = request.POST.get(TOKEN_FIELD, "") or secrets.token_urlsafe(18)
        form = self.form_class(request.POST, request.FILES or None, **self.form_kwargs())
        try:
            answer = once.carry_out(self.actor, token, request.path, _content(request), lambda: self._effect(form))
        except _Invalid:
            return self._page(form, token=token, status=400)
        except ValidationError as error:
            _place(form, error)
            return self._page(form, token=token, status=400)
        except Unmet as refusal:
            return self._page(form, token=token, status=409, gaps=refusal.gaps)
        except Stale as refusal:
            return self._page(form, token=secrets.token_urlsafe(18), status=409, errors=[str(refusal)])
        except Denied as refusal:
            return self._page(form, token=token, status=403, errors=[refusal.reason], article=refusal.article)
        if self.done:
            messages.success(request, self.done)
        return HttpResponseRedirect(answer.location)

    def _subject(self) -> Any:
        if not hasattr(self, "_cached_subject"):
            self._cached_subject = self.subject()
        return self._cached_subject

    def _effect(self, form: forms.Form) -> once.Answer:
        access.require(self.actor, self.action, self._subject())
        if not form.is_valid():
            raise _Invalid
        location = self.perform(form) or self.success_url()
        return once.Answer(302, location)

    def _page(self, form: forms.Form, *, token: str, status: int = 200, **extra: Any) -> HttpResponse:
        context = {
            "title": self.title,
            "submit": self.submit,
            "danger": self.is_dangerous,
            "cancel": self.cancel_url(),
            "form": form,
            "token": token,
            "subject": self._subject(),
            **self.context(),
            **extra,
        }
        return render(self.request, self.template_name, context, status=status)


def _content(request: HttpRequest) -> str:
    """A digest of what was typed, so that a form sent again with other words is not taken for a resend."""
    typed = sorted((name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
    files = sorted((name, file.name, file.size) for name, file in request.FILES.items())
    return once.digest(json.dumps([typed, files]).encode())


class _Invalid(Exception):
    """The form itself found something; its errors stand on it."""


def _place(form: forms.Form, error: ValidationError) -> None:
    """Put an action's ValidationError at the field that it names, or on top."""
    form.is_valid()
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def refusal_page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """For refusals that no form caught."""
    return render(request, f"errors/{refusal.status}.html", {"refusal": refusal}, status=refusal.status)
