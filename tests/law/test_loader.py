"""Law files: inheritance, the version of the day, the pin, and what is refused."""

from datetime import date
from pathlib import Path

import pytest

from enforcement.law import LawError, Rules, load, pinned, regulations
from tests.law.examples import rules_of

GOOD = """
id = "base"
title = "示例规定"
number = "示〔2020〕1号"
issuer = "示例机关"
level = "市"
region = "示例市"
in_force_from = 2020-01-01
text = "base-text"

[limits.archive]
label = "归档"
starts = "case.ended"
starts_where = { ending = ["complied", "executed"] }
stops = ["case.archived"]
stops_where = { final = true }
match = ["doc", "decision=doc"]
amount = 30
unit = "calendar_days"
roll = false
effect = "duty"
role = "archivist"
article = "第二十五条"
quote = "30日内"
obligations = ["LN-25-2"]
[limits.archive.instead]
when = "case.delayed"
starts = "case.resumed"
amount = 24
unit = "hours"
article = "第二十六条"
quote = "24小时内"
[limits.archive.extension]
when = "case.extended"
amount = 3
unit = "working_days"
article = "第二十七条"
quote = "三日"

[acts.inspection]
label = "检查"
officers = 2
documents = ["inspection-record"]
recording = "required"
waiver = "written-reason"
article = "第十四条"
quote = "同时"
basis.officers = { article = "《行政处罚法》第四十二条", quote = "两人", text = "national" }

[approvals.form]
label = "审批"
steps = [{ role = "reviewer", label = "审核" }, { role = "agency_head", label = "批准" }]
distinct = false
article = "第九条"
quote = "批准"

[requirements.form]
blocks = ["leave:initiation", "end:*"]
each = "case.opened"
where = { source = "application" }
match = ["case"]
needs = "document.finalised"
needs_where = { document = "form" }
when = ["case.checked"]
unless = ["case.waived"]
act_types = ["penalty"]
text = "缺。"
mend = "补。"
source = "national"
article = "《行政处罚法》第五十四条"
quote = "立案"
"""


def write(folder: Path, text: str, name: str = "base/2020-01-01") -> Path:
    path = folder / f"{name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return folder


def version(day: str, amount: int, *, extends: str = "", id: str = "base") -> str:
    return f"""
id = "{id}"
title = "{id}"
in_force_from = {day}
extends = "{extends}"
[limits.own-{id}]
label = "期限"
starts = "case.ended"
stops = "case.archived"
amount = {amount}
unit = "calendar_days"
effect = "duty"
article = "第一条"
quote = "限"
"""


