"""What every endpoint shares: who bears a token, the one-time key, refusals in the same words as on the pages."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory

from enforcement import journal, rulebook
from enforcement.actions import organisation
from enforcement.actors import Actor
from enforcement.errors import Denied, Stale
from enforcement.models import Dossier, Token
from enforcement.rest import ActionAPIView
from enforcement.tokens import actor_of_token
from tests.enforcement.ground import Body

pytestmark = pytest.mark.django_db


class Receive(ActionAPIView):
    def post(self, request: Request, key: str) -> Response:
        dossier = Dossier.objects.get(key=key)

        def effect() -> dict[str, int]:
            refused = {
                "denied": Denied("只能由承办人办理。", "第三条"), "stale": Stale("已经办结。"),
                "invalid": ValidationError({"act": "请选择执法活动。"}),
            }  # fmt: skip
            if request.data.get("refuse") in refused:
                raise refused[request.data["refuse"]]
            if request.data.get("refuse") == "unmet":
                rulebook.require_met(dossier, "leave:initiation")
            entry = journal.record(dossier, "recording.received", by=self.actor, act="A1", media="M")
            return {"seq": entry.seq}

        return self.carry_out(effect, status=201)


def token(ground: Body, *, days: int = 30, **of: object) -> tuple[Token, str]:
    of = of or {"post": ground.posts["officer"]}
    return organisation.issue_token(
        ground.agency, name="对接", scopes=["full"], days=days, by=ground["system_admin"], **of
    )


def post(dossier: Dossier, secret: str, *, key: str = "idem-0001", **body: object) -> Response:
    headers = {"Authorization": f"Bearer {secret}"}
    if key:
        headers["Idempotency-Key"] = key
    request = APIRequestFactory().post("/receive/", body, format="json", headers=headers)
    return Receive.as_view()(request, key=dossier.key)


def test_a_token_acts_for_its_post(dossier: Dossier, ground: Body) -> None:
    _, secret = token(ground)
    answer = post(dossier, secret)
    assert (answer.status_code, answer.data) == (201, {"seq": 2})
    assert dossier.entries.get(seq=2).by["name"] == "officer"


def test_a_recorder_station_acts_for_itself(ground: Body) -> None:
    _, secret = token(ground, device_key="device/1")
    actor = actor_of_token(secret)
    assert actor is not None
    assert actor.describe() == {"type": "device", "key": "device/1", "name": "对接"}
    assert actor.agency == ground.agency


def test_only_the_hash_of_a_secret_is_kept(ground: Body) -> None:
    row, secret = token(ground)
    assert secret not in str(Token.objects.values().get(pk=row.pk))
    assert secret not in str([entry.data for entry in row.agency.dossiers.get(kind="agency").entries.all()])


def test_a_resend_with_the_same_key_repeats_the_answer(dossier: Dossier, ground: Body) -> None:
    _, secret = token(ground)
    first, again = post(dossier, secret), post(dossier, secret)
    assert (again.status_code, again.data) == (first.status_code, first.data)
    assert dossier.entries.count() == 2
    assert post(dossier, secret, note="other").status_code == 409


def test_a_write_without_a_key_is_refused(dossier: Dossier, ground: Body) -> None:
    _, secret = token(ground)
    for key in ("", "short"):
        answer = post(dossier, secret, key=key)
        assert answer.status_code == 400 and "Idempotency-Key" in answer.data["error"]
    assert dossier.entries.count() == 1


@pytest.mark.parametrize("secret", ["", "zj_wrong"])
def test_an_unknown_token_is_refused(dossier: Dossier, secret: str) -> None:
    answer = post(dossier, secret)
    assert answer.status_code == 401 and "令牌无效" in str(answer.data)


def test_an_expired_or_revoked_token_is_refused(dossier: Dossier, ground: Body) -> None:
    row, secret = token(ground, days=1)
    Token.objects.filter(pk=row.pk).update(expires_at=timezone.now())
    assert post(dossier, secret).status_code == 401
    row, secret = token(ground)
    organisation.revoke_token(row, by=ground["system_admin"])
    assert post(dossier, secret).status_code == 401
    with pytest.raises(Stale, match="已经吊销"):
        organisation.revoke_token(row, by=ground["system_admin"])


def test_the_token_of_a_post_that_is_over_is_refused(dossier: Dossier, ground: Body) -> None:
    _, secret = token(ground)
    organisation.end_post(ground.posts["officer"], on=date(2026, 3, 1), by=Actor.system())
    assert post(dossier, secret).status_code == 401


def test_tokens_last_a_year_at_most_and_come_from_administrators(ground: Body) -> None:
    with pytest.raises(ValidationError, match="有效期"):
        token(ground, days=400)
    with pytest.raises(Denied, match="只能由"):
        organisation.issue_token(
            ground.agency, name="x", scopes=["full"], days=1, by=ground["officer"], post=ground.posts["officer"]
        )
    row, _ = token(ground, days=30)
    assert row.expires_at - row.created_at == timedelta(days=30)


def test_nobody_signed_in_is_refused(dossier: Dossier) -> None:
    request = APIRequestFactory().post("/receive/", {}, format="json")
    assert Receive.as_view()(request, key=dossier.key).status_code == 401


def test_refusals_speak_as_the_pages_do(dossier: Dossier, ground: Body) -> None:
    _, secret = token(ground)
    answers = {
        name: post(dossier, secret, key=f"idem-{name}", refuse=name) for name in ("denied", "stale", "invalid", "unmet")
    }
    assert {name: answer.status_code for name, answer in answers.items()} == {
        "denied": 403, "stale": 409, "invalid": 400, "unmet": 409,
    }  # fmt: skip
    assert answers["denied"].data == {"error": "只能由承办人办理。", "article": "第三条"}
    assert answers["stale"].data == {"error": "已经办结。"}
    assert answers["invalid"].data == {"error": "请选择执法活动。", "fields": {"act": ["请选择执法活动。"]}}
    gap = answers["unmet"].data["gaps"][0]
    assert set(gap) == {"rule", "subject", "text", "article", "mend"} and "第九条" in gap["article"]
    assert dossier.entries.count() == 1
