"""Fields that every form of the product shares: a legal day, and a moment in Shanghai time."""

from typing import Any

from django import forms

DAY_INPUTS = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"]
MOMENT_INPUTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M"]


class DayField(forms.DateField):
    """A date, by the browser's calendar or typed in any of the usual ways."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"invalid": "请填写日期，如 2026-02-13。"})
        super().__init__(
            input_formats=DAY_INPUTS, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **kwargs
        )


class MomentField(forms.DateTimeField):
    """A date and time of day in Shanghai; seconds are not asked for."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"invalid": "请填写日期和时间，如 2026-02-13 18:00。"})
        super().__init__(
            input_formats=MOMENT_INPUTS,
            widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
            **kwargs,
        )