def test_every_value_stands_where_the_file_put_it(tmp_path: Path) -> None:
    rules = load("base", folder=write(tmp_path, GOOD))
    assert (rules.title, rules.number, rules.issuer) == ("示例规定", "示〔2020〕1号", "示例机关")
    assert (rules.level, rules.region, rules.text) == ("市", "示例市", "base-text")
    limit = rules.limits["archive"]
    assert (limit.starts, limit.stops, limit.length) == (("case.ended",), ("case.archived",), "30日")
    assert limit.starts_where == {"ending": ("complied", "executed")}
    assert limit.stops_where == {"final": (True,)}
    assert limit.match == (("doc", "doc"), ("decision", "doc"))
    assert (limit.roll, limit.role, limit.effect) == (False, "archivist", "duty")
    assert (limit.article, limit.quote, limit.cite) == ("第二十五条", "30日内", "《示例规定》第二十五条")
    assert limit.basis.obligations == ("LN-25-2",)
    other = limit.alternative
    assert (other.starts, other.length, other.article) == (("case.resumed",), "24小时", "第二十六条")
    with pytest.raises(ValueError, match="no alternative"):
        assert other.alternative
    act = rules.acts["inspection"]
    assert (act.officers, act.documents, act.recording, act.waiver) == (
        2,
        ("inspection-record",),
        "required",
        "written-reason",
    )
    assert (act.basis_of("officers").text, act.basis_of("recording").text) == ("national", "base-text")
    chain = rules.approvals["form"]
    assert [(step.role, step.label) for step in chain.steps] == [("reviewer", "审核"), ("agency_head", "批准")]
    assert chain.distinct is False
    requirement = rules.requirements["form"]
    assert requirement.basis.cite == "《行政处罚法》第五十四条"
    assert requirement.basis.text == "national"
    assert requirement.blocks_moment("end:withdrawn")
    assert not requirement.blocks_moment("leave:decision")
    assert len(list(rules.bases())) == 7


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("amount = 30", "amuont = 30", "limits.archive.amount 缺失"),
        ("amount = 30", "amount = 30\nkind = 'x'", "limits.archive.kind 不认识"),
        ("amount = 30", "amount = '30'", "limits.archive.amount 应为整数"),
        ("amount = 30", "amount = true", "limits.archive.amount 应为整数"),
        ("amount = 30", "amount = 0", "limits.archive.amount 不能小于 1"),
        ("amount = 30", "amount = 30.5", "limits.archive.amount 应为整数"),
        ('unit = "calendar_days"', 'unit = "days"', "limits.archive.unit 的值“days”不在允许范围内"),
        ('effect = "duty"', 'effect = "block"', "limits.archive.effect"),
        ('effect = "duty"', "", "limits.archive.effect 缺失"),
        ('starts = "case.ended"', 'starts = "ended"', "limits.archive.starts 的值“ended”不是事实种类"),
        ('starts = "case.ended"', 'starts = "Case.Ended"', "limits.archive.starts"),
        ('starts = "case.ended"', "starts = []", "limits.archive.starts 不能为空"),
        ('starts = "case.ended"', "starts = 5", "limits.archive.starts 应为字符串或字符串列表"),
        ('starts = "case.ended"', 'starts = ["case.ended", 5]', "limits.archive.starts"),
        ('stops = ["case.archived"]', "", "limits.archive.stops 缺失"),
        ("{ final = true }", "{ final = 1.5 }", "limits.archive.stops_where.final"),
        ("{ final = true }", "'final'", "limits.archive.stops_where 应为表"),
        ("decision=doc", "decision=", "limits.archive.match"),
        ("roll = false", "roll = 'no'", "limits.archive.roll 应为 true 或 false"),
        ('article = "第二十五条"', "", "limits.archive.article 缺失"),
        ('quote = "30日内"', 'quote = ""', "limits.archive.quote 不能为空"),
        ('article = "第二十六条"', "", "limits.archive.instead.article 缺失"),
        ('when = "case.delayed"', 'if = "case.delayed"', "limits.archive.instead.when 缺失"),
        ('when = "case.extended"\namount = 3\nunit = "working_days"', 'when = "case.extended"\namount = 3\nunit = "hours"', "limits.archive.extension.unit"),
        ("officers = 2", "officers = -1", "acts.inspection.officers 不能小于 0"),
        ('recording = "required"', 'recording = "yes"', "acts.inspection.recording"),
        ('waiver = "written-reason"', 'waiver = "oral"', "acts.inspection.waiver"),
        ("basis.officers", "basis.persons", "acts.inspection.basis.persons 不认识"),
        ('quote = "两人", ', "", "acts.inspection.basis.officers.quote 缺失"),
        ('steps = [{ role = "reviewer", label = "审核" }, { role = "agency_head", label = "批准" }]', "steps = []", "approvals.form.steps 不能为空"),
        ('{ role = "reviewer", label = "审核" }', '{ role = "reviewer" }', "approvals.form.steps[0].label 缺失"),
        ('{ role = "reviewer", label = "审核" }', '"reviewer"', "approvals.form.steps 应为表的列表"),
        ('"leave:initiation"', '"initiation"', "requirements.form.blocks 的值“initiation”不是关口"),
        ('needs = "document.finalised"', "", "requirements.form.needs"),
        ('needs = "document.finalised"', 'needs = "document.finalised"\npredicate = "stored"', "requirements.form.needs"),
        ('needs = "document.finalised"\nneeds_where = { document = "form" }', 'predicate = "guess"', "requirements.form.predicate 的值“guess”不在已有判断之内"),
        ('needs = "document.finalised"\n', 'predicate = "stored"\n', "requirements.form.needs_where 需要 needs"),
        ('each = "case.opened"\n', "", "requirements.form.match 需要 each"),
        ('each = "case.opened"', 'each = "opened"', "requirements.form.each"),
        ('needs = "document.finalised"\nneeds_where = { document = "form" }', 'predicate = "wait-over"', "requirements.form.limit"),
        ('needs = "document.finalised"\nneeds_where = { document = "form" }', 'predicate = "wait-over"\nlimit = "archive"', "requirements.form.limit"),
        ('text = "缺。"', "", "requirements.form.text 缺失"),
        ('mend = "补。"', "", "requirements.form.mend 缺失"),
        ("roll = false", 'resumes = "case.resumed"', "limits.archive.resumes 没有对应的 suspends"),
        ('label = "归档"', "label = 5", "limits.archive.label 应为字符串"),
        ("basis.officers = {", "basis = 5\nx = {", "acts.inspection.basis 应为表"),
        ("[acts.inspection]", "[act.inspection]", "act 不认识"),
        ('title = "示例规定"', "", "title 缺失"),
        ('id = "base"', 'id = "other"', "id 与目录名不一致"),
        ("in_force_from = 2020-01-01", "in_force_from = 2021-01-01", "in_force_from 的值 2021-01-01 与文件名不一致"),
        ("in_force_from = 2020-01-01", 'in_force_from = "2020-01-01"', "in_force_from 应为日期"),
        ("[approvals.form]", "[approvals]\nother = 1\n[approvals.form]", "approvals.other 应为表"),
        ("[limits.archive]", "[limits.archive", "不是有效的 TOML"),
    ],
)  # fmt: skip
def test_a_broken_file_is_refused_naming_file_and_key(tmp_path: Path, old: str, new: str, key: str) -> None:
    assert old in GOOD
    with pytest.raises(LawError) as refused:
        load("base", folder=write(tmp_path, GOOD.replace(old, new, 1)))
    assert key in str(refused.value)
    assert "regulations/base/2020-01-01.toml" in str(refused.value)
    assert str(refused.value).endswith("。")


