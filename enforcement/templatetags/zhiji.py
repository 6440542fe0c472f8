"""What templates need: one way to show a moment, a day, a clock, a stage, a correction, a control, a permitted action."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from enforcement import access, law, rulebook
from enforcement.composition import NavItem
from enforcement.law.facts import local_day

register = template.Library()

WEEKDAYS = "一二三四五六日"
DUE_SOON = timedelta(days=7)

PROCEDURE = law.procedure("general")
STAGES = tuple((stage.id, stage.label) for stage in PROCEDURE.stages if stage.id != "archived")

STATES = {
    "running": ("进行中", "ink"),
    "due_soon": ("临近届满", "ink"),
    "due_today": ("今日届满", "amber"),
    "overdue": ("已逾期", "seal"),
    "stopped": ("已完成", "jade"),
    "stopped_late": ("逾期完成", "amber"),
    "waiting": ("期限待定", "line"),
    "reached": ("已届满", "jade"),
    "past_provisional": ("暂定日已过", "line"),
}

FIELD_LABELS = {
    "act_kind": "行为种类",
    "act_type": "执法种类",
    "ending": "结案方式",
    "ground": "理由",
    "major": "重大决定",
    "method": "方式",
    "officers": "执法人员",
    "recorded": "已音像记录",
    "shown": "已出示证件",
    "source": "来源",
    "urgency": "缓急",
}


@register.filter
def moment(value: datetime | None) -> str:
    """`2026-02-13 18:00`, Shanghai time; "" for none. The only way a page shows a moment."""
    return f"{law.shanghai(value):%Y-%m-%d %H:%M}" if value else ""


@register.filter
def day(value: date | datetime | None) -> str:
    """`2026-02-13`, the Shanghai day of a moment; "" for none."""
    if isinstance(value, datetime):
        value = local_day(value)
    return f"{value:%Y-%m-%d}" if value else ""


@register.filter
def until(value: datetime | None) -> str:
    """The end of a clock: `2026-02-13` for one that ends with that day (at the midnight after), else the moment."""
    if value is None:
        return ""
    return day(value - timedelta(minutes=1)) if law.shanghai(value).time() == time() else moment(value)


@register.filter
def long_day(value: date | datetime | None) -> str:
    """`2026年2月13日`, as documents and headings write it."""
    if isinstance(value, datetime):
        value = local_day(value)
    return f"{value.year}年{value.month}月{value.day}日" if value else ""


@dataclass(frozen=True)
class Face:
    """A clock as it is shown: words only, no arithmetic left for the template."""

    state: str
    label: str
    article: str
    due: str = ""
    left: str = ""
    provisional: bool = False
    waits_for: str = ""
    stopped: str = ""
    explanation: tuple[str, ...] = ()

    @property
    def state_label(self) -> str:
        return STATES[self.state][0]

    @property
    def tone(self) -> str:
        return STATES[self.state][1]


def face(clock: Any, now: datetime) -> Face:
    """The face of a `law.Clock`, or of a Deadline row, as they stand at `now`."""
    if isinstance(clock, law.Clock):
        due = clock.due
        state: str = clock.state(now)
        if clock.limit.effect == "wait" and state == "stopped" and clock.stopped_at is None:
            state = "reached"
        return _face(
            state, clock.limit.label, clock.limit.basis.cite, now,
            due_at=due.due_at if due else None, due_on=due.due_on if due else None,
            provisional=bool(due and due.provisional), stopped_at=clock.stopped_at,
            waits_for=clock.waits_for, explanation=tuple(due.explanation) if due else (),
        )  # fmt: skip
    return _face(
        row_state(clock, now), clock.label, clock.article, now,
        due_at=clock.due_at if clock.has_hour else None, due_on=clock.due_on,
        provisional=clock.is_provisional, stopped_at=clock.stopped_at, waits_for=clock.waits_for,
    )  # fmt: skip


def row_state(row: Any, now: datetime) -> str:
    """How a Deadline row stands at `now`. A limit in days runs until its `due_at`, the midnight after its last day."""
    if row.stopped_at is not None:
        return "stopped_late" if row.is_late else "stopped"
    if row.due_on is None:
        return "waiting"
    if row.due_at is not None and (now > row.due_at if row.has_hour else now >= row.due_at):
        return "reached" if row.effect == "wait" else "overdue"
    return "due_today" if row.due_on == local_day(now) else "running"


def _face(
    state: str,
    label: str,
    article: str,
    now: datetime,
    *,
    due_at: datetime | None,
    due_on: date | None,
    provisional: bool,
    stopped_at: datetime | None,
    waits_for: str,
    explanation: tuple[str, ...] = (),
) -> Face:
    if state == "running" and due_on is not None and due_on - local_day(now) <= DUE_SOON:
        state = "due_soon"
    if state == "overdue" and provisional:
        state = "past_provisional"
    due = left = ""
    if due_on is not None:
        due = f"{day(due_on)}（周{WEEKDAYS[due_on.weekday()]}）"
        if due_at is not None:
            due += f"{law.shanghai(due_at):%H:%M}"
        if stopped_at is None and state not in ("reached", "waiting", "past_provisional"):
            left = _left(now, due_at, due_on)
    return Face(
        state,
        label,
        article,
        due,
        left,
        provisional,
        waits_for,
        moment(stopped_at),
        explanation,
    )


def _left(now: datetime, due_at: datetime | None, due_on: date) -> str:
    days = (due_on - local_day(now)).days
    if due_at is None or abs(days) > 2:
        if days == 0:
            return "今天内"
        return f"还剩 {days} 天" if days > 0 else f"已超 {-days} 天"
    minutes = int(abs((due_at - now).total_seconds()) // 60)
    span = f"{minutes // 60} 小时" if minutes >= 60 else f"{minutes} 分钟"
    return f"还剩 {span}" if due_at >= now else f"已超 {span}"


@register.inclusion_tag("ui/clock.html")
def clock(value: Any, now: datetime | None = None) -> dict[str, Face]:
    """A clock with its 期限计算表: give a `law.Clock` or a Deadline row."""
    return {"face": face(value, now or timezone.now())}


@register.filter
def clock_face(value: Any) -> Face:
    """For tables, which show a clock in cells of their own."""
    return face(value, timezone.now())


@register.filter
def stage_steps(stage: str) -> list[dict[str, str]]:
    """The five stages, each `done`, `now` or `next`; `archived` is all done."""
    codes = [code for code, _ in STAGES]
    here = codes.index(stage) if stage in codes else len(codes)
    states = ["done" if at < here else "now" if at == here else "next" for at in range(len(codes))]
    return [{"label": label, "state": state} for (_, label), state in zip(STAGES, states, strict=True)]


@register.filter
def detail(line: Any) -> str:
    """What a line of a timeline speaks of, in words: the document, the act and its officers, the stage, the ending."""
    data, words = line.data, []
    if declared := law.documents().get(str(data.get("document") or data.get("subject") or "")):
        words.append(declared.title)
    if "act_kind" in data:
        rules = rulebook.rules_of(line.entry.dossier)
        act = rules.acts.get(str(data["act_kind"])) if rules else None
        words.append(act.label if act else "")
    if line.entry.kind == "stage.changed":
        words.append(PROCEDURE.stage(str(data["to"])).label)
    if ending := PROCEDURE.endings.get(str(data.get("ending"))):
        words.append(ending.label)
    if officers := data.get("officers"):
        words.append(_readable(officers))
    words.append(str(data.get("text", "")))
    return "　".join(word for word in words if word)


@register.filter
def changes(line: Any) -> Iterable[dict[str, Any]]:
    """For each correction of a timeline line: who, when, and every value that it replaced, old and new."""
    previous = line.entry
    for entry in line.corrections:
        replaced = []
        if entry.at != previous.at:
            replaced.append(("发生时间", moment(previous.at), moment(entry.at)))
        for name, value in entry.data.items():
            if previous.data.get(name) != value:
                label = FIELD_LABELS.get(name, "内容")
                replaced.append((label, _readable(previous.data.get(name)), _readable(value)))
        yield {"entry": entry, "replaced": replaced}
        previous = entry


def _readable(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(str(item.get("name", "")) if isinstance(item, dict) else str(item) for item in value)
    return "（空）" if value in (None, "") else str(value)


@register.filter
def effect_label(effect: str) -> str:
    """What the law makes of a limit, in two words."""
    return {"duty": "应当完成", "wait": "不得提前", "power": "逾期失权"}[effect]


@register.filter
def lookup(mapping: Mapping[str, str], key: str) -> str:
    """`mapping[key]`, or the key itself."""
    return mapping.get(key, key)


@register.simple_tag
def icon(name: str) -> SafeString:
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>',
        static("img/icons.svg"),
        name,
    )


@register.filter
def is_checkbox(field: BoundField) -> bool:
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def anchor(field: BoundField) -> str:
    """Where a link of the error summary leads: the control itself, or the group of choices."""
    return field.auto_id if field.use_fieldset else field.id_for_label


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """The widget with the class that its kind needs; what the form's author gave stays."""
    widget = field.field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        options = list(_choices(field))
        # short answers stand in a row, sentences each on a line of their own
        is_short = all(len(label) <= 8 for _, _, label in options)
        listed = format_html_join("", '<label class="choice" for="{}">{}<span>{}</span></label>', options)
        return format_html('<div class="choices{}">{}</div>', " choices-row" if is_short else "", listed)
    if isinstance(widget, forms.CheckboxInput):
        css = "form-check-input"
    elif isinstance(widget, forms.Select):
        css = "form-select"
    else:
        css = "form-control"
    return field.as_widget(attrs={"class": f"{css} {widget.attrs.get('class', '')}".strip()})


