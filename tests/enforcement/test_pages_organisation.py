"""Setting up by hand: from an empty installation to an agency that can work, by the pages alone."""

import re
from datetime import date

import pytest
from django.test import Client

from enforcement import tokens
from enforcement.actions import organisation
from enforcement.actors import Actor
from enforcement.models import Agency, Certificate, Entry, Person, Post, Token, Unit
from tests.enforcement.ground import PASSWORD, Body, body
from tests.enforcement.test_pages_session import sign_in, signed_in

FIRST = "chu-shi-mi-ma-3"


@pytest.fixture
def admin(ground: Body) -> Client:
    return signed_in(ground, "system_admin")


def at(ground: Body, part: str = "") -> str:
    return f"/organisation/{ground.agency.pk}/{part}"


def new_person(ground: Body, **changes: object) -> dict[str, object]:
    return {
        "username": "xinren", "name": "新人", "password": FIRST, "unit": ground.units["squad"].pk, "role": "officer",
        "from_on": "2026-03-01", "to_on": "", **changes,
    }  # fmt: skip


def test_the_first_administrator_sets_up_an_agency_that_can_work(db: None, client: Client) -> None:
    organisation.found_installation(username="admin", password=PASSWORD)
    sign_in(client, "admin")
    made = client.post(
        "/organisation/new/",
        {"name": "辽河市林业局", "short_name": "辽林", "legal_status": "organ", "region": "210300", "code": "",
         "rule_set": "liaoning", "rules_from": "2026-01-01"},
    )  # fmt: skip
    agency = Agency.objects.get(name="辽河市林业局")
    assert made.url == f"/organisation/{agency.pk}/"
    client.post(f"{made.url}units/new/", {"name": "执法队", "parent": ""})
    squad = Unit.objects.get(name="执法队")
    client.post(f"{made.url}units/new/", {"name": "内勤组", "parent": squad.pk})
    assert Unit.objects.get(name="内勤组").path == f"{squad.path}{Unit.objects.get(name='内勤组').pk}/"
    went = client.post(
        f"{made.url}people/new/",
        {"username": "zhangsan", "name": "张三", "password": FIRST, "unit": squad.pk, "role": "officer",
         "from_on": "2026-01-01", "to_on": ""},
    )  # fmt: skip
    client.post(
        f"{went.url}certificates/new/",
        {"number": "21030001", "issuer": "省司法厅", "valid_from": "2026-01-01", "valid_to": "2030-12-31"},
    )
    page = client.get(went.url).content.decode()
    for words in ("张三", "zhangsan", "执法人员", "21030001", "尚未修改初始密码"):
        assert words in page
    overview = client.get(made.url).content.decode()
    assert "内勤组" in overview
    assert "辽宁省行政执法全过程记录" in overview
    kinds = list(Entry.objects.filter(dossier__key=f"agency/{agency.pk}").values_list("kind", flat=True))
    assert kinds == [
        "agency.created", "agency.rule-set-chosen", "unit.created", "unit.created", "person.created", "post.created",
        "certificate.added",
    ]  # fmt: skip
    newcomer = Client()
    sign_in(newcomer, "zhangsan", FIRST)
    assert newcomer.get("/").url == "/password/"


@pytest.mark.parametrize("name", ["officer", "supervisor", "device_admin", "agency_head"])
def test_only_the_system_administrator_sets_up(ground: Body, name: str) -> None:
    client = signed_in(ground, name)
    for part in ("", "change/", "rules/", "units/new/", "people/", "people/new/"):
        answer = client.get(at(ground, part))
        assert answer.status_code == 403, part
        assert "只能由系统管理员办理" in answer.content.decode()
    assert client.post(at(ground, "people/new/"), new_person(ground)).status_code == 403
    assert not Person.objects.filter(username="xinren").exists()


def test_an_administrator_sets_up_no_other_agency(ground: Body, admin: Client) -> None:
    other = body("衡阳市林业局", region="430400", rule_set="hengyang-forestry", prefix="h-")
    assert admin.get("/organisation/").url == at(ground)
    for part in ("", "people/", "units/new/", f"people/{other.posts['officer'].person.pk}/"):
        assert admin.get(at(other, part)).status_code == 403
    refused = admin.post(at(other, "units/new/"), {"name": "冒名机构"})
    assert refused.status_code == 403
    assert not Unit.objects.filter(name="冒名机构").exists()
    assert admin.get(at(ground, f"people/{other.posts['officer'].person.pk}/")).status_code == 404


