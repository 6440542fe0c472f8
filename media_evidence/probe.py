"""What is in this file? Judged by its contents: kind, length, times, and whether it can be played to its end."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import ffmpeg
import magic
from PIL import Image, ImageFile

from media_evidence import programs, times

Kind = Literal["video", "audio", "photo", "other"]
Verdict = Literal["ready", "damaged", "quarantined"]

PROBE_SECONDS = 60
DECODED_SECONDS = 5
TAIL_SECONDS = 3
Image.MAX_IMAGE_PIXELS = 200_000_000

# what a file name promises, and the contents that keep the promise
EXTENSIONS = {
    "3gp": {"video/3gpp", "audio/3gpp"}, "aac": {"audio/x-hx-aac-adts", "audio/aac"}, "amr": {"audio/AMR", "audio/amr"},
    "avi": {"video/x-msvideo"}, "gif": {"image/gif"}, "heic": {"image/heic"}, "jpeg": {"image/jpeg"}, "jpg": {"image/jpeg"},
    "m4a": {"audio/x-m4a", "video/mp4", "audio/mp4"}, "m4v": {"video/x-m4v", "video/mp4"}, "mkv": {"video/x-matroska"},
    "mov": {"video/quicktime"}, "mp3": {"audio/mpeg"}, "mp4": {"video/mp4", "video/x-m4v"}, "mpg": {"video/mpeg"},
    "mts": {"video/MP2T"}, "m2ts": {"video/MP2T"}, "ts": {"video/MP2T"}, "ogg": {"audio/ogg", "video/ogg"},
    "png": {"image/png"}, "tif": {"image/tiff"}, "tiff": {"image/tiff"}, "wav": {"audio/x-wav"}, "webm": {"video/webm"},
    "webp": {"image/webp"}, "wma": {"video/x-ms-asf", "audio/x-ms-wma"}, "wmv": {"video/x-ms-asf"}, "flv": {"video/x-flv"},
}  # fmt: skip
PHOTOS = {"image/jpeg", "image/png", "image/gif", "image/tiff", "image/webp", "image/heic", "image/bmp"}
# unknown to libmagic, but raw recorder streams exist: only these are tried
CONTAINERS = {
    "mov",
    "mp4",
    "avi",
    "mpegts",
    "mpeg",
    "matroska",
    "asf",
    "flv",
    "ogg",
    "wav",
    "mp3",
    "aac",
    "amr",
    "h264",
    "hevc",
    "mxf",
}


@dataclass(frozen=True)
class Remark:
    """Something to look at; nothing is refused for it."""

    code: str
    text: str


@dataclass
class Examination:
    """What was found. Lengths in seconds; `latitude`, `longitude` in degrees WGS-84."""

    kind: Kind
    media_type: str
    verdict: Verdict = "ready"
    reason: str = ""
    container: str = ""
    codecs: str = ""
    duration_s: float | None = None
    stream_s: float | None = None
    """Length of the stream that is decoded to judge the file; sound may go on when the picture has ended."""
    width: int | None = None
    height: int | None = None
    rotation: int = 0
    has_sound: bool = False
    frame_rate: float | None = None
    is_interlaced: bool = False
    make: str = ""
    model: str = ""
    serial: str = ""
    latitude: float | None = None
    longitude: float | None = None
    candidates: list[times.Candidate] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)

    @property
    def started(self) -> times.Candidate | None:
        return times.started(self.candidates)

    @property
    def finished_at(self) -> datetime | None:
        """The start plus the length: the end as the file tells it, not the end of the act."""
        if self.started is None:
            return None
        return self.started.at + timedelta(seconds=self.duration_s or 0)

    def warn(self, code: str, text: str) -> None:
        self.warnings.append(Remark(code, text))


def examine(path: Path, *, name: str, received_at: datetime, clock: times.Clock = "utc") -> Examination:
    """Examine the file at `path`, handed over as `name`; `clock` is what the device writes where UTC is due.

    Never raises for what the file contains: an unusable file gets a verdict and its reason. Takes up to some minutes.
    """
    media_type = magic.from_file(str(path), mime=True)
    found = Examination(kind=_kind_of(media_type), media_type=media_type)
    if found.kind == "other" and media_type != "application/octet-stream":
        return _quarantine(
            found, f"内容不是照片、录音或录像（识别为 {media_type}），已隔离，不提供播放。请核对选择的文件。"
        )
    try:
        described = {} if found.kind == "photo" else _ffprobe(path)
        _read_streams(found, described)
        exif = _exiftool(path, found)
        _read_origin(found, described.get("format", {}).get("tags", {}), exif, name=name, clock=clock)
        _judge(found, path)
    except programs.TookTooLong as stuck:
        found.verdict, found.reason = "damaged", f"检查文件超时，可能已损坏：{stuck}原件已原样保存。"
    _remark(found, name, received_at)
    return found


def _kind_of(media_type: str) -> Kind:
    if media_type in PHOTOS:
        return "photo"
    if media_type.startswith("video/"):
        return "video"
    return "audio" if media_type.startswith("audio/") else "other"


def _quarantine(found: Examination, reason: str) -> Examination:
    found.verdict, found.reason = "quarantined", reason
    return found


def _ffprobe(path: Path) -> dict[str, Any]:
    """ffprobe's description; empty when it recognises nothing. `file:` and the whitelist keep it off the network."""
    finished = programs.run(
        [
            "ffprobe",
            "-v",
            "error",
            "-protocol_whitelist",
            "file",
            "-show_format",
            "-show_streams",
            "-of",
            "json",
            f"file:{path}",
        ],
        seconds=PROBE_SECONDS,
    )
    try:
        described: dict[str, Any] = json.loads(finished.output)
    except ValueError:
        return {}
    return described


