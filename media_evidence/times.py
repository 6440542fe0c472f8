"""When was this recorded? Every statement that a file makes about its time, with its source; none is ever rewritten."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
DRIFT = timedelta(seconds=60)
OLDEST = datetime(1990, 1, 1, tzinfo=UTC)  # containers count from 1904, 1970 or 1980: nothing there is a recorder

Source = Literal["quicktime", "exif", "name", "container", "container-local", "gps"]
Clock = Literal["utc", "local"]
# the order in which a statement is taken as the start: with an offset first, the recorder's name rule next
SOURCES: dict[Source, str] = {
    "quicktime": "QuickTime 创建日期（带时区）",
    "exif": "照片拍摄时间（EXIF）",
    "name": "文件名",
    "container": "容器创建时间",
    "container-local": "容器创建时间（未注明时区，按北京时间）",
    "gps": "卫星定位时间",
}

# 设备编号_警员编号_日期时间_序号
NAME = re.compile(
    r"^(?P<device>[0-9A-Za-z-]{2,40})_(?P<officer>[0-9A-Za-z-]{1,40})_(?P<time>\d{14})_(?P<number>\d{1,6})"
)
STAMP = re.compile(r"(\d{4})[:-](\d\d)[:-](\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?")


@dataclass(frozen=True)
class Candidate:
    """One statement: `at` in UTC as understood, `raw` as written in the file."""

    source: Source
    at: datetime
    raw: str

    def as_json(self) -> dict[str, str]:
        return {"source": self.source, "label": SOURCES[self.source], "at": self.at.isoformat(), "raw": self.raw}


@dataclass(frozen=True)
class NamedBy:
    """What a file name in the recorders' pattern says."""

    device: str
    officer: str
    number: int


def named_by(name: str) -> NamedBy | None:
    match = NAME.match(name)
    return NamedBy(match["device"], match["officer"], int(match["number"])) if match else None


def candidates(
    *, name: str, tags: Mapping[str, str], exif: Mapping[str, object], clock: Clock = "utc"
) -> list[Candidate]:
    """Every usable statement, best first.

    `tags` are ffprobe's format tags, `exif` is exiftool's answer. `clock` says what the device writes where the
    standard wants UTC. Zero dates and dates before 1990 are no statements.
    """
    found: dict[Source, Candidate | None] = {
        "quicktime": _read("quicktime", tags.get("com.apple.quicktime.creationdate")),
        "exif": _photo_time(exif),
        "name": _name_time(name),
        "container": _container_time(tags.get("creation_time"), clock),
        "gps": _gps_time(exif),
    }
    if found["container"] and found["container"].source == "container-local":
        found["container-local"] = found["container"]
        found["container"] = None
    return [one for source in SOURCES if (one := found.get(source)) and one.at > OLDEST]


def started(times: Sequence[Candidate]) -> Candidate | None:
    """The statement that is taken as the start. Satellite time only checks the others, it never replaces them."""
    return next((one for one in times if one.source != "gps"), None)


def drift(times: Iterable[Candidate]) -> str:
    """How far the device's clock stands from the satellites' or from itself, as a sentence; empty within 60 s."""
    times = list(times)
    gps = next((one for one in times if one.source == "gps"), None)
    own = [one for one in times if one.source != "gps"]
    if gps:
        for one in own:
            if abs(one.at - gps.at) > DRIFT:
                return f"时钟偏差：{SOURCES[one.source]}比卫星定位时间{_difference(one.at - gps.at)}。时间未作改动，请核对设备时钟。"
    for one in own[1:]:
        if abs(one.at - own[0].at) > DRIFT:
            apart = _difference(one.at - own[0].at)
            return f"时间不一致：{SOURCES[one.source]}比{SOURCES[own[0].source]}{apart}。时间未作改动，请核对设备时钟。"
    return ""


def _difference(delta: timedelta) -> str:
    seconds = round(abs(delta).total_seconds())
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    parts = [f"{hours} 小时" if hours else "", f"{minutes} 分" if minutes else "", f"{seconds} 秒" if seconds else ""]
    said = ("晚 " if delta > timedelta(0) else "早 ") + " ".join(part for part in parts if part)
    off_the_hour = (seconds + minutes * 60 + 1800) % 3600 - 1800
    if hours and abs(off_the_hour) <= 300:
        said += "（接近整小时，疑似时区设置错误）"
    return said


def _read(source: Source, raw: object, *, zone: tzinfo | None = None) -> Candidate | None:
    """`zone` is taken where the text names none; without either there is no statement."""
    match = STAMP.search(str(raw or ""))
    zone = _zone(match[7]) if match and match[7] else zone
    if not match or zone is None:
        return None
    year, month, day, hour, minute, second = (int(part) for part in match.groups()[:6])
    try:
        local = datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError:
        return None
    return Candidate(source, local.astimezone(UTC), str(raw))


def _zone(offset: str) -> timezone:
    if offset == "Z":
        return UTC
    sign = -1 if offset[0] == "-" else 1
    digits = offset[1:].replace(":", "")
    return timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))


def _container_time(raw: str | None, clock: Clock) -> Candidate | None:
    if raw and raw.rstrip().endswith("Z") and clock == "utc":
        return _read("container", raw)
    local = _read("container-local", raw and raw.replace("Z", ""), zone=SHANGHAI)
    return replace(local, raw=raw) if local and raw else None


def _photo_time(exif: Mapping[str, object]) -> Candidate | None:
    taken = exif.get("DateTimeOriginal")
    if taken is None or not str(exif.get("MIMEType", "")).startswith("image/"):
        return None
    match = STAMP.search(str(taken))
    offset = "" if match and match[7] else exif.get("OffsetTimeOriginal") or ""
    return _read("exif", f"{taken}{offset}", zone=SHANGHAI)


def _gps_time(exif: Mapping[str, object]) -> Candidate | None:
    stamp = exif.get("GPSDateTime")
    return _read("gps", stamp, zone=ZoneInfo("UTC"))


def _name_time(name: str) -> Candidate | None:
    match = NAME.match(name)
    if not match:
        return None
    try:
        local = datetime.strptime(match["time"], "%Y%m%d%H%M%S").replace(tzinfo=SHANGHAI)
    except ValueError:
        return None
    return Candidate("name", local.astimezone(UTC), match["time"])
