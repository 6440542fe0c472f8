"""居民身份证 and 统一社会信用代码, allowed and refused; what a well known library gets wrong among them."""

from datetime import date

import pytest

from enforcement.law.identifiers import (
    check_credit_code,
    check_identity,
    mask_identity,
    mask_phone,
)

TODAY = date(2026, 11, 21)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def identity(body: str) -> str:
    """17 digits with the check character of GB 11643 (ISO 7064, MOD 11-2)."""
    remainder = sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11
    check = (12 - remainder) % 11
    return body + ("X" if check == 10 else str(check))


def credit(body: str) -> str:
    """17 characters with the check character of GB 32100 (MOD 31)."""
    total = sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return body + ALPHABET[(31 - total % 31) % 31]


@pytest.mark.parametrize(
    "number",
    [
        "11010519491231002X",  # the example of GB 11643
        identity("21030219800101001"),  # 鞍山铁东区, a code younger than the person
        identity("21030319790602512"),
        identity("21038119551120333"),  # 海城市, a city since 1985
        identity("43040519720815210"),  # 衡阳
        identity("43041119700101001"),  # 衡阳市郊区, abolished
        identity("51022119560704001"),  # 四川江北县, abolished, Chongqing left the province
        identity("21010219040229001"),  # a leap day
        identity("21010220000229002"),
        identity("21010220261121001"),  # born today
    ],
)
def test_a_valid_identity_number_is_accepted(number: str) -> None:
    checked = check_identity(number, today=TODAY)
    assert checked.error == ""
    assert checked.ok
    assert checked.kind == "居民身份证"
    assert checked.value == number


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (identity("81000019900307001"), "香港居民居住证"),
        (identity("82000019851212002"), "澳门居民居住证"),
        (identity("83000019770430003"), "台湾居民居住证"),
        (identity("91184019880808004"), "外国人永久居留身份证"),
        (identity("93139219700515005"), "外国人永久居留身份证"),
    ],
)
def test_residence_cards_are_accepted_and_named(number: str, kind: str) -> None:
    checked = check_identity(number, today=TODAY)
    assert (checked.error, checked.kind, checked.warnings) == ("", kind, ())


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("11010519491231002x", "11010519491231002X"),
        (" 110105 19491231 002X ", "11010519491231002X"),
        ("110105-19491231-002X", "11010519491231002X"),
        ("１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X"),
        ("110105\u300019491231\u00a0002X", "11010519491231002X"),
    ],
)
def test_an_identity_number_is_stored_in_one_form(typed: str, stored: str) -> None:
    assert check_identity(typed, today=TODAY).value == stored
    assert check_identity(typed, today=TODAY).ok


@pytest.mark.parametrize(
    ("number", "says"),
    [
        ("", "没有填写身份证件号码"),
        ("   ", "没有填写身份证件号码"),
        ("1101051949123100", "应为18位，现为16位"),
        ("11010519491231002X1", "应为18位，现为19位"),
        ("110105194912310021", "末位校验码不符"),
        ("110105194912310020", "末位校验码不符"),
        ("11010519491231020X", "末位校验码不符"),  # two figures changed places
        ("1101051949123100AX", "前17位应为数字"),
        ("11010519491231002A", "前17位应为数字"),
        ("X1010519491231002X", "前17位应为数字"),
        ("٢١٠٣٠٢١٩٨٠٠١٠١٠٠١٩", "前17位应为数字"),
        (identity("21030219800230001"), "不是真实的出生日期"),
        (identity("21030219801301001"), "不是真实的出生日期"),
        (identity("21030219810229001"), "不是真实的出生日期"),
        (identity("21030219800100001"), "不是真实的出生日期"),
        (identity("21030200000101001"), "不是真实的出生日期"),
        (identity("21030220991231001"), "晚于今天"),
        (identity("21030220261122001"), "晚于今天"),
        ("21030280010100A", "应全为数字"),
        ("210302801301001", "第7至12位不是真实的出生日期"),
    ],
)
def test_a_wrong_identity_number_is_refused_with_a_sentence(number: str, says: str) -> None:
    checked = check_identity(number, today=TODAY)
    assert not checked.ok
    assert says in checked.error
    assert checked.error.endswith("。")


def test_an_old_number_of_15_digits_is_accepted_with_a_warning() -> None:
    checked = check_identity("210302800101001", today=TODAY)
    assert checked.ok
    assert checked.kind == "居民身份证（15位旧号码）"
    assert "2013年1月1日" in checked.warnings[0]


