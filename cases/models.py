"""执法案件: the case, who it is about, what was done in it, what came of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from enforcement import law, rulebook
from enforcement.models import Dossier, InDossierQuerySet, scope_q

ACT_TYPES = [
    ("penalty", "行政处罚"),
    ("licence", "行政许可"),
    ("inspection", "行政检查"),
    ("compulsion", "行政强制"),
    ("other", "其他行政执法"),
]


class Case(models.Model):
    """One matter of enforcement, from 启动 to 归档. 案号, 承办人 and 承办机构 are those of its dossier."""

    PROTECTED = (
        "dossier_id", "act_type", "source", "urgency", "real_name", "matter", "stage", "ending", "ended_on",
        "opened_at", "emergency_at", "concluded_at", "inspection_id",
    )  # fmt: skip

    SOURCES = [
        ("application", "当事人申请"),
        ("complaint", "投诉举报"),
        ("ex_officio", "依职权"),
        ("transferred", "其他机关移送"),
    ]
    URGENCIES = [("normal", "一般"), ("emergency", "紧急启动")]

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="case")
    act_type = models.CharField("执法类别", max_length=12, choices=ACT_TYPES)
    source = models.CharField("案件来源", max_length=12, choices=SOURCES)
    urgency = models.CharField("启动方式", max_length=10, choices=URGENCIES, default="normal")
    real_name = models.BooleanField("实名", default=False, help_text="只用于投诉举报：投诉人、举报人是否具名。")
    matter = models.CharField("案由", max_length=200, help_text="一句话说明办理什么事项，不写证件号码、电话、住址。")
    stage = models.CharField("阶段", max_length=20, default="initiation")
    ending = models.CharField("终结方式", max_length=20, blank=True)
    ended_on = models.DateField("终结日期", null=True, help_text="执法行为终结的那一天，不是结案确认或者归档的日期。")
    opened_at = models.DateTimeField("启动时间", help_text="收到申请、投诉、移送材料或者发现线索的时间，不是登记时间。")
    emergency_at = models.DateTimeField("紧急启动时间", null=True, help_text="紧急情况下实际开始执法的时间。")
    concluded_at = models.DateTimeField("结案时间", null=True)
    inspection = models.ForeignKey(
        "self", verbose_name="关联的行政检查", null=True, on_delete=models.PROTECT, related_name="followed_by"
    )

    objects = InDossierQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = "执法案件"
        constraints = [
            models.CheckConstraint(
                condition=Q(ending="", ended_on__isnull=True) | ~Q(ending="") & Q(ended_on__isnull=False),
                name="ended_case_has_its_day",
                violation_error_message="终结的案件须有终结方式和终结日期。",
            ),
            models.CheckConstraint(
                condition=Q(urgency="normal", emergency_at__isnull=True)
                | Q(urgency="emergency", emergency_at__isnull=False),
                name="emergency_has_its_moment",
                violation_error_message="紧急启动须写明实际启动时间。",
            ),
        ]

    def __str__(self) -> str:
        return self.matter

    @property
    def code(self) -> str:
        """What stands for it in addresses: no number that can be counted up."""
        return self.dossier.key.partition("/")[2]

    @property
    def standing(self) -> str:
        """The stage as people see it: a case is `archived` once its dossier is sealed, whoever sealed it."""
        return "archived" if self.dossier.sealed_at else self.stage

    @property
    def stage_label(self) -> str:
        return law.procedure("general").stage(self.standing).label

    @property
    def ending_label(self) -> str:
        return law.procedure("general").endings[self.ending].label if self.ending else ""


class InCaseQuerySet(models.QuerySet):
    def visible_to(self, actor: object) -> "InCaseQuerySet":
        return self.filter(scope_q(actor, "case__dossier__"))  # type: ignore[arg-type]


class CaseOfficer(models.Model):
    """An officer who handles the case beside the one responsible (协办人), for a time."""

    PROTECTED = ("case_id", "person_id", "from_at", "to_at")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="officers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assisted_cases")
    from_at = models.DateTimeField("自")
    to_at = models.DateTimeField("至", null=True)

    class Meta:
        ordering = ["case", "pk"]
        verbose_name = "协办人"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person"],
                condition=Q(to_at__isnull=True),
                name="assists_a_case_once",
                violation_error_message="该执法人员已经是本案协办人。",
            )
        ]


class Party(models.Model):
    """当事人 and others whom the case is about. Numbers, telephone and address lie in `sealed`, and are never logged."""

    PROTECTED = (
        "case_id", "kind", "role", "name", "representative", "number_hash", "number_mask", "phone_mask", "sealed",
        "removed_at",
    )  # fmt: skip

    KINDS = [("person", "自然人"), ("organisation", "法人或者其他组织")]
    ROLES = [
        ("party", "当事人"),
        ("applicant", "申请人"),
        ("complainant", "投诉人、举报人"),
        ("interested", "利害关系人"),
    ]

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="parties")
    kind = models.CharField("类别", max_length=12, choices=KINDS)
    role = models.CharField("在本案中是", max_length=12, choices=ROLES, default="party")
    name = models.CharField("姓名或者名称", max_length=100)
    representative = models.CharField(
        "法定代表人（负责人）", max_length=60, blank=True, help_text="只填姓名；自然人不填。"
    )
    number_hash = models.CharField(max_length=64, blank=True, db_index=True)
    number_mask = models.CharField("证件号码", max_length=30, blank=True)
    phone_mask = models.CharField("联系电话", max_length=30, blank=True)
    sealed = models.TextField(blank=True)
    removed_at = models.DateTimeField("移除时间", null=True)

    objects = InCaseQuerySet.as_manager()

    class Meta:
        ordering = ["case", "pk"]
        verbose_name = "当事人"
        indexes = [models.Index(fields=["name"])]

    def __str__(self) -> str:
        return self.name

    @property
    def dossier(self) -> Dossier:
        return self.case.dossier


class Act(models.Model):
    """执法活动: one thing that officers did in a case, such as an inspection or an inquiry. Facts name it by its pk."""

    PROTECTED = (
        "case_id", "kind", "started_at", "ended_at", "sealed", "is_emergency", "credentials_shown", "rights_told_at",
        "recorded", "made_away", "returned_at", "waived_at", "deviated_at",
    )  # fmt: skip

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="acts")
    kind = models.CharField("种类", max_length=40)
    started_at = models.DateTimeField("开始时间")
    ended_at = models.DateTimeField("结束时间", null=True)
    sealed = models.TextField(blank=True, help_text="place, and the reasons given")
    is_emergency = models.BooleanField("情况紧急，当场实施", default=False)
    credentials_shown = models.BooleanField("出示执法证件", null=True)
    rights_told_at = models.DateTimeField("告知权利的时间", null=True)
    recorded = models.BooleanField("进行了音像记录", null=True)
    made_away = models.BooleanField("在外地执法，不能及时移交", default=False)
    returned_at = models.DateTimeField("返回单位的时间", null=True)
    waived_at = models.DateTimeField("说明不适宜音像记录的时间", null=True)
    deviated_at = models.DateTimeField("批准偏差的时间", null=True)
    removed_at = models.DateTimeField("撤销登记的时间", null=True, help_text="登记有误、没有发生过的活动。")

    objects = InCaseQuerySet.as_manager()

    class Meta:
        ordering = ["case", "started_at", "pk"]
        verbose_name = "执法活动"
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="act_ends_after_it_begins",
                violation_error_message="结束时间不能早于开始时间。",
            )
        ]

    @property
    def dossier(self) -> Dossier:
        return self.case.dossier

    @property
    def label(self) -> str:
        """The kind in the words of the rule set that binds the case."""
        rules = rulebook.rules_of(self.case.dossier)
        act = rules.acts.get(self.kind) if rules else None
        return act.label if act else self.kind


class ActOfficer(models.Model):
    """An officer who took part in an act, with the certificate held on that day."""

    PROTECTED = ("act_id", "person_id", "certificate", "was_valid")

    act = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="officers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="act_parts")
    certificate = models.CharField("执法证号", max_length=40, blank=True, help_text="当天有效的执法证，不是身份证号。")
    was_valid = models.BooleanField("当天证件有效")

    class Meta:
        ordering = ["act", "pk"]
        verbose_name = "参加执法活动的人员"
        constraints = [models.UniqueConstraint(fields=["act", "person"], name="takes_part_in_an_act_once")]


class Proposal(models.Model):
    """What a second person must agree to before it holds of an act: corrections that move a clock, deviations."""

    PROTECTED = ("act_id", "kind", "part", "before", "after", "sealed", "state", "proposed_by_id")

    KINDS = [("correction", "更正"), ("removal", "撤销登记"), ("deviation", "偏差")]
    STATES = [("pending", "待核准"), ("granted", "已核准"), ("closed", "未核准")]
    PARTS = [("recording", "没有音像记录"), ("officers", "执法人员或者证件不足")]

    act = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="proposals")
    kind = models.CharField("种类", max_length=12, choices=KINDS)
    part = models.CharField("偏差", max_length=12, choices=PARTS, blank=True)
    before = models.JSONField("原记录", default=dict)
    after = models.JSONField("更正为", default=dict)
    sealed = models.TextField(help_text="the reason")
    state = models.CharField("状态", max_length=8, choices=STATES, default="pending")
    proposed_by = models.ForeignKey("enforcement.Post", on_delete=models.PROTECT, related_name="proposals")
    proposed_at = models.DateTimeField("提出时间")

    class Meta:
        ordering = ["act", "pk"]
        verbose_name = "更正和偏差"
        constraints = [
            models.UniqueConstraint(
                fields=["act", "kind", "part"],
                condition=Q(state="pending"),
                name="one_pending_proposal_a_kind",
                violation_error_message="该执法活动已有一项同样的申请正在等待核准。",
            )
        ]

    @property
    def dossier(self) -> Dossier:
        return self.act.case.dossier


class Obligation(models.Model):
    """履行义务: something that a decision lays upon a party, and when it was fulfilled."""

    PROTECTED = ("case_id", "text", "due_on", "fulfilled_on")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="obligations")
    text = models.CharField(
        "应当履行的内容", max_length=200, help_text="如“缴纳罚款五千元”，不写证件号码、电话、住址。"
    )
    due_on = models.DateField("履行期限", null=True, blank=True, help_text="决定书写明的最后一天。")
    fulfilled_on = models.DateField("履行日期", null=True)

    class Meta:
        ordering = ["case", "pk"]
        verbose_name = "履行义务"

    @property
    def dossier(self) -> Dossier:
        return self.case.dossier
