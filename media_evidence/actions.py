"""Everything that changes what is known of a recording. The bytes themselves are moved by `ingest`."""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.models import Act
from devices.models import Device
from enforcement import access, blobs, composition, dossiers, journal, law, notices
from enforcement.actors import Actor
from enforcement.errors import Denied, Stale
from enforcement.models import Blob, Dossier, Person, Unit
from media_evidence import queries
from media_evidence.access import AT_ONCE
from media_evidence.models import Link, Media, Playback, Upload
from media_evidence.probe import Examination
from media_evidence.spool import Spool

LIFETIME = timedelta(days=7)


def spool() -> Spool:
    return Spool(settings.SPOOL_DIR)


@transaction.atomic
def begin_upload(
    *,
    name: str,
    size_bytes: int,
    by: Actor,
    device: Device | None = None,
    act: Act | None = None,
    claimed_sha256: str = "",
    now: datetime | None = None,
) -> Upload:
    """Announce a file of `size_bytes` bytes; its bytes follow, its row in `Media` when they are all here.

    A device administrator names the recorder; an officer names an act that the officer took part in; a recorder's
    token stands for the recorder. Raises ValidationError for an empty file or a name without a base.
    """
    now = now or timezone.now()
    access.require(by, "media.upload")
    name = name.replace("\\", "/").rsplit("/", 1)[-1].strip()[:255]
    if not name:
        raise ValidationError("没有文件名，请重新选择文件。")
    if size_bytes <= 0:
        raise ValidationError("文件是空的（0 字节），不能作为音像记录。请在设备上确认录制成功后重新选择文件。")
    if by.device_key:
        device = Device.objects.select_related("dossier__unit").get(dossier__key=by.device_key)
    _check_source(device, act, by)
    upload = Upload.objects.create(
        key=uuid.uuid4().hex, agency=by.agency, owner=by.person, post=by.post, device=device, act=act, name=name,
        size_bytes=size_bytes, claimed_sha256=_checked_sha256(claimed_sha256), created_at=now, expires_at=now + LIFETIME,
    )  # fmt: skip
    spool().create(upload.key)
    return upload


def _check_source(device: Device | None, act: Act | None, by: Actor) -> None:
    if device is not None and by.agency is not None and device.agency_id != by.agency.pk:
        raise Denied("这台设备属于其他机关，只能由该机关的设备管理员移交。", AT_ONCE)
    if act is not None:
        _check_act(act, by)
    if by.post is None or by.post.role == "device_admin":
        if device is None:
            raise ValidationError({"device": "请选择录制所用的设备，以便确定佩戴人。"})
    elif act is None:
        raise Denied(
            "您只能移交本人参加的执法活动的音像记录，请先选择执法活动；设备中的其他记录由设备管理员移交。", AT_ONCE
        )


def _check_act(act: Act, by: Actor) -> None:
    """Officers speak of acts that they took part in; device administrators and recorders of their agency's."""
    if by.is_system:
        return
    if by.agency is None or act.case.dossier.agency_id != by.agency.pk:
        raise Denied("该执法活动属于其他机关，不能关联。", AT_ONCE)
    if (
        by.person is not None
        and by.post is not None
        and by.post.role == "officer"
        and not queries.took_part(by.person, act)
    ):
        raise Denied(
            "您没有参加该执法活动，不能为它移交或者关联音像记录；请由参加活动的执法人员或者设备管理员办理。", AT_ONCE
        )


def _checked_sha256(claimed: str) -> str:
    claimed = claimed.strip().lower()
    if claimed and (len(claimed) != 64 or set(claimed) - set("0123456789abcdef")):
        raise ValidationError("设备端校验值格式不对：须为 64 位十六进制 SHA-256。")
    return claimed


def receive(upload: Upload, *, by: Actor, now: datetime | None = None) -> Media:
    """The last byte is here and durable: from this moment the footage is handed over (辽宁第二十五条第三款).

    Received is when the last byte was written, however late anybody asks. Again for the same upload: the same row.
    """
    if known := Media.objects.filter(upload=upload).first():
        return known
    now = now or timezone.now()
    if spool().offset(upload.key) != upload.size_bytes:
        raise Stale("文件尚未传完，请继续上传。")
    written = datetime.fromtimestamp(spool().path(upload.key).stat().st_mtime, UTC)
    try:
        return _receive(upload, by=by, at=min(written, now), now=now)
    except IntegrityError:
        return Media.objects.get(upload=upload)


