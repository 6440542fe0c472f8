"""What an approver writes."""

from typing import Any

from django import forms

from enforcement.models import Person


class OpinionForm(forms.Form):
    opinion = forms.CharField(
        label="审批意见", initial="同意。", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="理由",
        help_text="写明需要修改、补充什么，供承办人对照办理。",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
    )


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label="撤回理由", required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=1000
    )


class ReassignForm(forms.Form):
    to = forms.ModelChoiceField(label="改派给", queryset=Person.objects.none(), empty_label="请选择")
    reason = forms.CharField(label="改派理由", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)

    def __init__(self, *args: Any, candidates: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [person.pk for person in candidates]
        self.fields["to"].queryset = Person.objects.filter(pk__in=people)  # type: ignore[attr-defined]
