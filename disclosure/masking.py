"""What the public may not read: full names of natural persons, numbers, addresses."""

import re
from collections.abc import Iterator

from enforcement.law.compound import Party
from records.contents import Contents

COMPOUND_NAMES = "欧阳司马上官诸葛东方皇甫尉迟公孙慕容令狐宇文长孙司徒司空夏侯轩辕独孤南宫端木百里东郭申屠澹台公冶宗政濮阳淳于单于太叔钟离鲜于闾丘呼延拓跋完颜赫连纳兰"
COMPOUND = frozenset(COMPOUND_NAMES[i : i + 2] for i in range(0, len(COMPOUND_NAMES), 2))
"""Family names of two characters."""
NUMBER = re.compile(r"(?<!\d)(?:\d[\s-]?){10,17}[\dXx](?!\d)")
"""Eleven digits and more in a row: telephones, identity numbers, accounts. 文号 and amounts are shorter."""
LANDLINE = re.compile(r"(?<!\d)0\d{2,3}[\s-]\d{7,8}(?!\d)")


def masked_name(name: str) -> str:
    """张三 → 张某, 张小三 → 张某某, 欧阳三 → 欧阳某; names in other scripts keep their first letter."""
    name = name.strip()
    kept = 2 if name[:2] in COMPOUND and len(name) > 2 else 1
    return name[:kept] + "某" * min(max(len(name) - kept, 1), 2)


def parties(contents: Contents) -> Iterator[dict[str, str]]:
    for field in contents.declaration.fields:
        value = contents.values.get(field.id)
        if isinstance(field, Party) and isinstance(value, dict):
            yield {key: str(text) for key, text in value.items() if text}


def public_name(contents: Contents) -> str:
    """Whom the decision is about, as the public reads it."""
    names = [
        party.get("name", "") if party.get("kind") == "organisation" else masked_name(party.get("name", ""))
        for party in parties(contents)
    ]
    return "、".join(name for name in names if name)


def betrays(text: str, contents: Contents) -> str:
    """Why `text` may not be shown to the public, as a sentence that does not repeat it; "" where it may."""
    about = list(parties(contents))
    rest = text
    for party in about:
        if code := party.get("code"):
            rest = rest.replace(code, "")  # the credit code of an organisation is public
    if NUMBER.search(rest) or LANDLINE.search(rest):
        return "公开内容含有证件号码、电话或者账号，请删去。"
    for party in about:
        name = party.get("name", "")
        if party.get("kind") == "person" and name != masked_name(name) and name in text:
            return "公开内容含有自然人的全名，请改用“某”代替。"
        if any(party.get(key) and party[key] in text for key in ("id_number", "address", "phone")):
            return "公开内容含有当事人的证件号码、住址或者电话，请删去。"
    return ""


def suggested_conclusion(contents: Contents) -> str:
    """The decision's own words, with the names of natural persons masked, to begin the summary with."""
    values = contents.values
    text = str(values.get("decision") or values.get("content") or "")
    outcome = next((f for f in contents.declaration.fields if f.id == "outcome"), None)
    if outcome is not None and values.get("outcome"):
        text = "。".join([*outcome.lines(values["outcome"]), text]).strip("。") + "。"
    for party in parties(contents):
        if party.get("kind") == "person" and len(party.get("name", "")) > 1:
            text = text.replace(party["name"], masked_name(party["name"]))
    return text
