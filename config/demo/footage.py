"""Recordings of the demo: pieces of real footage with the time of the act that they show, handed in by the real way."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from cases.models import Act
from config.demo.people import House
from devices import actions as devices
from devices.models import Device
from enforcement import law
from media_evidence import actions, ingest, programs
from media_evidence.models import Media

FOLDER = Path(__file__).parent / "footage"
SECONDS = {"walk": 2.4, "speech": 9.0}
NAMES = {"walk": "mp4", "speech": "mp3"}
CUT_SECONDS = 30


def number_of(house: House, place: int) -> str:
    return f"{house.place.code.upper()}-JLY-{place:03}"


def equip(house: House, *, since: datetime, later: datetime) -> None:
    """Four recorders: two worn by the officers, one returned broken, one on the shelf; nothing where they are."""
    if Device.objects.filter(agency=house.agency).exists():
        return
    by = house.act("孙管")
    keeper = house.person("孙管")
    made = []
    for place, (maker, model) in enumerate(
        (("海泰安防", "DSJ-H8"), ("海泰安防", "DSJ-H8"), ("警云科技", "JY-300"), ("警云科技", "JY-300")), start=1
    ):
        made.append(
            devices.register_device(
                number=number_of(house, place), maker=maker, model=model, serial=f"{model}-{house.place.region}{place:02}",
                unit=house.unit, keeper=keeper, by=by, now=since,
            )
        )  # fmt: skip
    devices.issue_device(made[0], to=house.person("张三"), by=by, at=since, now=since)
    devices.issue_device(made[1], to=house.person("李四"), by=by, at=since, now=since)
    devices.issue_device(made[2], to=house.person("钱科"), by=by, at=since, now=since)
    devices.return_device(made[2], by=by, is_damaged=True, note="镜头碎裂，录制画面模糊，已送修。", at=later, now=later)


def _piece(clip: str, *, part: int, began: datetime, into: Path) -> None:
    """Cut the `part`-th piece of `clip`, picture and sound unchanged, and say in it when it was made."""
    cut = programs.run(
        [
            "ffmpeg", "-v", "error", "-nostdin", "-y", "-ss", f"{part:g}", "-i", str(FOLDER / f"{clip}.{NAMES[clip]}"),
            "-t", f"{SECONDS[clip]:g}", "-c", "copy", "-map_metadata", "-1",
            "-metadata", f"creation_time={began.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "-metadata", f"date={law.shanghai(began):%Y-%m-%dT%H:%M:%S}", str(into),
        ],
        seconds=CUT_SECONDS,
    )  # fmt: skip
    if not cut.succeeded:
        raise OSError(f"演示录像剪辑失败：{cut.complaint[:300]}")


def hand_in(house: House, act: Act, *, wearer: str, clip: str, part: int, now: datetime) -> Media:
    """The device administrator hands the piece in from the wearer's recorder and links it to the act."""
    by = house.act("孙管")
    place = 1 if wearer == "张三" else 2
    device = Device.objects.get(agency=house.agency, number=number_of(house, place))
    name = f"{device.number}_{house.place.region}{place:03}_{law.shanghai(act.started_at):%Y%m%d%H%M%S}_{part + 1:04}.{NAMES[clip]}"
    with tempfile.TemporaryDirectory(prefix="demo-") as folder:
        path = Path(folder) / name
        _piece(clip, part=part, began=act.started_at, into=path)
        size = path.stat().st_size
        upload = actions.begin_upload(name=name, size_bytes=size, by=by, device=device, act=act, now=now)
        with path.open("rb") as source:
            actions.spool().append(upload.key, source, offset=0, amount=size, length=size)
    return actions.receive(upload, by=by, now=now)


def process(media: Media) -> None:
    """What workers do with it, at once: an archived case waits for its footage to be stored."""
    for step in (ingest.store, ingest.examine, ingest.make_proxy):
        step(Media.objects.select_related("dossier", "upload", "device", "wearer", "blob").get(pk=media.pk))
