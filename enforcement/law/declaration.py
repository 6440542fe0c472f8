"""What a kind of 文书 declares: its fields, signers, sources and facts, and what follows from them."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from enforcement.law import catalogue
from enforcement.law.compound import Officers
from enforcement.law.facts import SHANGHAI, Precision
from enforcement.law.fields import Day, Field, Json, Posted, Refused, fits
from enforcement.law.tables import Where

Layout = Literal["letter", "record", "table"]
About = Literal["act", "document", "dossier"]
Role = Literal["officer", "handler", "party", "witness"]
Volume = Literal["main", "internal"]


@dataclass(frozen=True)
class Source:
    """Where a regulation asks for the document."""

    regulation: str
    article: str
    quote: str
    obligations: tuple[str, ...]

    @property
    def cite(self) -> str:
        """The article with the title of its regulation; an article of national law names its law itself."""
        if not self.article.startswith("第"):
            return self.article
        return f"《{catalogue.text(self.regulation).title}》{self.article}"


@dataclass(frozen=True)
class Signer:
    """Who signs. `field` names the officers' field of which each person signs; a party may refuse."""

    role: Role
    label: str
    field: str
    may_refuse: bool
    required: bool
    required_when: Where


@dataclass(frozen=True)
class Emission:
    """A fact that the final document states besides `document.finalised`.

    `at` names the field that tells when (else the signing), `days` are added to it; `of_served` puts the
    served document under `doc` and `document`; `values` are constants, `fields` taken from the body.
    """

    fact: str
    at: str
    days: int
    precision: Precision
    when: Where
    of_served: bool
    values: Where
    fields: Where

    def holds(self, values: Mapping[str, Json]) -> bool:
        return fits(values, self.when)

    def moment(self, values: Mapping[str, Json], *, signed_at: datetime) -> datetime:
        """When it happened: the field's day or moment, `days` later where a fiction of service says so."""
        raw = str(values.get(self.at) or "") if self.at else ""
        if not raw:
            return signed_at
        at = (
            datetime.fromisoformat(raw)
            if len(raw) > 10
            else datetime.combine(date.fromisoformat(raw), datetime.min.time(), SHANGHAI)
        )
        return at + timedelta(days=self.days)

    def data(self, values: Mapping[str, Json]) -> dict[str, Json]:
        """What the fact says, without the ids of rows."""
        data: dict[str, Json] = {key: constant[0] for key, constant in self.values.items()}
        for key, name in self.fields.items():
            value = values.get(str(name[0]))
            data[key] = value.get("answer") if isinstance(value, dict) else value
        return data


