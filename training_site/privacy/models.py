"""Requests about personal data: a copy of it, a correction, its erasure; and what the nightly pass of retention removed."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from training_site.ledger.api import append_only
from training_site.lib import clock
from training_site.lib.moves import state_constraint
from training_site.people.api import StaffMember
from training_site.privacy.states import CORRECTION_WORDS, ERASURE_WORDS, EXPORT_MOVES, EXPORT_WORDS, REQUEST_MOVES


class DataExport(models.Model):
    """A copy of everything the system holds about somebody, as a file for whoever asked: the person, or HR for one who has left.

    `done_parts` of `total_parts` is the worker's progress; the file goes `expires_at`, the row says that there was one.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="data_exports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="data_exports")
    asked_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=8, choices=EXPORT_WORDS, default="waiting")
    done_parts = models.PositiveSmallIntegerField(default=0)
    total_parts = models.PositiveSmallIntegerField(default=0)
    stored_as = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("copy of personal data")
        verbose_name_plural = _("copies of personal data")
        constraints = [
            state_constraint("state", EXPORT_MOVES, "data_export_state"),
            models.UniqueConstraint(fields=["staff", "by"], condition=Q(state="waiting"), name="data_export_one_at_a_time"),
            models.CheckConstraint(condition=~Q(state="ready") | Q(expires_at__isnull=False), name="data_export_ready_expires"),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.asked_at:%Y-%m-%d}"


class CorrectionRequest(models.Model):
    """Somebody says that something about them is wrong; HR corrects it or says why not."""

    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="correction_requests", verbose_name=_("member of staff"))
    text = models.TextField(_("what is wrong"), max_length=1000)
    asked_at = models.DateTimeField(_("asked at"), default=clock.now)
    state = models.CharField(_("state"), max_length=8, choices=CORRECTION_WORDS, default="asked")
    answer = models.CharField(_("answer"), max_length=400, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )  # fmt: skip
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("request for a correction")
        verbose_name_plural = _("requests for a correction")
        constraints = [
            state_constraint("state", REQUEST_MOVES, "correction_request_state"),
            models.CheckConstraint(
                condition=Q(state="asked", by__isnull=True, answered_at__isnull=True)
                | (~Q(state="asked") & Q(by__isnull=False, answered_at__isnull=False) & ~Q(answer="")),
                name="correction_request_answered",
            ),
        ]
        indexes = [models.Index(fields=["state", "asked_at"], name="correction_request_open")]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.asked_at:%Y-%m-%d}"


class ErasureRequest(models.Model):
    """HR asks that the data of somebody who has left be erased; a second person confirms, and it is done once."""

    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="erasure_requests", verbose_name=_("member of staff"))
    reason = models.CharField(_("reason"), max_length=400)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("requested by"))
    asked_at = models.DateTimeField(_("asked at"), default=clock.now)
    state = models.CharField(_("state"), max_length=8, choices=ERASURE_WORDS, default="asked")
    answer = models.CharField(_("answer"), max_length=400, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        constraints = [
            state_constraint("state", REQUEST_MOVES, "erasure_state"),
            models.UniqueConstraint(fields=["staff"], condition=Q(state__in=["asked", "done"]), name="erasure_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="erasure_has_reason"),
            models.CheckConstraint(condition=Q(state="asked") | Q(decided_by__isnull=False, decided_at__isnull=False), name="erasure_decided"),
            models.CheckConstraint(condition=~Q(state="done") | ~Q(decided_by=F("asked_by")), name="erasure_four_eyes"),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.asked_at:%Y-%m-%d}"


@append_only()
class RetentionRun(models.Model):
    """One pass of retention: how many rows of which kind were removed, or would be in a dry run."""

    day = models.DateField()
    dry = models.BooleanField(default=False)
    counts = models.JSONField(default=dict)
    started_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-started_at", "-pk"]
        verbose_name = _("pass of retention")
        verbose_name_plural = _("passes of retention")

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"
