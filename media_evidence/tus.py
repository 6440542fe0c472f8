"""The words of tus 1.0 (https://tus.io/protocols/resumable-upload): headers in, headers out. No database here."""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from media_evidence.spool import CHECKSUMS, Checksum, Refused

VERSION = "1.0.0"
EXTENSIONS = "creation,expiration,checksum"
PATCH_TYPE = "application/offset+octet-stream"
METADATA_KEY = re.compile(r"^[\x21-\x2b\x2d-\x7e]+$")


class BadRequest(Refused):
    status = 400


class WrongVersion(Refused):
    status = 412

    def __init__(self) -> None:
        super().__init__(f"上传协议版本不对，本系统使用 tus {VERSION}。")


class WrongType(Refused):
    status = 415

    def __init__(self) -> None:
        super().__init__(f"续传内容的类型必须是 {PATCH_TYPE}。")


class TooLarge(Refused):
    status = 413


@dataclass(frozen=True)
class Creation:
    """What a client announces; `metadata` are its own words, decoded."""

    length: int
    metadata: dict[str, str]


@dataclass(frozen=True)
class Piece:
    """One PATCH: where it begins and how long it is, in bytes."""

    offset: int
    amount: int
    checksum: Checksum | None


def capabilities(*, max_bytes: int) -> dict[str, str]:
    """The answer to OPTIONS."""
    return {
        "Tus-Resumable": VERSION,
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": str(max_bytes),
        "Tus-Checksum-Algorithm": ",".join(CHECKSUMS),
    }


def status_headers(*, offset: int, length: int, expires_at: datetime | None) -> dict[str, str]:
    """The answer to HEAD and PATCH; `expires_at` only while bytes are missing."""
    headers = {"Upload-Offset": str(offset), "Upload-Length": str(length), "Cache-Control": "no-store"}
    if expires_at and offset < length:
        headers["Upload-Expires"] = format_datetime(expires_at, usegmt=True)
    return headers


def check_version(headers: Mapping[str, str]) -> None:
    if headers.get("Tus-Resumable") != VERSION:
        raise WrongVersion


def read_creation(headers: Mapping[str, str], *, max_bytes: int) -> Creation:
    """Raises BadRequest, TooLarge; a file of 0 bytes is refused here, before anything is made."""
    if headers.get("Upload-Defer-Length"):
        raise BadRequest("须先说明文件大小（Upload-Length），不支持上传过程中再确定。")
    length = _whole_number(headers, "Upload-Length")
    if length == 0:
        raise BadRequest("文件是空的（0 字节），不能作为音像记录。请在设备上确认录制成功后重新选择文件。")
    if length > max_bytes:
        raise TooLarge(f"文件超过单个文件的上限 {max_bytes // (1 << 30)} GiB，请联系管理员。")
    return Creation(length, _metadata(headers.get("Upload-Metadata", "")))


def read_piece(headers: Mapping[str, str]) -> Piece:
    """Raises BadRequest, WrongType."""
    if headers.get("Content-Type", "").split(";")[0].strip() != PATCH_TYPE:
        raise WrongType
    return Piece(
        _whole_number(headers, "Upload-Offset"),
        _whole_number(headers, "Content-Length"),
        _checksum(headers.get("Upload-Checksum", "")),
    )


def _whole_number(headers: Mapping[str, str], name: str) -> int:
    text = headers.get(name, "")
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise BadRequest(f"请求缺少 {name}，或它不是非负整数。")
    return int(text)


def _metadata(text: str) -> dict[str, str]:
    found = {}
    for pair in filter(None, (part.strip() for part in text.split(","))):
        key, _, value = pair.partition(" ")
        if not METADATA_KEY.match(key) or key in found:
            raise BadRequest("Upload-Metadata 格式不对。")
        try:
            found[key] = base64.b64decode(value.strip(), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise BadRequest("Upload-Metadata 格式不对：值须为 UTF-8 文字的 Base64。") from None
    return found


def _checksum(text: str) -> Checksum | None:
    if not text:
        return None
    algorithm, _, value = text.partition(" ")
    if algorithm not in CHECKSUMS:
        raise BadRequest(f"不支持校验算法 {algorithm[:20]}，可用：{'、'.join(CHECKSUMS)}。")
    try:
        return Checksum(algorithm, base64.b64decode(value.strip(), validate=True))
    except binascii.Error:
        raise BadRequest("Upload-Checksum 格式不对：须为算法名、空格、Base64。") from None
