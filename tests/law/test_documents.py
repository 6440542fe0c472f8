"""The declarations of 文书: what each asks for, states, hashes and hides, and what the loader refuses."""

import tomllib
from datetime import datetime

import jsonschema
import pytest

from enforcement.law import catalogue
from enforcement.law.documents import (
    DOCUMENTS,
    Declaration,
    Invalid,
    declared,
    document,
    documents,
)
from enforcement.law.facts import SHANGHAI, LawError
from enforcement.law.fields import Field, Json

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=SHANGHAI)
SALT = "0" * 32

KINDS = [
    "initiation-approval",
    "emergency-report",
    "non-acceptance-notice",
    "non-initiation-notice",
    "inspection-record",
    "inquiry-record",
    "recording-waiver",
    "handling-proposal",
    "prior-notice",
    "statement-record",
    "penalty-decision",
    "no-penalty-decision",
    "licence-decision",
    "withdrawal-decision",
    "transfer-letter",
    "service-receipt",
    "compliance-record",
    "closing-report",
    "review-application",
    "review-opinion",
]

PERSON: Json = {"kind": "person", "name": "周某", "id_number": "210302198001011233", "phone": "13800001234"}
OFFICERS: Json = [
    {"person": 1, "name": "张三", "certificate": "辽03001"},
    {"person": 2, "name": "李四", "certificate": "辽03002"},
]
VALUES: dict[str, Json] = {
    "text": "一行",
    "long-text": "第一段\n第二段",
    "date": "2026-02-13",
    "datetime": "2026-02-13T18:05",
    "integer": 2,
    "money": "2000.50",
    "yes-no": {"answer": True, "reason": "因"},
    "party": PERSON,
    "officers": OFFICERS,
}


def complete(declaration: Declaration, **values: Json) -> dict[str, Json]:
    """Values for every field that may be asked for, the given ones first."""
    return declaration.clean({**{f.id: sample(f) for f in declaration.fields}, **values}, now=NOW)


def sample(f: Field) -> Json:
    if f.kind == "choice":
        return f.options[0][0]  # type: ignore[attr-defined]
    if f.kind == "rows":
        return [{c.id: sample(c) for c in f.columns}]  # type: ignore[attr-defined]
    return VALUES[f.kind]


def test_exactly_the_promised_kinds_are_declared() -> None:
    assert sorted(documents()) == sorted(KINDS)


@pytest.mark.parametrize("id", KINDS)
def test_every_source_of_a_document_is_quoted_from_its_article(id: str) -> None:
    for source in document(id).articles:
        assert catalogue.text(source.regulation).says(source.quote, reference=source.article)
        assert set(source.obligations) <= set(catalogue.obligations())


@pytest.mark.parametrize("id", KINDS)
def test_a_complete_body_lacks_nothing_and_fits_its_schema(id: str) -> None:
    declaration = document(id)
    values = complete(declaration)
    assert declaration.missing(values, rule_set="liaoning") == {}
    schema = declaration.schema(rule_set="liaoning")
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(values, schema)


@pytest.mark.parametrize("id", KINDS)
def test_a_body_is_put_together_again_from_its_open_and_sealed_parts(id: str) -> None:
    declaration = document(id)
    values = complete(declaration)
    public, sealed = declaration.split(values)
    assert declaration.join(public, sealed) == values
    assert "210302198001011233" not in str(public)
    assert "13800001234" not in str(public)


@pytest.mark.obligation("LN-9-4")
def test_liaoning_asks_for_all_fields_of_the_initiation_form() -> None:
    form = document("initiation-approval")
    assert set(form.missing({}, rule_set="liaoning")) == {
        "reason",
        "source",
        "facts",
        "party",
        "opinion",
    }


@pytest.mark.obligation("HY-10-1")
def test_hengyang_asks_for_its_own_fewer_fields_by_its_own_names() -> None:
    form = document("initiation-approval")
    missing = form.missing({}, rule_set="hengyang-forestry")
    assert set(missing) == {"reason", "party", "opinion"}
    assert "行政执法人员立案意见" in missing["opinion"]
    assert "第十条第一款" in missing["opinion"]