def test_a_value_where_a_table_belongs_is_refused(tmp_path: Path) -> None:
    head = 'id = "base"\ntitle = "示例"\nin_force_from = 2020-01-01\nlimits = 5\n'
    with pytest.raises(LawError, match=r"regulations/base/2020-01-01\.toml：键 limits 应为表"):
        load("base", folder=write(tmp_path, head))


@pytest.mark.parametrize("name", ["base/latest", "base/2020-1-1", "base/2020-01-01.x"])
def test_a_file_name_that_is_no_date_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(LawError, match="文件名应为施行日期"):
        load("base", folder=write(tmp_path, GOOD, name))


@pytest.mark.parametrize("name", ["nowhere", "", "../base", "BASE", "base/2020"])
def test_an_unknown_regulation_is_refused_and_the_known_ones_are_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(LawError, match=r"没有执法规定.*可选：base。"):
        load(name, folder=write(tmp_path, GOOD))


def test_a_childs_rule_replaces_its_parents_rule_of_the_same_id(tmp_path: Path) -> None:
    write(tmp_path, version("2019-01-01", 30, id="parent"), "parent/2019-01-01")
    write(tmp_path, version("2019-01-01", 30), "base/2019-01-01")
    child = version("2020-01-01", 20, extends="parent", id="child")
    write(tmp_path, child, "child/2020-01-01")
    rules = load("child", folder=tmp_path)
    assert {name: limit.regulation for name, limit in rules.limits.items()} == {
        "own-parent": "parent",
        "own-child": "child",
    }
    assert rules.limits["own-parent"].cite == "《parent》第一条"
    write(tmp_path / "b", version("2019-01-01", 30, id="parent"), "parent/2019-01-01")
    write(tmp_path / "b", child.replace("own-child", "own-parent"), "child/2020-01-01")
    replaced = load("child", folder=tmp_path / "b").limits
    assert [(limit.amount, limit.regulation) for limit in replaced.values()] == [(20, "child")]


