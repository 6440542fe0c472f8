"""What is typed on the way to publication and back."""

from django import forms

from enforcement.forms.fields import DayField

PUBLIC = "向社会公开：不写自然人全名、证件号码、电话、住址，不涉及商业秘密。"


class SummaryForm(forms.Form):
    conclusion = forms.CharField(
        label="决定内容摘要", help_text=PUBLIC, max_length=2000, widget=forms.Textarea(attrs={"rows": 6})
    )


class ReturnForm(forms.Form):
    reason = forms.CharField(label="需要修改的内容", max_length=500, widget=forms.Textarea(attrs={"rows": 4}))


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label="撤回理由", help_text=PUBLIC, max_length=500, widget=forms.Textarea(attrs={"rows": 4})
    )


class RevokeForm(forms.Form):
    on = DayField(label="变更、撤销或者确认之日", help_text="法律文书生效的日期，撤回公开的期限从此起算。")
    reason = forms.CharField(
        label="文书和内容",
        help_text="哪个机关以哪份文书变更、撤销或者确认违法、无效；不向社会公开。",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class SearchForm(forms.Form):
    agency = forms.CharField(label="执法机关", required=False, max_length=100)
    number = forms.CharField(label="决定书文号", required=False, max_length=80)
