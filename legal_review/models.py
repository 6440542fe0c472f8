"""法制审核: one request for the review of exactly one draft, and the opinion on it."""

from django.db import models
from django.db.models import Q

from enforcement.models import Dossier, InDossierQuerySet, Post
from records.models import Document


class Review(models.Model):
    """Bound to the draft by its content hash: a later change of the draft asks for another review.

    Free text (what the handler notes, the opinion) lies in `sealed`; `materials` is what lay in the dossier at
    the moment of submission.
    """

    PROTECTED = (
        "dossier_id", "document_id", "content_hash", "reasons", "materials", "points", "outcome", "state", "sealed",
        "submitted_by_id", "submitted_at", "reviewer_id", "decided_at",
    )  # fmt: skip

    STATES = [
        ("pending", "审核中"),
        ("returned", "退回补正"),
        ("passed", "审核通过"),
        ("rejected", "审核未通过"),
        ("replaced", "已由新稿替代"),
    ]

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="reviews")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="reviews")
    content_hash = models.CharField("送审稿摘要", max_length=64)
    reasons = models.JSONField("属于重大决定的情形", default=list)
    materials = models.JSONField("送审材料", default=list)
    points = models.JSONField("审核要点", default=dict, help_text="每一要点是否符合；退回的不填。")
    outcome = models.CharField("审核意见", max_length=20, blank=True)
    state = models.CharField("状态", max_length=10, choices=STATES, default="pending")
    sealed = models.TextField("说明和意见", blank=True)
    submitted_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="submitted_reviews")
    submitted_at = models.DateTimeField("送审时间")
    reviewer = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="given_reviews")
    decided_at = models.DateTimeField("审核时间", null=True)

    objects = InDossierQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_at", "-id"]
        verbose_name = "法制审核"
        indexes = [models.Index(fields=["submitted_at"], name="open_reviews", condition=Q(state="pending"))]
        constraints = [
            models.UniqueConstraint(
                fields=["document"],
                condition=Q(state="pending"),
                name="one_pending_review_a_document",
                violation_error_message="该文书已提交法制审核，正在等待审核。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "replaced"]) | Q(reviewer__isnull=False, decided_at__isnull=False),
                name="given_review_names_its_reviewer",
                violation_error_message="审核意见须有审核人和审核时间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document.title}（{self.get_state_display()}）"

    @property
    def is_of_this_draft(self) -> bool:
        """Whether the draft still reads as it did when it was submitted."""
        return self.document.content_hash == self.content_hash
