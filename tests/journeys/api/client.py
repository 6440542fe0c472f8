"""Programs that bear tokens, and a case that they take through REST."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import requests

from enforcement import law
from tests.journeys.office import days_ago
from tests.journeys.town import Town

Json = Any
Answered = tuple[int, Json]
Send = Callable[[str, str, Json, Mapping[str, str]], Answered]
"""(method, path, body, headers) → (status, body): over the wire or within the process."""

FACTS = "经查，当事人未经批准擅自占用林地三百平方米堆放砂石，有现场检查笔录和录像证实。"
PARTY = {"kind": "person", "name": "周建国", "id_number": "210302198001011233", "address": "某市某区园林路1号"}
SAMPLES: dict[str, Json] = {"text": "某林地", "long-text": FACTS, "integer": 1, "money": "60000", "party": PARTY}


def over_the_wire(base_url: str) -> Send:
    """To a running product."""

    def _send(method: str, path: str, body: Json, headers: Mapping[str, str]) -> Answered:
        answer = requests.request(method, base_url + path, json=body, headers=dict(headers), timeout=60)
        return answer.status_code, answer.json()

    return _send


@dataclass(frozen=True)
class Program:
    """Acts in somebody's post by a token of theirs; every write carries an Idempotency-Key of its own."""

    send: Send
    token: str

    def ask(self, method: str, path: str, body: Json = None, *, key: str = "") -> Answered:
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": key or uuid.uuid4().hex}
        return self.send(method, path, body, headers)

    def get(self, path: str) -> Json:
        status, said = self.ask("GET", path)
        assert status == 200, (path, status, said)
        return said

    def write(self, path: str, body: Json = None, *, method: str = "POST") -> Json:
        """Sent twice under one key, as over a bad line: both answers are the same, and it is done once."""
        key = uuid.uuid4().hex
        status, said = self.ask(method, path, body or {}, key=key)
        assert status in (200, 201), (path, status, said)
        assert self.ask(method, path, body or {}, key=key) == (status, said), path
        return said

    def is_refused(self, status: int, path: str, body: Json, *sentences: str, method: str = "POST") -> None:
        """With this status, in words that say so."""
        answered, said = self.ask(method, path, body)
        assert answered == status, (path, answered, said)
        for sentence in sentences:
            assert sentence in str(said), (path, sentence, said)


@dataclass(frozen=True)
class Bureau:
    """The people of one agency: `program("zhang")`, `person("zhang")`."""

    send: Send
    rule_set: str
    tokens: Mapping[str, str]
    people: Mapping[str, int]

    def program(self, name: str) -> Program:
        return Program(self.send, self.tokens[name])

    def person(self, name: str) -> int:
        return self.people[name]


def bureau_of(town: Town, rule_set: str) -> Bureau:
    agency = town.agencies[rule_set]
    return Bureau(over_the_wire(town.product.base_url), rule_set, agency["tokens"], agency["people"])


class Docket:
    """One case in the hands of 张三's program."""

    def __init__(self, bureau: Bureau, **values: Json) -> None:
        self.bureau = bureau
        self.zhang = bureau.program("zhang")
        given = {
            "act_type": "penalty",
            "source": "ex_officio",
            "matter": "周某擅自占用林地案",
            "opened_at": days_ago(6),
        }
        said = self.zhang.write("/api/v1/cases/", plain({**given, **values}))
        self.path, self.dossier = f"/api/v1/cases/{said['code']}/", said["dossier"]
        self.number: str = said["number"]
        self.officers = ["zhang"]

    def say(self, where: str, /, *, by: str = "zhang", **body: Json) -> Json:
        """A write about the case."""
        return self.bureau.program(by).write(f"{self.path}{where}/", plain(body))

    def look(self) -> Json:
        return self.zhang.get(self.path)

    def clock(self, limit: str) -> Json:
        return next(clock for clock in self.look()["clocks"] if clock["limit"] == limit)

    def body_of(self, kind: str, **values: Json) -> Json:
        """A complete body: a sample for each field that must be filled, and `values` for the rest."""
        filled: dict[str, Json] = {}
        for field in law.document(kind).body_fields:
            if field.id in values or not field.is_required(values, self.bureau.rule_set):
                continue
            if field.kind == "choice":
                filled[field.id] = field.options[0][0]  # type: ignore[attr-defined]
            elif field.kind == "rows":
                filled[field.id] = [{c.id: SAMPLES[c.kind] for c in field.columns}]  # type: ignore[attr-defined]
            elif field.kind == "yes-no":
                filled[field.id] = {"answer": getattr(field, "reason_if", "") == "no"}
            elif field.kind == "officers":
                filled[field.id] = [{"person": self.bureau.person(name)} for name in self.officers]
            elif field.kind == "date":
                filled[field.id] = days_ago(0).date()
            elif field.kind == "datetime":
                filled[field.id] = days_ago(0.01)
            else:
                filled[field.id] = SAMPLES[field.kind]
        return plain({**filled, **values})

    def draft(self, kind: str, *, act: Json = "", serves: int | None = None, **values: Json) -> int:
        body = {"kind": kind, "values": self.body_of(kind, **values), "act": str(act), "serves": serves}
        return int(self.zhang.write(f"/api/dossiers/{self.dossier}/documents/", body)["id"])

    def submit(self, document: int) -> None:
        self.zhang.write(f"/api/documents/{document}/submit/")

    def approval_of(self, document: int, name: str) -> int | None:
        """What waits for `name` about the document, if it waits for `name`."""
        waiting = self.bureau.program(name).get("/api/approvals/")["approvals"]
        return next((row["approval"] for row in waiting if row["ref"] == str(document)), None)

    def approve(self, document: int) -> None:
        """Through every step that the rule set asks for."""
        self.submit(document)
        for name in ("wang", "leader", "zhou"):
            if approval := self.approval_of(document, name):
                self.bureau.program(name).write(f"/api/approvals/{approval}/approve/", {"opinion": "同意。"})

    def sign(self, document: int) -> None:
        """By everybody who must: officers themselves, the party and witnesses as an officer records it."""
        for signer in law.document(self.read(document)["kind"]).signers:
            if signer.role == "officer":
                for name in self.officers:
                    self.bureau.program(name).write(f"/api/documents/{document}/sign/", {"role": "officer"})
            elif signer.role == "party":
                self.zhang.write(f"/api/documents/{document}/sign/", {"role": "party", "name": "周建国"})

    def read(self, document: int) -> Json:
        return self.zhang.get(f"/api/documents/{document}/")

    def finalise(self, document: int) -> Json:
        """With today's date where the document bears one."""
        said = self.read(document)
        if said["state"] == "final":
            return said
        dated = {field.id: days_ago(0).date() for field in law.document(said["kind"]).signing_fields}
        return self.zhang.write(
            f"/api/documents/{document}/finalise/", plain({"version": said["version"], "signing": dated})
        )

    def finished(self, kind: str, *, is_approved: bool = False, **more: Json) -> int:
        document = self.draft(kind, **more)
        if is_approved:
            self.approve(document)
        self.sign(document)
        self.finalise(document)
        return document

    def serve(self, document: int) -> int:
        return self.finished("service-receipt", serves=document, method="direct", received_at=days_ago(0.005))


def plain(value: Json) -> Json:
    """As JSON carries it."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
