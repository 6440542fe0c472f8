"""Forms about recorders."""

from typing import Any

from django import forms
from django.utils import timezone

from devices import queries
from devices.models import Device
from enforcement.actors import Actor
from enforcement.models import Unit


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class FilterForm(forms.Form):
    q = forms.CharField(label="编号、型号", required=False, max_length=60)
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "全部"), ("in", "在库"), ("issued", "已领用"), ("faulty", "故障停用"), ("retired", "已停止使用")],
    )


class RegisterForm(forms.ModelForm):
    field_order = ("number", "maker", "model", "serial", "unit", "keeper", "clock")
    unit = forms.ModelChoiceField(label="所属机构", queryset=Unit.objects.none(), empty_label="请选择")

    class Meta:
        model = Device
        fields = ("number", "maker", "model", "serial", "keeper", "clock")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(agency=actor.agency, ended_on=None)  # type: ignore[attr-defined]
        _offer_keepers(self, actor)


class ChangeForm(forms.ModelForm):
    class Meta:
        model = Device
        fields = ("maker", "model", "serial", "keeper", "clock", "state")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_keepers(self, actor)


def _offer_keepers(form: forms.ModelForm, actor: Actor) -> None:
    keeper = form.fields["keeper"]
    keeper.queryset = queries.possible_holders(actor, timezone.now())  # type: ignore[attr-defined]
    keeper.empty_label = "请选择"  # type: ignore[attr-defined]


class IssueForm(forms.Form):
    to = forms.ModelChoiceField(
        label="领用人", queryset=None, empty_label="请选择", help_text="谁佩戴、谁领用；不是代领的人。"
    )
    at = forms.DateTimeField(
        label="领用时间", required=False, widget=MomentInput, help_text="不填即为现在；补办的填实际交付时间。"
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = queries.possible_holders(actor, timezone.now())  # type: ignore[attr-defined]


class ReturnForm(forms.Form):
    at = forms.DateTimeField(
        label="归还时间", required=False, widget=MomentInput, help_text="不填即为现在；补办的填实际归还时间。"
    )
    is_damaged = forms.BooleanField(label="归还时设备损坏、被拆卸", required=False)
    note = forms.CharField(
        label="损坏情况",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="勾选损坏时必填。",
    )


class TokenForm(forms.Form):
    name = forms.CharField(label="用途", max_length=100, help_text="装在哪台采集工作站上，如“三楼采集站”。")
    days = forms.IntegerField(label="有效天数", min_value=1, max_value=366, initial=180)
