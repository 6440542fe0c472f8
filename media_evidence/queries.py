"""What is asked about footage. Nothing here writes."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch

from cases.models import Act
from devices import queries as device_queries
from devices.models import Device
from enforcement import access, law
from enforcement.actors import Actor
from enforcement.models import Dossier, Person
from media_evidence.models import Link, Media, MediaQuerySet, Upload
from media_evidence.probe import Examination
from media_evidence.spool import Gone, Spool
from media_evidence.times import named_by

CHOICES = 100
NEAR = timedelta(minutes=10)
DETAILS = (
    "container", "codecs", "width", "height", "rotation", "frame_rate", "is_interlaced", "has_sound", "make", "model",
    "serial", "latitude", "longitude",
)  # fmt: skip


def wearer(device: Device, moment: datetime, *, or_before: bool = False) -> Person | None:
    """Who had the recorder at `moment`; with `or_before` else who had it last: before the file was examined that is the guess."""
    found = device_queries.wearer_at(device, moment)
    return found or (device_queries.last_wearer(device, before=moment) if or_before else None)


def details(found: Examination) -> dict[str, Any]:
    """What the page shows of the file itself, as JSON."""
    shown = {name: getattr(found, name) for name in DETAILS}
    chosen = found.started.source if found.started else ""
    return shown | {"times": [one.as_json() for one in found.candidates], "chosen": chosen}


def warnings(found: Examination, media: Media, wearer: Person | None) -> list[dict[str, str]]:
    """The file's own warnings, and where it contradicts the register of recorders."""
    said = [{"code": one.code, "text": one.text} for one in found.warnings]
    named, device = named_by(media.name), media.device
    if device is not None and named is not None and named.device != device.number:
        said.append(
            _warning("device", f"文件名中的设备编号是 {named.device}，移交时选择的设备是 {device.number}，请核对。")
        )
    if device is not None and device.serial and found.serial and device.serial != found.serial:
        said.append(
            _warning("serial", f"文件记载的序列号 {found.serial} 与设备登记的 {device.serial} 不一致，请核对。")
        )
    if device is not None and wearer is None:
        said.append(_warning("wearer", "佩戴人待确认：文件记载的录制时间内，该设备没有领用记录。"))
    return said


def _warning(code: str, text: str) -> dict[str, str]:
    return {"code": code, "text": text}


@dataclass(frozen=True)
class Filters:
    """Of the list; empty means all. `show` is `unlinked`, `damaged` (quarantined too), `duplicate` or `working`."""

    show: str = ""
    words: str = ""
    device: Device | None = None
    from_on: date | None = None
    to_on: date | None = None


def media_list(actor: Actor, filters: Filters) -> MediaQuerySet:
    """What `actor` sees, the latest first, with what a row of the list needs."""
    linked = Link.objects.filter(media=OuterRef("pk"), unlinked_at__isnull=True)
    found = Media.objects.visible_to(actor).select_related(
        "dossier", "device", "wearer", "poster", "duplicate_of__dossier"
    )
    found = found.annotate(is_linked=Exists(linked))
    if filters.show == "unlinked":
        found = found.filter(is_linked=False).exclude(state="quarantined")
    elif filters.show == "damaged":
        found = found.filter(state__in=["damaged", "quarantined"])
    elif filters.show == "duplicate":
        found = found.filter(duplicate_of__isnull=False)
    elif filters.show == "working":
        found = found.filter(state__in=["received", "stored"])
    if filters.words:
        found = found.filter(name__icontains=filters.words)
    if filters.device:
        found = found.filter(device=filters.device)
    if filters.from_on:
        found = found.filter(received_at__gte=_midnight(filters.from_on))
    if filters.to_on:
        found = found.filter(received_at__lt=_midnight(filters.to_on + timedelta(days=1)))
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, law.SHANGHAI)


def page_of_media(found: MediaQuerySet, after: str, size: int) -> tuple[list[Media], str]:
    """`size` rows below the id `after`, and the cursor of the next page."""
    rows = list((found.filter(pk__lt=int(after)) if after.isdigit() else found).order_by("-pk")[: size + 1])
    return rows[:size], str(rows[size - 1].pk) if len(rows) > size else ""


def media_page(actor: Actor, code: str) -> Media:
    """One recording that `actor` sees, with everything the page needs. Raises Media.DoesNotExist."""
    return (
        Media.objects.visible_to(actor)
        .select_related(
            "dossier__agency", "dossier__unit", "upload__owner", "upload__post", "device__dossier", "wearer", "blob",
            "proxy", "poster", "strip", "duplicate_of__dossier",
        )
        .get(dossier__key=f"media/{code}")
    )  # fmt: skip