@pytest.mark.parametrize("area", ["210399", "219900", "110199"])
def test_a_county_that_no_list_knows_is_accepted_silently(area: str) -> None:
    assert check_identity(identity(area + "19900101001"), today=TODAY).warnings == ()


@pytest.mark.parametrize("area", ["000000", "180101", "470101", "700000", "840000"])
def test_an_unknown_province_is_a_warning_and_no_error(area: str) -> None:
    checked = check_identity(identity(area + "19900101001"), today=TODAY)
    assert checked.ok
    assert "行政区划代码未收录" in checked.warnings[0]


def test_a_person_of_more_than_130_years_is_a_warning() -> None:
    checked = check_identity("440524188001010014", today=TODAY)
    assert checked.ok
    assert "超过130岁" in checked.warnings[0]


@pytest.mark.parametrize(
    "code",
    [
        "91110000600037341L",
        "91330106673959654P",
        "914403001922038216",
        "9144030071526726XG",
        "91440300708461136T",
        "12100000400000624D",  # a public institution
        "91110108551385082Q",
    ],
)
def test_a_known_credit_code_is_accepted_without_a_warning(code: str) -> None:
    checked = check_credit_code(code)
    assert (checked.error, checked.warnings, checked.value) == ("", (), code)


@pytest.mark.parametrize("head", ["N1", "N2", "N3", "N9", "Y1", "A1", "11", "52", "92", "93"])
def test_bodies_of_every_registering_department_are_accepted(head: str) -> None:
    assert check_credit_code(credit(head + "210381" + "71526726X")).error == ""


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("9144030071526726xg", "9144030071526726XG"),
        ("914403 00 71526726X G", "9144030071526726XG"),
        ("９１４４０３００７１５２６７２６ＸＧ", "9144030071526726XG"),
    ],
)
def test_a_credit_code_is_stored_in_one_form(typed: str, stored: str) -> None:
    checked = check_credit_code(typed)
    assert checked.ok
    assert checked.value == stored


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("", "没有填写统一社会信用代码"),
        ("71526726X", "应为18位，现为9位"),
        ("9144030071526726XG1", "应为18位，现为19位"),
        ("9144030071526726XA", "末位校验码不符"),
        ("9144030071526762XG", "末位校验码不符"),  # two characters changed places
        ("9144030071526726IG", "不用I、O、S、V、Z"),
        ("9144O30071526726XG", "不用I、O、S、V、Z"),
        ("9144030071526726X!", "不用I、O、S、V、Z"),
        ("91440300715267２６号G", "不用I、O、S、V、Z"),
        (credit("91A4030071526726X"), "第3至8位应为数字"),
    ],
)
def test_a_wrong_credit_code_is_refused_with_a_sentence(code: str, says: str) -> None:
    checked = check_credit_code(code)
    assert not checked.ok
    assert says in checked.error
    assert checked.error.endswith("。")


def test_a_wrong_organisation_code_inside_is_a_warning_and_no_error() -> None:
    checked = check_credit_code(credit("91440300" + "715267261"))
    assert checked.ok
    assert "组织机构代码校验码不符" in checked.warnings[0]


def test_an_unusual_department_is_a_warning_and_no_error() -> None:
    checked = check_credit_code(credit("G1440300" + "71526726X"))
    assert checked.ok
    assert "登记管理部门不常见" in checked.warnings[0]


@pytest.mark.parametrize("number", ["110105194912310021", "2103021980010100199", "21030219801301001X"])
def test_no_message_repeats_the_number(number: str) -> None:
    checked = check_identity(number, today=TODAY)
    assert not checked.ok
    assert number not in checked.error
    assert number[6:14] not in checked.error


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("11010519491231002X", "110***********002X"),
        ("11010519491231002x", "110***********002X"),
        ("210302800101001", "210********1001"),
        ("9144030071526726XG", "914***********26XG"),
        ("12345", "*****"),
        ("", ""),
    ],
)
def test_an_identity_number_is_masked_in_the_middle(number: str, shown: str) -> None:
    assert mask_identity(number) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13812345678", "138****5678"),
        ("138 1234 5678", "138****5678"),
        ("0412-5551234", "041****1234"),
        ("+86 138 1234 5678", "+86*******5678"),
        ("5551234", "*******"),
    ],
)
def test_a_telephone_number_is_masked_in_the_middle(number: str, shown: str) -> None:
    assert mask_phone(number) == shown