@transaction.atomic
def _receive(upload: Upload, *, by: Actor, at: datetime, now: datetime) -> Media:
    access.require(by, "media.upload")
    wearer = queries.wearer(upload.device, at, or_before=True) if upload.device else upload.owner
    dossier = dossiers.open_dossier(
        "media", title=upload.name[:200], agency=upload.agency, unit=_unit_of(upload, wearer), responsible=wearer
    )
    media = Media.objects.create(
        dossier=dossier, upload=upload, name=upload.name, size_bytes=upload.size_bytes, received_at=at,
        device=upload.device, wearer=wearer,
    )  # fmt: skip
    journal.record(
        dossier, "media.received", by=by, at=at, now=now, rows=[media], jobs=[("media.store", str(media.pk))],
        media=media.pk, size_bytes=media.size_bytes, device=upload.device.number if upload.device else "",
    )  # fmt: skip
    if upload.act is not None:
        _link(media, upload.act, by=by, now=now)
    return media


def _unit_of(upload: Upload, wearer: Person | None) -> Unit | None:
    """Where the footage belongs: the act's unit, else the recorder's, else that of who handed it over."""
    if upload.act is not None:
        return upload.act.case.dossier.unit
    if upload.device is not None:
        return upload.device.dossier.unit
    return upload.post.unit if upload.post else None


def expire_upload(upload: Upload, *, by: Actor, now: datetime) -> None:
    """Nobody finished it in time. It never counted as handed over, so there is no fact to record."""
    access.require(by, "media.process")
    Upload.objects.filter(pk=upload.pk, media__isnull=True).update(expired_at=now)


@transaction.atomic
def link(media: Media, act: Act, *, by: Actor, now: datetime | None = None) -> Link:
    """`media` shows `act`: from here on its facts count for the act's case, and the hand-over clock has its end.

    Raises Denied where `by` has nothing to do with the act, Stale for a second link or an archived case.
    """
    access.require(by, "media.link", media)
    if by.device_key and (media.device is None or media.device.dossier.key != by.device_key):
        raise Denied("设备令牌只能关联本设备移交的音像记录。", AT_ONCE)
    _check_act(act, by)
    return _link(media, act, by=by, now=now or timezone.now())


def _link(media: Media, act: Act, *, by: Actor, now: datetime) -> Link:
    case = act.case.dossier
    _check_open(case)
    if media.links.filter(act=act, unlinked_at__isnull=True).exists():
        raise Stale("该音像记录已经关联到这次执法活动，无需重复关联。")
    made = Link.objects.create(media=media, act=act, linked_at=now)
    dossiers.attach(media.dossier, case, by=by, now=now)
    journal.record(
        media.dossier,
        "recording.received",
        by=by,
        at=media.received_at,
        now=now,
        rows=[made],
        act=act.pk,
        media=media.pk,
    )
    return made


@transaction.atomic
def unlink(media: Media, act: Act, *, by: Actor, reason: str, now: datetime | None = None) -> None:
    """It does not show `act` after all; the link stays readable with the reason, the clock runs on."""
    access.require(by, "media.unlink", media)
    _check_act(act, by)
    if not reason.strip():
        raise ValidationError({"reason": "解除关联须写明理由；音像记录本身仍然保留。"})
    _unlink(media, act, by=by, reason=reason, now=now or timezone.now())


def _unlink(media: Media, act: Act, *, by: Actor, reason: str, now: datetime) -> None:
    case = act.case.dossier
    _check_open(case)
    standing = media.links.filter(act=act, unlinked_at__isnull=True).first()
    entry = journal.find(media.dossier, "recording.received", act=act.pk)
    if standing is None or entry is None:
        raise Stale("该关联可能已由他人解除，请刷新页面。")
    Link.objects.filter(pk=standing.pk).update(unlinked_at=now)
    journal.retract(entry, by=by, reason=reason, now=now, rows=[standing])
    if not media.links.filter(act__case=act.case_id, unlinked_at__isnull=True).exists():
        dossiers.detach(media.dossier, case, by=by, reason=reason, now=now)


def _check_open(case: Dossier) -> None:
    if case.sealed_at is not None:
        raise Stale(f"“{case.title}”已于{law.local_day(case.sealed_at)}归档封存，音像记录的关联不能再更改。")


@transaction.atomic
def record_stored(media: Media, kept: blobs.Stored, *, by: Actor, now: datetime | None = None) -> None:
    """The bytes are in the store and were read back. The second arrival of the same bytes points to the first.

    Does nothing where it is recorded already.
    """
    access.require(by, "media.process", media)
    now = now or timezone.now()
    blob = blobs.row(kept, now=now)
    Blob.objects.select_for_update().get(pk=blob.pk)  # of two arrivals at once, one is the first
    first = Media.objects.filter(blob=blob).exclude(pk=media.pk).order_by("pk").first()
    claimed = media.upload.claimed_sha256
    warnings = list(media.warnings)
    if claimed and claimed != kept.sha256:
        text = "传输校验失败：设备端的校验值与服务器收到的内容不一致。请勿清除设备中的文件，并重新移交。"
        warnings.append({"code": "checksum", "text": text})
    changed = Media.objects.filter(pk=media.pk, state="received").update(
        state="stored", blob=blob, duplicate_of=first and (first.duplicate_of or first), warnings=warnings
    )
    if not changed:
        return
    journal.record(
        media.dossier, "recording.stored", by=by, now=now, rows=[media, blob], jobs=[("media.examine", str(media.pk))],
        media=media.pk, sha256=kept.sha256, sm3=kept.sm3, size_bytes=kept.size_bytes,
    )  # fmt: skip