def _choices(field: BoundField) -> Iterable[tuple[str, SafeString, str]]:
    for option in field.subwidgets:
        # as_widget would give the class to the group around the choices, not to each of them
        option.data["attrs"]["class"] = "form-check-input"
        yield option.id_for_label, option.tag(wrap_label=False), option.choice_label


@register.inclusion_tag("ui/action.html", takes_context=True)
def action(
    context: template.Context, name: str, subject: Any, url: str, label: str, kind: str = "primary"
) -> dict[str, Any]:
    """The way to an action: live, or disabled with the reason that `access` gives. `kind` is the button's Bootstrap kind."""
    refusal = access.explain(context["request"].actor, name, subject)
    return {"url": url, "label": label, "kind": kind, "refusal": refusal}


ICONS = {
    "cases": "case",
    "devices": "device",
    "disclosure": "publish",
    "legal_review": "review",
    "media_evidence": "media",
    "media_evidence:hand-over": "upload",
    "records": "document",
    "enforcement:home": "home",
    "enforcement:todos": "todo",
    "enforcement:notices": "bell",
    "enforcement:supervision": "watch",
    "enforcement:findings": "finding",
    "enforcement:law": "law",
    "enforcement:organisation": "organisation",
    "enforcement:tokens": "key",
}


@register.simple_tag(takes_context=True)
def navigation(context: template.Context) -> dict[str, Any]:
    """The main menu for who looks: `items`, the first four as `tabs` for phones, `search` the address that takes ?q=."""
    items: Sequence[NavItem] = context.get("nav") or ()
    path = context["request"].path
    shown: list[dict[str, Any]] = [
        {
            "label": item.label,
            "url": reverse(item.url_name),
            "group": item.group,
            "icon": ICONS.get(item.url_name) or ICONS.get(item.url_name.partition(":")[0], "page"),
        }
        for item in items
    ]
    # the longest address that the path begins with is where we are; "/" only when nothing else fits
    here = max((entry["url"] for entry in shown if path.startswith(entry["url"])), key=len, default="")
    for entry in shown:
        entry["current"] = entry["url"] == here and (here != "/" or path == "/")
    search = next((entry["url"] for item, entry in zip(items, shown, strict=True) if item.url_name == "cases:list"), "")
    return {"items": shown, "tabs": shown[:4], "search": search}
