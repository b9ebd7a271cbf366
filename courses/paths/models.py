"""What a job role has to learn and by when, and how far each person has come."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from training_site.ledger.api import append_only
from training_site.lib import bilingual, clock

KINDS = [("course", _("Course")), ("scenario", _("Scenario")), ("signing", _("Read and sign")), ("exam", _("Exam"))]


class LearningPath(ClusterableModel):
    """An ordered list of stages that one or several job roles must finish within `days` of the start.

    `revision` counts the saves, so that nobody overwrites what somebody else has just saved. `kept_roles`: the codes of the job
    roles an archived path had, so that restoring gives them back.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    title_zh = models.CharField(_("Chinese title"), max_length=120)
    title_en = models.CharField(_("English title"), max_length=120, blank=True)
    days = models.PositiveSmallIntegerField(
        _("days"), default=30, validators=[MinValueValidator(1)], help_text=_("Days from the first day to the last due date.")
    )
    enrols_within_days = models.PositiveSmallIntegerField(
        _("enrols people hired within (days)"), default=45, help_text=_("Whoever was hired longer ago than this is not enrolled by itself.")
    )
    job_roles = models.ManyToManyField("training_site_people.JobRole", through="PathRole", related_name="learning_paths")
    archived_at = models.DateTimeField(pgettext_lazy("time", "archived"), null=True, blank=True)
    kept_roles = models.JSONField(default=list, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["code"]
        verbose_name = _("learning path")
        verbose_name_plural = _("learning paths")

    def __str__(self) -> str:
        return bilingual.text_of(self, "title")


class PathRole(models.Model):
    """The job roles a path is required for; a job role has one onboarding path."""

    path = models.ForeignKey(LearningPath, on_delete=models.CASCADE, related_name="path_roles")
    job_role = models.OneToOneField("training_site_people.JobRole", on_delete=models.PROTECT, related_name="path_role")

    def __str__(self) -> str:
        return f"{self.path} ← {self.job_role}"


class Stage(ClusterableModel):
    """A part of a path with its days. One that was taken out after somebody had done a step of it is retired, not deleted."""

    sort_order_field = "order"

    path = ParentalKey(LearningPath, on_delete=models.CASCADE, related_name="stages")
    order = models.PositiveSmallIntegerField(_("order"), default=0, editable=False)
    title_zh = models.CharField(_("Chinese title"), max_length=80)
    title_en = models.CharField(_("English title"), max_length=80, blank=True)
    from_day = models.PositiveSmallIntegerField(_("from day"), validators=[MinValueValidator(1)])
    to_day = models.PositiveSmallIntegerField(_("to day"), validators=[MinValueValidator(1)])
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["path", "order", "pk"]
        verbose_name = pgettext_lazy("path", "stage")
        verbose_name_plural = pgettext_lazy("path", "stages")
        constraints = [
            models.CheckConstraint(condition=models.Q(to_day__gte=models.F("from_day")), name="stage_days_in_order"),
        ]

    def __str__(self) -> str:
        return bilingual.text_of(self, "title")


class Step(models.Model):
    """One thing to do; `ref` is the code of the course, scenario, signing set or exam.

    A step that was taken out stays, retired, where somebody has done it: a completion never loses what it completes.
    """

    sort_order_field = "order"

    stage = ParentalKey(Stage, on_delete=models.CASCADE, related_name="steps")
    order = models.PositiveSmallIntegerField(_("order"), default=0, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=KINDS)
    ref = models.SlugField(_("code of what is to be done"), max_length=80)
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["stage__order", "order", "pk"]
        verbose_name = pgettext_lazy("path", "step")
        verbose_name_plural = pgettext_lazy("path", "steps")
        constraints = [
            models.UniqueConstraint(
                fields=["stage", "kind", "ref"], condition=models.Q(retired_at__isnull=True), name="step_in_force_once_per_stage"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=[code for code, _label in KINDS]), name="step_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


class Enrolment(models.Model):
    """One person on one path. The due date is frozen here; whether it is overdue is read from the clock.

    `completed_at` is the moment from which every step was done; a step added later is not asked of them any more. `moved_days`:
    by how many days HR has moved this person's dates, all changes together.
    """

    staff = models.ForeignKey(
        "training_site_people.StaffMember", on_delete=models.PROTECT, related_name="enrolments", verbose_name=_("member of staff")
    )
    path = models.ForeignKey(LearningPath, on_delete=models.PROTECT, related_name="enrolments", verbose_name=_("learning path"))
    started_on = models.DateField(pgettext_lazy("day", "started"))
    due_on = models.DateField(_("due"))
    ended_on = models.DateField(_("ended"), null=True, blank=True)
    completed_at = models.DateTimeField(_("finished"), null=True, blank=True)
    moved_days = models.SmallIntegerField(default=0)
    reason = models.CharField(_("why"), max_length=200, blank=True)

    class Meta:
        ordering = ["-started_on"]
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            models.UniqueConstraint(fields=["staff", "path"], name="enrolment_once"),
            models.CheckConstraint(condition=models.Q(due_on__gte=models.F("started_on")), name="enrolment_due_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.staff} · {self.path}"


@append_only()
class EnrolmentChange(models.Model):
    """What somebody decided about an enrolment by hand, with the reason; `before` and `after` are due dates or the day it ended."""

    DEEDS = [
        ("enrolled", pgettext_lazy("enrolment", "enrolled by hand")),
        ("due", pgettext_lazy("enrolment", "due date changed")),
        ("ended", pgettext_lazy("enrolment", "ended")),
        ("reopened", pgettext_lazy("enrolment", "taken up again")),
    ]

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="changes")
    deed = models.CharField(max_length=10, choices=DEEDS)
    before = models.DateField(null=True, blank=True)
    after = models.DateField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=400)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(deed__in=["enrolled", "due", "ended", "reopened"]), name="enrolment_change_deed"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="enrolment_change_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} {self.deed}"


@append_only()
class EarlyAdmission(models.Model):
    """One person may sit one exam of the path before the steps that stand before it; given with a reason, never taken back."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="early_admissions")
    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="early_admissions")
    reason = models.CharField(_("reason"), max_length=400)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["granted_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "step"], name="early_admission_once"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="early_admission_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} → {self.step}"


@append_only()
class StepCompletion(models.Model):
    """A step done, with the fact that proves it."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="completions")
    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="completions")
    completed_at = models.DateTimeField(_("completed"))
    evidence = models.JSONField(default=dict)
    noted_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "step"], name="step_completed_once")]

    def __str__(self) -> str:
        return f"{self.enrolment} ✓ {self.step}"
