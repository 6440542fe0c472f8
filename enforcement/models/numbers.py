"""案号 and 文号: numbers without a hole, each taken once."""

from django.db import models
from django.db.models import Q

from enforcement.models.dossier import Dossier


class NumberSeries(models.Model):
    """The running numbers of one kind (案, 罚, …) of an agency in a year."""

    PROTECTED = ("agency_id", "kind", "year", "last")

    agency = models.ForeignKey("enforcement.Agency", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("种类字", max_length=10)
    year = models.PositiveSmallIntegerField("年度")
    last = models.PositiveIntegerField("最后一号", default=0)

    class Meta:
        ordering = ["agency", "kind", "year"]
        verbose_name = "编号序列"
        constraints = [models.UniqueConstraint(fields=["agency", "kind", "year"], name="number_series_is_one_a_year")]


class IssuedNumber(models.Model):
    """One number, taken once; a voided one is kept with its reason and never given again."""

    PROTECTED = ("series_id", "value", "text", "dossier_id", "ref", "voided_at", "void_reason")

    series = models.ForeignKey(NumberSeries, on_delete=models.PROTECT, related_name="issued")
    value = models.PositiveIntegerField("序号")
    text = models.CharField("编号", max_length=80, unique=True)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="issued_numbers")
    ref = models.CharField(max_length=60, blank=True, help_text="what in the dossier bears it, such as document/12")
    issued_at = models.DateTimeField("取号时间")
    voided_at = models.DateTimeField("作废时间", null=True)
    void_reason = models.CharField("作废原因", max_length=300, blank=True)

    class Meta:
        ordering = ["series", "value"]
        verbose_name = "编号"
        constraints = [
            models.UniqueConstraint(fields=["series", "value"], name="issued_number_is_taken_once"),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True) | ~Q(void_reason=""),
                name="voided_number_has_its_reason",
                violation_error_message="作废编号须写明原因。",
            ),
        ]

    def __str__(self) -> str:
        return self.text