def _exiftool(path: Path, found: Examination) -> Mapping[str, Any]:
    if not programs.is_installed("exiftool"):
        found.warn("no-exiftool", "系统未安装 exiftool，没有读取定位、序列号和照片拍摄时间。")
        return {}
    wanted = ("MIMEType", "GPSDateTime", "GPSLatitude", "GPSLongitude", "CameraSerialNumber", "SerialNumber", "Make", "Model",
              "DateTimeOriginal", "OffsetTimeOriginal", "ImageWidth", "ImageHeight")  # fmt: skip
    finished = programs.run(
        ["exiftool", "-json", "-n", "-ee", "-api", "LargeFileSupport=1", *(f"-{tag}" for tag in wanted), str(path)],
        seconds=PROBE_SECONDS * 5,
    )
    try:
        answer: list[dict[str, Any]] = json.loads(finished.output)
    except ValueError:
        return {}
    return answer[0] if answer else {}


def _read_streams(found: Examination, described: Mapping[str, Any]) -> None:
    format_ = described.get("format", {})
    streams = described.get("streams", [])
    pictures = [
        one
        for one in streams
        if one.get("codec_type") == "video" and not one.get("disposition", {}).get("attached_pic")
    ]
    sounds = [one for one in streams if one.get("codec_type") == "audio"]
    found.container = format_.get("format_name", "")
    found.codecs = " + ".join(one.get("codec_name", "?") for one in (*pictures[:1], *sounds[:1]))
    found.has_sound = bool(sounds)
    found.duration_s = _number(format_.get("duration"))
    found.stream_s = next((_number(one.get("duration")) for one in (*pictures, *sounds)), None) or found.duration_s
    if found.kind in ("video", "other"):
        known = bool(CONTAINERS & set(found.container.split(",")))
        found.kind = "video" if pictures and known else "audio" if sounds and known else found.kind
    if pictures:
        first = pictures[0]
        found.width, found.height = first.get("width"), first.get("height")
        found.rotation = next(
            (int(_number(one["rotation"]) or 0) for one in first.get("side_data_list", []) if "rotation" in one), 0
        )
        found.is_interlaced = first.get("field_order", "progressive") not in ("progressive", "unknown")
        frames, _, seconds = first.get("avg_frame_rate", "0/1").partition("/")
        found.frame_rate = round(float(frames) / float(seconds), 3) if float(seconds or 0) else None