@pytest.mark.obligation("LN-11-1", "HY-12-1")
def test_a_lone_officer_does_not_complete_an_inspection_record() -> None:
    record = document("inspection-record")
    values = complete(record, officers=[{"person": 1, "name": "张三", "certificate": "1"}])
    assert "第四十二条" in record.missing(values, rule_set="liaoning")["officers"]


@pytest.mark.obligation("LN-20-4", "LN-20-5", "HY-23-1")
def test_leaving_service_asks_for_refusal_and_witness_which_direct_service_does_not() -> None:
    receipt = document("service-receipt")
    values = {"method": "leaving"}
    assert {"refusal", "witness", "place"} <= set(receipt.missing(values, rule_set="liaoning"))
    direct = receipt.missing({"method": "direct"}, rule_set="liaoning")
    assert not {"refusal", "witness"} & set(direct)


@pytest.mark.obligation("LN-20-8", "LN-20-9", "HY-26-1")
def test_service_by_public_notice_is_made_thirty_days_after_the_notice() -> None:
    receipt = document("service-receipt")
    values = complete(receipt, method="public_notice", noticed_on="2026-10-08")
    (emission,) = receipt.emissions(values)
    assert emission.moment(values, signed_at=NOW).date().isoformat() == "2026-11-07"
    assert emission.data(values) == {"method": "public_notice"}
    assert emission.of_served


def test_service_in_person_is_made_when_it_was_received() -> None:
    receipt = document("service-receipt")
    values = complete(receipt, method="direct", received_at="2026-02-14T09:30")
    (emission,) = receipt.emissions(values)
    assert emission.moment(values, signed_at=NOW).isoformat() == "2026-02-14T09:30:00+08:00"
    assert emission.precision == "day"


@pytest.mark.obligation("HY-19-5", "HY-19-6")
@pytest.mark.parametrize(("outcome", "fact"), [("made", "statement.made"), ("waived", "statement.waived")])
def test_a_statement_record_states_what_the_party_did(outcome: str, fact: str) -> None:
    record = document("statement-record")
    values = complete(record, outcome=outcome)
    assert [e.fact for e in record.emissions(values)] == [fact]


def test_a_penalty_decision_says_its_act_type_and_whether_it_is_major() -> None:
    decision = document("penalty-decision")
    values = complete(decision, major=True, dated_on="2026-03-01")
    (emission,) = decision.emissions(values)
    assert emission.data(values) == {"act_type": "penalty", "major": True}
    assert emission.moment(values, signed_at=NOW).date().isoformat() == "2026-03-01"


def test_an_unfulfilled_obligation_is_recorded_without_the_fact_of_fulfilment() -> None:
    record = document("compliance-record")
    assert record.emissions(complete(record, outcome="unfulfilled")) == []


def test_the_content_hash_covers_every_field_but_those_filled_at_signing() -> None:
    decision = document("penalty-decision")
    values = complete(decision)
    before = decision.content_hash(values, salt=SALT)
    for f in decision.fields:
        changed = {key: value for key, value in values.items() if key != f.id}
        differs = decision.content_hash(changed, salt=SALT) != before
        assert differs != f.at_signing, f.id


def test_the_signed_hash_covers_the_day_the_number_and_the_signatures() -> None:
    decision = document("penalty-decision")
    values = complete(decision)
    signed = decision.signed_hash(values, salt=SALT, signing={"number": "某罚〔2026〕1号"})
    assert signed != decision.signed_hash(values, salt=SALT, signing={"number": "某罚〔2026〕2号"})
    later = {**values, "dated_on": "2026-02-14"}
    assert signed != decision.signed_hash(later, salt=SALT, signing={"number": "某罚〔2026〕1号"})


def test_a_content_hash_tells_nothing_without_its_salt() -> None:
    decision = document("penalty-decision")
    values = complete(decision)
    assert decision.content_hash(values, salt=SALT) != decision.content_hash(values, salt="1" * 32)


def test_a_stored_declaration_is_read_again_to_the_same_hash() -> None:
    for declaration in documents().values():
        assert declared(declaration.id, declaration.source).hash == declaration.hash


