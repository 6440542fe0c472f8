"""Who enforces: agencies, units, people, the posts they hold, their certificates."""

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from enforcement.roles import ROLE_CHOICES, ROLES


class Agency(models.Model):
    """An enforcement agency (行政执法机关)."""

    PROTECTED = ("name", "short_name", "legal_status", "entrusted_by_id", "region", "code")

    LEGAL_STATUSES = [
        ("organ", "行政机关"),
        ("authorised", "法律、法规授权组织"),
        ("entrusted", "受委托组织"),
    ]

    name = models.CharField("机关名称", max_length=100, unique=True, help_text="印在文书上的全称，不是简称。")
    short_name = models.CharField("机关代字", max_length=20, help_text="文号里的代字，如“鞍自然资”，不是口头简称。")
    legal_status = models.CharField("主体性质", max_length=12, choices=LEGAL_STATUSES, default="organ")
    entrusted_by = models.ForeignKey(
        "self", verbose_name="委托机关", null=True, blank=True, on_delete=models.PROTECT,
        help_text="仅受委托组织填写；文书以委托机关名义作出。",
    )  # fmt: skip
    region = models.CharField("行政区划代码", max_length=6, help_text="六位代码，如 210300；不是邮政编码。")
    code = models.CharField("统一社会信用代码", max_length=18, blank=True, help_text="机关自己的代码，不是当事人的。")

    class Meta:
        ordering = ["region", "name"]
        verbose_name = "行政执法机关"
        constraints = [
            models.CheckConstraint(
                condition=~Q(legal_status="entrusted") | Q(entrusted_by__isnull=False),
                name="entrusted_agency_names_its_principal",
                violation_error_message="受委托组织须填写委托机关（辽宁第二条）。",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_whole_country(self) -> bool:
        """The installation's own administration, which sets up all other agencies."""
        return self.region == "000000"


class RuleSetChoice(models.Model):
    """Which rule set an agency follows, from which day."""

    PROTECTED = ("agency_id", "rule_set", "from_on", "to_on")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="rule_sets")
    rule_set = models.CharField("适用规定", max_length=60)
    from_on = models.DateField("自", help_text="这一天起新开的案件适用，不影响此前的案件。")
    to_on = models.DateField("至", null=True, blank=True, help_text="含当天；空白表示仍在适用。")

    class Meta:
        ordering = ["agency", "from_on"]
        verbose_name = "适用规定"
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "from_on"],
                name="one_rule_set_begins_on_a_day",
                violation_error_message="该机关在这一天已有一个适用规定开始。",
            )
        ]


class Unit(models.Model):
    """A unit of an agency (承办机构); a tree by `path`, such as `/3/17/`."""

    PROTECTED = ("agency_id", "parent_id", "name", "path", "ended_on")

    agency = models.ForeignKey(Agency, verbose_name="机关", on_delete=models.PROTECT, related_name="units")
    parent = models.ForeignKey("self", verbose_name="上级机构", null=True, blank=True, on_delete=models.PROTECT)
    name = models.CharField("机构名称", max_length=100, help_text="内设机构名称，不带机关名称。")
    path = models.CharField(max_length=200, db_index=True, editable=False)
    ended_on = models.DateField("撤销日期", null=True, blank=True)

    class Meta:
        ordering = ["path"]
        verbose_name = "内设机构"
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "name"],
                name="unit_name_is_unique_in_its_agency",
                violation_error_message="该机关已有同名机构。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str) -> "Person":
        return self.get(username=username)


class Person(AbstractBaseUser):
    """Somebody who signs in. People are ended, never deleted."""

    PROTECTED = ("username", "name", "is_active", "ended_on")

    username = models.CharField("账号", max_length=60, unique=True, help_text="登录用，不是姓名。")
    name = models.CharField("姓名", max_length=60)
    is_active = models.BooleanField("可登录", default=True)
    ended_on = models.DateField("离任日期", null=True, blank=True)
    must_change_password = models.BooleanField("首次登录须改密码", default=True)

    USERNAME_FIELD = "username"
    objects = PersonManager()

    class Meta:
        ordering = ["name", "username"]
        verbose_name = "人员"

    def __str__(self) -> str:
        return self.name


class PostQuerySet(models.QuerySet["Post"]):
    def held_on(self, day: date) -> "PostQuerySet":
        return self.filter(Q(to_on__isnull=True) | Q(to_on__gte=day), from_on__lte=day)


class Post(models.Model):
    """An office that a person holds in a unit for a time. One person may hold several."""

    PROTECTED = ("person_id", "agency_id", "unit_id", "role", "from_on", "to_on")

    person = models.ForeignKey(Person, verbose_name="人员", on_delete=models.PROTECT, related_name="posts")
    agency = models.ForeignKey(Agency, verbose_name="机关", on_delete=models.PROTECT, related_name="posts")
    unit = models.ForeignKey(Unit, verbose_name="机构", on_delete=models.PROTECT, related_name="posts")
    role = models.CharField("岗位", max_length=24, choices=ROLE_CHOICES)
    from_on = models.DateField("任职自")
    to_on = models.DateField("任职至", null=True, blank=True, help_text="含当天；空白表示在任。")

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["agency", "unit", "role", "person"]
        verbose_name = "岗位"
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="post_ends_after_it_begins",
                violation_error_message="任职结束日期不能早于开始日期。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person.name}（{self.unit.name} {ROLES[self.role].label}）"


class Certificate(models.Model):
    """An enforcement certificate (行政执法证件)."""

    PROTECTED = ("person_id", "number", "issuer", "valid_from", "valid_to")

    person = models.ForeignKey(Person, verbose_name="人员", on_delete=models.PROTECT, related_name="certificates")
    number = models.CharField("证件号码", max_length=40, unique=True, help_text="执法证号，不是身份证号。")
    issuer = models.CharField("发证机关", max_length=100, blank=True)
    valid_from = models.DateField("有效期自")
    valid_to = models.DateField("有效期至", help_text="含当天。")

    class Meta:
        ordering = ["person", "-valid_to"]
        verbose_name = "执法证件"
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")),
                name="certificate_ends_after_it_begins",
                violation_error_message="证件有效期的止日不能早于起日。",
            )
        ]

    def is_valid_on(self, day: date) -> bool:
        return self.valid_from <= day <= self.valid_to
