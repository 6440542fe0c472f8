"""What workers do with footage that has arrived: store → examine → show. Bytes move here, outside any transaction.

Each step looks where the recording stands and ends by one action; so it may run twice, or die anywhere, and be
run again. A step that cannot be done (full disk, store away) raises: the job table tries again.
"""

import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from enforcement import access, blobs
from enforcement import jobs as job_table
from enforcement.actors import Actor
from enforcement.errors import Stale
from enforcement.models import Job
from media_evidence import actions, probe, proxy
from media_evidence.models import Media, Upload
from media_evidence.spool import Gone
from media_evidence.times import Clock

STUCK = timedelta(minutes=15)
AT_ONCE = 200


class NotTheSame(Exception):
    """The store gave back other bytes than it was given."""


def store(media: Media) -> None:
    """Keep the bytes, read them back, record both; only then forget the spool."""
    box = actions.spool()
    if media.state == "received":
        kept = blobs.store(box.path(media.upload.key))
        if kept.size_bytes != media.size_bytes or blobs.reread(kept.sha256) != kept:
            raise NotTheSame("存储读回的内容与写入的不一致，文件仍保留在接收区，将自动重试。")
        actions.record_stored(media, kept, by=Actor.system())
    box.remove(media.upload.key)


def examine(media: Media) -> None:
    if media.state != "stored" or media.blob is None:
        return
    clock: Clock = "local" if media.device and media.device.clock == "local" else "utc"
    with blobs.local_copy(media.blob.sha256) as path:
        found = probe.examine(path, name=media.name, received_at=media.received_at, clock=clock)
    actions.record_examination(media, found, by=Actor.system())


def make_proxy(media: Media) -> None:
    """Copy, poster and strip; those of the same bytes are made once."""
    if media.blob is None or media.proxy_state not in ("queued", "failed"):
        return
    if (
        twin := Media.objects.filter(blob=media.blob, proxy_state="ready")
        .select_related("proxy", "poster", "strip")
        .first()
    ):
        parts = {name: blob for name in ("proxy", "poster", "strip") if (blob := getattr(twin, name))}
        made = {name: blobs.Stored(blob.sha256, blob.sm3, blob.size_bytes) for name, blob in parts.items()}
        actions.record_proxy(media, made, by=Actor.system())
        return
    settings.SPOOL_DIR.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="proxy-", dir=settings.SPOOL_DIR) as folder,
        blobs.local_copy(media.blob.sha256) as path,
    ):
        try:
            shown = proxy.make(
                path, kind=media.kind, duration_s=media.duration_s,
                is_interlaced=bool(media.details.get("is_interlaced")), into=Path(folder),
            )  # fmt: skip
        except proxy.Unplayable as error:
            actions.record_proxy(media, {}, by=Actor.system(), complaint=str(error)[-500:])
            return
        files = {"proxy": shown.playable, "poster": shown.poster, "strip": shown.strip}
        made = {name: blobs.store(file) for name, file in files.items() if file is not None}
    actions.record_proxy(media, made, by=Actor.system())


def process_again(media: Media, *, by: Actor) -> None:
    """Take up where processing stopped, such as after a full disk; harmless where it had not. Raises Stale when all is done."""
    access.require(by, "media.process", media)
    step = {"received": "media.store", "stored": "media.examine"}.get(media.state)
    if step is None and media.proxy_state in ("queued", "failed"):
        step = "media.proxy"
    if step is None:
        raise Stale("该音像记录已经处理完毕，不需要重新处理。")
    job_table.enqueue(step, str(media.pk))


def sweep(*, now: datetime | None = None) -> None:
    """Finish what a crash left between two steps; forget the bytes of uploads whose time is over.

    Complete but unrecorded uploads are received; parked jobs of footage that is not in the store yet begin anew.
    """
    now = now or timezone.now()
    box = actions.spool()
    for upload in Upload.objects.filter(media__isnull=True, expired_at__isnull=True)[:AT_ONCE]:
        try:
            is_complete = box.offset(upload.key) == upload.size_bytes
        except Gone:
            is_complete = False
        if is_complete:
            actions.receive(upload, by=Actor.system(), now=now)
        elif upload.expires_at < now:
            actions.expire_upload(upload, by=Actor.system(), now=now)
            box.remove(upload.key)
    for media in Media.objects.filter(state__in=["received", "stored"], received_at__lt=now - STUCK)[:AT_ONCE]:
        step = "media.store" if media.state == "received" else "media.examine"
        if not Job.objects.filter(kind=step, key=str(media.pk), state__in=["queued", "running"]).exists():
            job_table.enqueue(step, str(media.pk), now=now)
    blobs.sweep(before=now - timedelta(days=1))
