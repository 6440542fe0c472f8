"""Recorders (执法记录仪 and other recording devices) and who had them when."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from enforcement.models import Agency, Dossier, InDossierQuerySet


class DeviceQuerySet(InDossierQuerySet):
    def with_holder(self) -> "DeviceQuerySet":
        """Each with `open_assignments`: the one interval that has not ended, or nothing."""
        running = Assignment.objects.filter(returned_at__isnull=True).select_related("wearer")
        return self.select_related("dossier__unit", "keeper").prefetch_related(
            models.Prefetch("assignments", queryset=running, to_attr="open_assignments")
        )


class Device(models.Model):
    """One recorder. Its unit is that of its dossier."""

    PROTECTED = ("dossier_id", "agency_id", "number", "maker", "model", "serial", "keeper_id", "state", "clock")

    STATES = [("usable", "可用"), ("faulty", "故障停用"), ("retired", "已停止使用")]
    CLOCKS = [("utc", "世界时（符合标准）"), ("local", "北京时间")]

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="device")
    agency = models.ForeignKey(Agency, verbose_name="机关", on_delete=models.PROTECT, related_name="devices")
    number = models.CharField(
        "设备编号", max_length=40, help_text="本机关内的资产编号，也是文件名开头的编号，不是出厂序列号。"
    )
    maker = models.CharField("品牌", max_length=60)
    model = models.CharField("型号", max_length=60)
    serial = models.CharField(
        "出厂序列号", max_length=60, blank=True, help_text="机身或录像中记载的序列号，不是设备编号。"
    )
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="保管人", on_delete=models.PROTECT, related_name="kept_devices",
        help_text="负责日常养护的人，不是当天的佩戴人。",
    )  # fmt: skip
    state = models.CharField(
        "状态", max_length=8, choices=STATES, default="usable", help_text="是否领用另行记载，不在此列。"
    )
    clock = models.CharField(
        "内部时钟",
        max_length=5,
        choices=CLOCKS,
        default="utc",
        help_text="设备写入录像文件的时间按什么计，不是设备屏幕显示的时间。",
    )

    objects = DeviceQuerySet.as_manager()

    class Meta:
        ordering = ["number", "id"]
        verbose_name = "执法记录设备"
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "number"],
                name="device_number_is_unique_in_its_agency",
                violation_error_message="本机关已有这个设备编号，请核对后换用其他编号。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}（{self.maker} {self.model}）"

    @property
    def code(self) -> str:
        """What stands for it in addresses."""
        return self.dossier.key.partition("/")[2]

    @property
    def holder(self) -> "Assignment | None":
        """Who has it now; only after `with_holder()`."""
        return next(iter(self.open_assignments), None)  # type: ignore[attr-defined]


class Assignment(models.Model):
    """Somebody had the recorder from `issued_at` until `returned_at`: what it recorded then, that person wore it."""

    PROTECTED = ("device_id", "wearer_id", "issued_at", "returned_at", "issued_by_id", "returned_to_id", "is_damaged")

    device = models.ForeignKey(Device, verbose_name="设备", on_delete=models.PROTECT, related_name="assignments")
    wearer = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="领用人", on_delete=models.PROTECT, related_name="worn_devices"
    )
    issued_at = models.DateTimeField("领用时间")
    returned_at = models.DateTimeField("归还时间", null=True)
    issued_by = models.ForeignKey(
        "enforcement.Post", verbose_name="发放人", on_delete=models.PROTECT, related_name="issued_devices"
    )
    returned_to = models.ForeignKey(
        "enforcement.Post", verbose_name="收回人", null=True, on_delete=models.PROTECT, related_name="returned_devices"
    )
    is_damaged = models.BooleanField("归还时损坏", default=False)

    class Meta:
        ordering = ["-issued_at", "-id"]
        verbose_name = "领用记录"
        constraints = [
            models.UniqueConstraint(
                fields=["device"],
                condition=Q(returned_at__isnull=True),
                name="device_is_issued_to_one_person",
                violation_error_message="该设备已经领用，尚未归还，不能再发放。",
            ),
            models.CheckConstraint(
                condition=Q(returned_at__isnull=True) | Q(returned_at__gte=F("issued_at")),
                name="device_is_returned_after_it_was_issued",
                violation_error_message="归还时间不能早于领用时间。",
            ),
        ]
