"""Who may do what, and who sees what: one sentence for every refusal, one answer for pages and lists."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from enforcement import access, dossiers
from enforcement.access import Rule, explain, require
from enforcement.actions import organisation
from enforcement.actors import Actor
from enforcement.errors import Denied
from enforcement.models import Agency, Dossier
from enforcement.models.dossier import region_prefix
from enforcement.roles import ROLES
from tests.enforcement.ground import Body, body, case

FILE = Rule(
    "test.file", "制作文书", access.roles("officer"), (access.is_responsible, access.not_sealed), article="第三条"
)
REVIEW = Rule("test.review", "审核", access.roles("supervisor", "officer"), (access.not_responsible,), scope="review")
UPLOAD = Rule("test.upload", "上传", access.roles("device_admin"), scope="footage", devices=True)
HELP = Rule("test.help", "协助", access.roles("officer"), anywhere=True)
access.register(FILE, REVIEW, UPLOAD, HELP)


def refusal(actor: Actor, action: str, subject: object = None) -> str:
    found = explain(actor, action, subject)
    return str(found) if found else ""


def test_the_handler_may_and_a_colleague_learns_who_may(dossier: Dossier, ground: Body) -> None:
    require(ground["officer"], "test.file", dossier)
    with pytest.raises(Denied, match="承办人是officer"):
        require(ground["lisi"], "test.file", dossier)


def test_another_role_is_told_whose_office_it_is(dossier: Dossier, ground: Body) -> None:
    assert refusal(ground["archivist"], "test.file", dossier) == (
        "“制作文书”只能由执法人员办理，您当前的岗位是档案管理员。（第三条）"
    )


def test_a_matter_of_another_unit_is_out_of_reach_unless_the_rule_says_anywhere(ground: Body) -> None:
    mine = case(ground)
    assert "管理范围" in refusal(ground["outsider"], "test.file", mine)
    assert refusal(ground["outsider"], "test.help", mine) == ""


def test_the_handler_may_not_judge_their_own_matter(dossier: Dossier, ground: Body) -> None:
    assert "不得审批、审核自己承办" in refusal(ground["officer"], "test.review", dossier)
    assert refusal(ground["lisi"], "test.review", dossier) == ""


def test_a_sealed_matter_is_closed_to_changes(dossier: Dossier, ground: Body) -> None:
    dossiers.seal(dossier, by=ground["archivist"], now=timezone.now())
    assert "已归档封存" in refusal(ground["officer"], "test.file", dossier)


def test_a_post_that_is_over_gives_no_right(dossier: Dossier, ground: Body) -> None:
    post = ground.posts["officer"]
    organisation.end_post(post, on=date(2026, 3, 1), by=Actor.system())
    assert "不在该岗位任职" in refusal(Actor.of(post), "test.file", dossier)


def test_a_person_who_left_has_no_right(dossier: Dossier, ground: Body) -> None:
    post = ground.posts["officer"]
    organisation.end_person(post.person, agency=ground.agency, on=date(2026, 3, 1), by=Actor.system())
    post.refresh_from_db()
    assert "不在该岗位任职" in refusal(Actor.of(post), "test.file", dossier)


def test_a_token_does_only_what_its_scope_names(dossier: Dossier, ground: Body) -> None:
    bearing = lambda *scopes: replace(ground["lisi"], scopes=scopes)  # noqa: E731
    assert refusal(bearing("review"), "test.review", dossier) == ""
    assert refusal(bearing("full"), "test.review", dossier) == ""
    assert "该令牌没有这项操作的权限" in refusal(bearing("footage"), "test.review", dossier)


def test_a_recorder_uploads_and_nothing_else(ground: Body) -> None:
    recorder = Actor.device("device/1", agency=ground.agency, label="采集站", scopes=("footage", "full"))
    assert refusal(recorder, "test.upload") == ""
    assert "执法记录设备不能" in refusal(recorder, "test.review")


def test_the_system_may_and_an_undeclared_action_is_an_error(dossier: Dossier, ground: Body) -> None:
    assert explain(Actor.system(), "test.file", dossier) is None
    with pytest.raises(LookupError):
        explain(ground["officer"], "test.unknown", dossier)


def test_an_action_has_one_meaning_and_known_roles() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        access.register(replace(FILE, label="其他"))
    with pytest.raises(ValueError, match="unknown roles"):
        access.register(Rule("test.wrong", "错", access.roles("king")))


@pytest.mark.parametrize(
    ("code", "prefix"),
    [("210000", "21"), ("210300", "2103"), ("210381", "210381"), ("411000", "4110"), ("500000", "50"), ("000000", "")],
)
def test_a_division_code_covers_the_divisions_below_it(code: str, prefix: str) -> None:
    assert region_prefix(code) == prefix


@pytest.mark.parametrize("name", [*ROLES, "lisi", "outsider", "deskman"])
def test_lists_show_exactly_what_pages_let_in(ground: Body, name: str) -> None:
    neighbour = body("辽河市自然资源局", region="210300", prefix="n-")
    elsewhere = body("衡阳市林业局", region="430400", prefix="e-")
    every = [
        case(there, unit=unit, kind=kind, handler=handler)
        for there in (ground, neighbour, elsewhere)
        for unit in ("squad", "desk", "other")
        for kind in ("case", "device", "media")
        for handler in ("officer", "outsider")
    ]
    every += [dossiers.agency_dossier(there.agency) for there in (ground, neighbour, elsewhere)]
    for region in ("210300", "210000", "000000", "430000"):
        Agency.objects.filter(pk=ground.agency.pk).update(region=region)
        ground.posts[name].agency.refresh_from_db()
        actor = Actor.of(ground.posts[name])
        listed = {dossier.key for dossier in Dossier.objects.visible_to(actor)}
        assert listed == {dossier.key for dossier in Dossier.objects.all() if access.sees(actor, dossier)}
        assert listed <= {dossier.key for dossier in every}
    assert listed or name not in ("officer", "supervisor")


def test_a_supervisor_of_the_province_sees_its_agencies_and_no_other(ground: Body) -> None:
    elsewhere = body("衡阳市林业局", region="430400", prefix="e-")
    here, there = case(ground), case(elsewhere)
    Agency.objects.filter(pk=ground.agency.pk).update(region="210000")
    ground.posts["external_supervisor"].agency.refresh_from_db()
    seen = Dossier.objects.visible_to(ground["external_supervisor"])
    assert here in seen and there not in seen


def test_a_stranger_and_a_recorder_see_no_dossier(dossier: Dossier, ground: Body) -> None:
    recorder = Actor.device("device/1", agency=ground.agency, label="采集站", scopes=("footage",))
    for actor in (recorder, Actor()):
        assert not Dossier.objects.visible_to(actor).exists()
        assert not access.sees(actor, dossier)


def test_a_post_held_from_tomorrow_gives_no_right_today(dossier: Dossier, ground: Body) -> None:
    tomorrow = timezone.now().date() + timedelta(days=1)
    post = organisation.create_post(
        ground.posts["archivist"].person, unit=ground.units["squad"], role="officer", from_on=tomorrow,
        by=Actor.system(),
    )  # fmt: skip
    assert "不在该岗位任职" in refusal(Actor.of(post), "test.help", dossier)
