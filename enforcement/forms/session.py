"""Signing in, and one's own password."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import validate_password

from enforcement.models import Person


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": "账号或者密码不正确。请检查大小写；连续输错将暂停登录。",
        "inactive": "该账号已停用，请联系本机关系统管理员。",
    }


class PasswordForm(forms.Form):
    """One's own new password; asks for the old one."""

    old = forms.CharField(
        label="现在的密码", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    new = forms.CharField(
        label="新密码",
        strip=False,
        help_text="至少 8 位，不能全是数字，不能是常见密码，不能与账号、姓名相近。",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="再输一次新密码", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, **kwargs)

    def clean_old(self) -> str:
        if not self.person.check_password(self.cleaned_data["old"]):
            raise forms.ValidationError("现在的密码不正确。")
        return str(self.cleaned_data["old"])

    def clean_new(self) -> str:
        validate_password(self.cleaned_data["new"], self.person)
        return str(self.cleaned_data["new"])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        new, again = values.get("new"), values.get("again")
        if new and again and new != again:
            self.add_error("again", "两次输入的新密码不一致。")
        if new and new == values.get("old"):
            self.add_error("new", "新密码不能与现在的密码相同。")
        return values
