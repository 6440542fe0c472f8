"""公示: what the public reads of a decision. Nothing here may tell more than anybody may know."""

from django.db import models
from django.db.models import Q

from cases.models import ACT_TYPES
from enforcement.models import Dossier, InDossierQuerySet, Post
from records.models import Document


class Publication(models.Model):
    """The summary of one decision, drafted by one person, released by another, withdrawn with a public reason."""

    PROTECTED = (
        "dossier_id", "document_id", "code", "agency_name", "party_name", "act_type", "title", "number", "conclusion",
        "decided_on", "state", "drafted_by_id", "released_by_id", "published_at", "withdrawn_at", "public_reason",
    )  # fmt: skip

    STATES = [
        ("draft", "待审核"),
        ("returned", "退回修改"),
        ("published", "已公开"),
        ("withdrawn", "已撤回"),
    ]

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="publications")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="publications")
    code = models.CharField(max_length=20, unique=True, help_text="公开页面的地址，不能顺次推算。")
    agency_name = models.CharField("执法机关", max_length=100)
    party_name = models.CharField("行政相对人", max_length=100, help_text="自然人只公开姓氏，不公开全名、号码、住址。")
    act_type = models.CharField("执法类别", max_length=12, choices=ACT_TYPES)
    title = models.CharField("文书名称", max_length=100)
    number = models.CharField("文号", max_length=80)
    conclusion = models.TextField("决定内容摘要", help_text="公众看到的内容，不含个人信息、商业秘密。")
    decided_on = models.DateField("决定日期")
    state = models.CharField("状态", max_length=10, choices=STATES, default="draft")
    return_reason = models.CharField("退回原因", max_length=500, blank=True)
    drafted_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="drafted_publications")
    drafted_at = models.DateTimeField("拟稿时间")
    released_by = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="released_publications")
    published_at = models.DateTimeField("公开时间", null=True)
    withdrawn_by = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="withdrawn_publications")
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    public_reason = models.CharField("撤回理由", max_length=500, blank=True, help_text="向社会公开，不含个人信息。")

    objects = InDossierQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-id"]
        verbose_name = "行政执法决定公示"
        indexes = [
            models.Index(fields=["-published_at", "-id"], name="public_list", condition=Q(published_at__isnull=False))
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["document"],
                condition=~Q(state="withdrawn"),
                name="one_standing_publication_a_decision",
                violation_error_message="该决定已有公示信息。",
            ),
            models.CheckConstraint(
                condition=Q(released_by__isnull=True, published_at__isnull=True)
                | Q(released_by__isnull=False, published_at__isnull=False),
                name="publication_names_who_released_it",
                violation_error_message="公开须有公示审核人和公开时间。",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(public_reason=""),
                name="withdrawal_says_why",
                violation_error_message="撤回须公开说明理由（《行政处罚法》第四十八条）。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"
