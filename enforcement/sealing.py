"""Personal data at rest: sealed by a key of its dossier, found again by a keyed hash.

The master key lies in `$ZHIJI_DATA/keys/master` (0600) or in `ZHIJI_KEYS`; each dossier's own key is kept
wrapped by it. Destroying a dossier's key makes its sealed values unreadable and leaves the journal whole.
Each sealed value names its key by a fingerprint, so that what was destroyed is told apart from what was altered.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from enforcement.models import Dossier, DossierKey

NONCE_BYTES = 12
DESTROYED = "（内容已销毁，不可恢复）"
"""Stands for a sealed value whose key was destroyed."""


def canonical(value: Any) -> bytes:
    """One spelling for one value: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@cache
def master_key() -> bytes:
    """32 bytes; made at first use, once for all processes."""
    if settings.ZHIJI_KEYS:
        return base64.b64decode(settings.ZHIJI_KEYS)
    path = Path(settings.ZHIJI_DATA) / "keys" / "master"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        fresh = path.with_name(f"master.{os.getpid()}.{secrets.token_hex(4)}")
        descriptor = os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(32))
            file.flush()
            os.fsync(file.fileno())
        try:
            # a link fails where the name exists: of two first processes, both read the winner's key
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_bytes()


def _subkey(purpose: str) -> bytes:
    return hmac.new(master_key(), purpose.encode(), hashlib.sha256).digest()


def mac(value: Any) -> str:
    """A keyed digest of any JSON value: nobody without the key can make one."""
    return hmac.new(_subkey("rows"), canonical(value), hashlib.sha256).hexdigest()


def lookup_hash(value: str) -> str:
    """Finds an encrypted number again without telling it."""
    return hmac.new(_subkey("lookup"), value.strip().upper().encode(), hashlib.sha256).hexdigest()


def _encrypt(key: bytes, plain: bytes) -> str:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return base64.b64encode(nonce + AESGCM(key).encrypt(nonce, plain, None)).decode()


def _decrypt(key: bytes, box: str) -> bytes:
    raw = base64.b64decode(box)
    return AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], None)


def _fingerprint(key: bytes) -> str:
    return hashlib.sha256(b"dossier key" + key).hexdigest()[:16]


def _unwrapped(row: DossierKey | None) -> bytes | None:
    return _decrypt(_subkey("wrap"), row.wrapped) if row else None


def _standing_key(dossier: Dossier) -> bytes | None:
    return _unwrapped(DossierKey.objects.filter(dossier=dossier).first())


def _dossier_key(dossier: Dossier) -> bytes:
    """The dossier's key, made at first use. Only for sealing: reading MUST NOT make a key."""
    key = _standing_key(dossier)
    if key is None:
        wrapped = _encrypt(_subkey("wrap"), secrets.token_bytes(32))
        row, _ = DossierKey.objects.get_or_create(dossier=dossier, defaults={"wrapped": wrapped})
        key = _decrypt(_subkey("wrap"), row.wrapped)
    return key


def seal(dossier: Dossier, value: Any) -> str:
    """Encrypts a JSON value for a column of a row that belongs to `dossier`."""
    return _encrypt(_dossier_key(dossier), canonical(value))


def unseal(dossier: Dossier, box: str) -> Any:
    """Raises cryptography's InvalidTag where the key was destroyed or the box altered."""
    if not box:
        return None
    key = _standing_key(dossier)
    if key is None:
        raise InvalidTag
    return json.loads(_decrypt(key, box))


def seal_for_journal(dossier: Dossier, values: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Each value as {salt, digest, box, key}: the entry's hash covers the salted digest and the key's fingerprint."""
    if not values:
        return {}
    key = _dossier_key(dossier)
    sealed = {}
    for name, value in values.items():
        salt = secrets.token_hex(16)
        plain = canonical(value)
        digest = hashlib.sha256(bytes.fromhex(salt) + plain).hexdigest()
        sealed[name] = {"salt": salt, "digest": digest, "box": _encrypt(key, plain), "key": _fingerprint(key)}
    return sealed


def open_journal_values(dossier: Dossier, sealed: dict[str, dict[str, str]]) -> dict[str, Any]:
    """The sealed values of an entry; `DESTROYED` in the place of each whose key is gone."""
    if not sealed:
        return {}
    key = _standing_key(dossier)
    return {
        name: json.loads(_decrypt(key, item["box"])) if key and item["key"] == _fingerprint(key) else DESTROYED
        for name, item in sealed.items()
    }


def altered(row: DossierKey | None, sealed: dict[str, dict[str, str]]) -> list[str]:
    """The names of sealed values that no longer are what the entry's hash covers; destroyed ones are not altered.

    `row` is the key of the entry's dossier, None where it was destroyed.
    """
    key = _unwrapped(row) if sealed else None
    if key is None:
        return []
    fingerprint = _fingerprint(key)
    return [name for name, item in sealed.items() if item["key"] == fingerprint and not _is_whole(key, item)]


def _is_whole(key: bytes, item: dict[str, str]) -> bool:
    try:
        plain = _decrypt(key, item["box"])
        return hashlib.sha256(bytes.fromhex(item["salt"]) + plain).hexdigest() == item["digest"]
    except (InvalidTag, ValueError):
        return False
