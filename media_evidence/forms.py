"""Forms about footage."""

from typing import Any

from django import forms

from cases.models import Act
from devices.models import Device
from enforcement import law
from enforcement.actors import Actor
from media_evidence import queries


def describe_act(act: Act) -> str:
    """As lists name it: 案号, kind, when, who."""
    who = "、".join(officer.person.name for officer in act.officers.all())
    number = act.case.dossier.number or act.case.dossier.title
    return f"{number} · {act.label} · {law.shanghai(act.started_at):%Y-%m-%d %H:%M} · {who}"


class DayInput(forms.DateInput):
    input_type = "date"


class FilterForm(forms.Form):
    show = forms.ChoiceField(
        label="范围",
        required=False,
        choices=[
            ("", "全部"), ("unlinked", "未关联执法活动"), ("damaged", "损坏或隔离"), ("duplicate", "重复"), ("working", "处理中"),
        ],
    )  # fmt: skip
    words = forms.CharField(label="文件名", required=False, max_length=60)
    device = forms.ModelChoiceField(label="设备", required=False, queryset=Device.objects.none(), empty_label="全部")
    from_on = forms.DateField(label="接收自", required=False, widget=DayInput)
    to_on = forms.DateField(label="至", required=False, widget=DayInput)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["device"].queryset = Device.objects.visible_to(actor).order_by("number")  # type: ignore[attr-defined]


class HandOverForm(forms.Form):
    """What goes with every file; the files themselves travel by tus."""

    device = forms.ChoiceField(label="设备", help_text="录制所用的设备，决定佩戴人。")
    act = forms.ChoiceField(label="执法活动", help_text="能确定的先选好；也可以移交后再关联。")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        device, act, is_officer = self.fields["device"], self.fields["act"], _is_officer(actor)
        device.required, act.required = not is_officer, is_officer
        if is_officer:
            act.help_text = "只能移交本人参加的执法活动的音像记录。"
        device.choices = [("", "未使用登记的设备" if is_officer else "请选择")] + [  # type: ignore[attr-defined]
            (one.code, f"{one}" + (f"，{one.holder.wearer.name}领用中" if one.holder else ""))
            for one in queries.devices_to_hand_over(actor)
        ]
        act.choices = act_choices(actor, "请选择" if is_officer else "以后再关联")  # type: ignore[attr-defined]


def _is_officer(actor: Actor) -> bool:
    return actor.post is not None and actor.post.role != "device_admin"


def act_choices(actor: Actor, nothing: str) -> list[tuple[str, str]]:
    return [("", nothing)] + [(str(act.pk), describe_act(act)) for act in queries.acts_to_link(actor)]


class LinkForm(forms.Form):
    act = forms.TypedChoiceField(
        label="执法活动", coerce=int, help_text="这份音像记录所反映的执法活动；一份记录可以关联多次活动。"
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"].choices = act_choices(actor, "请选择")  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text="写入日志，不能修改。"
    )


class DownloadForm(forms.Form):
    reason = forms.CharField(
        label="用途", max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="如复议、诉讼举证的案号；下载记入日志。",
    )  # fmt: skip
