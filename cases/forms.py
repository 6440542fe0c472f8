"""What officers type about a case."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from cases import queries
from cases.models import ACT_TYPES, Act, Case, Party
from enforcement import law
from enforcement.actors import Actor
from enforcement.forms.fields import DayField, MomentField
from enforcement.models import Person

PROCEDURE = law.procedure("general")


def _any(choices: list[Any]) -> list[tuple[Any, str]]:
    return [("", "全部"), *choices]


def _words(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def same_minute(value: datetime | None, stored: datetime | None) -> bool:
    """Forms ask for minutes: what was not touched comes back without its seconds."""
    if value is None or stored is None:
        return value is stored
    return value == stored.replace(second=0, microsecond=0)


class FilterForm(forms.Form):
    q = forms.CharField(label="案号、案由、当事人、文号", required=False, max_length=80)
    stage = forms.ChoiceField(
        label="阶段", required=False, choices=_any([(stage.id, stage.label) for stage in PROCEDURE.stages])
    )
    act_type = forms.ChoiceField(label="执法类别", required=False, choices=_any(ACT_TYPES))
    unit = forms.TypedChoiceField(label="承办机构", required=False, coerce=int, empty_value=None)
    handler = forms.TypedChoiceField(label="承办人", required=False, coerce=int, empty_value=None)
    overdue = forms.ChoiceField(label="期限", required=False, choices=_any([("yes", "有逾期")]))

    def __init__(
        self, *args: Any, units: list[tuple[int, str]], handlers: list[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = _any(units)  # type: ignore[attr-defined]
        self.fields["handler"].choices = _any(handlers)  # type: ignore[attr-defined]


class OpenForm(forms.Form):
    act_type = forms.ChoiceField(label="执法类别", choices=ACT_TYPES, widget=forms.RadioSelect)
    source = forms.ChoiceField(label="案件来源", choices=Case.SOURCES, widget=forms.RadioSelect)
    real_name = forms.BooleanField(label="投诉人、举报人具名（实名）", required=False)
    matter = forms.CharField(
        label="案由", max_length=200, help_text="一句话说明办理什么事项，不写证件号码、电话、住址。"
    )
    opened_at = MomentField(label="启动时间", help_text="收到申请、投诉、移送材料或者发现线索的时间，不是登记时间。")
    urgency = forms.ChoiceField(
        label="启动方式", choices=Case.URGENCIES, widget=forms.RadioSelect, initial="normal",
        help_text="情况紧急、来不及先报批的，选紧急启动：自实际启动起24小时内补报。",
    )  # fmt: skip
    emergency_at = MomentField(label="实际启动时间", required=False, help_text="只用于紧急启动：实际开始执法的时间。")
    inspection = forms.ModelChoiceField(
        label="关联的行政检查", queryset=Case.objects.none(), required=False, empty_label="无",
        help_text="本案因哪次行政检查发现。",
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["inspection"]
        field.queryset = queries.inspections(actor)  # type: ignore[attr-defined]
        field.label_from_instance = lambda case: f"{case.dossier.number}　{case.matter}"  # type: ignore[attr-defined]


class PartyForm(forms.Form):
    kind = forms.ChoiceField(label="类别", choices=Party.KINDS, widget=forms.RadioSelect)
    role = forms.ChoiceField(label="在本案中是", choices=Party.ROLES)
    name = forms.CharField(label="姓名或者名称", max_length=100)
    number = forms.CharField(
        label="证件号码或者统一社会信用代码", max_length=30, required=False,
        help_text="自然人填居民身份证号码，法人或者其他组织填统一社会信用代码；暂时不知道的可以不填。",
    )  # fmt: skip
    representative = forms.CharField(
        label="法定代表人（负责人）", max_length=60, required=False, help_text="只用于法人或者其他组织，只填姓名。"
    )
    phone = forms.CharField(label="联系电话", max_length=30, required=False)
    address = forms.CharField(label="住址或者住所", max_length=200, required=False)


class ReasonForm(forms.Form):
    reason = forms.CharField(label="原因", max_length=500, widget=_words())


class OfficerForm(forms.Form):
    person = forms.ModelChoiceField(label="协办人", queryset=Person.objects.none(), empty_label="请选择")

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class HandOverForm(forms.Form):
    to = forms.ModelChoiceField(
        label="新的承办人", queryset=Person.objects.none(), empty_label="请选择", help_text="原承办人不再办理本案。"
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people  # type: ignore[attr-defined]


class ActForm(forms.Form):
    kind = forms.ChoiceField(label="执法活动")
    started_at = MomentField(label="开始时间", help_text="实际开始的时间，不是登记时间。")
    place = forms.CharField(label="地点", max_length=200, required=False)
    officers = forms.TypedMultipleChoiceField(
        label="参加的执法人员", coerce=int, widget=forms.CheckboxSelectMultiple,
        help_text="按活动当天核对执法证件；参加的人都要选，包括本人。",
    )  # fmt: skip
    is_emergency = forms.BooleanField(label="情况紧急，当场实施行政强制措施", required=False)
    as_it_was = forms.BooleanField(
        label="如实登记：当天执法人员或者执法证件不足", required=False,
        help_text="只在已经发生、不能改变时勾选；登记后须报行政机关负责人批准偏差。",
    )  # fmt: skip

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "请选择"), *kinds]  # type: ignore[attr-defined]
        self.fields["officers"].choices = people  # type: ignore[attr-defined]


YES_NO = [("yes", "是"), ("no", "否")]


class EndActForm(forms.Form):
    ended_at = MomentField(label="结束时间", help_text="实际结束的时间，不是登记时间。")
    recorded = forms.ChoiceField(
        label="是否进行了音像记录", choices=YES_NO, widget=forms.RadioSelect,
        help_text="选“是”的，移交音像记录的期限从结束时间起算。",
    )  # fmt: skip


class CredentialsForm(forms.Form):
    shown = forms.ChoiceField(label="是否出示执法证件", choices=YES_NO, widget=forms.RadioSelect)
    reason = forms.CharField(label="未出示的原因", max_length=500, required=False, widget=_words())


class RightsForm(forms.Form):
    method = forms.CharField(
        label="告知的方式和内容",
        max_length=500,
        widget=_words(),
        help_text="如“当场宣读并送达权利告知书，告知陈述、申辩、申请回避的权利”。",
    )


class ReturnedForm(forms.Form):
    returned_at = MomentField(label="返回单位的时间")


class CorrectForm(forms.Form):
    """Shows what is entered now; only what differs is corrected."""

    started_at = MomentField(label="开始时间")
    ended_at = MomentField(label="结束时间")
    recorded = forms.ChoiceField(label="是否进行了音像记录", choices=YES_NO, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="更正原因", max_length=500, widget=_words(), help_text="写明原来为什么登记错、现在依据什么更正。"
    )

    def __init__(self, *args: Any, act: Act, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.act = act
        if act.ended_at is None:
            del self.fields["ended_at"], self.fields["recorded"]

    def changes(self) -> dict[str, Any]:
        """What was typed otherwise than it stands."""
        typed = self.cleaned_data
        changed: dict[str, Any] = {
            name: typed[name]
            for name in ("started_at", "ended_at")
            if name in typed and not same_minute(typed[name], getattr(self.act, name))
        }
        if "recorded" in typed and (typed["recorded"] == "yes") is not self.act.recorded:
            changed["recorded"] = typed["recorded"] == "yes"
        return changed


class DeviationForm(forms.Form):
    part = forms.ChoiceField(
        label="偏差",
        choices=[("recording", "没有音像记录"), ("officers", "执法人员或者证件不足")],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="理由", max_length=500, widget=_words(), help_text="写明为什么没有做到、现在为什么不能补救。"
    )


class AdvanceForm(forms.Form):
    expected = forms.CharField(widget=forms.HiddenInput)


class EndingForm(forms.Form):
    ending = forms.ChoiceField(label="终结方式", widget=forms.RadioSelect)
    on = DayField(
        label="终结日期", help_text="执法行为终结的那一天，如送达、履行完毕、作出撤销决定之日；不是今天登记的日期。"
    )

    def __init__(self, *args: Any, endings: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ending"].choices = endings  # type: ignore[attr-defined]


class ObligationForm(forms.Form):
    text = forms.CharField(
        label="应当履行的内容", max_length=200, help_text="如“缴纳罚款五千元”，不写证件号码、电话、住址。"
    )
    due_on = DayField(label="履行期限", required=False, help_text="决定书写明的最后一天。")


class FulfilForm(forms.Form):
    on = DayField(label="履行日期", initial=lambda: law.local_day(timezone.now()))