def test_regulations_that_extend_each_other_are_refused(tmp_path: Path) -> None:
    write(tmp_path, version("2020-01-01", 1, extends="other"))
    write(tmp_path, version("2020-01-01", 1, extends="base", id="other"), "other/2020-01-01")
    for on in (None, date(2020, 1, 1)):
        with pytest.raises(LawError, match="互相继承"):
            load("base", on, folder=tmp_path)
    write(tmp_path, version("2021-01-01", 1, extends="fourth", id="fifth"), "fifth/2021-01-01")
    write(tmp_path, version("2021-01-01", 1, extends="fifth", id="fourth"), "fourth/2021-01-01")
    write(tmp_path, version("2019-01-01", 1, extends="fourth", id="sixth"), "sixth/2019-01-01")
    with pytest.raises(LawError, match="互相继承"):
        load("sixth", date(2020, 1, 1), folder=tmp_path)


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    write(tmp_path, version("2018-01-01", 10, id="parent"), "parent/2018-01-01")
    write(tmp_path, version("2022-01-01", 12, id="parent"), "parent/2022-01-01")
    for name, day, amount in [
        ("2017-10-01", "2017-10-01", 1),
        ("2020-01-01", "2020-01-01", 2),
        ("2020-01-01.1", "2020-01-01", 3),
        ("2020-01-01.10", "2020-01-01", 4),
    ]:
        write(tmp_path, version(day, amount, extends="parent"), f"base/{name}")
    return tmp_path


@pytest.mark.parametrize(
    ("on", "chain"),
    [
        ("2017-10-01", ("base/2017-10-01",)),
        ("2018-01-01", ("parent/2018-01-01", "base/2017-10-01")),
        ("2019-12-31", ("parent/2018-01-01", "base/2017-10-01")),
        ("2020-01-01", ("parent/2018-01-01", "base/2020-01-01.10")),
        ("2030-01-01", ("parent/2022-01-01", "base/2020-01-01.10")),
        (None, ("parent/2022-01-01", "base/2020-01-01.10")),
    ],
)
def test_the_version_in_force_on_the_day_is_chosen_and_its_parents_too(
    versions: Path, on: str | None, chain: tuple[str, ...]
) -> None:
    rules = load("base", date.fromisoformat(on) if on else None, folder=versions)
    assert rules.chain == chain


@pytest.mark.obligation("HY-38-1")
def test_a_regulation_not_yet_in_force_is_refused(versions: Path) -> None:
    with pytest.raises(LawError, match="自2017-10-01起施行，2017-09-30尚未施行"):
        load("base", date(2017, 9, 30), folder=versions)
    with pytest.raises(LawError, match="自2017-10-01起施行"):
        load("hengyang-forestry", date(2017, 9, 30))
    assert load("hengyang-forestry", date(2017, 10, 1)).limits["archive"].amount == 20


@pytest.mark.parametrize("on", ["2017-10-01", "2018-06-01", "2020-01-01", "2021-01-01", "2022-06-01"])
def test_a_pin_gives_back_exactly_the_version_it_was_taken_from(versions: Path, on: str) -> None:
    rules = load("base", date.fromisoformat(on), folder=versions)
    assert pinned("base", rules.pin, folder=versions) == rules
    assert len(rules.pin) == 64


def test_each_chain_has_a_pin_of_its_own_that_rests_on_the_bytes_of_every_file(tmp_path: Path) -> None:
    pins = []
    for number, (parent, child) in enumerate([(10, 1), (11, 1), (10, 2)]):
        folder = tmp_path / str(number)
        write(folder, version("2018-01-01", parent, id="parent"), "parent/2018-01-01")
        write(folder, version("2020-01-01", child, extends="parent"))
        pins.append(load("base", folder=folder).pin)
    assert len(set(pins)) == 3
    with pytest.raises(LawError, match="没有与案卷所用版本"):
        pinned("base", pins[1], folder=tmp_path / "0")


def test_every_shipped_regulation_loads_and_can_be_pinned() -> None:
    assert {"national", "liaoning", "hengyang-forestry"} <= set(regulations())
    for name in regulations():
        rules = load(name)
        assert isinstance(rules, Rules)
        assert pinned(name, rules.pin) is rules


def test_rules_cannot_be_changed_once_read(tmp_path: Path) -> None:
    rules = rules_of("", tmp_path)
    with pytest.raises(TypeError):
        rules.limits["new"] = load("liaoning").limits["archive"]  # type: ignore[index]
    with pytest.raises(AttributeError):
        rules.title = "另一个"  # type: ignore[misc]
