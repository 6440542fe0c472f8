"""`manage.py due`: only answers on standard output, sentences on standard error, status 2 for what cannot be answered."""

import io
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from enforcement.law import LawError
from enforcement.law.cli import parse_start
from tests.law.examples import at

HANDOVER = ["--regulation", "hengyang-forestry", "--limit", "footage-handover"]
START = "2026-02-13T18:00:00+08:00"
TABLE = """regulation,limit,start
hengyang-forestry,footage-handover,2026-02-13T18:00:00+08:00
liaoning,footage-handover,2026-02-13T18:00:00+08:00
liaoning,legal-review,2026-02-13
atlantis,archive,2026-02-13
liaoning,footage-handover,2026-02-13
liaoning,archive,soon
liaoning,archive,2026-02-13
"""


def ask(*arguments: str) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of the command."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("due", *arguments, stdout=out, stderr=err)
    except SystemExit as ended:
        return int(str(ended.code)), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


@pytest.mark.obligation("HY-30-1")
def test_the_answer_is_one_json_object_on_one_line() -> None:
    status, out, err = ask(*HANDOVER, "--from", START, "--json")
    answer = json.loads(out)
    assert (status, err, out.count("\n")) == (0, "", 1)
    assert list(answer) == ["due_at", "due_on", "provisional", "explanation"]
    assert (answer["due_at"], answer["due_on"], answer["provisional"]) == (None, "2026-02-24", False)
    assert any("第三十条第一款" in line for line in answer["explanation"])


def test_without_json_a_table_of_the_reckoning_is_printed() -> None:
    status, out, err = ask(*HANDOVER, "--from", START)
    assert (status, err) == (0, "")
    assert out.startswith("期限计算表：音像记录存储（footage-handover）\n1. 起算：2026年2月13日")
    assert "届满：2026年2月24日（星期二）24时。" in out


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--regulation", "atlantis", "--limit", "archive", "--from", START], "没有执法规定“atlantis”"),
        (["--regulation", "liaoning", "--limit", "legal-review", "--from", START], "没有期限“legal-review”"),
        (["--regulation", "liaoning", "--limit", "archive", "--from", "soon"], "“soon”无法识别"),
        (["--regulation", "liaoning", "--limit", "footage-handover", "--from", "2026-02-13"], "只给出日期无法起算"),
        (["--regulation", "liaoning", "--limit", "archive"], "须同时给出"),
        ([], "须同时给出"),
        (["--csv", "/nowhere/table.csv"], "表格“table.csv”无法读取"),
    ],
)
def test_what_cannot_be_answered_ends_with_status_two_and_a_sentence(arguments: list[str], complaint: str) -> None:
    for more in ([], ["--json"]):
        status, out, err = ask(*arguments, *more)
        assert (status, out) == (2, "")
        assert complaint in err
        assert err.endswith("。\n")


def test_a_table_is_answered_row_by_row_in_order(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text(TABLE, encoding="utf-8-sig")
    status, out, err = ask("--csv", str(table), "--json")
    answers = [json.loads(line) for line in out.splitlines()]
    assert (status, err) == (2, "")
    assert [answer.get("due_at") or answer.get("due_on") or "error" for answer in answers] == [
        "2026-02-24",
        "2026-02-14T18:00:00+08:00",
        "error",
        "error",
        "error",
        "error",
        "2026-03-16",
    ]
    assert all(list(answer) == ["error"] for answer in answers[2:6])
    readable = ask("--csv", str(table))
    assert (readable[0], readable[1].count("期限计算表")) == (2, 3)
    assert readable[2].count("。\n") == 4


def test_a_table_without_faults_ends_with_status_zero(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("start,limit,regulation,remark\n2026-02-13,archive,liaoning,先办\n", encoding="utf-8")
    status, out, err = ask("--csv", str(table), "--json")
    assert (status, err) == (0, "")
    assert json.loads(out)["due_on"] == "2026-03-16"


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"regulation,start\nliaoning,2026-02-13\n", "缺少列：limit"),
        (b"", "缺少列：regulation、limit、start"),
        (b"regulation,limit,start\n\xff\xfe,archive,2026-02-13\n", "无法读取"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(tmp_path: Path, content: bytes, complaint: str) -> None:
    table = tmp_path / "table.csv"
    table.write_bytes(content)
    status, _, err = ask("--csv", str(table), "--json")
    assert status == 2
    assert complaint in err


def test_a_short_row_is_an_error_of_that_row_alone(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("regulation,limit,start\nliaoning,archive\nliaoning,archive,2026-02-13\n", encoding="utf-8")
    status, out, _ = ask("--csv", str(table), "--json")
    first, second = (json.loads(line) for line in out.splitlines())
    assert status == 2
    assert "须同时给出" in first["error"]
    assert second["due_on"] == "2026-03-16"


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-02-13T24:00:00+08:00", at("2026-02-14T00:00:00")),
        ("2026-02-13T24:00", at("2026-02-14T00:00:00").replace(tzinfo=None)),
        (" 2026-02-13 18:00 ", at("2026-02-13T18:00:00").replace(tzinfo=None)),
        ("2026-02-13T10:00:00Z", at("2026-02-13T18:00:00")),
        ("2026-02-13", date(2026, 2, 13)),
    ],
)
def test_a_start_may_be_written_in_the_usual_ways(written: str, moment: date) -> None:
    assert parse_start(written) == moment


@pytest.mark.parametrize(
    "written", ["", "昨天", "2026-02-30", "2026-02-13T25:00", "2026-02-13T24:01", "9999-12-31T24:00"]
)
def test_a_start_that_is_no_moment_is_refused(written: str) -> None:
    with pytest.raises(LawError, match="无法识别"):
        parse_start(written)


def test_the_command_works_with_no_environment_and_no_database() -> None:
    manage = Path(settings.BASE_DIR) / "manage.py"
    ended = subprocess.run(
        [sys.executable, "-B", str(manage), "due", *HANDOVER, "--from", START, "--json"],
        env={},
        cwd="/",
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert json.loads(ended.stdout)["due_on"] == "2026-02-24"