class Invalid(Exception):
    """Values that a document does not take: `errors` gives a Chinese sentence for each field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("；".join(errors.values()))
        self.errors = dict(errors)


@dataclass(frozen=True)
class Declaration:
    """One kind of 文书.

    `numbered` is the character of its 文号 ("" where it has none), `about` what it belongs to, `serves`
    the kinds it may speak of (final ones, unless `serves_drafts`), `volume` `main` (正卷) or `internal` (副卷, not shown to parties), `is_sealed`
    whether the agency's seal is put to it,
    `is_officers` whether those who handle the case draft it. `dated_by` names the fields of which the first that is filled gives
    the day that the document bears. `order` arranges kinds of the same day in the catalogue.
    """

    id: str
    title: str
    stage: str
    layout: Layout
    about: About
    serves: tuple[str, ...]
    serves_drafts: bool
    act_kinds: tuple[str, ...]
    act_types: tuple[str, ...]
    numbered: str
    volume: Volume
    is_sealed: bool
    is_officers: bool
    addressee: str
    dated_by: tuple[str, ...]
    order: int
    articles: tuple[Source, ...]
    signers: tuple[Signer, ...]
    emits: tuple[Emission, ...]
    fields: tuple[Field, ...]
    source: Mapping[str, object]
    hash: str

    def field(self, id: str) -> Field:
        return next(field for field in self.fields if field.id == id)

    @property
    def body_fields(self) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if not field.at_signing)

    @property
    def signing_fields(self) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if field.at_signing)

    def cite(self, rule_set: str) -> str:
        """The article that asks for the document, of this rule set or else the first that is declared."""
        found = [s for s in self.articles if s.regulation == rule_set] or list(self.articles)
        return found[0].cite

    def day_of(self, values: Mapping[str, Json]) -> date | None:
        """The day that the document bears, None where only its signing gives one."""
        filled = next((str(values[name]) for name in self.dated_by if values.get(name)), "")
        return date.fromisoformat(filled[:10]) if filled else None

    def posted(self, form: Posted) -> dict[str, Json]:
        """What a sent form holds for the body, unchecked."""
        return {field.id: field.posted(form) for field in self.body_fields}

    def clean(self, raw: Mapping[str, Json], *, now: datetime) -> dict[str, Json]:
        """The values in their one form, blank ones left out; a draft may lack any. Raises Invalid."""
        known = {field.id: field for field in self.fields}
        errors = {key: f"《{self.title}》没有“{key}”一项，请删去。" for key in raw if key not in known}
        values: dict[str, Json] = {}
        for id, field in known.items():
            try:
                value = field.clean(raw.get(id), now=now)
            except Refused as refused:
                errors[id] = str(refused)
                continue
            if value is not None:
                values[id] = value
        for id, field in known.items():
            if isinstance(field, Day) and field.not_before:
                earlier, later = values.get(field.not_before), values.get(id)
                if earlier and later and _instant(later) < _instant(earlier):
                    label = known[field.not_before].label
                    errors.setdefault(id, f"「{field.label}」早于「{label}」，请核对后更正。")
        if errors:
            raise Invalid(errors)
        return values

    def missing(self, values: Mapping[str, Json], *, rule_set: str, at_signing: bool = False) -> dict[str, str]:
        """What a complete document of this rule set still lacks, a sentence for each field."""
        lacking: dict[str, str] = {}
        for field in self.signing_fields if at_signing else self.body_fields:
            value = values.get(field.id)
            if value is None and field.is_required(values, rule_set):
                label = field.label_for(rule_set)
                lacking[field.id] = f"「{label}」没有填写，依照{self.cite(rule_set)}应当载明，请补填。"
            elif isinstance(field, Officers) and field.shortfall(value):
                lacking[field.id] = field.shortfall(value)
        return lacking

    def content_hash(self, values: Mapping[str, Json], *, salt: str) -> str:
        """What approvals and reviews bind to: every field except those filled at signing.

        The salt keeps a hash that leaves the house from telling an identity number by trial.
        """
        body = {field.id: values[field.id] for field in self.body_fields if field.id in values}
        return digest({"document": self.id, "declaration": self.hash, "salt": salt, "body": body})

    def signed_hash(self, values: Mapping[str, Json], *, salt: str, signing: Mapping[str, Json]) -> str:
        """The hash of the signed version: the content, and all that was added at signing."""
        added = {field.id: values.get(field.id) for field in self.signing_fields}
        content = self.content_hash(values, salt=salt)
        return digest({"content": content, "at_signing": added, "signing": dict(signing)})

    def split(self, values: Mapping[str, Json]) -> tuple[dict[str, Json], dict[str, Json]]:
        """(open values, personal values to be sealed)."""
        public: dict[str, Json] = {}
        sealed: dict[str, Json] = {}
        for field in self.fields:
            if field.id in values:
                shown, hidden = field.split(values[field.id])
                public |= {} if shown is None else {field.id: shown}
                sealed |= {} if hidden is None else {field.id: hidden}
        return public, sealed

    def join(self, public: Mapping[str, Json], sealed: Mapping[str, Json]) -> dict[str, Json]:
        """The opposite of `split`."""
        values: dict[str, Json] = {}
        for field in self.fields:
            value = field.join(public.get(field.id), sealed.get(field.id))
            if value is not None:
                values[field.id] = value
        return values

    def schema(self, *, rule_set: str) -> dict[str, object]:
        """The JSON schema (2020-12) of a body; `required` is what a complete one needs in every case."""
        always = [f.id for f in self.body_fields if not f.required_when and f.is_required({}, rule_set)]
        properties = {}
        for field in self.fields:
            notes = {"title": field.label_for(rule_set)}
            if field.help:
                notes["description"] = field.help
            properties[field.id] = {**field.schema(), **notes}
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": self.title,
            "type": "object",
            "properties": properties,
            "required": always,
            "additionalProperties": False,
        }

    def emissions(self, values: Mapping[str, Json]) -> list[Emission]:
        return [emission for emission in self.emits if emission.holds(values)]


def _instant(value: Json) -> datetime:
    moment = datetime.fromisoformat(str(value))
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def digest(value: object) -> str:
    canonical = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
