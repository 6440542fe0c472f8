"""The body of `manage.py due`: reckon limits on the command line, without settings or database."""

import csv
import json
import re
from argparse import ArgumentParser, Namespace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TextIO

from enforcement.law.calendar import Calendar
from enforcement.law.deadlines import Due, due
from enforcement.law.facts import LawError
from enforcement.law.loader import load
from enforcement.law.rules import Limit

FAILED = 2
_COLUMNS = ("regulation", "limit", "start")
_MIDNIGHT = re.compile(r"(\d{4}-\d{2}-\d{2}[T ])24(:00(?::00(?:\.0+)?)?)(.*)")


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("--regulation", help="执法规定的编号，如 liaoning")
    parser.add_argument("--limit", help="期限的编号，如 footage-handover")
    parser.add_argument("--from", dest="start", help="起算时刻（ISO 8601，无时区按北京时间）或日期")
    parser.add_argument("--csv", dest="table", help="CSV 文件，列为 regulation、limit、start")
    parser.add_argument("--json", dest="as_json", action="store_true", help="输出 JSON")


def run(arguments: Namespace, *, out: TextIO, err: TextIO) -> int:
    """Answer one question or a table of them; returns the exit status, 0 or 2.

    Only answers go to `out`: a JSON object a question with `--json`, else a readable 期限计算表.
    An unanswerable question is a Chinese sentence on `err`; in a table with `--json` it is an object
    `{"error": sentence}` in its row's place, so that rows and answers keep step.
    """
    try:
        if arguments.table:
            return _table(Path(arguments.table), as_json=arguments.as_json, out=out, err=err)
        limit, answer = _answer(arguments.regulation, arguments.limit, arguments.start)
    except LawError as error:
        print(error, file=err)
        return FAILED
    print(_show(limit, answer, as_json=arguments.as_json), file=out)
    return 0


def parse_start(written: str) -> datetime | date:
    """A moment or a day as ISO 8601; 24:00 is the following midnight. Raises LawError."""
    written = written.strip()
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", written):
            return date.fromisoformat(written)
        midnight = _MIDNIGHT.fullmatch(written)
        if midnight:
            head, tail, offset = midnight.groups()
            return datetime.fromisoformat(f"{head}00{tail}{offset}") + timedelta(days=1)
        return datetime.fromisoformat(written)
    except (ValueError, OverflowError) as error:
        raise LawError(
            f"起算时刻“{written}”无法识别，请按 2026-02-13T18:00:00+08:00 或 2026-02-13 的形式填写。"
        ) from error


def _answer(regulation: str | None, limit: str | None, start: str | None) -> tuple[Limit, Due]:
    if not regulation or not limit or not start:
        raise LawError("须同时给出执法规定（regulation）、期限（limit）和起算时刻（from）。")
    rules = load(regulation)
    if limit not in rules.limits:
        raise LawError(f"《{rules.title}》没有期限“{limit}”，可选：{'、'.join(rules.limits) or '无'}。")
    found = rules.limits[limit]
    return found, due(found, parse_start(start), Calendar.shipped())


def _table(path: Path, *, as_json: bool, out: TextIO, err: TextIO) -> int:
    status = 0
    try:
        # utf-8-sig: spreadsheets put a byte order mark before the first column's name.
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            missing = [name for name in _COLUMNS if name not in (rows.fieldnames or ())]
            if missing:
                raise LawError(f"表格“{path.name}”缺少列：{'、'.join(missing)}。")
            for row in rows:
                try:
                    limit, answer = _answer(row["regulation"], row["limit"], row["start"])
                except LawError as error:
                    status = FAILED
                    if as_json:
                        print(json.dumps({"error": str(error)}, ensure_ascii=False), file=out)
                    else:
                        print(f"第{rows.line_num}行：{error}", file=err)
                    continue
                print(_show(limit, answer, as_json=as_json), file=out)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise LawError(f"表格“{path.name}”无法读取（{error}）。") from error
    return status


def _show(limit: Limit, answer: Due, *, as_json: bool) -> str:
    if as_json:
        return json.dumps(answer.as_json(), ensure_ascii=False)
    lines = [f"期限计算表：{limit.label}（{limit.id}）"]
    lines += [f"{number}. {line}" for number, line in enumerate(answer.explanation, 1)]
    return "\n".join(lines) + "\n"
