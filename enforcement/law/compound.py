"""Kinds of fields whose value has parts: parties, officers, repeating rows."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from enforcement.law.facts import shanghai
from enforcement.law.fields import (
    Choice,
    Day,
    Field,
    Json,
    Money,
    Posted,
    Refused,
    Text,
    Whole,
    text_of,
)
from enforcement.law.identifiers import check_credit_code, check_identity, mask_identity, mask_phone
from enforcement.law.tables import Table
from enforcement.law.wording import MASK


@dataclass(frozen=True, kw_only=True)
class Party(Field):
    """A person or an organisation, as they were on that day; number, address and telephone are sealed.

    `{"kind": "person"|"organisation", "name", "code", "representative", "id_number", "address", "phone",
    "note"}`. `code` is the 统一社会信用代码 of an organisation, never anybody's identity number.
    """

    kind = "party"
    widget = "records/fields/party.html"
    is_wide = True

    KINDS: ClassVar = {"person": "自然人", "organisation": "法人或者其他组织"}
    OPEN: ClassVar = {
        "kind": "类别",
        "name": "姓名或者名称",
        "code": "统一社会信用代码",
        "representative": "法定代表人（负责人）",
        "note": "其他情况",
    }
    SEALED: ClassVar = {
        "id_number": "证件号码",
        "address": "住址或者住所",
        "phone": "联系电话",
    }
    MASKS: ClassVar = {"id_number": mask_identity, "address": lambda _: MASK, "phone": mask_phone}

    def posted(self, form: Posted, prefix: str = "") -> Json:
        return {key: form.get(f"{prefix}{self.id}.{key}", "") for key in (*self.OPEN, *self.SEALED)}

    def clean(self, raw: Json, *, now: datetime) -> Json:
        if raw is None or raw == "":
            return None
        if not isinstance(raw, dict) or set(raw) - {*self.OPEN, *self.SEALED}:
            raise self.refuse(f"应为表，可用的键：{'、'.join((*self.OPEN, *self.SEALED))}。")
        value: dict[str, Json] = {key: text for key in (*self.OPEN, *self.SEALED) if (text := text_of(raw, key))}
        if not set(value) - {"kind"}:
            return None
        if value.get("kind") not in self.KINDS:
            raise self.refuse("没有选择类别，请选择自然人或者法人、其他组织。")
        if "name" not in value:
            raise self.refuse("没有填写姓名或者名称，请补填。")
        if any(len(str(text)) > 300 for text in value.values()):
            raise self.refuse("有一项超过300字，请精简。")
        return self._checked(value, now)

    def _checked(self, value: dict[str, Json], now: datetime) -> dict[str, Json]:
        number, code = str(value.get("id_number", "")), str(value.get("code", ""))
        if len(number) >= 15:  # shorter ones are passports and the like, which have no check digit
            checked = check_identity(number, today=shanghai(now).date())
            if not checked.ok:
                raise self.refuse(f"：{checked.error}")
            value["id_number"] = checked.value
        elif number and not re.fullmatch(r"[0-9A-Za-z（）()-]{5,14}", number):
            raise self.refuse("的证件号码含有不应出现的字符，请核对证件后更正。")
        if code:
            checked = check_credit_code(code)
            if not checked.ok:
                raise self.refuse(f"：{checked.error}")
            value["code"] = checked.value
        return value

    def schema(self) -> dict[str, object]:
        text = {"type": "string", "maxLength": 300}
        properties: dict[str, object] = dict.fromkeys((*self.OPEN, *self.SEALED), text)
        properties["kind"] = {"enum": list(self.KINDS)}
        return {
            "type": "object",
            "properties": properties,
            "required": ["kind", "name"],
            "additionalProperties": False,
        }

    def lines(self, value: Json, *, masked: bool = False) -> list[str]:
        if not isinstance(value, dict):
            return []
        parts = [str(value["name"])]
        for key, label in (self.OPEN | self.SEALED).items():
            if key in ("kind", "name") or not value.get(key):
                continue
            shown = str(value[key])
            if masked and key in self.SEALED:
                shown = self.MASKS[key](shown)
            parts.append(f"{label}：{shown}")
        return ["，".join(parts)]

    def split(self, value: Json) -> tuple[Json, Json]:
        if not isinstance(value, dict):
            return value, None
        public = {key: part for key, part in value.items() if key not in self.SEALED}
        sealed = {key: part for key, part in value.items() if key in self.SEALED}
        return public, sealed or None

    def join(self, public: Json, sealed: Json) -> Json:
        if isinstance(public, dict) and isinstance(sealed, dict):
            return {**public, **sealed}
        return public


@dataclass(frozen=True, kw_only=True)
class Officers(Field):
    """The officers present, with the certificate each held on that day.

    `[{"person": id, "name", "certificate"}]`; who sends a form or a REST write names only `person`, the
    rest is looked up before the value is checked here.
    """

    kind = "officers"
    widget = "records/fields/officers.html"
    is_wide = True
    least: int = 1
    least_article: str = ""

    @classmethod
    def declared(cls, id: str, table: Table) -> Field:
        least = table.integer("least", minimum=1, default=1)
        article = table.string("least_article", default="")
        if least > 1 and not article:
            table.fail("least_article", "缺失（人数须有依据）")
        return cls(least=least, least_article=article, **cls.common(id, table))

    def posted(self, form: Posted, prefix: str = "") -> Json:
        chosen: list[Json] = [{"person": int(p)} for p in form.getlist(f"{prefix}{self.id}") if p.isdecimal()]
        return chosen

    def clean(self, raw: Json, *, now: datetime) -> Json:
        if not raw:
            return None
        if not isinstance(raw, list):
            raise self.refuse('应为列表，如 [{"person": 12}]。')
        officers: list[Json] = []
        for item in raw:
            person = item.get("person") if isinstance(item, dict) else None
            if not isinstance(item, dict) or not isinstance(person, int) or isinstance(person, bool):
                raise self.refuse('每一项应为 {"person": 人员编号}。')
            if not text_of(item, "name"):
                raise self.refuse("含有不存在的人员，请从名单中选择。")
            if any(isinstance(o, dict) and o["person"] == person for o in officers):
                raise self.refuse("有同一人重复出现，请删去重复的一项。")
            officers.append(
                {
                    "person": person,
                    "name": text_of(item, "name"),
                    "certificate": text_of(item, "certificate"),
                }
            )
        return officers

    def shortfall(self, value: Json) -> str:
        """Why the value does not suffice for a complete document, or `""`."""
        if isinstance(value, list) and 0 < len(value) < self.least:
            return f"「{self.label}」只有{len(value)}人，少于{self.least}人（{self.least_article}），请补足。"
        return ""

    def schema(self) -> dict[str, object]:
        item = {
            "type": "object",
            "properties": {
                "person": {"type": "integer"},
                "name": {"type": "string"},
                "certificate": {"type": "string"},
            },
            "required": ["person"],
            "additionalProperties": False,
        }
        return {"type": "array", "items": item}

    def lines(self, value: Json, *, masked: bool = False) -> list[str]:
        shown = []
        for officer in value if isinstance(value, list) else []:
            if isinstance(officer, dict):
                number = officer.get("certificate") or "当日无有效证件"
                shown.append(f"{officer['name']}（执法证号：{number}）")
        return ["、".join(shown)] if shown else []


COLUMNS: dict[str, type[Field]] = {kind.kind: kind for kind in (Text, Day, Whole, Choice, Money)}


@dataclass(frozen=True, kw_only=True)
class Rows(Field):
    """Repeating rows of simple columns, such as the items of a list; a row left blank is dropped."""

    kind = "rows"
    widget = "records/fields/rows.html"
    is_wide = True
    is_table = True
    columns: tuple[Field, ...] = ()

    @classmethod
    def declared(cls, id: str, table: Table) -> Field:
        columns = []
        for column in table.tables("columns"):
            kind = COLUMNS[column.choice("kind", tuple(COLUMNS))]
            columns.append(kind.declared(column.string("id"), column))
            column.close()
        if not columns:
            table.fail("columns", "不能为空")
        return cls(columns=tuple(columns), **cls.common(id, table))

    def posted(self, form: Posted, prefix: str = "") -> Json:
        cells = [form.getlist(f"{prefix}{self.id}.{column.id}") for column in self.columns]
        rows: list[Json] = []
        for number in range(max(map(len, cells))):
            row = {
                column.id: column_cells[number] if number < len(column_cells) else ""
                for column, column_cells in zip(self.columns, cells, strict=True)
            }
            if any(text.strip() for text in row.values()):
                rows.append(dict(row))
        return rows

    def clean(self, raw: Json, *, now: datetime) -> Json:
        if not raw:
            return None
        names = {column.id for column in self.columns}
        if not isinstance(raw, list):
            raise self.refuse("应为列表，每一项是一行。")
        rows: list[Json] = []
        for number, item in enumerate(raw, start=1):
            if not isinstance(item, dict) or set(item) - names:
                raise self.refuse(f"第{number}行应为表，可用的键：{'、'.join(sorted(names))}。")
            try:
                row = {column.id: column.clean(item.get(column.id), now=now) for column in self.columns}
            except Refused as refused:
                raise self.refuse(f"第{number}行：{refused}") from None
            missing = [c.label for c in self.columns if c.required and row[c.id] is None]
            if any(cell is not None for cell in row.values()):
                if missing:
                    raise self.refuse(f"第{number}行没有填写：{'、'.join(missing)}，请补填或删去该行。")
                rows.append({key: cell for key, cell in row.items() if cell is not None})
        return rows or None

    def schema(self) -> dict[str, object]:
        item = {
            "type": "object",
            "properties": {column.id: column.schema() for column in self.columns},
            "required": [column.id for column in self.columns if column.required],
            "additionalProperties": False,
        }
        return {"type": "array", "items": item}

    def cells(self, value: Json) -> list[list[str]]:
        """The printed cells, row by row, in the order of the columns."""
        rows = [row for row in (value if isinstance(value, list) else []) if isinstance(row, dict)]
        return [[" ".join(c.lines(row.get(c.id))) for c in self.columns] for row in rows]

    def lines(self, value: Json, *, masked: bool = False) -> list[str]:
        if masked and self.personal and value:
            return [MASK]
        return ["；".join(cell for cell in row if cell) for row in self.cells(value)]
