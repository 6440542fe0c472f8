"""What a story of the demo is about: the words that go into its documents, read from `stories/<rule set>.toml`."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from config.demo.parties import Party
from config.demo.people import Place

FOLDER = Path(__file__).parent / "stories"


@dataclass(frozen=True)
class Tale:
    """One case in words. `plot` names how far it has come (`config.demo.plots`); `matter` is its marker: told once.

    `publicity` is how far the decision's publication has come: "", "drafted", "published", "revoked", "withdrawn".
    """

    id: str
    plot: str
    matter: str
    party: Party
    clue: str
    place: str = ""
    object: str = ""
    found: str = ""
    conclusion: str = ""
    facts: str = ""
    law: str = ""
    decision: str = ""
    obligation: str = "fine"
    duty: str = ""
    amount: str = ""
    discretion: str = ""
    reason: str = ""
    act_type: str = "penalty"
    source: str = "ex_officio"
    handler: str = "张三"
    recipient: str = ""
    major: bool = False
    publicity: str = ""
    dialogue: tuple[tuple[str, str], ...] = field(default=())

    @property
    def partner(self) -> str:
        return "李四" if self.handler == "张三" else "张三"


@cache
def tales(place: Place) -> dict[str, Tale]:
    """The stories of the agency by id, the oldest first: so their 案号 run with their days."""
    read = tomllib.loads((FOLDER / f"{place.rule_set}.toml").read_text(encoding="utf-8"))
    found = {}
    for entry in read["tales"]:
        party = Party(region=place.region, **entry.pop("party"))
        dialogue = tuple((question, answer) for question, answer in entry.pop("dialogue", []))
        tale = Tale(party=party, dialogue=dialogue, **entry)
        found[tale.id] = tale
    return found
