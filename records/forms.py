"""Forms made from declarations: one widget a kind of field, and no check of their own.

What is typed goes to the action as it is, and the action checks it by the declaration, as it does for REST.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from PIL import Image, UnidentifiedImageError

from enforcement import law
from enforcement.law.compound import Officers, Party, Rows
from enforcement.law.fields import Field, YesNo

BLANK_ROWS = 2
MAX_IMAGE_BYTES = 2 << 20


class DeclaredWidget(forms.Widget):
    """The control of one declared field, by the template that its kind names."""

    def __init__(self, declared: Field, *, officers: Iterable[Any] = (), extra_rows: int = 0) -> None:
        super().__init__()
        self.declared = declared
        self.officers = officers
        self.extra_rows = extra_rows
        self.use_fieldset = isinstance(declared, (Party, Officers, Rows, YesNo))

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return self.declared.posted(data)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def id_for_label(self, id_: str, index: Any = None) -> str:
        return "" if self.use_fieldset else id_

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        context = {
            "field": self.declared, "name": name, "id": (attrs or {}).get("id", f"id_{name}"), "value": value,
            "described_by": (attrs or {}).get("aria-describedby", ""), "is_invalid": "aria-invalid" in (attrs or {}),
        }  # fmt: skip
        if isinstance(self.declared, Rows):
            rows = list(value) if isinstance(value, list) else []
            rows += [{}] * (BLANK_ROWS + self.extra_rows if rows else BLANK_ROWS + 1 + self.extra_rows)
            context["rows"] = [
                [
                    (column, row.get(column.id, "") if isinstance(row, Mapping) else "")
                    for column in self.declared.columns
                ]
                for row in rows
            ]
        elif isinstance(self.declared, Officers):
            chosen = value if isinstance(value, list) else []
            context["chosen"] = {o.get("person") for o in chosen if isinstance(o, Mapping)}
            context["officers"] = self.officers
        elif isinstance(self.declared, Party):
            given = value if isinstance(value, Mapping) else {}
            parts = {**Party.OPEN, **Party.SEALED}
            context["kinds"] = Party.KINDS.items()
            context["kind"] = given.get("kind", "")
            context["parts"] = [(key, label, given.get(key, "")) for key, label in parts.items() if key != "kind"]
        elif self.declared.kind == "datetime":
            context["value"] = _local(value)
        # the templates escape what was typed
        return mark_safe(render_to_string(self.declared.widget, context))  # noqa: S308


class DeclaredField(forms.Field):
    """Takes what was typed as it is. `required` here only tells the label; a draft may lack anything."""

    def clean(self, value: Any) -> Any:
        return value


class DocumentForm(forms.Form):
    """The fields of a declaration: its body, or with `at_signing` those that are filled at signing."""

    use_required_attribute = False

    def __init__(
        self,
        *args: Any,
        declaration: law.Declaration,
        rule_set: str,
        officers: Iterable[Any] = (),
        extra_rows: Mapping[str, int] | None = None,
        at_signing: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for declared in declaration.signing_fields if at_signing else declaration.body_fields:
            self.fields[declared.id] = DeclaredField(
                label=declared.label_for(rule_set),
                help_text=declared.help,
                required=declared.is_required({}, rule_set),
                widget=DeclaredWidget(declared, officers=officers, extra_rows=(extra_rows or {}).get(declared.id, 0)),
            )


class ConfirmForm(forms.Form):
    """Nothing to fill in: sending it is the confirmation."""


class OwnSignatureForm(forms.Form):
    confirmed = forms.BooleanField(
        label="本人确认以上文书内容属实，以本人账号签名。", error_messages={"required": "请先确认文书内容，再签名。"}
    )


class PartySignatureForm(forms.Form):
    name = forms.CharField(label="签名人姓名", max_length=60, error_messages={"required": "请填写签名人的姓名。"})
    image = forms.FileField(label="手写签名图片", required=False, help_text="JPG 或者 PNG，不超过 2 MB；没有的不传。")

    def clean_image(self) -> Any:
        image = self.cleaned_data["image"]
        if image is None:
            return None
        if image.size > MAX_IMAGE_BYTES:
            raise forms.ValidationError("签名图片超过 2 MB，请压缩后上传。")
        try:
            with Image.open(image) as picture:
                format_name = picture.format
                picture.verify()
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
            raise forms.ValidationError("该文件不是可以打开的图片，请上传 JPG 或者 PNG。") from None
        if format_name not in ("JPEG", "PNG"):
            raise forms.ValidationError("签名图片须为 JPG 或者 PNG。")
        image.seek(0)
        image.media_type = f"image/{format_name.lower()}"
        return image


class RefusalForm(forms.Form):
    name = forms.CharField(
        label="拒绝签名的人", max_length=60, error_messages={"required": "请填写拒绝签名的人的姓名。"}
    )
    reason = forms.CharField(
        label="拒签情况",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明经过和理由；没有说明理由的，写“未说明理由”。不写证件号码、电话、住址。",
        error_messages={"required": "请写明拒绝签名的情况。"},
    )
    witness = forms.CharField(
        label="见证人姓名、单位", max_length=100, required=False, help_text="可以请其他在场人员证明；没有的不填。"
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="原因",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明原因。"},
    )


class WithdrawForm(forms.Form):
    reason = forms.CharField(label="原因", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3}))


def _local(value: Any) -> str:
    """As the browser's control wants it, `2026-02-13T18:00`; what cannot be read stays as it was typed."""
    try:
        return f"{law.shanghai(datetime.fromisoformat(str(value))):%Y-%m-%dT%H:%M}"
    except ValueError:
        return str(value or "")