def mismatch(media: Media, act: Act) -> str:
    """Where the recording's own time lies wholly outside the act (辽宁第十四条：同时进行音像记录); "" where it fits or tells none."""
    if media.started_at is None or media.finished_at is None:
        return ""
    until = act.ended_at or media.finished_at
    if media.started_at <= until + NEAR and act.started_at - NEAR <= media.finished_at:
        return ""
    made, began = law.shanghai(media.started_at), law.shanghai(act.started_at)
    return (
        f"录制时间 {made:%Y-%m-%d %H:%M} 与执法活动时间 {began:%Y-%m-%d %H:%M} 不重合，"
        "请核对关联是否正确、设备时钟是否准确。"
    )


def standing_links(media: Media) -> list[Link]:
    return list(media.links.filter(unlinked_at__isnull=True).select_related("act__case__dossier"))


def took_part(person: Person, act: Act) -> bool:
    """Whether `person` is among the officers of the act."""
    return act.officers.filter(person=person).exists()


def acts_to_link(actor: Actor) -> list[Act]:
    """The acts of open cases that `actor` may say a recording shows, the latest first; officers see their own."""
    found = (
        Act.objects.filter(
            case__dossier__agency=actor.agency, case__dossier__sealed_at__isnull=True, removed_at__isnull=True
        )
        .select_related("case__dossier")
        .prefetch_related("officers__person")
        .order_by("-started_at", "-pk")
    )
    if actor.post is not None and actor.post.role == "officer":
        found = found.filter(officers__person=actor.post.person)
    return list(found[:CHOICES])


def act_of(pk: str | int) -> Act | None:
    """The act of this row id, with what links need; None for words that are none."""
    if not str(pk).isdigit():
        return None
    return Act.objects.select_related("case__dossier__agency", "case__dossier__unit").filter(pk=int(pk)).first()


def device_of(actor: Actor, code: str) -> Device | None:
    """The recorder of this code, among those that `actor` sees."""
    seen = Device.objects.visible_to(actor).select_related("dossier__unit")
    return seen.filter(dossier__key=f"device/{code}").first()


def own_upload(actor: Actor, key: str) -> Upload | None:
    """An upload that `actor` began: the same person, or the same recorder."""
    found = Upload.objects.select_related(
        "agency", "owner", "post__unit", "device__dossier__unit", "act__case__dossier__agency", "act__case__dossier__unit",
        "media__dossier", "media__blob",
    )  # fmt: skip
    if actor.device_key:
        return found.filter(key=key, owner=None, device__dossier__key=actor.device_key).first()
    return found.filter(key=key, owner=actor.person).first() if actor.person else None


def devices_to_hand_over(actor: Actor) -> list[Device]:
    """Recorders whose footage `actor` may hand over: those in sight, also retired ones, whose last files may remain."""
    return list(Device.objects.visible_to(actor).with_holder().order_by("number"))


@dataclass
class Arrival:
    """One file on the receipt: on its way, or handed over."""

    upload: Upload
    offset: int
    media: Media | None = None

    @property
    def percent(self) -> int:
        return self.offset * 100 // self.upload.size_bytes


def arrivals(actor: Actor, *, since: datetime) -> list[Arrival]:
    """The actor's own uploads since then, the latest first: unfinished ones with what is here, finished with their row."""
    box = Spool(settings.SPOOL_DIR)
    found = []
    uploads = Upload.objects.filter(owner=actor.person, created_at__gte=since, expired_at__isnull=True)
    for upload in uploads.select_related("device", "media__dossier", "media__blob", "media__wearer")[:CHOICES]:
        media = getattr(upload, "media", None)
        try:
            offset = upload.size_bytes if media else box.offset(upload.key)
        except Gone:
            continue
        found.append(Arrival(upload, offset, media))
    return found


@dataclass
class ShownAct:
    """An act of a case, and the recordings that show it, each with where its time contradicts the act's."""

    act: Act
    media: list[tuple[Media, str]] = field(default_factory=list)


def case_panel(dossier: Dossier, actor: Actor) -> dict[str, Any] | None:
    """Which acts of the case have which recordings; None where the case has no acts yet."""
    links = Link.objects.filter(unlinked_at__isnull=True).select_related(
        "media__dossier", "media__device", "media__wearer", "media__poster"
    )
    acts = (
        Act.objects.filter(case__dossier=dossier, removed_at__isnull=True)
        .select_related("case__dossier")
        .order_by("started_at", "pk")
        .prefetch_related(Prefetch("media_links", queryset=links, to_attr="standing_links"))
    )
    shown = [ShownAct(act, [(link.media, mismatch(link.media, act)) for link in act.standing_links]) for act in acts]  # type: ignore[attr-defined]
    may_hand_over = dossier.sealed_at is None and access.explain(actor, "media.upload") is None
    return {"shown": shown, "may_hand_over": may_hand_over} if shown else None
