"""居民身份证 (GB 11643) and 统一社会信用代码 (GB 32100): checked, normalised, masked.

Own validators, since libraries refuse valid numbers: of people whose county was renamed or
abolished, of 港澳台居民居住证 and the permanent residence cards of 2023, of bodies registered by
other departments than the market regulator. No list of areas decides here: an unknown area is a
warning. Neither errors nor warnings ever repeat the number.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

_IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_IDENTITY_CHECKS = "10X98765432"
_PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
    ]
)
_RESIDENCE_PERMITS = {
    "81": "香港居民居住证",
    "82": "澳门居民居住证",
    "83": "台湾居民居住证",
}
_OLDEST = 130

_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_DEPARTMENTS = frozenset("123456789ANY")
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

_SEPARATORS = re.compile(r"[\s\-‐‑–—−]+")


@dataclass(frozen=True)
class Checked:
    """The outcome of a check. `error` is a Chinese sentence, "" where the number is good.

    `value` is the number as it is to be stored (upper case, half width, no spaces), also where it is
    wrong; `kind` says in Chinese what it is a number of. Warnings leave the number good.
    """

    value: str
    kind: str
    error: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.error


def check_identity(number: str, *, today: date) -> Checked:
    """Check an identity number: 居民身份证, 港澳台居民居住证, 外国人永久居留身份证, 15-digit old numbers.

    `today` bounds the date of birth. The old numbers of 15 digits (invalid as a document since 2013)
    are good with a warning, since they stand in old files.
    """
    value = _normalise(number)
    if not value:
        return Checked(value, "居民身份证", "没有填写身份证件号码，请填写。")
    if len(value) == 15:
        return _old_identity(value, today)
    if len(value) != 18:
        return Checked(
            value,
            "居民身份证",
            f"身份证件号码应为18位，现为{len(value)}位（GB 11643），请对照证件核对。",
        )
    kind = _identity_kind(value)
    if not re.fullmatch(r"[0-9]{17}[0-9X]", value):
        return Checked(
            value,
            kind,
            "身份证件号码前17位应为数字，末位为数字或X（GB 11643），请对照证件核对。",
        )
    born = _date(value[6:14])
    if born is None:
        return Checked(
            value,
            kind,
            "身份证件号码第7至14位不是真实的出生日期（GB 11643），请对照证件核对。",
        )
    if born > today:
        return Checked(
            value,
            kind,
            "身份证件号码中的出生日期晚于今天（GB 11643），请对照证件核对。",
        )
    total = sum(int(digit) * weight for digit, weight in zip(value[:17], _IDENTITY_WEIGHTS, strict=True))
    if _IDENTITY_CHECKS[total % 11] != value[17]:
        return Checked(
            value,
            kind,
            "身份证件号码末位校验码不符（GB 11643），号码中有错字，请对照证件核对。",
        )
    return Checked(value, kind, warnings=_identity_warnings(value, born, today))


def check_credit_code(code: str) -> Checked:
    """Check a 统一社会信用代码; whatever department registered the body (市场监管, 农业农村, 民政 …)."""
    kind = "统一社会信用代码"
    value = _normalise(code)
    if not value:
        return Checked(value, kind, "没有填写统一社会信用代码，请填写。")
    if len(value) != 18:
        return Checked(
            value,
            kind,
            f"统一社会信用代码应为18位，现为{len(value)}位（GB 32100），请对照证照核对。",
        )
    if any(letter not in _CREDIT_ALPHABET for letter in value):
        return Checked(
            value,
            kind,
            "统一社会信用代码只用数字和大写字母，不用I、O、S、V、Z（GB 32100），请对照证照核对。",
        )
    if not re.fullmatch(r"[0-9]{6}", value[2:8]):
        return Checked(
            value,
            kind,
            "统一社会信用代码第3至8位应为数字的行政区划码（GB 32100），请对照证照核对。",
        )
    total = sum(
        _CREDIT_ALPHABET.index(letter) * weight for letter, weight in zip(value[:17], _CREDIT_WEIGHTS, strict=True)
    )
    if _CREDIT_ALPHABET[-total % 31] != value[17]:
        return Checked(
            value,
            kind,
            "统一社会信用代码末位校验码不符（GB 32100），代码中有错字，请对照证照核对。",
        )
    warnings = []
    if value[0] not in _DEPARTMENTS:
        warnings.append("统一社会信用代码首位的登记管理部门不常见，请核对证照。")
    if not _is_body_code(value[8:17]):
        warnings.append("统一社会信用代码中的组织机构代码校验码不符（GB 11714），请核对证照。")
    return Checked(value, kind, warnings=tuple(warnings))


def mask_identity(number: str) -> str:
    """An identity number or credit code with its middle hidden: 210**********123X; short ones wholly."""
    value = _normalise(number)
    if len(value) < 12:
        return "*" * len(value)
    return value[:3] + "*" * (len(value) - 7) + value[-4:]


def mask_phone(number: str) -> str:
    """A telephone number with its middle hidden: 138****5678; short ones wholly."""
    value = _normalise(number)
    if len(value) < 10:
        return "*" * len(value)
    return value[:3] + "*" * (len(value) - 7) + value[-4:]


def _normalise(text: str) -> str:
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()


def _identity_kind(value: str) -> str:
    if value[0] == "9":
        return "外国人永久居留身份证"
    return _RESIDENCE_PERMITS.get(value[:2], "居民身份证")


def _identity_warnings(value: str, born: date, today: date) -> tuple[str, ...]:
    warnings = []
    if value[0] != "9" and value[:2] not in _PROVINCES:
        warnings.append("身份证件号码开头的行政区划代码未收录，请核对证件。")
    if today.year - born.year > _OLDEST:
        warnings.append(f"身份证件号码显示年龄超过{_OLDEST}岁，请核对证件。")
    return tuple(warnings)


def _old_identity(value: str, today: date) -> Checked:
    kind = "居民身份证（15位旧号码）"
    if not re.fullmatch(r"[0-9]{15}", value):
        return Checked(value, kind, "15位旧身份证号码应全为数字（GB 11643），请对照证件核对。")
    born = _date("19" + value[6:12])
    if born is None:
        return Checked(
            value,
            kind,
            "15位旧身份证号码第7至12位不是真实的出生日期（GB 11643），请对照证件核对。",
        )
    warnings = ["15位旧号码自2013年1月1日起停止使用，请尽量补登18位号码。"]
    return Checked(value, kind, warnings=(*warnings, *_identity_warnings(value, born, today)))


def _is_body_code(code: str) -> bool:
    """Whether the nine characters of GB 11714 carry their check character."""
    if not re.fullmatch(r"[0-9A-Z]{8}[0-9X]", code):
        return False
    total = sum(int(letter, 36) * weight for letter, weight in zip(code[:8], _BODY_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11] == code[8]


def _date(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None
