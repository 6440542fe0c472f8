"""A case with an inspection that 张三 made with a recorder, and the ways to hand its footage over."""

import io
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cases.actions import acts, intake
from cases.models import Act, Case
from devices import actions as device_actions
from devices.models import Device
from enforcement import jobs, journal, law
from enforcement.actors import Actor
from enforcement.models import Dossier
from media_evidence import actions
from media_evidence.models import Media, Upload
from tests.devices.office import Office, at

FOOTAGE = Path(__file__).parents[1] / "footage"
GOPRO = FOOTAGE / "gopro_max_gps_serial.mp4"
CLIP = FOOTAGE / "amr_mpeg4_legacy.3gp"
SPEECH = FOOTAGE / "nasa_speech.mp3"
PHOTO = FOOTAGE / "photo_exif_gps_tz.jpg"
EMPTY = FOOTAGE / "zero_duration_262b.mp4"
TRUNCATED = FOOTAGE / "truncated_header_231s_no_data.mp4"


def open_case(office: Office, matter: str = "未经批准占用土地案", *, by: Actor | None = None) -> Case:
    return intake.open_case(
        act_type="penalty", source="ex_officio", matter=matter, by=by or office.zhang, opened_at=at("2026-03-05 09:00")
    )


def inspect(case: Case, *officers: Actor, by: Actor, began: datetime, ended: datetime) -> Act:
    """An on-site inspection, as it was, that was recorded."""
    act = acts.open_act(
        case, kind="site-inspection", officers=[one.person for one in officers], started_at=began, as_it_was=True, by=by
    )
    acts.end_act(act, recorded=True, ended_at=ended, by=by)
    return act


@dataclass
class Scene:
    office: Office
    case: Case
    act: Act
    device: Device

    def begin(self, path: Path = CLIP, *, by: Actor | None = None, name: str = "", **more: object) -> Upload:
        given = {"device": self.device} if by is None else {}
        return actions.begin_upload(
            name=name or path.name, size_bytes=path.stat().st_size, by=by or self.office.sun, **(given | more)
        )

    def send(self, upload: Upload, path: Path = CLIP) -> None:
        """Every byte of `path` into the spool, as the last PATCH leaves it."""
        content = path.read_bytes()
        actions.spool().append(upload.key, io.BytesIO(content), offset=0, amount=len(content), length=upload.size_bytes)

    def hand_over(self, path: Path = CLIP, *, by: Actor | None = None, **more: object) -> Media:
        upload = self.begin(path, by=by, **more)
        self.send(upload, path)
        return actions.receive(upload, by=by or self.office.sun)

    def kept(self, path: Path = CLIP, **more: object) -> Media:
        """Handed over, and everything done that workers do."""
        media = self.hand_over(path, **more)
        jobs.run_due()
        return Media.objects.select_related("dossier", "blob", "upload", "device").get(pk=media.pk)

    def facts(self, kind: str, dossier: Dossier | None = None) -> list[law.Fact]:
        return [fact for fact in journal.facts(dossier or self.case.dossier) if fact.kind == kind]


def open_scene(office: Office) -> Scene:
    case = open_case(office)
    device = office.recorder()
    device_actions.issue_device(device, to=office.zhang.person, by=office.sun, at=at("2005-10-01 08:00"))
    act = inspect(
        case, office.zhang, office.li, by=office.zhang, began=at("2026-03-05 09:30"), ended=at("2026-03-05 10:30")
    )
    return Scene(office, case, act, device)