def test_a_declaration_that_changes_has_another_hash() -> None:
    source = tomllib.loads((DOCUMENTS / "closing-report.toml").read_text(encoding="utf-8"))
    before = declared("closing-report", source).hash
    source["title"] = "结案审批表"
    assert declared("closing-report", source).hash != before


BASE = """
title = "试"
stage = "decision"
layout = "letter"
order = 1
[[articles]]
regulation = "liaoning"
article = "第十七条"
quote = "制作行政执法文书应符合法定格式"
[fields.name]
kind = "text"
label = "名称"
"""


@pytest.mark.parametrize(
    ("extra", "place"),
    [
        (
            "[fields.name2]\nkind = 'text'\nlabel = '甲'\nrequierd = true",
            "fields.name2.requierd",
        ),
        ("[fields.other]\nkind = 'txt'\nlabel = '甲'", "fields.other.kind"),
        (
            "[fields.other]\nkind = 'text'\nlabel = '甲'\noptions = { a = '甲' }",
            "fields.other.options",
        ),
        ("[fields.other]\nkind = 'choice'\nlabel = '甲'", "fields.other.options"),
        ("[fields.other]\nkind = 'rows'\nlabel = '甲'", "fields.other.columns"),
        (
            "[fields.other]\nkind = 'text'\nlabel = '甲'\nprefill = 'x'",
            "fields.other.prefill",
        ),
        (
            "[fields.other]\nkind = 'text'\nlabel = '甲'\nrequired_when = { x = 'a' }",
            "fields.other",
        ),
        (
            "[fields.other]\nkind = 'officers'\nlabel = '甲'\nleast = 2",
            "fields.other.least_article",
        ),
        ("[[signers]]\nrole = 'officer'\nlabel = '甲'", "signers[0].field"),
        ("[[signers]]\nrole = 'boss'\nlabel = '甲'", "signers[0].role"),
        ("[[emits]]\nfact = 'decision'", "emits[0].fact"),
        ("[[emits]]\nfact = 'a.b'\nat = 'nowhere'", "emits[0].fields"),
        ("[[emits]]\nfact = 'a.b'\nwhen = { nowhere = 'x' }", "emits[0].fields"),
    ],
)
def test_a_slip_in_a_declaration_is_refused_by_file_and_key(extra: str, place: str) -> None:
    with pytest.raises(LawError) as refused:
        declared("it", tomllib.loads(f"{BASE}\n{extra}"))
    assert "documents/it.toml" in str(refused.value)
    assert place in str(refused.value)


@pytest.mark.parametrize(
    "line",
    [
        "numberd = '罚'",
        "about = 'document'",
        "serves = ['prior-notice']",
        "addressee = 'x'",
        "stage = 'end'",
    ],
)
def test_a_slip_at_the_top_of_a_declaration_is_refused(line: str) -> None:
    base = BASE.replace('stage = "decision"', "") if line.startswith("stage") else BASE
    with pytest.raises(LawError, match=r"documents/it\.toml"):
        declared("it", tomllib.loads(f"{line}\n{base}"))


def test_an_unknown_kind_of_document_is_refused_by_name() -> None:
    with pytest.raises(LawError, match="no-such"):
        document("no-such")


def test_an_inspection_cannot_end_before_it_began() -> None:
    record = document("inspection-record")
    with pytest.raises(Invalid) as refused:
        record.clean({"began_at": "2026-02-13T10:00", "ended_at": "2026-02-13T09:59"}, now=NOW)
    assert "早于「检查开始时间」" in refused.value.errors["ended_at"]


def test_a_key_that_the_document_lacks_is_refused_by_name() -> None:
    with pytest.raises(Invalid) as refused:
        document("closing-report").clean({"number": "1"}, now=NOW)
    assert set(refused.value.errors) == {"number"}


def test_all_refusals_of_a_body_come_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        document("closing-report").clean({"ended_on": "x", "party": {"name": "周"}}, now=NOW)
    assert set(refused.value.errors) == {"ended_on", "party"}
