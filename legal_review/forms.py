"""What is asked on the way to legal review and of the legal office."""

from typing import Any

from django import forms

from legal_review.subjects import POINTS, REASONS, outcomes

TEXT = forms.Textarea(attrs={"rows": 4})
MEETS = [("yes", "符合"), ("no", "不符合")]


class SubmitForm(forms.Form):
    reasons = forms.MultipleChoiceField(
        label="属于重大行政执法决定的情形",
        choices=list(REASONS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请选择属于重大行政执法决定的情形（《行政处罚法》第五十八条）。"},
    )
    note = forms.CharField(
        label="送审说明",
        required=False,
        widget=TEXT,
        max_length=2000,
        help_text="简要案情、处理意见及依据；不写证件号码、电话。",
    )


class OpinionForm(forms.Form):
    """The seven points, then the opinion."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, label in POINTS.items():
            self.fields[f"point_{code}"] = forms.ChoiceField(
                label=label, choices=MEETS, widget=forms.RadioSelect, error_messages={"required": "请选择是否符合。"}
            )
        self.fields["outcome"] = forms.ChoiceField(
            label="审核意见",
            choices=list(outcomes().items()),
            widget=forms.RadioSelect,
            error_messages={"required": "请选择审核意见。"},
        )
        self.fields["opinion"] = forms.CharField(
            label="理由、依据和建议", required=False, widget=TEXT, max_length=2000, help_text="不同意的必须填写。"
        )

    def points(self) -> dict[str, bool]:
        return {code: self.cleaned_data[f"point_{code}"] == "yes" for code in POINTS}


class ReturnForm(forms.Form):
    reason = forms.CharField(
        label="需要补正的材料或者内容", widget=TEXT, max_length=2000, help_text="写明缺什么、怎么补，供承办人对照办理。"
    )
