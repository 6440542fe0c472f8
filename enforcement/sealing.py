"""Personal data at rest: sealed by a key of its dossier, found again by a keyed hash.

The master key lies in `$ZHIJI_DATA/keys/master` (0600) or in `ZHIJI_KEYS`; each dossier's own key is kept
wrapped by it. Destroying a dossier's key makes its sealed values unreadable and leaves the journal whole.
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

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from enforcement.models import Dossier, DossierKey

NONCE_BYTES = 12


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


def _dossier_key(dossier: Dossier) -> bytes:
    row = DossierKey.objects.filter(dossier=dossier).first()
    if row is None:
        wrapped = _encrypt(_subkey("wrap"), secrets.token_bytes(32))
        row, _ = DossierKey.objects.get_or_create(dossier=dossier, defaults={"wrapped": wrapped})
    return _decrypt(_subkey("wrap"), row.wrapped)


def seal(dossier: Dossier, value: Any) -> str:
    """Encrypts a JSON value for a column of a row that belongs to `dossier`."""
    return _encrypt(_dossier_key(dossier), canonical(value))


def unseal(dossier: Dossier, box: str) -> Any:
    """Raises cryptography's InvalidTag where the key was destroyed or the box altered."""
    return json.loads(_decrypt(_dossier_key(dossier), box)) if box else None


def seal_for_journal(dossier: Dossier, values: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Each value as {salt, digest, box}: the entry's hash covers the salted digest alone."""
    if not values:
        return {}
    key = _dossier_key(dossier)
    sealed = {}
    for name, value in values.items():
        salt = secrets.token_hex(16)
        plain = canonical(value)
        digest = hashlib.sha256(bytes.fromhex(salt) + plain).hexdigest()
        sealed[name] = {"salt": salt, "digest": digest, "box": _encrypt(key, plain)}
    return sealed


def open_journal_values(dossier: Dossier, sealed: dict[str, dict[str, str]]) -> dict[str, Any]:
    if not sealed:
        return {}
    key = _dossier_key(dossier)
    return {name: json.loads(_decrypt(key, item["box"])) for name, item in sealed.items()}
