"""Procedures: stages, ways on, ways out, and their diagram."""

from pathlib import Path

import pytest

from enforcement.law import LawError, procedure

GOOD = """
label = "示例程序"
stages = [{ id = "start", label = "启动" }, { id = "work", label = "调查" }, { id = "archiving", label = "归档" }, { id = "archived", label = "已归档" }]
[transitions.begin]
label = "进入调查"
from = "start"
to = "work"
[transitions.archive]
label = "归档"
from = "archiving"
to = "archived"
[endings.withdrawn]
label = "撤案"
from = ["start", "work"]
document = "withdrawal-decision"
[endings.licensed]
label = "许可"
from = "work"
act_types = "licence"
"""


def write(folder: Path, text: str) -> Path:
    (folder / "example.toml").write_text(text, encoding="utf-8")
    return folder


def test_stages_ways_and_endings_stand_as_the_file_says(tmp_path: Path) -> None:
    found = procedure("example", folder=write(tmp_path, GOOD))
    assert [stage.id for stage in found.stages] == ["start", "work", "archiving", "archived"]
    assert found.stage("work").label == "调查"
    assert [(way.id, way.enters, way.moment) for way in found.transitions_from("start")] == [
        ("begin", "work", "leave:start")
    ]
    assert [ending.id for ending in found.endings_from("work")] == ["withdrawn", "licensed"]
    assert found.endings["withdrawn"].moment == "end:withdrawn"
    assert found.endings["withdrawn"].enters == "archiving"


def test_an_ending_for_one_act_type_is_offered_to_no_other(tmp_path: Path) -> None:
    found = procedure("example", folder=write(tmp_path, GOOD))
    assert [ending.id for ending in found.endings_from("work", "licence")] == ["withdrawn", "licensed"]
    assert [ending.id for ending in found.endings_from("work", "penalty")] == ["withdrawn"]
    assert found.endings_from("archived") == ()


def test_the_way_into_the_last_stage_is_guarded_by_the_archive_check(tmp_path: Path) -> None:
    found = procedure("example", folder=write(tmp_path, GOOD))
    assert found.transitions["archive"].moment == "archive"


@pytest.mark.obligation("LN-4-1", "HY-2-1")
def test_the_shipped_procedure_leads_through_the_five_stages_and_jumps_none() -> None:
    general = procedure("general")
    stages = ["initiation", "investigation", "decision", "service", "archiving", "archived"]
    assert [stage.id for stage in general.stages] == stages
    ways = {way.leaves: way.enters for way in general.transitions.values()}
    assert ways == {
        "initiation": "investigation",
        "investigation": "decision",
        "decision": "service",
        "archiving": "archived",
    }
    assert {ending.enters for ending in general.endings.values()} == {"archiving"}


def test_the_diagram_shows_every_stage_and_every_way(tmp_path: Path) -> None:
    assert procedure("example", folder=write(tmp_path, GOOD)).mermaid() == (
        "stateDiagram-v2\n"
        '    state "启动" as start\n'
        '    state "调查" as work\n'
        '    state "归档" as archiving\n'
        '    state "已归档" as archived\n'
        "    [*] --> start\n"
        "    start --> work: 进入调查\n"
        "    archiving --> archived: 归档\n"
        "    start --> archiving: 撤案\n"
        "    work --> archiving: 撤案\n"
        "    work --> archiving: 许可\n"
        "    archived --> [*]\n"
    )


def test_an_unknown_stage_or_procedure_is_refused(tmp_path: Path) -> None:
    found = procedure("example", folder=write(tmp_path, GOOD))
    with pytest.raises(LawError, match="没有阶段“nowhere”"):
        found.stage("nowhere")
    for name in ("nowhere", "../example", ""):
        with pytest.raises(LawError, match="没有程序"):
            procedure(name, folder=tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('label = "示例程序"', "", "键 label 缺失"),
        ('label = "示例程序"', 'label = "示例程序"\nid = "other"', "键 id 与文件名不一致"),
        ('id = "work"', 'id = "start"', "键 stages 为空或有重复"),
        ('to = "work"', 'to = "nowhere"', "键 transitions.begin.to 的值“nowhere”"),
        ('from = "start"', 'from = "nowhere"', "键 transitions.begin.from"),
        ('from = ["start", "work"]', 'from = ["start", "nowhere"]', "键 endings.withdrawn.from"),
        ('document = "withdrawal-decision"', 'form = "withdrawal-decision"', "键 endings.withdrawn.form 不认识"),
        ("[endings.licensed]", "[ending.licensed]", "键 ending 不认识"),
        ("[endings.licensed]", "[endings.licensed", "不是有效的 TOML"),
    ],
)
def test_a_broken_procedure_is_refused_naming_file_and_key(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    assert old in GOOD
    with pytest.raises(LawError) as refused:
        procedure("example", folder=write(tmp_path, GOOD.replace(old, new, 1)))
    assert complaint in str(refused.value)
    assert "procedures/example.toml" in str(refused.value)
