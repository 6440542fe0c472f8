import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.test import Client

from enforcement.actions import organisation
from tests.cast import Cast, cast
from tests.journeys.api.client import Answered, Bureau

__all__ = ["cast"]

BEARERS = (
    "zhang", "li", "novice", "wang", "qian", "leader", "zhou", "wangfa", "sun", "wu", "zheng", "feng", "stranger", "zhao"
)  # fmt: skip


@pytest.fixture
def desk(cast: Cast) -> Callable[[str], Bureau]:
    """An agency within the process of the tests, on the fixed day of the cast."""
    client = Client()

    def _send(method: str, path: str, body: Any, headers: Mapping[str, str]) -> Answered:
        answer = client.generic(
            method, path, json.dumps(body) if body is not None else "", content_type="application/json", headers=headers
        )
        return answer.status_code, answer.json()

    def _desk(rule_set: str) -> Bureau:
        agents = cast.of(rule_set)
        tokens = {
            name: organisation.issue_token(
                agents.agency, name=name, scopes=["full"], days=1, post=agents.post(name), by=agents.chen
            )[1]
            for name in BEARERS
        }
        return Bureau(_send, rule_set, tokens, {name: post.person_id for name, post in agents.posts.items()})

    return _desk
