"""What a job role has to learn and by when, and how far each person has come."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from training_site.ledger.api import append_only
from training_site.lib import bilingual, clock

KINDS = [("course", _("Course")), ("scenario", _("Scenario")), ("signing", _("Read and sign")), ("exam", _("Exam"))]


class LearningPath(models.Model):
    """An ordered list of stages that one or several job roles must finish within `days` of the start."""

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


class Stage(models.Model):
    """A part of a path with its days; the next one opens when all its steps are done."""

    path = models.ForeignKey(LearningPath, on_delete=models.CASCADE, related_name="stages")
    order = models.PositiveSmallIntegerField(_("order"))
    title_zh = models.CharField(_("Chinese title"), max_length=80)
    title_en = models.CharField(_("English title"), max_length=80, blank=True)
    from_day = models.PositiveSmallIntegerField(_("from day"))
    to_day = models.PositiveSmallIntegerField(_("to day"))

    class Meta:
        ordering = ["path", "order"]
        constraints = [
            models.UniqueConstraint(fields=["path", "order"], name="stage_order_once"),
            models.CheckConstraint(condition=models.Q(to_day__gte=models.F("from_day")), name="stage_days_in_order"),
        ]

    def __str__(self) -> str:
        return bilingual.text_of(self, "title")


class Step(models.Model):
    """One thing to do; `ref` is the code of the course, scenario, signing set or exam."""

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="steps")
    order = models.PositiveSmallIntegerField(_("order"))
    kind = models.CharField(_("kind"), max_length=10, choices=KINDS)
    ref = models.SlugField(_("code of what is to be done"), max_length=80)

    class Meta:
        ordering = ["stage__order", "order"]
        constraints = [
            models.UniqueConstraint(fields=["stage", "kind", "ref"], name="step_once_per_stage"),
            models.CheckConstraint(condition=models.Q(kind__in=[code for code, _label in KINDS]), name="step_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


class Enrolment(models.Model):
    """One person on one path. The due date is frozen here; whether it is overdue is read from the clock."""

    staff = models.ForeignKey(
        "training_site_people.StaffMember", on_delete=models.PROTECT, related_name="enrolments", verbose_name=_("member of staff")
    )
    path = models.ForeignKey(LearningPath, on_delete=models.PROTECT, related_name="enrolments", verbose_name=_("learning path"))
    started_on = models.DateField(pgettext_lazy("day", "started"))
    due_on = models.DateField(_("due"))
    ended_on = models.DateField(_("ended"), null=True, blank=True)
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
