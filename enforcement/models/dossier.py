"""What is recorded: dossiers, their journal, and what is computed from it."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from enforcement.actors import Actor


def region_prefix(code: str) -> str:
    """The part of a division code that all divisions below it share: 210000 → 21, 210300 → 2103, 000000 → ""."""
    while code.endswith("00"):
        code = code[:-2]
    return code


def scope_q(actor: "Actor", prefix: str = "") -> Q:
    """What `actor` may see, as a condition on Dossier (or on a relation to it, by `prefix`)."""
    role = actor.role
    if role is None or actor.agency is None:
        return Q(pk__in=[])
    if role.scope == "region":
        scope = Q(**{f"{prefix}agency__region__startswith": region_prefix(actor.agency.region)})
    else:
        scope = Q(**{f"{prefix}agency": actor.agency})
    if role.scope == "unit" and actor.unit is not None:
        scope &= Q(**{f"{prefix}unit__path__startswith": actor.unit.path}) | Q(**{f"{prefix}responsible": actor.person})
    if role.kinds is not None:
        scope &= Q(**{f"{prefix}kind__in": role.kinds})
    return scope


class DossierQuerySet(models.QuerySet["Dossier"]):
    def visible_to(self, actor: "Actor") -> Self:
        return self.filter(scope_q(actor))


class InDossierQuerySet(models.QuerySet):
    """For every model with a `dossier`: the rows whose dossier `actor` may see."""

    def visible_to(self, actor: "Actor") -> Self:
        return self.filter(scope_q(actor, "dossier__"))


class Dossier(models.Model):
    """The head of everything that is recorded about one matter: a case, a recorder, a file, an agency."""

    PROTECTED = (
        "key", "kind", "title", "number", "agency_id", "unit_id", "responsible_id",
        "secrecy", "rule_set", "rule_pin", "sealed_at",
    )  # fmt: skip

    SECRECY = [
        ("none", "不涉密"),
        ("privacy", "个人隐私"),
        ("business", "商业秘密"),
        ("state", "国家秘密（仅登记存放位置）"),
    ]

    key = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=20)
    title = models.CharField("名称", max_length=200)
    number = models.CharField("编号", max_length=80, blank=True, db_index=True, help_text="案号，不是文号。")
    agency = models.ForeignKey("enforcement.Agency", on_delete=models.PROTECT, related_name="dossiers")
    unit = models.ForeignKey("enforcement.Unit", null=True, on_delete=models.PROTECT, related_name="dossiers")
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="dossiers"
    )
    secrecy = models.CharField("涉密情况", max_length=10, choices=SECRECY, default="none")
    rule_set = models.CharField("适用规定", max_length=60, blank=True)
    rule_pin = models.CharField(max_length=64, blank=True)
    head_seq = models.PositiveIntegerField(default=0)
    head_hash = models.CharField(max_length=64, blank=True)
    sealed_at = models.DateTimeField("封存时间", null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DossierQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = "案卷"
        indexes = [models.Index(fields=["agency", "kind", "-id"])]

    def __str__(self) -> str:
        return self.title


class DossierLink(models.Model):
    """`child` speaks for `parent`: its facts are the parent's facts too while it is attached."""

    PROTECTED = ("parent_id", "child_id", "detached_at")

    parent = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="children")
    child = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="parents")
    attached_at = models.DateTimeField()
    detached_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "child"], condition=Q(detached_at__isnull=True), name="attached_once"
            )
        ]


class DossierKey(models.Model):
    """The key that seals a dossier's personal data, itself wrapped. Deleting the row destroys the data."""

    EXEMPT = "a key is not a fact; its loss shows when a sealed value cannot be opened"

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT)
    wrapped = models.CharField(max_length=120)


class Entry(models.Model):
    """One fact, written once. Rows are never changed or deleted; triggers refuse it on both databases."""

    EXEMPT = "the journal itself: its hash chain protects it"

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="entries")
    seq = models.PositiveIntegerField()
    uid = models.UUIDField(unique=True)
    kind = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField("发生时间")
    precision = models.CharField(max_length=8, default="instant")
    recorded_at = models.DateTimeField("记录时间")
    by = models.JSONField()
    data = models.JSONField()
    sealed = models.JSONField()
    rows = models.JSONField()
    amends = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="amendments")
    retracts = models.BooleanField(default=False)
    prev_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    objects = InDossierQuerySet.as_manager()

    class Meta:
        ordering = ["dossier", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "seq"], name="entry_has_its_place"),
        ]
        indexes = [models.Index(fields=["kind", "recorded_at"])]


class Deadline(models.Model):
    """A clock, as the law computes it from the facts; kept so that lists are one query."""

    CACHE = "equals law.clocks(facts); `verify` recomputes it, `rebuild` restores it"

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="deadlines")
    limit = models.CharField(max_length=60)
    label = models.CharField("事项", max_length=100)
    article = models.CharField("依据", max_length=200)
    effect = models.CharField(max_length=8)
    opened_by = models.CharField(max_length=36, help_text="id of the fact that opened the clock")
    started_at = models.DateTimeField("起算", null=True)
    due_at = models.DateTimeField("届满", null=True, help_text="按日的期限为届满日二十四时。")
    due_on = models.DateField("届满日", null=True)
    has_hour = models.BooleanField(default=False)
    is_provisional = models.BooleanField("暂定", default=False)
    stopped_at = models.DateTimeField("停止", null=True)
    is_late = models.BooleanField("停止时已逾期", default=False)
    waits_for = models.CharField(max_length=200, blank=True)

    objects = InDossierQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "limit", "opened_by"], name="clock_is_opened_by_one_fact")
        ]
        indexes = [
            models.Index(fields=["due_at"], name="running_deadlines", condition=Q(stopped_at__isnull=True)),
        ]


class Finding(models.Model):
    """Something that went wrong and was seen; never deleted, 已消除 when its ground falls away."""

    PROTECTED = ("dossier_id", "key", "kind", "text", "article", "raised_at", "cleared_at", "cleared_reason")

    KINDS = [("late", "逾期"), ("deviation", "偏离"), ("certificate", "证件"), ("other", "其他")]

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="findings")
    key = models.CharField(max_length=200)
    kind = models.CharField("类别", max_length=12, choices=KINDS)
    text = models.CharField("问题", max_length=300)
    article = models.CharField("依据", max_length=200, blank=True)
    raised_at = models.DateTimeField("发现时间")
    cleared_at = models.DateTimeField("消除时间", null=True)
    cleared_reason = models.CharField("消除原因", max_length=300, blank=True)

    objects = InDossierQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["dossier", "key"], name="finding_is_raised_once")]
