"""What the work needs around the facts: approvals, notices, stored bytes, jobs, tokens, sent forms."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from enforcement.models.dossier import Dossier, InDossierQuerySet


class Approval(models.Model):
    """One request for approval of exactly this content (by hash), in steps that the rule set names."""

    PROTECTED = (
        "dossier_id",
        "action",
        "subject",
        "ref",
        "title",
        "content_hash",
        "state",
        "submitted_by_id",
        "is_distinct",
    )

    STATES = [("pending", "待审批"), ("granted", "已批准"), ("returned", "已退回"), ("withdrawn", "已撤回")]

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="approvals")
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=60)
    ref = models.CharField(max_length=60, blank=True)
    title = models.CharField("事项", max_length=200)
    url = models.CharField(max_length=200, blank=True)
    content_hash = models.CharField(max_length=64)
    article = models.CharField("依据", max_length=200, blank=True)
    is_distinct = models.BooleanField(default=True)
    state = models.CharField("状态", max_length=10, choices=STATES, default="pending")
    submitted_by = models.ForeignKey("enforcement.Post", on_delete=models.PROTECT, related_name="submitted_approvals")
    submitted_at = models.DateTimeField("提交时间")
    closed_at = models.DateTimeField(null=True)

    objects = InDossierQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "action", "ref"],
                condition=Q(state="pending"),
                name="one_pending_approval_a_subject",
                violation_error_message="该事项已提交审批，正在等待处理。",
            )
        ]


class ApprovalStep(models.Model):
    PROTECTED = ("approval_id", "order", "role", "label", "assignee_id", "decided_by_id", "decision", "decided_at")

    DECISIONS = [("approved", "同意"), ("returned", "退回")]

    approval = models.ForeignKey(Approval, on_delete=models.PROTECT, related_name="steps")
    order = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=24)
    label = models.CharField("环节", max_length=40)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="assigned_steps"
    )
    decided_by = models.ForeignKey(
        "enforcement.Post", null=True, on_delete=models.PROTECT, related_name="decided_steps"
    )
    decision = models.CharField("决定", max_length=10, choices=DECISIONS, blank=True)
    opinion = models.TextField("意见", blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["approval", "order"]
        constraints = [models.UniqueConstraint(fields=["approval", "order"], name="steps_are_ordered")]


class Notice(models.Model):
    """An in-app message to one person; `key` keeps it from being sent twice."""

    EXEMPT = "a message about a fact, not a fact"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices")
    dossier = models.ForeignKey(Dossier, null=True, on_delete=models.PROTECT)
    key = models.CharField(max_length=200)
    text = models.CharField(max_length=300)
    url = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="notice_is_sent_once")]


class Blob(models.Model):
    """Bytes in the content-addressed store: written once, never changed."""

    PROTECTED = ("sha256", "sm3", "size_bytes", "media_type")

    sha256 = models.CharField(max_length=64, unique=True)
    sm3 = models.CharField(max_length=64)
    size_bytes = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100, blank=True)
    stored_at = models.DateTimeField()


class Job(models.Model):
    """Work to be done outside the request. This table is the truth; the broker only wakes a worker."""

    EXEMPT = "work in hand, not a fact; its effects are recorded by the actions it calls"

    STATES = [("queued", "等待"), ("running", "进行中"), ("done", "完成"), ("parked", "搁置")]

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=100)
    state = models.CharField(max_length=8, choices=STATES, default="queued")
    created_at = models.DateTimeField()
    run_at = models.DateTimeField(help_text="不早于此时运行。")
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="job_is_queued_once")]
        indexes = [models.Index(fields=["run_at"], name="open_jobs", condition=Q(state__in=["queued", "running"]))]


class Token(models.Model):
    """A secret that a client bears: hashed, scoped, expiring, revocable."""

    PROTECTED = ("name", "digest", "post_id", "device_key", "agency_id", "scopes", "expires_at", "revoked_at")

    name = models.CharField("用途", max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    post = models.ForeignKey("enforcement.Post", null=True, on_delete=models.PROTECT, related_name="tokens")
    device_key = models.CharField(max_length=60, blank=True)
    agency = models.ForeignKey("enforcement.Agency", on_delete=models.PROTECT, related_name="tokens")
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField("有效期至")
    revoked_at = models.DateTimeField("吊销时间", null=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(post__isnull=False, device_key="") | Q(post__isnull=True) & ~Q(device_key=""),
                name="token_is_of_a_post_or_a_device",
            )
        ]


class Submission(models.Model):
    """A form or API write that was carried out, with its answer: a resend repeats the answer, not the effect."""

    EXEMPT = "remembers answers, not facts"

    token = models.CharField(max_length=80)
    actor = models.CharField(max_length=80)
    path = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    location = models.CharField(max_length=300, blank=True)
    body = models.JSONField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "token"], name="form_is_sent_once")]