def test_a_refused_person_keeps_what_was_typed_and_nothing_is_half_made(ground: Body, admin: Client) -> None:
    answer = admin.post(at(ground, "people/new/"), new_person(ground, username="officer"))
    assert answer.status_code == 400
    page = answer.content.decode()
    assert 'value="新人"' in page
    assert "未能办理，请先处理以下事项" in page
    assert not Person.objects.filter(name="新人").exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"password": "123"}, "密码"),
        ({"username": "张"}, "账号由字母、数字"),
        ({"from_on": "2026-13-01"}, "请填写日期"),
        ({"to_on": "2026-02-01"}, "任职结束日期不能早于开始日期"),
        ({"role": "emperor"}, "岗位"),
    ],
)
def test_a_faulty_person_is_refused_with_the_reason(
    ground: Body, admin: Client, changes: dict[str, str], sentence: str
) -> None:
    answer = admin.post(at(ground, "people/new/"), new_person(ground, **changes))
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not Person.objects.filter(name="新人").exists(), "no account without its post"


def test_a_post_ends_and_is_kept(ground: Body, admin: Client) -> None:
    post = ground.posts["lisi"]
    part = f"people/{post.person.pk}/"
    assert "免任" in admin.get(at(ground, f"{part}posts/{post.pk}/end/")).content.decode()
    admin.post(at(ground, f"{part}posts/{post.pk}/end/"), {"on": "2026-03-01"})
    post.refresh_from_db()
    assert post.to_on == date(2026, 3, 1)
    assert "已免任" in admin.get(at(ground, part)).content.decode()
    assert signed_in(ground, "lisi").get("/").status_code == 403


def test_a_second_post_is_given_to_the_same_person(ground: Body, admin: Client) -> None:
    person = ground.posts["lisi"].person
    admin.post(
        at(ground, f"people/{person.pk}/posts/new/"),
        {"unit": ground.units["other"].pk, "role": "archivist", "from_on": "2026-03-01", "to_on": ""},
    )
    assert Post.objects.filter(person=person, role="archivist").exists()


def test_a_post_in_a_unit_of_another_agency_is_refused(ground: Body, admin: Client) -> None:
    other = body("衡阳市林业局", region="430400", rule_set="hengyang-forestry", prefix="h-")
    answer = admin.post(at(ground, "people/new/"), new_person(ground, unit=other.units["squad"].pk))
    assert answer.status_code == 400
    assert not Person.objects.filter(name="新人").exists()


def test_somebody_who_left_signs_in_no_more(ground: Body, admin: Client) -> None:
    person = ground.posts["lisi"].person
    page = at(ground, f"people/{person.pk}/")
    admin.post(f"{page}end/", {"on": "2026-03-02"})
    assert "离任" in admin.get(page).content.decode()
    assert sign_in(Client(), "lisi").status_code == 200, "the form again"
    again = admin.post(f"{page}end/", {"on": "2026-03-02"})
    assert again.status_code == 409
    assert "已经离任" in again.content.decode()


def test_a_forgotten_password_is_set_anew_and_must_be_changed(ground: Body, admin: Client) -> None:
    person = ground.posts["lisi"].person
    admin.post(at(ground, f"people/{person.pk}/password/"), {"password": FIRST})
    client = Client()
    assert sign_in(client, "lisi").status_code == 200, "the old one is gone"
    sign_in(client, "lisi", FIRST)
    assert client.get("/").url == "/password/"
    assert FIRST not in str(list(Entry.objects.values_list("data", "sealed", "rows")))


def test_an_expired_certificate_shows(ground: Body, admin: Client) -> None:
    person = ground.posts["lisi"].person
    page = at(ground, f"people/{person.pk}/")
    for number, last in (("A-1", "2025-12-31"), ("A-2", "2030-12-31")):
        admin.post(
            f"{page}certificates/new/", {"number": number, "valid_from": "2021-01-01", "valid_to": last, "issuer": ""}
        )
    shown = admin.get(page).content.decode()
    assert "已过期" in shown
    assert "有效" in shown
    twice = admin.post(
        f"{page}certificates/new/", {"number": "A-1", "valid_from": "2021-01-01", "valid_to": "2027-01-01"}
    )
    assert twice.status_code == 400
    wrong = admin.post(
        f"{page}certificates/new/", {"number": "A-3", "valid_from": "2027-01-01", "valid_to": "2021-01-01"}
    )
    assert "止日不能早于起日" in wrong.content.decode()
    assert Certificate.objects.filter(person=person).count() == 2


