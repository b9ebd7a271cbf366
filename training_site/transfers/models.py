"""What came in by file and what went out by file: who, when, which file, what it did."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from training_site.ledger.api import append_only
from training_site.lib import clock
from training_site.lib.moves import Moves, state_constraint

IMPORT_MOVES: Moves = {
    "reading": frozenset({"planned", "refused"}),
    "planned": frozenset({"applying", "discarded"}),
    "applying": frozenset({"applied", "reading", "refused"}),
    "applied": frozenset(),
    "refused": frozenset(),
    "discarded": frozenset(),
}


class ImportRun(models.Model):
    """One file that somebody wants to bring in: read, planned, then applied all or nothing, or let go.

    `plan` holds what belongs to the file as a whole (notes, derived deeds); each row's part of the plan is a PlannedRow.
    `plan_digest` is compared when the run is applied, so that nothing is done that was not shown.
    """

    STATES = [
        ("reading", _("being read")),
        ("planned", _("waiting for confirmation")),
        ("applying", _("being applied")),
        ("applied", _("applied")),
        ("refused", _("refused")),
        ("discarded", _("discarded")),
    ]

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.SlugField(_("kind"), max_length=32)
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(_("bytes"))
    stored_as = models.CharField(max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=STATES, default="reading")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="import_runs", verbose_name=_("by"))
    at = models.DateTimeField(_("when"), default=clock.now, db_index=True)
    language = models.CharField(max_length=10, default="zh-hans")
    row_count = models.PositiveIntegerField(_("rows"), default=0)
    counts = models.JSONField(_("counts"), default=dict)
    plan = models.JSONField(default=dict)
    plan_digest = models.CharField(max_length=64, blank=True)
    problem = models.TextField(_("problem"), blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    applied_at = models.DateTimeField(_("applied at"), null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [state_constraint("state", IMPORT_MOVES, "import_run_state")]
        indexes = [models.Index(fields=["kind", "-at"], name="import_run_kind")]

    def __str__(self) -> str:
        return f"{self.file_name} {self.at:%Y-%m-%d %H:%M}"


class PlannedRow(models.Model):
    """What one spreadsheet row would do: its effect, what changes, what is wrong with it and where.

    `changes`: `[{"what": column, "old": text, "new": text}]`; `problems` and `warnings`: `[{"column": column, "code": code,
    "value": text}]`, turned into sentences by the room that made the plan, in the reader's language.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row"))
    effect = models.CharField(_("effect"), max_length=12)
    key = models.CharField(max_length=64, blank=True)
    title = models.CharField(max_length=120, blank=True)
    changes = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    warned = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        verbose_name = _("row")
        verbose_name_plural = _("rows")
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="planned_row_once")]
        indexes = [models.Index(fields=["run", "effect", "number"], name="planned_row_effect")]

    def __str__(self) -> str:
        return f"{self.number} {self.effect}"


@append_only()
class ExportRun(models.Model):
    """One table that left the system: who took it, what, with which filters, how many rows."""

    name = models.CharField(_("what"), max_length=80)
    file_name = models.CharField(_("file"), max_length=200)
    filters = models.JSONField(_("filters"), default=dict)
    row_count = models.PositiveIntegerField(_("rows"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="export_runs", verbose_name=_("by"))
    at = models.DateTimeField(_("when"), default=clock.now, db_index=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("export")
        verbose_name_plural = _("exports")

    def __str__(self) -> str:
        return f"{self.file_name} {self.at:%Y-%m-%d %H:%M}"
