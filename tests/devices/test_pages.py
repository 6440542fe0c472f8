"""The pages about recorders."""

from typing import Any

import pytest
from django.test import Client

from devices import actions
from devices.models import Assignment, Device
from enforcement.actors import Actor
from enforcement.models import Token
from enforcement.tokens import actor_of_token
from tests.devices.office import Office, open_office


def client_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(actor.person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text(response: Any) -> str:
    return response.content.decode()


def test_a_recorder_is_registered_issued_and_returned_on_the_pages(office: Office) -> None:
    sun = client_of(office.sun)
    given = {"number": "DSJ-0012", "maker": "海康威视", "model": "DS-MCW405", "unit": office.patrol.pk, "clock": "utc"}

    refused = sun.post("/devices/register/", given)
    assert (refused.status_code, "保管人" in text(refused), "DSJ-0012" in text(refused)) == (400, True, True)
    made = sun.post("/devices/register/", given | {"keeper": office.sun.person.pk})
    page = made["Location"]
    assert text(sun.get(page)).count("DSJ-0012") >= 2

    issued = sun.post(f"{page}issue/", {"to": office.zhang.person.pk, "at": "2026-03-05T08:30"})
    assert issued.status_code == 302
    assert "张三" in text(sun.get("/devices/", {"state": "issued"}))
    again = sun.post(f"{page}issue/", {"to": office.li.person.pk})
    assert (again.status_code, "已由张三领用" in text(again)) == (409, True)

    damaged = sun.post(f"{page}return/", {"is_damaged": "on", "note": ""})
    assert (damaged.status_code, "请写明损坏情况" in text(damaged)) == (400, True)
    assert sun.post(f"{page}return/", {"at": "2026-03-05T17:30"}).status_code == 302
    assert Assignment.objects.get().returned_at is not None


def test_a_number_that_is_taken_is_said_at_the_form(office: Office) -> None:
    office.recorder()
    given = {"number": "DSJ-0012", "maker": "a", "model": "b", "unit": office.patrol.pk, "clock": "utc"}

    refused = client_of(office.sun).post("/devices/register/", given | {"keeper": office.sun.person.pk})

    assert (refused.status_code, "本机关已有这个设备编号" in text(refused)) == (400, True)
    assert Device.objects.count() == 1


def test_a_token_is_shown_once_and_dies_when_revoked(office: Office) -> None:
    device, sun = office.recorder(), client_of(office.sun)
    page = f"/devices/{device.code}/"

    sun.post(f"{page}token/", {"name": "三楼采集站", "days": "30"})
    secret = text(sun.get(page)).partition('<code class="secret">')[2].partition("<")[0]
    assert secret.startswith("zj_")
    assert secret not in text(sun.get(page))
    station = actor_of_token(secret)
    assert (station.device_key, station.scopes) == (device.dossier.key, ("footage.upload",))

    sun.post(f"{page}token/{Token.objects.get().pk}/revoke/", {})
    assert actor_of_token(secret) is None
    assert "已吊销" in text(sun.get(page))


@pytest.mark.parametrize("page", ["change/", "issue/", "return/", "token/"])
def test_officers_look_but_change_nothing(office: Office, page: str) -> None:
    device, zhang = office.recorder(), client_of(office.zhang)

    assert zhang.get(f"/devices/{device.code}/").status_code == 200
    assert zhang.get(f"/devices/{device.code}/{page}").status_code == 403
    assert zhang.get("/devices/register/").status_code == 403


def test_a_recorder_of_another_agency_is_not_found(office: Office) -> None:
    device = office.recorder()
    stranger = client_of(open_office("衡阳市林业局", "衡林", "430400", mark="2").sun)

    assert text(stranger.get("/devices/")).count("DSJ-0012") == 0
    for page in ("", "change/", "issue/", "token/"):
        assert stranger.get(f"/devices/{device.code}/{page}").status_code == 404


def test_the_list_finds_pages_and_asks_few_questions(office: Office, django_assert_max_num_queries: Any) -> None:
    sun = client_of(office.sun)
    for number in range(53):
        device = office.recorder(f"DSJ-{number:04}")
        if number % 3 == 0:
            actions.issue_device(device, to=office.zhang.person, by=office.sun)
    sun.get("/devices/")

    with django_assert_max_num_queries(8):
        first = sun.get("/devices/")
    assert len(first.context["devices"]) == 50
    second = sun.get("/devices/", {"after": first.context["after"]})
    assert [device.number for device in second.context["devices"]] == ["DSJ-0050", "DSJ-0051", "DSJ-0052"]
    assert [device.number for device in sun.get("/devices/", {"q": "0007"}).context["devices"]] == ["DSJ-0007"]
    assert len(sun.get("/devices/", {"state": "in"}).context["devices"]) == 35
