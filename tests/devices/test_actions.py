"""Recorders are registered, handed out to one person at a time, and taken back."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from devices import actions, queries
from devices.models import Device
from enforcement import journal, verify
from enforcement.errors import Denied, Stale
from tests.devices.office import Office, at, open_office


@pytest.mark.obligation("AS-C-11-2")
def test_a_recorder_is_registered_with_its_keeper(office: Office) -> None:
    device = office.recorder()

    assert (device.dossier.kind, device.dossier.number, device.dossier.unit) == ("device", "DSJ-0012", office.patrol)
    assert device.dossier.responsible == office.sun.person
    assert [line.label for line in journal.timeline(device.dossier)] == ["登记设备"]


def test_a_number_is_given_once_in_an_agency(office: Office) -> None:
    office.recorder()
    with pytest.raises(ValidationError, match="本机关已有这个设备编号"):
        office.recorder()

    elsewhere = open_office("衡阳市林业局", "衡林", "430400", mark="2")
    assert elsewhere.recorder().number == "DSJ-0012"


def test_officers_register_no_recorders(office: Office) -> None:
    with pytest.raises(Denied, match="“登记设备”只能由设备管理员、系统管理员办理，您当前的岗位是执法人员"):
        office.recorder(by=office.zhang)


def test_a_recorder_belongs_to_a_unit_and_a_keeper_of_the_own_agency(office: Office) -> None:
    stranger = open_office("衡阳市林业局", "衡林", "430400", mark="2")
    with pytest.raises(ValidationError, match="本机关的机构"):
        office.recorder(unit=stranger.patrol)
    with pytest.raises(ValidationError, match="张三目前不在本机关任职"):
        office.recorder(keeper=stranger.zhang.person)


@pytest.mark.obligation("AS-C-10-1")
def test_a_recorder_is_out_to_one_person_until_it_is_returned(office: Office) -> None:
    device = office.recorder()
    actions.issue_device(device, to=office.zhang.person, by=office.sun, at=at("2026-03-05 08:30"))

    with pytest.raises(Stale, match="已由张三领用，尚未归还"):
        actions.issue_device(device, to=office.li.person, by=office.sun)

    actions.return_device(device, by=office.sun, at=at("2026-03-05 17:30"))
    actions.issue_device(device, to=office.li.person, by=office.sun, at=at("2026-03-06 08:30"))
    assert [one.wearer.name for one in queries.assignments(device)] == ["李四", "张三"]
    assert [line.label for line in journal.timeline(device.dossier)] == ["登记设备", "领用设备", "归还设备", "领用设备"]


@pytest.mark.obligation("AS-C-10-1")
@pytest.mark.parametrize(
    ("moment", "wearer"),
    [
        ("2026-03-05 08:29", None),
        ("2026-03-05 08:30", "张三"),
        ("2026-03-05 17:30", "张三"),
        ("2026-03-05 20:00", None),
        ("2026-03-06 09:00", "李四"),
    ],
)
def test_who_wore_it_is_who_had_it_at_that_moment(office: Office, moment: str, wearer: str | None) -> None:
    device = office.recorder()
    actions.issue_device(device, to=office.zhang.person, by=office.sun, at=at("2026-03-05 08:30"))
    actions.return_device(device, by=office.sun, at=at("2026-03-05 17:30"))
    actions.issue_device(device, to=office.li.person, by=office.sun, at=at("2026-03-06 08:30"))

    found = queries.wearer_at(device, at(moment))

    assert (found.name if found else None) == wearer


def test_intervals_neither_overlap_nor_lie_ahead(office: Office) -> None:
    device = office.recorder()
    actions.issue_device(device, to=office.zhang.person, by=office.sun, at=at("2026-03-05 08:30"))
    with pytest.raises(ValidationError, match="不能早于所依据的事实（2026-03-05 08:30）"):
        actions.return_device(device, by=office.sun, at=at("2026-03-05 08:00"))
    actions.return_device(device, by=office.sun, at=at("2026-03-05 17:30"))
    with pytest.raises(ValidationError, match="不能早于所依据的事实（2026-03-05 17:30）"):
        actions.issue_device(device, to=office.li.person, by=office.sun, at=at("2026-03-05 17:00"))
    with pytest.raises(ValidationError, match="不能晚于现在"):
        actions.issue_device(device, to=office.li.person, by=office.sun, at=timezone.now() + timedelta(hours=1))


def test_nothing_is_returned_that_nobody_has(office: Office) -> None:
    with pytest.raises(Stale, match="没有领用记录"):
        actions.return_device(office.recorder(), by=office.sun)


@pytest.mark.obligation("FS-33-1", "AS-C-8-2")
def test_a_damaged_recorder_goes_out_of_use_and_is_not_handed_out(office: Office) -> None:
    device = office.recorder()
    actions.issue_device(device, to=office.zhang.person, by=office.sun)
    with pytest.raises(ValidationError, match="请写明损坏情况"):
        actions.return_device(device, by=office.sun, is_damaged=True, note=" ")

    actions.return_device(device, by=office.sun, is_damaged=True, note="镜头碎裂")

    with pytest.raises(ValidationError, match="当前为“故障停用”，不能发放"):
        actions.issue_device(device, to=office.li.person, by=office.sun)
    line = journal.timeline(device.dossier, with_private=True)[-1]
    assert (line.label, line.private) == ("归还设备", {"note": "镜头碎裂"})

    actions.change_device(device, by=office.sun, state="usable")
    assert actions.issue_device(device, to=office.li.person, by=office.sun).wearer == office.li.person


@pytest.mark.obligation("AS-C-8-3")
def test_a_change_of_keeper_stays_readable(office: Office) -> None:
    device = office.recorder()

    actions.change_device(device, by=office.sun, keeper=office.zhang.person)

    assert Device.objects.get().dossier.responsible == office.zhang.person
    assert journal.timeline(device.dossier)[-1].data == {"changed": {"keeper": office.zhang.person.pk}}


def test_a_recorder_in_somebodys_hands_is_not_retired(office: Office) -> None:
    device = office.recorder()
    actions.issue_device(device, to=office.zhang.person, by=office.sun)
    with pytest.raises(ValidationError, match="设备尚未归还，不能停止使用"):
        actions.change_device(device, by=office.sun, state="retired")


def test_another_agencys_administrator_has_no_say(office: Office) -> None:
    device = office.recorder()
    stranger = open_office("衡阳市林业局", "衡林", "430400", mark="2")

    with pytest.raises(Denied):
        actions.issue_device(device, to=stranger.zhang.person, by=stranger.sun)
    with pytest.raises(Denied):
        actions.change_device(device, by=stranger.sun, state="faulty")


def test_the_register_agrees_with_its_journal(office: Office) -> None:
    device = office.recorder()
    actions.issue_device(device, to=office.zhang.person, by=office.sun)
    actions.return_device(device, by=office.sun)
    assert list(verify.rows(timezone.now())) == []

    Device.objects.filter(pk=device.pk).update(serial="X")
    assert "与案卷" in next(verify.rows(timezone.now()))