def _read_origin(
    found: Examination, tags: Mapping[str, str], exif: Mapping[str, Any], *, name: str, clock: times.Clock
) -> None:
    found.make = str(tags.get("com.apple.quicktime.make") or exif.get("Make") or "")[:60]
    found.model = str(tags.get("com.apple.quicktime.model") or exif.get("Model") or "")[:60]
    found.serial = str(exif.get("CameraSerialNumber") or exif.get("SerialNumber") or "")[:60]
    latitude, longitude = _number(exif.get("GPSLatitude")), _number(exif.get("GPSLongitude"))
    if latitude is not None and longitude is not None:
        if abs(latitude) < 0.01 and abs(longitude) < 0.01:
            found.warn("no-fix", "文件中的定位为 0°, 0°，视为没有定位。")
        else:
            found.latitude, found.longitude = latitude, longitude
    found.candidates = times.candidates(name=name, tags=tags, exif=exif, clock=clock)
    if found.kind == "photo":
        found.width, found.height = exif.get("ImageWidth"), exif.get("ImageHeight")


def _judge(found: Examination, path: Path) -> None:
    if found.kind == "photo":
        if not _photo_decodes(path):
            found.verdict, found.reason = "damaged", "照片无法解码，可能不完整。原件已原样保存，仍可作为记录关联。"
        return
    if found.kind == "other" or not found.codecs:
        _quarantine(found, "文件里没有任何画面或声音（录制时长为零），已隔离保存，不提供播放。请在设备上核对原始文件。")
        return
    length_s = found.stream_s or 0
    # two frames at the least, however few there are in a second
    tail_s = max(TAIL_SECONDS, 2 / found.frame_rate if found.frame_rate else 0)
    seconds = max(DECODED_SECONDS, tail_s)
    if not _decodes(path, found, start_s=0, seconds=seconds):
        found.verdict, found.reason = "damaged", "文件无法解码，可能不完整。原件已原样保存，仍可作为记录关联。"
    elif length_s > seconds and not _decodes(path, found, start_s=length_s - tail_s, seconds=seconds):
        found.verdict, found.reason = "damaged", "文件末尾无法解码，可能被截断。原件已原样保存，仍可作为记录关联。"


def _decodes(path: Path, found: Examination, *, start_s: float, seconds: float) -> bool:
    """Whether at least one frame comes out within `seconds` from `start_s` on, without an error."""
    stream = "v:0" if found.kind == "video" else "a:0"
    source = ffmpeg.input(f"file:{path}", ss=max(0.0, start_s), t=seconds, protocol_whitelist="file")
    arguments = source.output("pipe:1", map=f"0:{stream}", format="framecrc").global_args(
        "-nostdin", "-v", "error", "-xerror"
    )
    finished = programs.run(ffmpeg.compile(arguments), seconds=PROBE_SECONDS * 2)
    return finished.succeeded and any(not line.startswith(b"#") for line in finished.output.splitlines())


def _photo_decodes(path: Path) -> bool:
    # printing PDFs in the same process switches this on for good, and half a photo would pass for a whole one
    lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        with Image.open(path) as picture:
            picture.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient
    return True


def _remark(found: Examination, name: str, received_at: datetime) -> None:
    _, dot, extension = name.rpartition(".")
    promised = EXTENSIONS.get(extension.lower()) if dot else None
    if found.verdict != "quarantined" and found.media_type not in (promised or ()):
        found.warn(
            "extension",
            f"扩展名与内容不符：文件名为 .{extension if dot else '（无）'}，内容识别为 {found.media_type}。",
        )
    if found.kind == "video" and found.codecs and not found.has_sound:
        found.warn("silent", "无声：录像中没有声音轨道。")
    if said := times.drift(found.candidates):
        found.warn("drift", said)
    if found.started is None:
        found.warn("no-time", "时间待确认：文件没有记载录制时间，请按文字记录核对。")
    elif found.finished_at and found.finished_at > received_at + times.DRIFT:
        found.warn("future", "时间待确认：文件记载的录制时间晚于接收时间，请核对设备时钟。")
    elif found.started.source == "container-local":
        found.warn("zone-assumed", "文件记载的时间没有时区，按北京时间理解。")


def _number(value: object) -> float | None:
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