def test_a_unit_with_people_in_it_is_not_dissolved(ground: Body, admin: Client) -> None:
    squad, empty = ground.units["squad"], organisation.create_unit(ground.agency, name="空组", by=Actor.system())
    refused = admin.post(at(ground, f"units/{squad.pk}/end/"), {"on": "2026-03-02"})
    assert refused.status_code == 400
    assert "还有人任职" in refused.content.decode()
    admin.post(at(ground, f"units/{empty.pk}/end/"), {"on": "2026-03-02"})
    empty.refresh_from_db()
    assert empty.ended_on == date(2026, 3, 2)
    assert "空组" not in str(admin.get(at(ground, "people/new/")).context["form"]["unit"])


def test_another_rule_set_is_chosen_from_a_day_on(ground: Body, admin: Client) -> None:
    admin.post(at(ground, "rules/"), {"rule_set": "national", "from_on": "2026-04-01"})
    assert [(choice.rule_set, choice.from_on, choice.to_on) for choice in ground.agency.rule_sets.all()] == [
        ("liaoning", date(2020, 1, 1), date(2026, 3, 31)),
        ("national", date(2026, 4, 1), None),
    ]


def test_the_agency_is_changed_only_where_something_changed(ground: Body, admin: Client) -> None:
    form = admin.get(at(ground, "change/")).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields}
    admin.post(at(ground, "change/"), typed)
    assert not Entry.objects.filter(kind="agency.changed").exists()
    admin.post(at(ground, "change/"), {**typed, "short_name": "辽林草"})
    assert Entry.objects.get(kind="agency.changed").data == {"changed": ["short_name"]}
    bad = admin.post(at(ground, "change/"), {**typed, "region": "21"})
    assert "六位数字" in bad.content.decode()
    entrusted = admin.post(at(ground, "change/"), {**typed, "legal_status": "entrusted"})
    assert "受委托组织须填写委托机关" in entrusted.content.decode()


def test_the_people_list_finds_by_name_and_costs_the_same_for_many(
    ground: Body, admin: Client, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(8):
        page = admin.get(at(ground, "people/")).content.decode()
    assert page.count("data-label") >= len(ground.posts)
    found = admin.get(at(ground, "people/"), {"q": "desk"}).content.decode()
    assert "deskman" in found
    assert "agency_head" not in found


def test_a_token_is_shown_once_and_works_until_it_is_revoked(ground: Body, admin: Client) -> None:
    sent = {"name": "采集站", "post": ground.posts["officer"].pk, "scopes": ["full"], "days": "30"}
    page = admin.post("/tokens/new/", sent, follow=True).content.decode()
    secret = re.search(r"zj_[\w-]+", page)
    assert secret is not None
    actor = tokens.actor_of_token(secret[0])
    assert actor is not None
    assert actor.post == ground.posts["officer"]
    listed = admin.get("/tokens/").content.decode()
    assert secret[0] not in listed
    assert "采集站" in listed
    token = Token.objects.get()
    assert secret[0] not in str(vars(token))
    admin.post(f"/tokens/{token.pk}/revoke/")
    assert tokens.actor_of_token(secret[0]) is None
    assert "已吊销" in admin.get("/tokens/").content.decode()
    assert admin.post(f"/tokens/{token.pk}/revoke/").status_code == 409


def test_a_token_cannot_be_made_for_or_revoked_by_another_agency(ground: Body, admin: Client) -> None:
    other = body("衡阳市林业局", region="430400", rule_set="hengyang-forestry", prefix="h-")
    sent = {"name": "越权", "post": other.posts["officer"].pk, "scopes": ["full"], "days": "30"}
    assert admin.post("/tokens/new/", sent).status_code == 400
    token, _ = organisation.issue_token(
        other.agency, name="别家的", scopes=["full"], days=3, by=Actor.system(), post=other.posts["officer"]
    )
    assert admin.post(f"/tokens/{token.pk}/revoke/").status_code == 403
    assert "别家的" not in admin.get("/tokens/").content.decode()
    assert signed_in(ground, "officer").get("/tokens/").status_code == 403
