"""文书: documents with their declarations and signatures, and the volume (案卷) they are bound into."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from enforcement.models import Blob, Dossier, InDossierQuerySet, Post


class DeclarationVersion(models.Model):
    """A declaration as it was when a document was begun, named by its hash."""

    EXEMPT = "named by its own hash, which `verify` computes again"

    hash = models.CharField(max_length=64, primary_key=True)
    kind = models.CharField(max_length=60)
    source = models.JSONField()

    class Meta:
        verbose_name = "文书格式"


class Document(models.Model):
    """One 文书 of a dossier. Personal values of its body lie in `sealed`; a final one never changes."""

    PROTECTED = (
        "dossier_id", "kind", "declaration_id", "version", "body", "sealed", "content_hash", "signed_hash",
        "state", "act", "serves_id", "number", "dated_on", "finalised_at", "void_reason", "pdf_id", "page_count",
    )  # fmt: skip

    STATES = [
        ("draft", "草稿"),
        ("submitted", "审批中"),
        ("approved", "已批准"),
        ("final", "已定稿"),
        ("voided", "已作废"),
    ]

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField("文书种类", max_length=60)
    declaration = models.ForeignKey(DeclarationVersion, on_delete=models.PROTECT)
    title = models.CharField("题名", max_length=100)
    version = models.PositiveIntegerField("第几稿", default=1, help_text="每次保存加一；不是文号。")
    body = models.JSONField("内容", default=dict)
    sealed = models.TextField("密封的内容", blank=True)
    content_hash = models.CharField("内容摘要", max_length=64, help_text="不含文号、落款日期和签名。")
    signed_hash = models.CharField("定稿摘要", max_length=64, blank=True, help_text="含文号、落款日期和签名。")
    state = models.CharField("状态", max_length=10, choices=STATES, default="draft")
    act = models.CharField("执法活动", max_length=60, blank=True, help_text="所记录的执法活动的编号，不是案号。")
    serves = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="served_by")
    number = models.CharField("文号", max_length=80, blank=True, db_index=True, help_text="签发时取得，不是案号。")
    dated_on = models.DateField("落款日期", null=True)
    created_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="drafted_documents")
    created_at = models.DateTimeField("起草时间")
    saved_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="saved_documents")
    saved_at = models.DateTimeField("保存时间")
    finalised_at = models.DateTimeField("定稿时间", null=True)
    void_reason = models.CharField("作废原因", max_length=300, blank=True)
    pdf = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="documents")
    page_count = models.PositiveIntegerField("页数", null=True)

    objects = InDossierQuerySet.as_manager()

    class Meta:
        ordering = ["dossier", "pk"]
        verbose_name = "文书"
        indexes = [models.Index(fields=["dossier", "kind"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="final") | Q(finalised_at__isnull=False),
                name="final_document_has_its_time",
                violation_error_message="定稿的文书须有定稿时间。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}".strip()

    @property
    def ref(self) -> str:
        """How facts and approvals name the document."""
        return str(self.pk)

    @property
    def number_ref(self) -> str:
        """How the register of numbers names the document."""
        return f"document/{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in ("draft", "submitted", "approved")


class Signature(models.Model):
    """A signature, or the note that it was refused, under exactly this content."""

    PROTECTED = (
        "document_id", "role", "person_id", "name", "content_hash", "is_refusal", "reason", "witness",
        "image_id", "signed_at",
    )  # fmt: skip

    ROLES = [("officer", "执法人员"), ("handler", "承办人"), ("party", "当事人"), ("witness", "见证人")]

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="signatures")
    role = models.CharField("签名人", max_length=10, choices=ROLES)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="signatures")
    name = models.CharField("姓名", max_length=60)
    content_hash = models.CharField(max_length=64)
    is_refusal = models.BooleanField("拒绝签名", default=False)
    reason = models.CharField("拒签情况", max_length=300, blank=True)
    witness = models.CharField("见证人", max_length=100, blank=True, help_text="姓名和单位，不写号码、住址。")
    image = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="signatures")
    signed_at = models.DateTimeField("签名时间")
    recorded_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="recorded_signatures")

    class Meta:
        ordering = ["document", "pk"]
        verbose_name = "签名"
        constraints = [
            models.UniqueConstraint(
                fields=["document", "content_hash", "role", "name"],
                name="one_signature_a_person_and_content",
                violation_error_message="该签名已经登记。",
            ),
            models.CheckConstraint(
                condition=Q(is_refusal=False) | ~Q(reason=""),
                name="refusal_to_sign_has_a_reason",
                violation_error_message="拒绝签名的须写明情况。",
            ),
        ]


class Volume(models.Model):
    """案卷: what a dossier holds, in order of time, as it was sealed."""

    PROTECTED = ("dossier_id", "catalogue", "page_count", "archived_at", "pdf_id")

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="volume")
    catalogue = models.JSONField("卷内目录")
    page_count = models.PositiveIntegerField("总页数")
    archived_at = models.DateTimeField("归档时间")
    archived_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="archived_volumes")
    pdf = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="volumes")

    objects = InDossierQuerySet.as_manager()

    class Meta:
        ordering = ["-archived_at"]
        verbose_name = "案卷卷宗"
