"""Kinds of fields of a 文书: one class holds all that a kind of field does.

Every kind reads its declaration, reads a posted form, checks a value (the same check for a form and for
REST), gives its JSON schema and the template of its control, prints itself, and says which part of its
value is personal data. Values are JSON: text, numbers, lists and tables of them; days are `2026-02-13`,
moments `2026-02-13T18:00:00+08:00`, money a string of yuan with two places.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as default
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar, Protocol, cast

from enforcement.law.facts import shanghai
from enforcement.law.tables import Table, Where
from enforcement.law.wording import MASK, capital_amount, chinese_day, chinese_moment

Json = str | int | bool | None | list["Json"] | dict[str, "Json"]


class Posted(Protocol):
    """A sent form, such as Django's QueryDict."""

    def get(self, key: str, default: str, /) -> str: ...
    def getlist(self, key: str, /) -> list[str]: ...


class Refused(Exception):
    """A value that a field does not take; the message is a Chinese sentence saying what to do."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of a document.

    `optional_in` names rule sets that do not ask for it although it is `required`; `required_when`
    makes it compulsory where other fields have one of the given values. `personal` values are sealed
    where they are stored. Fields filled `at_signing` do not enter the content hash.
    What is not `is_printed` steers the procedure and does not stand on paper.
    """

    kind: ClassVar[str]
    widget: ClassVar[str]
    is_wide: ClassVar[bool] = False
    is_table: ClassVar[bool] = False

    id: str
    label: str
    help: str = ""
    required: bool = False
    optional_in: tuple[str, ...] = ()
    required_when: Where = default(default_factory=dict)
    label_in: Where = default(default_factory=dict)
    personal: bool = False
    at_signing: bool = False
    is_printed: bool = True
    prefill: str = ""
    obligations: tuple[str, ...] = ()

    @classmethod
    def declared(cls, id: str, table: Table) -> "Field":
        """The field of `[fields.<id>]`; raises LawError naming file and key."""
        return cls(**cls.common(id, table))

    @classmethod
    def common(cls, id: str, table: Table) -> dict[str, Any]:
        return {
            "id": id,
            "label": table.string("label"),
            "help": table.string("help", default=""),
            "required": table.boolean("required", default=False),
            "optional_in": table.strings("optional_in", default=()),
            "required_when": table.where("required_when"),
            "label_in": table.where("label_in"),
            "personal": table.boolean("personal", default=False),
            "at_signing": table.boolean("at_signing", default=False),
            "is_printed": table.boolean("is_printed", default=True),
            "prefill": table.string("prefill", default=""),
            "obligations": table.strings("obligations", default=()),
        }

    def label_for(self, rule_set: str) -> str:
        return str(self.label_in.get(rule_set, (self.label,))[0])

    def is_required(self, values: Mapping[str, Json], rule_set: str) -> bool:
        """Whether a complete document of this rule set needs the field, given the other values."""
        if self.required_when:
            return fits(values, self.required_when)
        return self.required and rule_set not in self.optional_in

    def posted(self, form: Posted, prefix: str = "") -> Json:
        """What was typed into the control, unchecked."""
        return form.get(prefix + self.id, "")

    def clean(self, raw: Json, *, now: datetime) -> Json:
        """The value in its one form, or None for nothing. Raises Refused."""
        raise NotImplementedError

    def schema(self) -> dict[str, object]:
        """The JSON schema (2020-12) of the value."""
        raise NotImplementedError

    def lines(self, value: Json, *, masked: bool = False) -> list[str]:
        """The value as it is printed, a string a paragraph."""
        return [] if value is None else [MASK if masked and self.personal else str(value)]

    def split(self, value: Json) -> tuple[Json, Json]:
        """(what may be stored openly, what must be sealed)."""
        return (None, value) if self.personal else (value, None)

    def join(self, public: Json, sealed: Json) -> Json:
        """The opposite of `split`."""
        return sealed if self.personal else public

    def refuse(self, what: str) -> Refused:
        return Refused(f"「{self.label}」{what}")


def fits(values: Mapping[str, Json], where: Where) -> bool:
    """Whether each named field has one of the values given for it; yes-or-no fields count by their answer."""

    def plain(value: Json) -> Json:
        return value.get("answer") if isinstance(value, dict) else value

    return all(plain(values.get(key)) in wanted for key, wanted in where.items())


