"""Signing in and out, the lock-out, one's own password, and the choice among one's posts."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from enforcement.actions import organisation
from enforcement.actors import Actor
from enforcement.models import Entry, Person
from tests.enforcement.ground import MONDAY, PASSWORD, Body

NEW = "kuai-ma-jia-bian-7"


def signed_in(body: Body, name: str) -> Client:
    client = Client()
    client.force_login(body.posts[name].person)
    return client


def sign_in(client: Client, username: str, password: str = PASSWORD, **data: str):
    return client.post("/login/", {"username": username, "password": password, **data})


def test_a_person_signs_in_and_comes_to_where_they_wanted(ground: Body, client: Client) -> None:
    answer = sign_in(client, "officer", next="/todos/")
    assert (answer.status_code, answer.url) == (302, "/todos/")
    page = client.get("/").content.decode()
    assert "officer，您好" in page
    assert "执法一队" in page


def test_a_stranger_is_led_to_the_sign_in_page_and_back(ground: Body, client: Client) -> None:
    answer = client.get("/todos/")
    assert answer.url == "/login/?next=/todos/"
    assert "登录已过期" not in client.get(answer.url).content.decode()


def test_a_session_that_ran_out_says_so(ground: Body, client: Client) -> None:
    sign_in(client, "officer")
    with time_machine.travel(date(2026, 3, 9)):
        answer = client.get("/todos/", follow=True)
    assert "登录已过期，请重新登录" in answer.content.decode()


def test_a_form_sent_after_the_session_ran_out_is_not_lost_silently(ground: Body, client: Client) -> None:
    sign_in(client, "officer")
    with time_machine.travel(date(2026, 3, 9)):
        answer = client.post("/password/", {"old": PASSWORD, "new": NEW, "again": NEW}, follow=True)
    assert answer.redirect_chain == [("/login/?next=/password/", 302)]
    assert "刚才填写的内容没有提交" in answer.content.decode()
    assert not Entry.objects.filter(kind="person.password-changed").exists()


def test_a_wrong_password_says_so_without_telling_which_was_wrong(ground: Body, client: Client) -> None:
    page = sign_in(client, "officer", "wrong").content.decode()
    assert "账号或者密码不正确" in page
    assert 'value="officer"' in page, "the account that was typed stays"
    assert "账号或者密码不正确" in sign_in(client, "nobody", "wrong").content.decode()


def test_five_wrong_passwords_lock_the_account_for_a_quarter_of_an_hour(ground: Body, client: Client) -> None:
    for _ in range(5):
        answer = sign_in(client, "officer", "wrong")
    assert answer.status_code == 429
    assert "暂停登录" in answer.content.decode()
    assert "15 分钟后再试" in answer.content.decode()
    assert sign_in(client, "officer").status_code == 429, "the right password does not help either"
    assert sign_in(Client(), "lisi").status_code == 302, "others are not locked"
    with time_machine.travel(MONDAY + timedelta(hours=9, minutes=16)):
        assert sign_in(client, "officer").status_code == 302


def test_signing_out_ends_the_session(ground: Body, client: Client) -> None:
    sign_in(client, "officer")
    assert client.post("/logout/").url == "/login/"
    assert client.get("/").url.startswith("/login/")


def test_somebody_without_a_post_is_told_whom_to_ask_and_can_leave(ground: Body, client: Client) -> None:
    client.force_login(Person.objects.create(username="idle", name="闲人", must_change_password=False))
    answer = client.get("/")
    assert answer.status_code == 403
    assert "没有任何岗位" in answer.content.decode()
    assert 'action="/logout/"' in answer.content.decode()


def test_a_first_password_must_be_changed_before_anything_else(ground: Body, client: Client) -> None:
    system = Actor.system()
    person = organisation.create_person(
        ground.agency, username="xinren", name="新人", password="mo-sheng-ren-1", by=system
    )
    organisation.create_post(person, unit=ground.units["squad"], role="officer", from_on=date(2026, 3, 1), by=system)
    sign_in(client, "xinren", "mo-sheng-ren-1")
    assert client.get("/todos/").url == "/password/"
    assert "初始密码" in client.get("/password/").content.decode()
    answer = client.post("/password/", {"old": "mo-sheng-ren-1", "new": NEW, "again": NEW})
    assert answer.url == "/"
    assert client.get("/todos/").status_code == 200, "still signed in"
    entry = Entry.objects.get(kind="person.password-changed")
    assert entry.data == {"person": person.pk}
    assert sign_in(Client(), "xinren", NEW).status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "again", "sentence"),
    [
        ("wrong", NEW, NEW, "现在的密码不正确"),
        (PASSWORD, NEW, "other", "两次输入的新密码不一致"),
        (PASSWORD, PASSWORD, PASSWORD, "不能与现在的密码相同"),
        (PASSWORD, "12345678901", "12345678901", "数字"),
    ],
)
def test_a_poor_new_password_is_refused(ground: Body, old: str, new: str, again: str, sentence: str) -> None:
    answer = signed_in(ground, "officer").post("/password/", {"old": old, "new": new, "again": again})
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not Entry.objects.filter(kind="person.password-changed").exists()


def test_a_person_with_two_posts_acts_in_the_one_they_choose(ground: Body) -> None:
    person = ground.posts["officer"].person
    second = organisation.create_post(
        person, unit=ground.units["other"], role="supervisor", from_on=date(2026, 1, 1), by=Actor.system()
    )
    client = signed_in(ground, "officer")
    assert client.get("/supervision/").status_code == 403
    page = client.get("/").content.decode()
    assert "执法二队" in page
    answer = client.post("/post/", {"post": second.pk}, follow=True)
    assert "现在以“执法二队 法制监督人员”的岗位办理" in answer.content.decode()
    assert client.get("/supervision/").status_code == 200


def test_addresses_that_only_take_forms_lead_on_when_they_are_visited(ground: Body) -> None:
    client = signed_in(ground, "officer")
    assert client.get("/post/").url == "/"
    assert client.get("/notices/1/").url == "/notices/"


def test_nobody_takes_a_post_that_is_not_theirs(ground: Body) -> None:
    client = signed_in(ground, "officer")
    answer = client.post("/post/", {"post": ground.posts["agency_head"].pk}, follow=True)
    assert "您目前不担任这个岗位" in answer.content.decode()
    assert client.get("/supervision/").status_code == 403


def test_a_form_older_than_the_sign_in_is_refused_in_chinese(ground: Body) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ground.posts["officer"].person)
    answer = client.post("/post/", {"post": "1"})
    assert answer.status_code == 403
    assert "表单已经失效" in answer.content.decode()


def test_an_unknown_address_says_what_to_do(ground: Body) -> None:
    answer = signed_in(ground, "officer").get("/nowhere/")
    assert answer.status_code == 404
    assert "没有找到这个页面" in answer.content.decode()
