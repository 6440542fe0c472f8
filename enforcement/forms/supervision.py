"""Filters of the supervision pages; they come by GET and refuse nothing that is merely unknown."""

from typing import Any

from django import forms

from enforcement.models import Finding
from enforcement.queries.supervision import AGES, STATES


def _any(choices: list[tuple[Any, str]]) -> list[tuple[Any, str]]:
    return [("", "全部"), *choices]


class SupervisionFilter(forms.Form):
    state = forms.ChoiceField(label="状态", required=False, choices=_any(list(STATES.items())))
    age = forms.ChoiceField(
        label="逾期时长", required=False, choices=_any([(age, label) for age, (label, _, _) in AGES.items()])
    )
    agency = forms.ChoiceField(label="机关", required=False)
    unit = forms.ChoiceField(label="承办机构", required=False)
    limit = forms.ChoiceField(label="期限事项", required=False)

    def __init__(self, *args: Any, choices: dict[str, list[tuple[Any, str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in choices.items():
            self.fields[name].choices = _any(offered)  # type: ignore[attr-defined]
        if len(choices["agency"]) < 2:
            del self.fields["agency"]


class FindingFilter(forms.Form):
    kind = forms.ChoiceField(label="类别", required=False, choices=_any(list(Finding.KINDS)))
    standing = forms.ChoiceField(label="现状", required=False, choices=_any([("yes", "未消除"), ("no", "已消除")]))