@dataclass(frozen=True, kw_only=True)
class Text(Field):
    """One line."""

    kind = "text"
    widget = "records/fields/text.html"
    most: int = 200

    @classmethod
    def declared(cls, id: str, table: Table) -> Field:
        return cls(
            most=table.integer("most", minimum=1, default=cls.most),
            **cls.common(id, table),
        )

    def clean(self, raw: Json, *, now: datetime) -> Json:
        if raw is None:
            return None
        if not isinstance(raw, str):
            raise self.refuse("应为文字。")
        value = self.squeeze(raw)
        if any(ord(c) < 32 and c != "\n" for c in value):
            raise self.refuse("含有不可打印的字符，请删去后重填。")
        if len(value) > self.most:
            raise self.refuse(f"有{len(value)}字，最多{self.most}字，请精简。")
        return value or None

    @staticmethod
    def squeeze(raw: str) -> str:
        return " ".join(raw.split())

    def schema(self) -> dict[str, object]:
        return {"type": "string", "maxLength": self.most}


@dataclass(frozen=True, kw_only=True)
class LongText(Text):
    """Paragraphs."""

    kind = "long-text"
    widget = "records/fields/long_text.html"
    is_wide = True
    most: int = 20_000

    @staticmethod
    def squeeze(raw: str) -> str:
        return "\n".join(line.rstrip() for line in raw.replace("\t", " ").splitlines()).strip("\n")

    def lines(self, value: Json, *, masked: bool = False) -> list[str]:
        if masked and self.personal and value:
            return [MASK]
        return [line for line in str(value or "").splitlines() if line.strip()]


