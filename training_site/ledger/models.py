"""What was done, by whom, when: written in the deed's own transaction, sealed into a chain afterwards."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from training_site.ledger.append_only import append_only
from training_site.lib import clock
from training_site.lib.moves import Moves, state_constraint

JOB_MOVES: Moves = {
    "waiting": frozenset({"running", "failed"}),
    "running": frozenset({"waiting", "done", "failed"}),
    "failed": frozenset({"waiting"}),
    "done": frozenset(),
}


@append_only()
class AuditEvent(models.Model):
    """One deed. People are named by pseudonym, so that erasing personal data elsewhere leaves the chain whole (R18)."""

    at = models.DateTimeField(_("when"), default=clock.now, db_index=True)
    deed = models.CharField(_("deed"), max_length=80, db_index=True)  # "people.password_reset"
    actor = models.CharField(_("by"), max_length=40, blank=True)  # pseudonym, or "system"
    subject_kind = models.CharField(_("about"), max_length=60)
    subject_id = models.CharField(max_length=64)
    facts = models.JSONField(_("facts"), default=dict)

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="audit_subject")]

    def __str__(self) -> str:
        return f"{self.deed} {self.subject_kind} {self.subject_id}"


@append_only()
class Seal(models.Model):
    """One link of the chain: sha256 over the previous link and the event's canonical JSON. Verified by ledger.sealing."""

    number = models.PositiveBigIntegerField(unique=True)
    event = models.OneToOneField(AuditEvent, on_delete=models.PROTECT, related_name="seal")
    link = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"#{self.number} {self.link[:12]}"


@append_only()
class ExportedHead(models.Model):
    """The head of a stream as it left the house on a day: one row per stream and day, however many processes look at the clock.

    `count` is how many links there were; the file of the day is written from these rows, so that it can be written again.
    """

    stream = models.CharField(max_length=20)
    day = models.DateField()
    sequence = models.PositiveBigIntegerField()
    link = models.CharField(max_length=64)
    count = models.PositiveBigIntegerField()
    sealed_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["day", "stream"]
        verbose_name = _("exported head")
        verbose_name_plural = _("exported heads")
        constraints = [models.UniqueConstraint(fields=["stream", "day"], name="exported_head_once_a_day")]

    def __str__(self) -> str:
        return f"{self.stream} {self.day:%Y-%m-%d} #{self.sequence}"


class OwedJob(models.Model):
    """A job that a business transaction owes (reliability.md R11): once per kind, object and version."""

    kind = models.CharField(max_length=80)
    object_id = models.CharField(max_length=64)
    version = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, default="waiting")
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(default=clock.now)
    leased_until = models.DateTimeField(null=True, blank=True)
    problem = models.TextField(blank=True)
    created_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id", "version"], name="owed_job_once"),
            state_constraint("state", JOB_MOVES, "owed_job_state"),
        ]
        indexes = [models.Index(fields=["state", "not_before"], name="owed_job_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} ({self.state})"
