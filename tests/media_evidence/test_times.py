"""What a file says of its time is kept with its source, understood once, and never rewritten."""

from datetime import UTC, datetime

import pytest

from media_evidence import times


def read(**kinds: object) -> list[tuple[str, str]]:
    given = {"name": "x.mp4", "tags": {}, "exif": {}} | kinds
    return [(one.source, one.at.strftime("%m-%d %H:%M:%S")) for one in times.candidates(**given)]


@pytest.mark.parametrize(
    ("given", "understood"),
    [
        ({"tags": {"creation_time": "2026-03-01T08:00:00.000000Z"}}, [("container", "03-01 08:00:00")]),
        (
            {"tags": {"creation_time": "2026-03-01T08:00:00.000000Z"}, "clock": "local"},
            [("container-local", "03-01 00:00:00")],
        ),
        ({"tags": {"creation_time": "2026-03-01 08:00:00"}}, [("container-local", "03-01 00:00:00")]),
        ({"tags": {"creation_time": "1904-01-01T00:00:00.000000Z"}}, []),
        ({"tags": {"creation_time": "1970-01-01T00:00:00.000000Z"}}, []),
        ({"tags": {"creation_time": "2026-13-45 08:00:00"}}, []),
        ({"tags": {"com.apple.quicktime.creationdate": "2026-03-01T08:00:00+0800"}}, [("quicktime", "03-01 00:00:00")]),
        ({"tags": {"com.apple.quicktime.creationdate": "2026-03-01T08:00:00"}}, []),
        ({"name": "DSJ0012_210301_20260301080000_0001.MP4"}, [("name", "03-01 00:00:00")]),
        ({"name": "DSJ0012_210301_20261301080000_0001.MP4"}, []),
        ({"name": "DSJ0012_20260301080000.MP4"}, []),
        ({"exif": {"MIMEType": "image/jpeg", "DateTimeOriginal": "2026:03:01 08:00:00"}}, [("exif", "03-01 00:00:00")]),
        (
            {
                "exif": {
                    "MIMEType": "image/jpeg",
                    "DateTimeOriginal": "2026:03:01 08:00:00",
                    "OffsetTimeOriginal": "+09:00",
                }
            },
            [("exif", "02-28 23:00:00")],
        ),
        ({"exif": {"GPSDateTime": "2026:03:01 00:00:05.12Z"}}, [("gps", "03-01 00:00:05")]),
        ({"exif": {"GPSDateTime": "0000:00:00 00:00:00"}}, []),
    ],
)
def test_a_statement_is_understood(given: dict[str, object], understood: list[tuple[str, str]]) -> None:
    assert read(**given) == understood


def test_the_start_prefers_a_time_with_an_offset_then_the_name_then_the_container() -> None:
    tags = {"creation_time": "2026-03-01T08:00:00Z", "com.apple.quicktime.creationdate": "2026-03-01T16:00:03+0800"}
    name = "DSJ0012_210301_20260301160005_0001.mov"

    every = times.candidates(name=name, tags=tags, exif={})
    assert times.started(every).source == "quicktime"
    assert times.started(every[1:]).source == "name"
    assert times.started(every[2:]).source == "container"


def test_satellite_time_checks_but_never_becomes_the_start() -> None:
    only_gps = times.candidates(name="x.mp4", tags={}, exif={"GPSDateTime": "2026:03:01 00:00:05Z"})

    assert times.started(only_gps) is None


@pytest.mark.parametrize(
    ("own", "gps", "said"),
    [
        ("2026-03-01T08:00:00Z", "2026:03:01 08:00:59Z", ""),
        ("2026-03-01T08:00:00Z", "2026:03:01 08:02:05Z", "早 2 分 5 秒。"),
        ("2026-03-01T08:10:00Z", "2026:03:01 08:00:00Z", "晚 10 分。"),
        ("2026-03-01T16:00:10Z", "2026:03:01 08:00:00Z", "晚 8 小时 10 秒（接近整小时，疑似时区设置错误）。"),
    ],
)
def test_drift_beyond_a_minute_is_said(own: str, gps: str, said: str) -> None:
    sentence = times.drift(times.candidates(name="x.mp4", tags={"creation_time": own}, exif={"GPSDateTime": gps}))

    assert sentence == (f"时钟偏差：容器创建时间比卫星定位时间{said}时间未作改动，请核对设备时钟。" if said else "")


def test_statements_that_contradict_each_other_are_said() -> None:
    every = times.candidates(
        name="DSJ0012_210301_20260301163000_0001.mp4", tags={"creation_time": "2026-03-01T08:00:00Z"}, exif={}
    )

    assert times.drift(every).startswith("时间不一致：容器创建时间比文件名早 30 分。")


def test_a_name_in_the_pattern_gives_device_officer_and_number() -> None:
    assert times.named_by("DSJ-0012_210301_20260301080000_0001IMP.MP4") == times.NamedBy("DSJ-0012", "210301", 1)
    assert times.named_by("录像.mp4") is None


def test_what_is_kept_says_the_raw_text_too() -> None:
    (only,) = times.candidates(name="x", tags={"creation_time": "2026-03-01T08:00:00Z"}, exif={}, clock="local")

    assert only.as_json() == {
        "source": "container-local",
        "label": "容器创建时间（未注明时区，按北京时间）",
        "at": datetime(2026, 3, 1, tzinfo=UTC).isoformat(),
        "raw": "2026-03-01T08:00:00Z",
    }
