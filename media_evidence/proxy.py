"""What the page shows instead of the original: a copy that every browser plays, a poster, a strip of frames.

All three are disposable: made again from the original at any time, never exported as evidence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ffmpeg
from PIL import Image, ImageOps

from media_evidence import programs

WIDTH = 1280
FRAMES, FRAME_WIDTH, FRAME_HEIGHT = 10, 160, 90
PHOTO_SIDE, POSTER_SIDE = 1600, 640
GLOBAL = ("-nostdin", "-hide_banner", "-v", "error", "-y")


@dataclass(frozen=True)
class Proxy:
    """Files in the folder that was given; None where the kind has no such thing or it could not be made."""

    playable: Path
    media_type: str
    poster: Path | None
    strip: Path | None


class Unplayable(Exception):
    """No copy could be made; the message is the program's complaint, for the administrator."""


def make(path: Path, *, kind: str, duration_s: float | None, is_interlaced: bool, into: Path) -> Proxy:
    """Make copy, poster and strip of the original at `path` in the folder `into`.

    Video: H.264 at most 1280 wide, upright, AAC, moov first. Sound: AAC in m4a, the strip is its wave form.
    Photo: JPEG of at most 1600 pixels a side. None carries the original's metadata. Raises Unplayable.
    """
    try:
        if kind == "photo":
            return _photo(path, into)
        if kind == "audio":
            return _audio(path, duration_s or 0, into)
        return _video(path, duration_s or 0, is_interlaced, into)
    except programs.TookTooLong as stuck:
        raise Unplayable(str(stuck)) from stuck


def _video(path: Path, duration_s: float, is_interlaced: bool, into: Path) -> Proxy:
    copy = into / "proxy.mp4"
    # even sides for yuv420p; frames keep their own times, so a variable rate stays in step with its sound
    filters = (
        "yadif=deint=interlaced," if is_interlaced else ""
    ) + f"scale='trunc(min({WIDTH},iw)/2)*2':-2,format=yuv420p"
    _ffmpeg(
        _input(path), ("v:0", "a:0?"), copy,
        {"map_metadata": -1, "map_chapters": -1, "vf": filters, "fps_mode": "vfr",
         "c:v": "libx264", "preset": "veryfast", "crf": 28, "c:a": "aac", "b:a": "96k", "ac": 2, "ar": 44100,
         "movflags": "+faststart", "threads": 2},
        seconds=_patience(duration_s),
    )  # fmt: skip
    frames = _frames(copy, duration_s, into)
    return Proxy(copy, "video/mp4", _poster(frames, into), _strip(frames, into))


def _audio(path: Path, duration_s: float, into: Path) -> Proxy:
    copy, wave = into / "proxy.m4a", into / "strip.png"
    _ffmpeg(
        _input(path), ("a:0",), copy,
        {"map_metadata": -1, "c:a": "aac", "b:a": "96k", "movflags": "+faststart"},
        seconds=_patience(duration_s),
    )  # fmt: skip
    size = f"{FRAMES * FRAME_WIDTH}x{FRAME_HEIGHT}"
    _ffmpeg(
        _input(copy), (), wave,
        {"filter_complex": f"aformat=channel_layouts=mono,showwavespic=s={size}:colors=0x2f6690", "frames:v": 1},
        seconds=_patience(duration_s),
    )  # fmt: skip
    return Proxy(copy, "audio/mp4", None, wave)


def _photo(path: Path, into: Path) -> Proxy:
    copy, poster = into / "proxy.jpg", into / "poster.jpg"
    try:
        with Image.open(path) as original:
            upright = ImageOps.exif_transpose(original).convert("RGB")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Unplayable(str(error)) from error
    upright.info.clear()
    upright.thumbnail((PHOTO_SIDE, PHOTO_SIDE))
    upright.save(copy, "JPEG", quality=85)
    upright.thumbnail((POSTER_SIDE, POSTER_SIDE))
    upright.save(poster, "JPEG", quality=80)
    return Proxy(copy, "image/jpeg", poster, None)


def _frames(copy: Path, duration_s: float, into: Path) -> list[Path]:
    """Up to ten frames, evenly spread. Each by its own seek: reading eight hours through would take as long."""
    frames = []
    for index in range(FRAMES):
        frame = into / f"frame-{index}.jpg"
        at = {"ss": duration_s * (index + 0.5) / FRAMES} if duration_s > 1 else {}
        try:
            _ffmpeg(
                _input(copy, **at), ("v:0",), frame,
                {"frames:v": 1, "vf": f"scale='min({POSTER_SIDE},iw)':-2", "q:v": 4},
                seconds=60,
            )  # fmt: skip
        except Unplayable:
            continue
        if frame.exists():
            frames.append(frame)
        if not at:
            break
    return frames


def _poster(frames: list[Path], into: Path) -> Path | None:
    return frames[min(1, len(frames) - 1)].rename(into / "poster.jpg") if frames else None


def _strip(frames: list[Path], into: Path) -> Path | None:
    if not frames:
        return None
    strip = Image.new("RGB", (FRAME_WIDTH * FRAMES, FRAME_HEIGHT), "#111")
    for index in range(FRAMES):
        source = frames[index * len(frames) // FRAMES]
        with Image.open(source if source.exists() else into / "poster.jpg") as frame:
            tile = ImageOps.contain(frame.convert("RGB"), (FRAME_WIDTH, FRAME_HEIGHT))
        left = index * FRAME_WIDTH + (FRAME_WIDTH - tile.width) // 2
        strip.paste(tile, (left, (FRAME_HEIGHT - tile.height) // 2))
    path = into / "strip.jpg"
    strip.save(path, "JPEG", quality=75)
    return path


def _input(path: Path, **options: Any) -> Any:
    return ffmpeg.input(f"file:{path}", protocol_whitelist="file", **options)


def _ffmpeg(source: Any, streams: Sequence[str], target: Path, options: Mapping[str, Any], *, seconds: float) -> None:
    chosen = [source[one] for one in streams] or [source]
    arguments = ffmpeg.compile(ffmpeg.output(*chosen, f"file:{target}", **options).global_args(*GLOBAL))
    finished = programs.run(arguments, seconds=seconds, file_bytes=64 * programs.GIB)
    if not finished.succeeded:
        raise Unplayable(finished.complaint[-500:] or f"ffmpeg 以状态 {finished.status} 结束。")


def _patience(duration_s: float) -> float:
    """Seconds to wait: a slow machine takes a few times the length."""
    return max(300.0, duration_s * 6)
