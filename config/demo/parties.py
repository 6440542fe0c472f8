"""The invented parties of the demo: nobody's names, with numbers that carry their right check digits."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def _digits(seed: str, count: int) -> str:
    return str(int(hashlib.sha256(seed.encode()).hexdigest(), 16))[-count:]


def identity_number(seed: str, region: str) -> str:
    """An identity number of nobody, always the same for `seed` (GB 11643)."""
    born = date(1962, 1, 1) + timedelta(days=int(_digits(f"born {seed}", 6)) % 12000)
    body = f"{region}{born:%Y%m%d}{_digits(f'serial {seed}', 3)}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True))
    return body + "10X98765432"[total % 11]


def credit_code(seed: str, region: str) -> str:
    """A 统一社会信用代码 of no body, always the same for `seed` (GB 32100, with GB 11714 inside)."""
    core = _digits(f"body {seed}", 8)
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(core, weights, strict=True))
    body = f"91{region}{core}{'0123456789X0'[11 - total % 11]}"
    total = sum(ALPHABET.index(letter) * pow(3, place, 31) for place, letter in enumerate(body))
    return body + ALPHABET[-total % 31]


@dataclass(frozen=True)
class Party:
    """Somebody a case of the demo is about. `representative` for bodies; the numbers follow from name and region."""

    name: str
    address: str
    region: str
    representative: str = ""

    @property
    def kind(self) -> str:
        return "organisation" if self.representative else "person"

    @property
    def number(self) -> str:
        return (credit_code if self.representative else identity_number)(self.name, self.region)

    @property
    def phone(self) -> str:
        return f"1390000{_digits(f'phone {self.name}', 4)}"

    @property
    def signer(self) -> str:
        return self.representative or self.name

    def registered(self) -> dict[str, str]:
        """What `cases.actions.add_party` takes."""
        return {
            "kind": self.kind, "name": self.name, "number": self.number, "phone": self.phone, "address": self.address,
            "representative": self.representative,
        }  # fmt: skip

    def described(self) -> dict[str, Any]:
        """What the field of a document takes."""
        described = {"kind": self.kind, "name": self.name, "phone": self.phone, "address": self.address}
        if self.representative:
            return described | {"code": self.number, "representative": self.representative}
        return described | {"id_number": self.number}