@dataclass(frozen=True, kw_only=True)
class Day(Field):
    """A day; with `past` not later than today, with `not_before` not before another day of the document."""

    kind = "date"
    widget = "records/fields/date.html"
    past: bool = False
    not_before: str = ""

    @classmethod
    def declared(cls, id: str, table: Table) -> Field:
        past = table.boolean("past", default=False)
        not_before = table.string("not_before", default="")
        return cls(past=past, not_before=not_before, **cls.common(id, table))

    def clean(self, raw: Json, *, now: datetime) -> Json:
        if raw is None or raw == "":
            return None
        try:
            if not isinstance(raw, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", raw.strip()):
                raise ValueError
            day = date.fromisoformat(raw.strip())
        except ValueError:
            raise self.refuse("不是有效日期，请按 2026-02-13 的形式填写。") from None
        if self.past and day > shanghai(now).date():
            raise self.refuse("晚于今天，尚未发生的事不能记录，请更正日期。")
        return day.isoformat()

    def schema(self) -> dict[str, object]:
        return {"type": "string", "format": "date"}

    def lines(self, value: Json, *, masked: bool = False) -> list[str]:
        return [chinese_day(date.fromisoformat(str(value)))] if value else []


@dataclass(frozen=True, kw_only=True)
class Moment(Day):
    """A minute of a day, Shanghai time where no offset is given."""

    kind = "datetime"
    widget = "records/fields/datetime.html"

    def clean(self, raw: Json, *, now: datetime) -> Json:
        if raw is None or raw == "":
            return None
        try:
            if not isinstance(raw, str) or len(raw.strip()) < 16:
                raise ValueError
            moment = shanghai(datetime.fromisoformat(raw.strip()))
            instant = moment.astimezone(UTC)
        except (ValueError, OverflowError):
            raise self.refuse("不是有效时间，请按 2026-02-13 18:00 的形式填写到分钟。") from None
        if self.past and instant > shanghai(now).astimezone(UTC):
            raise self.refuse("晚于现在，尚未发生的事不能记录，请更正时间。")
        return moment.isoformat()

    def schema(self) -> dict[str, object]:
        return {"type": "string", "format": "date-time"}

    def lines(self, value: Json, *, masked: bool = False) -> list[str]:
        return [chinese_moment(datetime.fromisoformat(str(value)))] if value else []


@dataclass(frozen=True, kw_only=True)
class Whole(Field):
    """A whole number from 1."""

    kind = "integer"
    widget = "records/fields/integer.html"

    def clean(self, raw: Json, *, now: datetime) -> Json:
        if raw is None or raw == "":
            return None
        text = str(raw).strip()
        if isinstance(raw, bool) or not re.fullmatch(r"[0-9]{1,6}", text) or int(text) < 1:
            raise self.refuse("应为大于零的整数。")
        return int(text)

    def schema(self) -> dict[str, object]:
        return {"type": "integer", "minimum": 1, "maximum": 999_999}


@dataclass(frozen=True, kw_only=True)
class Choice(Field):
    """One of the declared options, stored by its code."""

    kind = "choice"
    widget = "records/fields/choice.html"
    options: tuple[tuple[str, str], ...] = ()

    @classmethod
    def declared(cls, id: str, table: Table) -> Field:
        options = table.where("options")
        if not options:
            table.fail("options", "不能为空")
        pairs = tuple((code, str(label[0])) for code, label in options.items())
        return cls(options=pairs, **cls.common(id, table))

    def clean(self, raw: Json, *, now: datetime) -> Json:
        if raw is None or raw == "":
            return None
        if not isinstance(raw, str) or raw not in dict(self.options):
            labels = "、".join(label for _, label in self.options)
            raise self.refuse(f"不在可选范围内，请选择：{labels}。")
        return raw

    def schema(self) -> dict[str, object]:
        return {"enum": [code for code, _ in self.options]}

    def lines(self, value: Json, *, masked: bool = False) -> list[str]:
        return [dict(self.options)[str(value)]] if value else []


@dataclass(frozen=True, kw_only=True)
class Money(Field):
    """Yuan with two places; printed with the capital numerals that a document of law carries."""

    kind = "money"
    widget = "records/fields/money.html"

    def clean(self, raw: Json, *, now: datetime) -> Json:
        if raw is None or raw == "":
            return None
        text = str(raw).strip().replace(",", "").replace("，", "")
        try:
            if isinstance(raw, bool) or not re.fullmatch(r"\d{1,12}(\.\d{1,2})?", text):
                raise InvalidOperation
            return str(Decimal(text).quantize(Decimal("0.01")))
        except InvalidOperation:
            raise self.refuse("不是有效金额，请填写以元为单位、至多两位小数的数。") from None

    def schema(self) -> dict[str, object]:
        return {"type": "string", "pattern": r"^\d{1,12}(\.\d{1,2})?$"}

    def lines(self, value: Json, *, masked: bool = False) -> list[str]:
        if not value:
            return []
        amount = Decimal(str(value))
        return [f"{amount:,.2f}元（人民币{capital_amount(amount)}）"]


@dataclass(frozen=True, kw_only=True)
class YesNo(Field):
    """Yes or no; the answer `reason_if` asks for a reason."""

    kind = "yes-no"
    widget = "records/fields/yes_no.html"
    yes: str = "是"
    no: str = "否"
    reason_if: str = "none"

    @classmethod
    def declared(cls, id: str, table: Table) -> Field:
        return cls(
            yes=table.string("yes", default=cls.yes),
            no=table.string("no", default=cls.no),
            reason_if=table.choice("reason_if", ("yes", "no", "none"), default="none"),
            **cls.common(id, table),
        )

    @property
    def asks_reason(self) -> bool:
        return self.reason_if != "none"

    def posted(self, form: Posted, prefix: str = "") -> Json:
        answer = {"yes": True, "no": False}.get(form.get(f"{prefix}{self.id}.answer", ""))
        reason = form.get(f"{prefix}{self.id}.reason", "")
        return {"answer": answer, "reason": reason}

    def clean(self, raw: Json, *, now: datetime) -> Json:
        if isinstance(raw, bool):
            raw = {"answer": raw}
        if raw is None or raw == "":
            return None
        if not isinstance(raw, dict) or set(raw) - {"answer", "reason"}:
            raise self.refuse('应为 {"answer": true 或 false, "reason": "…"}。')
        answer, reason = raw.get("answer"), str(raw.get("reason") or "").strip()
        if answer is None and not reason:
            return None
        if not isinstance(answer, bool):
            raise self.refuse(f"请选择“{self.yes}”或“{self.no}”。")
        if self.reason_if == ("yes" if answer else "no") and not reason:
            raise self.refuse(f"为“{self.yes if answer else self.no}”的，须写明原因。")
        return {"answer": answer, "reason": reason} if reason else {"answer": answer}

    def schema(self) -> dict[str, object]:
        return {
            "type": "object",
            "properties": {"answer": {"type": "boolean"}, "reason": {"type": "string"}},
            "required": ["answer"],
            "additionalProperties": False,
        }

    def lines(self, value: Json, *, masked: bool = False) -> list[str]:
        if not isinstance(value, dict):
            return []
        word = self.yes if value["answer"] else self.no
        return [f"{word}。原因：{value['reason']}" if value.get("reason") else word]


def text_of(raw: Mapping[str, Json], key: str) -> str:
    """A part of a table as trimmed text, `""` where it is absent."""
    return " ".join(str(cast(object, raw.get(key)) or "").split())
