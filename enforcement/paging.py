"""Keyset paging: lists of any length at the price of one page, never counting, never skipping."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

PAGE_SIZE = 50


@dataclass(frozen=True)
class Page:
    """`after` is the cursor of the page that follows, "" on the last one."""

    rows: list[Any]
    after: str


def keyset(queryset: QuerySet[Any], *fields: str, after: str = "", size: int = PAGE_SIZE) -> Page:
    """The `size` rows that follow the cursor `after` in the order of `fields` (all falling where the first has a `-`).

    The fields together MUST be unique and never null, so end with `pk`. An unreadable cursor gives the first page.
    """
    is_falling = fields[0].startswith("-")
    names = [field.lstrip("-") for field in fields]
    if values := _read(queryset.model, names, after):
        queryset = queryset.filter(_beyond(names, values, "lt" if is_falling else "gt"))
    rows = list(queryset.order_by(*[f"-{name}" if is_falling else name for name in names])[: size + 1])
    if len(rows) <= size:
        return Page(rows, "")
    last = rows[size - 1]
    return Page(rows[:size], json.dumps([_plain(getattr(last, name)) for name in names], separators=(",", ":")))


def _beyond(names: list[str], values: list[Any], way: str) -> Q:
    condition, equal = Q(pk__in=[]), Q()
    for name, value in zip(names, values, strict=True):
        condition |= equal & Q(**{f"{name}__{way}": value})
        equal &= Q(**{name: value})
    return condition


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _read(model: type[Model], names: list[str], cursor: str) -> list[Any]:
    try:
        values = json.loads(cursor)
        fields: list[Any] = [model._meta.pk if name == "pk" else model._meta.get_field(name) for name in names]
        return [field.to_python(value) for field, value in zip(fields, values, strict=True)]
    except (ValidationError, ValueError, TypeError, AttributeError, OverflowError):
        return []
