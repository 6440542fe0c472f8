"""Forms of the set-up pages: agencies, units, people, posts, certificates, tokens."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from enforcement import access, law
from enforcement.forms.fields import DayField
from enforcement.models import Agency, Person, Post, Unit
from enforcement.roles import ROLE_CHOICES


def rule_set_choices() -> list[tuple[str, str]]:
    """The regulations that are shipped, by their titles."""
    return [("", "请选择"), *((id, law.load(id).title) for id in law.regulations())]


class AgencyForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Agency
        fields = ["name", "short_name", "legal_status", "entrusted_by", "region", "code"]

    def clean_region(self) -> str:
        region = str(self.cleaned_data["region"])
        if not re.fullmatch(r"[1-9]\d{5}", region):
            raise ValidationError("行政区划代码是六位数字，如 210300。")
        return region


class NewAgencyForm(AgencyForm):
    rule_set = forms.ChoiceField(
        label="适用规定", choices=rule_set_choices, help_text="新开的案件按这套规定办理；已开的案件不受影响。"
    )
    rules_from = DayField(label="适用规定自")
    field_order = ["name", "short_name", "legal_status", "entrusted_by", "region", "code", "rule_set", "rules_from"]


class RuleSetForm(forms.Form):
    rule_set = forms.ChoiceField(label="适用规定", choices=rule_set_choices)
    from_on = DayField(label="自", help_text="这一天起新开的案件适用，此前已开的案件仍按原规定办理。")


class UnitForm(forms.Form):
    name = forms.CharField(label="机构名称", max_length=100, help_text="内设机构名称，不带机关名称。")
    parent = forms.ModelChoiceField(
        label="上级机构", queryset=Unit.objects.none(), required=False, empty_label="（直属机关）"
    )

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = _standing_units(agency)  # type: ignore[attr-defined]


class DayForm(forms.Form):
    on = DayField(label="截至", help_text="含当天。")


class NewPersonForm(forms.Form):
    """An account, and where wished the first post with it."""

    username = forms.RegexField(
        r"^[A-Za-z0-9][\w.-]{2,59}$",
        label="账号",
        help_text="登录用，不是姓名；字母、数字，至少 3 位，如 zhangsan。",
        error_messages={"invalid": "账号由字母、数字、点、横线组成，至少 3 位。"},
    )
    name = forms.CharField(label="姓名", max_length=60)
    password = forms.CharField(
        label="初始密码",
        strip=False,
        help_text="请当面告知本人；首次登录时必须修改。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_password(self) -> str:
        person = Person(username=self.cleaned_data.get("username", ""), name=self.cleaned_data.get("name", ""))
        validate_password(self.cleaned_data["password"], person)
        return str(self.cleaned_data["password"])


class PostForm(forms.Form):
    unit = forms.ModelChoiceField(label="机构", queryset=Unit.objects.none(), empty_label="请选择")
    role = forms.ChoiceField(label="岗位", choices=[("", "请选择"), *ROLE_CHOICES])
    from_on = DayField(label="任职自")
    to_on = DayField(label="任职至", required=False, help_text="含当天；空白表示在任。")

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = _standing_units(agency)  # type: ignore[attr-defined]


class PersonWithPostForm(NewPersonForm, PostForm):
    """The usual way: somebody new, in a post from today."""

    field_order = ["username", "name", "password", "unit", "role", "from_on", "to_on"]


class ResetPasswordForm(forms.Form):
    password = forms.CharField(
        label="新的初始密码",
        strip=False,
        help_text="请当面告知本人；下次登录时必须修改。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"])
        return str(self.cleaned_data["password"])


class CertificateForm(forms.Form):
    number = forms.CharField(label="证件号码", max_length=40, help_text="执法证号，不是身份证号。")
    issuer = forms.CharField(label="发证机关", max_length=100, required=False)
    valid_from = DayField(label="有效期自")
    valid_to = DayField(label="有效期至", help_text="含当天；过期后不能参加执法行为。")


def scope_choices() -> Iterable[tuple[str, str]]:
    """Every scope that some action asks of a token, with the actions that it opens."""
    labels: dict[str, list[str]] = {}
    for rule in access.table():
        if rule.scope != "full":
            labels.setdefault(rule.scope, []).append(rule.label)
    yield "full", "与岗位相同的全部权限"
    for scope, opened in sorted(labels.items()):
        yield scope, f"仅限：{'、'.join(opened)}"


class TokenForm(forms.Form):
    name = forms.CharField(label="用途", max_length=100, help_text="由哪个程序使用、作什么用。")
    post = forms.ModelChoiceField(
        label="以谁的岗位办理", queryset=Post.objects.none(), empty_label="请选择", help_text="程序的操作记在此人名下。"
    )
    scopes = forms.MultipleChoiceField(
        label="权限范围", choices=scope_choices, widget=forms.CheckboxSelectMultiple, help_text="只给需要的。"
    )
    days = forms.IntegerField(
        label="有效天数", min_value=1, max_value=366, initial=90, help_text="到期自动失效，最长 366 天。"
    )

    def __init__(self, *args: Any, posts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].queryset = posts  # type: ignore[attr-defined]


def _standing_units(agency: Agency) -> Any:
    return Unit.objects.filter(agency=agency, ended_on__isnull=True)
