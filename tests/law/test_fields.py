"""What each kind of field takes, refuses, prints and hides."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

import jsonschema
import pytest

from enforcement.law.documents import FIELD_KINDS
from enforcement.law.facts import SHANGHAI
from enforcement.law.fields import Field, Json, Refused
from enforcement.law.tables import Table
from enforcement.law.wording import capital_amount

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=SHANGHAI)

SAMPLES: Mapping[str, tuple[dict[str, object], Json, list[str]]] = {
    "text": ({}, " 林木 采伐 ", ["林木 采伐"]),
    "long-text": ({}, "第一段\n\n第二段", ["第一段", "第二段"]),
    "date": ({}, "2026-02-13", ["2026年2月13日"]),
    "datetime": ({}, "2026-02-13T18:05", ["2026年2月13日18时05分"]),
    "integer": ({}, "2", ["2"]),
    "choice": ({"options": {"a": "甲", "b": "乙"}}, "b", ["乙"]),
    "money": ({}, "2000.5", ["2,000.50元（人民币贰仟元伍角整）"]),
    "yes-no": (
        {"reason_if": "no"},
        {"answer": False, "reason": "情况紧急"},
        ["否。原因：情况紧急"],
    ),
    "party": (
        {},
        {
            "kind": "person",
            "name": "周某",
            "id_number": "210302198001011233",
            "phone": "13800001234",
        },
        ["周某，证件号码：210302198001011233，联系电话：13800001234"],
    ),
    "officers": (
        {},
        [
            {"person": 1, "name": "张三", "certificate": "辽03001"},
            {"person": 2, "name": "李四"},
        ],
        ["张三（执法证号：辽03001）、李四（执法证号：当日无有效证件）"],
    ),
    "rows": (
        {"columns": [{"id": "name", "kind": "text", "label": "名称", "required": True}]},
        [{"name": "照片"}, {"name": "  "}],
        ["照片"],
    ),
}


def field(kind: str, **keys: object) -> Field:
    return FIELD_KINDS[kind].declared("it", Table({"label": "栏目", **keys}, file="test"))


@pytest.mark.parametrize("kind", sorted(FIELD_KINDS))
def test_every_kind_of_field_takes_prints_and_describes_its_value(kind: str) -> None:
    keys, raw, printed = SAMPLES[kind]
    it = field(kind, **keys)
    value = it.clean(raw, now=NOW)
    assert it.lines(value) == printed
    assert it.clean(value, now=NOW) == value
    jsonschema.validate(value, it.schema())
    assert it.lines(None) == []


@pytest.mark.parametrize("kind", sorted(FIELD_KINDS))
def test_every_kind_of_field_takes_nothing_for_nothing(kind: str) -> None:
    assert field(kind, **SAMPLES[kind][0]).clean(None, now=NOW) is None


@pytest.mark.parametrize("kind", sorted(FIELD_KINDS))
def test_a_personal_field_is_sealed_and_masked(kind: str) -> None:
    it = field(kind, personal=True, **SAMPLES[kind][0])
    value = it.clean(SAMPLES[kind][1], now=NOW)
    public, sealed = it.split(value)
    assert it.join(public, sealed) == value
    assert sealed


def test_a_masked_party_shows_neither_number_nor_telephone_nor_address() -> None:
    party: Json = {
        "kind": "person",
        "name": "周某",
        "id_number": "210302198001011233",
        "phone": "13800001234",
        "address": "鞍山市铁东区一号",
    }
    (line,) = field("party").lines(party, masked=True)
    assert line == "周某，证件号码：210***********1233，住址或者住所：＊＊＊，联系电话：138****1234"


@pytest.mark.parametrize(
    ("kind", "keys", "raw", "says"),
    [
        ("text", {"most": 3}, "四个字呀", "最多3字"),
        ("text", {}, "a\x00b", "不可打印"),
        ("text", {}, 7, "应为文字"),
        ("date", {}, "2026-02-30", "不是有效日期"),
        ("date", {}, 20260213, "不是有效日期"),
        ("date", {"past": True}, "2026-11-21", "晚于今天"),
        ("datetime", {}, "2026-02-13", "填写到分钟"),
        ("datetime", {}, "0001-01-01T00:00", "不是有效时间"),
        ("datetime", {"past": True}, "2026-11-20T15:01", "晚于现在"),
        ("integer", {}, "-1", "大于零"),
        ("integer", {}, True, "大于零"),
        ("choice", {"options": {"a": "甲"}}, "b", "请选择：甲"),
        ("choice", {"options": {"a": "甲"}}, ["a"], "请选择：甲"),
        ("money", {}, "1.234", "两位小数"),
        ("money", {}, "-5", "两位小数"),
        ("money", {}, "1e9", "两位小数"),
        ("yes-no", {"reason_if": "no"}, {"answer": False}, "须写明原因"),
        ("yes-no", {}, {"answer": "yes"}, "请选择"),
        ("yes-no", {}, {"answer": True, "other": 1}, "应为"),
        ("party", {}, {"kind": "person"}, ""),
        ("party", {}, {"name": "周某"}, "没有选择类别"),
        ("party", {}, {"kind": "person", "phone": "138"}, "姓名或者名称"),
        (
            "party",
            {},
            {"kind": "person", "name": "周", "id_number": "<b>12345"},
            "证件号码",
        ),
        ("party", {}, {"kind": "person", "name": "周", "id_number": "210302198001011230"}, "校验码"),
        ("party", {}, {"kind": "organisation", "name": "某厂", "code": "1"}, "18位"),
        ("party", {}, {"bank": "1"}, "可用的键"),
        ("officers", {}, [{"person": 1}], "不存在的人员"),
        (
            "officers",
            {},
            [{"person": 1, "name": "张"}, {"person": 1, "name": "张"}],
            "重复",
        ),
        ("officers", {}, ["张三"], "人员编号"),
        (
            "rows",
            {"columns": [{"id": "a", "kind": "date", "label": "日期"}]},
            [{"a": "x"}],
            "第1行",
        ),
        (
            "rows",
            {"columns": [{"id": "a", "kind": "text", "label": "甲"}]},
            [{"b": "x"}],
            "可用的键：a",
        ),
    ],
)
def test_a_wrong_value_is_refused_in_a_chinese_sentence(
    kind: str, keys: dict[str, object], raw: Json, says: str
) -> None:
    it = field(kind, **keys)
    if not says:
        assert it.clean(raw, now=NOW) is None
        return
    with pytest.raises(Refused, match="「栏目」") as refused:
        it.clean(raw, now=NOW)
    assert says in str(refused.value)
    assert str(refused.value).endswith("。")


def test_a_row_that_lacks_a_required_cell_is_refused_by_its_number() -> None:
    columns = [
        {"id": "a", "kind": "text", "label": "甲", "required": True},
        {"id": "b", "kind": "text", "label": "乙"},
    ]
    with pytest.raises(Refused, match="第2行没有填写：甲"):
        field("rows", columns=columns).clean([{"a": "1"}, {"b": "2"}], now=NOW)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("10", "壹拾元整"),
        ("2000", "贰仟元整"),
        ("1005", "壹仟零伍元整"),
        ("100000", "壹拾万元整"),
        ("20030004.07", "贰仟零叁万零肆元零柒分"),
        ("100010000.50", "壹亿零壹万元伍角整"),
        ("123456789012.34", "壹仟贰佰叁拾肆亿伍仟陆佰柒拾捌万玖仟零壹拾贰元叁角肆分"),
    ],
)
def test_an_amount_is_written_in_capital_numerals(amount: str, words: str) -> None:
    assert capital_amount(Decimal(amount)) == words
