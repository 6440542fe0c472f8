"""The two agencies of the journeys inside the running product, made by its real actions in a process of their own.

`python -m tests.journeys.ground` prints the access tokens and devices as JSON; everybody's account is the cast's.
"""

import json
import sys
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.utils import timezone  # noqa: E402

from devices import actions as devices  # noqa: E402
from enforcement import law  # noqa: E402
from enforcement.actions import organisation  # noqa: E402
from tests import cast  # noqa: E402

BEARERS = (
    "zhang", "li", "wang", "qian", "leader", "zhou", "wangfa", "sun", "wu", "zheng", "feng", "stranger", "zhao"
)  # fmt: skip


def settle(rule_set: str) -> dict[str, Any]:
    """One agency with its people, a recorder that 张三 has, and a token for everybody and for the recorder."""
    agents = cast.found(cast.Agents, rule_set)
    admin, keeper = agents.chen, agents.sun
    for name in ("zhang", "li", "wang", "qian"):
        # the cast's certificates end on a fixed day; the journeys happen today
        organisation.add_certificate(
            agents.person(name), agency=agents.agency, number=f"今{agents.post(name).pk:04}",
            valid_from=law.local_day(timezone.now() - timedelta(days=400)),
            valid_to=law.local_day(timezone.now() + timedelta(days=400)), by=admin,
        )  # fmt: skip
    recorder = devices.register_device(
        number="JLY-01", maker="警翼", model="V8", unit=agents.units["squad"], keeper=agents.person("sun"), by=keeper
    )
    devices.issue_device(recorder, to=agents.person("zhang"), at=timezone.now() - timedelta(days=60), by=keeper)
    tokens = {}
    for name in BEARERS:
        _, tokens[name] = organisation.issue_token(
            agents.agency, name=f"{name}的接口", scopes=["full"], days=30, post=agents.post(name), by=admin
        )
    _, tokens["recorder"] = organisation.issue_token(
        agents.agency, name="采集站", scopes=["footage.upload"], days=30, device_key=recorder.dossier.key, by=admin
    )
    for name in cast.PEOPLE:
        agents.post(name)
    if rule_set == "liaoning":
        _two_offices(agents)
    return {
        "agency": agents.agency.name, "device": recorder.code, "tokens": tokens,
        "people": {name: post.person_id for name, post in agents.posts.items()},
    }  # fmt: skip


def _two_offices(agents: cast.Agents) -> None:
    """双职, who is an officer and stands in for the head of the agency."""
    person = organisation.create_person(
        agents.agency, username="dual", name="双职", password=cast.PASSWORD, must_change=False, by=agents.chen
    )
    for unit, role in (("squad", "officer"), ("office", "agency_head")):
        organisation.create_post(person, unit=agents.units[unit], role=role, from_on=cast.SINCE, by=agents.chen)


if __name__ == "__main__":
    sys.stdout.write(json.dumps({rule_set: settle(rule_set) for rule_set in cast.AGENCIES}))