@transaction.atomic
def record_examination(media: Media, found: Examination, *, by: Actor, now: datetime | None = None) -> None:
    """What the file turned out to be. A quarantined one shows no act: its links end, and the clocks run on.

    The wearer is who had the recorder when the recording began. Does nothing where it is recorded already.
    """
    access.require(by, "media.process", media)
    now = now or timezone.now()
    started_at = found.started.at if found.started else None
    wearer = queries.wearer(media.device, started_at) if media.device and started_at else media.wearer
    is_shown = found.verdict != "quarantined"
    changed = Media.objects.filter(pk=media.pk, state="stored").update(
        state=found.verdict, reason=found.reason, kind=found.kind, media_type=found.media_type[:60], duration_s=found.duration_s,
        started_at=started_at, finished_at=found.finished_at, wearer=wearer, details=queries.details(found),
        warnings=[*media.warnings, *queries.warnings(found, media, wearer)], proxy_state="queued" if is_shown else "none",
    )  # fmt: skip
    if not changed:
        return
    Dossier.objects.filter(pk=media.dossier_id).update(responsible=wearer)
    journal.record(
        media.dossier, "media.examined", by=by, now=now, rows=[media, media.dossier],
        jobs=[("media.proxy", str(media.pk))] if is_shown else [], media=media.pk, verdict=found.verdict,
    )  # fmt: skip
    if not is_shown:
        for standing in media.links.filter(unlinked_at__isnull=True).select_related("act__case__dossier"):
            _unlink(media, standing.act, by=by, reason=found.reason, now=now)
    if found.verdict != "ready":
        _tell(media, found.reason, now=now)


def _tell(media: Media, reason: str, *, now: datetime) -> None:
    people = [person for person in (media.upload.owner, media.wearer) if person is not None]
    people += notices.holders(media.dossier, "device_admin", now=now)
    url = composition.page_of(media.dossier)
    notices.tell(
        people,
        key=f"{media.dossier.key}:verdict",
        text=f"{media.name}：{reason}",
        now=now,
        dossier=media.dossier,
        url=url,
    )


@transaction.atomic
def record_proxy(
    media: Media, made: Mapping[str, blobs.Stored], *, by: Actor, complaint: str = "", now: datetime | None = None
) -> None:
    """What the page shows, by part: `proxy`, `poster`, `strip`; none of them with the `complaint` of why not.

    Does nothing where it is recorded already.
    """
    access.require(by, "media.process", media)
    now = now or timezone.now()
    rows = {part: blobs.row(kept, now=now) for part, kept in made.items()}
    details = media.details | ({"proxy_complaint": complaint} if complaint else {})
    changed = Media.objects.filter(pk=media.pk, proxy_state__in=["queued", "failed"]).update(
        proxy_state="ready" if "proxy" in rows else "failed", details=details, **rows
    )
    if changed:
        journal.record(
            media.dossier,
            "media.proxy-made",
            by=by,
            now=now,
            rows=list(rows.values()),
            media=media.pk,
            parts=sorted(rows),
        )


@transaction.atomic
def begin_playback(media: Media, *, key: str, by: Actor, now: datetime | None = None) -> bool:
    """Record that `by` plays the recording; once for a `key`, however many ranges are asked for. Whether it was new."""
    access.require(by, "media.view", media)
    now = now or timezone.now()
    _, is_new = Playback.objects.get_or_create(key=key, defaults={"media": media, "begun_at": now})
    if is_new:
        journal.record(media.dossier, "media.viewed", by=by, now=now, media=media.pk)
    return is_new


@transaction.atomic
def allow_download(media: Media, *, by: Actor, reason: str, now: datetime | None = None) -> None:
    """Record that `by` is given the original, and what for (辽宁第二十五条第三款：执法人员不得自行保管)."""
    access.require(by, "media.download", media)
    if not reason.strip():
        raise ValidationError({"reason": "下载原件须写明用途，如复议、诉讼举证的案号。"})
    if media.blob is None:
        raise Stale("文件尚在校验入库，请稍后再下载。")
    journal.record(
        media.dossier,
        "media.downloaded",
        by=by,
        now=now,
        sealed={"reason": reason},
        media=media.pk,
        sha256=media.blob.sha256,
    )
