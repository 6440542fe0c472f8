"""Strict reading of a TOML table: every key is asked for by type, and what nobody asked for is an error."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NoReturn

from enforcement.law.facts import LawError

Scalar = str | int | bool
Where = Mapping[str, tuple[Scalar, ...]]

FACT_KIND = re.compile(r"[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*")
_MISSING = object()


class Table:
    """One TOML table with its place (`file`, dotted `path`), read key by key and then closed."""

    def __init__(self, values: Mapping[str, object], *, file: str, path: str = "") -> None:
        self._values = dict(values)
        self._asked: set[str] = set()
        self.file = file
        self.path = path

    def fail(self, key: str, what: str) -> NoReturn:
        """Raise LawError for a key of this table."""
        place = f"{self.path}.{key}" if self.path else key
        raise LawError(f"{self.file}：键 {place} {what}。")

    def close(self) -> None:
        """Refuse keys that nobody asked for: a misspelt key would otherwise be a rule that is not there."""
        for key in self._values:
            if key not in self._asked:
                self.fail(key, "不认识")

    def has(self, key: str) -> bool:
        return key in self._values

    def string(self, key: str, *, default: str | None = None) -> str:
        value = self._take(key, default)
        if not isinstance(value, str):
            self.fail(key, "应为字符串")
        if default is None and not value.strip():
            self.fail(key, "不能为空")
        return value

    def choice(self, key: str, allowed: Sequence[str], *, default: str | None = None) -> str:
        value = self.string(key, default=default)
        if value not in allowed:
            self.fail(key, f"的值“{value}”不在允许范围内（{'、'.join(allowed)}）")
        return value

    def integer(self, key: str, *, minimum: int, default: int | None = None) -> int:
        value = self._take(key, default)
        if not isinstance(value, int) or isinstance(value, bool):
            self.fail(key, "应为整数")
        if value < minimum:
            self.fail(key, f"不能小于 {minimum}")
        return value

    def boolean(self, key: str, *, default: bool) -> bool:
        value = self._take(key, default)
        if not isinstance(value, bool):
            self.fail(key, "应为 true 或 false")
        return value

    def day(self, key: str) -> date:
        value = self._take(key, None)
        if not isinstance(value, date) or isinstance(value, datetime):
            self.fail(key, "应为日期")
        return value

    def dates(self, key: str, *, default: tuple[date, ...] | None = None) -> tuple[date, ...]:
        value = self._take(key, default)
        if not isinstance(value, (list, tuple)):
            self.fail(key, "应为日期列表")
        days = []
        for item in value:
            if not isinstance(item, date) or isinstance(item, datetime):
                self.fail(key, "应为日期列表")
            days.append(item)
        if len(set(days)) != len(days):
            self.fail(key, "含有重复日期")
        return tuple(days)

    def strings(self, key: str, *, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """One string or a list of strings."""
        value = self._take(key, default)
        items = (value,) if isinstance(value, str) else value
        if not isinstance(items, (list, tuple)):
            self.fail(key, "应为字符串或字符串列表")
        found = []
        for item in items:
            if not isinstance(item, str) or not item.strip():
                self.fail(key, "应为字符串或字符串列表")
            found.append(item)
        if default is None and not found:
            self.fail(key, "不能为空")
        return tuple(found)

    def kinds(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """One fact kind or a list of them, each of the form `case.opened`."""
        kinds = self.strings(key, default=None if required else ())
        for kind in kinds:
            if not FACT_KIND.fullmatch(kind):
                self.fail(key, f"的值“{kind}”不是事实种类（应形如 case.opened）")
        return kinds

    def where(self, key: str) -> Where:
        """A table of conditions: key = scalar, or a list of scalars of which one must hold."""
        value = self._take(key, {})
        if not isinstance(value, dict):
            self.fail(key, "应为表")
        conditions: dict[str, tuple[Scalar, ...]] = {}
        for name, wanted in value.items():
            items = wanted if isinstance(wanted, list) else [wanted]
            if not items or not all(isinstance(item, (str, int, bool)) for item in items):
                self.fail(f"{key}.{name}", "应为字符串、整数、真假值或其列表")
            conditions[name] = tuple(items)
        return conditions

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        """`match`: names of keys; `a=b` where the two facts call the same thing differently."""
        pairs = []
        for name in self.strings(key, default=()):
            left, _, right = name.partition("=")
            if not left or (_ and not right):
                self.fail(key, f"的值“{name}”应形如 act 或 decision=doc")
            pairs.append((left, right or left))
        return tuple(pairs)

    def table(self, key: str) -> "Table | None":
        """A sub-table, or None where there is none."""
        value = self._take(key, {})
        if not isinstance(value, dict):
            self.fail(key, "应为表")
        return self._sub(key, value) if key in self._values else None

    def named(self, key: str) -> list[tuple[str, "Table"]]:
        """The sub-tables of `[key.ID]`, with their ids, in the order of the file."""
        value = self._take(key, {})
        if not isinstance(value, dict):
            self.fail(key, "应为表")
        found = []
        for name, item in value.items():
            if not isinstance(item, dict):
                self.fail(f"{key}.{name}", "应为表")
            found.append((name, self._sub(f"{key}.{name}", item)))
        return found

    def tables(self, key: str) -> list["Table"]:
        """A list of tables (`[[key]]`, or inline)."""
        value = self._take(key, [])
        if not isinstance(value, list):
            self.fail(key, "应为表的列表")
        found = []
        for number, item in enumerate(value):
            if not isinstance(item, dict):
                self.fail(key, "应为表的列表")
            found.append(self._sub(f"{key}[{number}]", item))
        return found

    def _sub(self, key: str, values: Mapping[str, object]) -> "Table":
        path = f"{self.path}.{key}" if self.path else key
        return Table(values, file=self.file, path=path)

    def _take(self, key: str, default: object) -> object:
        self._asked.add(key)
        value = self._values.get(key, _MISSING)
        if value is not _MISSING:
            return value
        if default is None:
            self.fail(key, "缺失")
        return default
