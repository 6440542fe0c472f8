"""Footage: what arrives, what is kept, which acts it shows, who has watched it."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from enforcement.models import Agency, Blob, Dossier, scope_q

if TYPE_CHECKING:
    from enforcement.actors import Actor


class Upload(models.Model):
    """Bytes on their way (tus 1.0). How many are here is the length of the file in the spool, never a column."""

    EXEMPT = "bytes on their way; the fact is recorded with the Media row that they become"

    key = models.CharField(max_length=32, unique=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="uploads")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="uploads")
    post = models.ForeignKey("enforcement.Post", null=True, on_delete=models.PROTECT, related_name="uploads")
    device = models.ForeignKey("devices.Device", null=True, on_delete=models.PROTECT, related_name="uploads")
    act = models.ForeignKey("cases.Act", null=True, on_delete=models.PROTECT, related_name="uploads")
    name = models.CharField("文件名", max_length=255)
    size_bytes = models.PositiveBigIntegerField("大小")
    claimed_sha256 = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField("续传期限")
    expired_at = models.DateTimeField(null=True, help_text="过期后已接收的部分内容被删除；从未计为移交。")

    class Meta:
        ordering = ["-id"]
        verbose_name = "上传"


class MediaQuerySet(models.QuerySet["Media"]):
    def visible_to(self, actor: "Actor") -> Self:
        """What lies in the actor's scope, and what shows an act of a case that does."""
        shown = Link.objects.filter(scope_q(actor, "act__case__dossier__"), unlinked_at__isnull=True)
        return self.filter(scope_q(actor, "dossier__") | Q(pk__in=shown.values("media")))


class Media(models.Model):
    """One recording as it was handed over. The original is never changed; every handing-over has its own row."""

    PROTECTED = (
        "dossier_id", "upload_id", "name", "size_bytes", "received_at", "device_id", "wearer_id", "state", "reason",
        "blob_id", "duplicate_of_id", "started_at", "finished_at",
    )  # fmt: skip

    STATES = [
        ("received", "校验中"), ("stored", "检查中"), ("ready", "正常"), ("damaged", "损坏"), ("quarantined", "已隔离"),
    ]  # fmt: skip
    PROXY_STATES = [("none", "无"), ("queued", "制作中"), ("ready", "可播放"), ("failed", "无法制作")]
    KINDS = [("video", "录像"), ("audio", "录音"), ("photo", "照片"), ("other", "其他")]

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="media")
    upload = models.OneToOneField(Upload, on_delete=models.PROTECT, related_name="media")
    name = models.CharField("文件名", max_length=255, help_text="移交时的文件名，不是存储位置。")
    size_bytes = models.PositiveBigIntegerField("大小")
    received_at = models.DateTimeField("接收时间", help_text="全部内容写入服务器的时间，不是处理完成的时间。")
    device = models.ForeignKey(
        "devices.Device", verbose_name="设备", null=True, on_delete=models.PROTECT, related_name="media"
    )
    wearer = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="佩戴人", null=True, on_delete=models.PROTECT, related_name="worn_media",
        help_text="录制时领用设备的人，不是移交人。",
    )  # fmt: skip
    state = models.CharField("状态", max_length=12, choices=STATES, default="received")
    reason = models.CharField("说明", max_length=300, blank=True)
    blob = models.ForeignKey(Blob, verbose_name="原件", null=True, on_delete=models.PROTECT, related_name="media")
    duplicate_of = models.ForeignKey(
        "self", verbose_name="重复于", null=True, on_delete=models.PROTECT, related_name="duplicates"
    )
    started_at = models.DateTimeField("录制开始", null=True, help_text="文件自己记载的时间，不是执法活动的时间。")
    finished_at = models.DateTimeField("录制结束", null=True)
    kind = models.CharField("种类", max_length=6, choices=KINDS, default="other")
    media_type = models.CharField("内容类型", max_length=60, blank=True)
    duration_s = models.FloatField("时长（秒）", null=True)
    details = models.JSONField("元数据", default=dict)
    warnings = models.JSONField("提示", default=list)
    proxy_state = models.CharField("播放副本", max_length=8, choices=PROXY_STATES, default="none")
    proxy = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    poster = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    strip = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")

    objects = MediaQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = "音像记录"
        verbose_name_plural = verbose_name
        indexes = [models.Index(fields=["state", "-id"]), models.Index(fields=["device", "-received_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="received") | Q(blob__isnull=False), name="footage_beyond_received_has_its_bytes"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def code(self) -> str:
        """What stands for it in addresses."""
        return self.dossier.key.partition("/")[2]

    @property
    def length(self) -> str:
        """`1:02:07`, or `10.5 秒` below a minute; "" where the file has none."""
        if self.duration_s is None:
            return ""
        if self.duration_s < 60:
            return f"{self.duration_s:.1f} 秒"
        minutes, seconds = divmod(round(self.duration_s), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"

    @property
    def tone(self) -> str:
        """Of its state's badge."""
        return {"ready": "jade", "damaged": "amber", "quarantined": "seal"}.get(self.state, "ink")


class Link(models.Model):
    """The recording shows this act."""

    PROTECTED = ("media_id", "act_id", "linked_at", "unlinked_at")

    media = models.ForeignKey(Media, on_delete=models.PROTECT, related_name="links")
    act = models.ForeignKey("cases.Act", on_delete=models.PROTECT, related_name="media_links")
    linked_at = models.DateTimeField("关联时间")
    unlinked_at = models.DateTimeField("解除时间", null=True)

    class Meta:
        ordering = ["id"]
        verbose_name = "关联"
        constraints = [
            models.UniqueConstraint(
                fields=["media", "act"], condition=Q(unlinked_at__isnull=True), name="footage_shows_an_act_once"
            )
        ]


class Playback(models.Model):
    """One playing of a recording by one person, so that many range requests are one entry in the journal."""

    EXEMPT = "remembers which playbacks the journal has already"

    key = models.CharField(max_length=32, unique=True)
    media = models.ForeignKey(Media, on_delete=models.PROTECT, related_name="playbacks")
    begun_at = models.DateTimeField()
