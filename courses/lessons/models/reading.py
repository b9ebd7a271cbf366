"""What each person has read and answered."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.lessons.models.course import Course
from courses.lessons.models.files import Attachment
from courses.lessons.models.lesson import Lesson, LessonVersion
from exams.bank.api import QuestionVersion
from training_site.ledger.api import append_only
from training_site.lib import clock
from training_site.people.api import StaffMember


class LessonReading(models.Model):
    """One person, one lesson: begun, how far, read. `version` is the one last opened, and stays the one read when read."""

    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="lesson_readings", verbose_name=_("person"))
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="readings", verbose_name=_("lesson"))
    version = models.ForeignKey(LessonVersion, on_delete=models.PROTECT, related_name="readings", verbose_name=_("version"))
    started_at = models.DateTimeField(_("begun"), default=clock.now)
    furthest = models.CharField(_("furthest block"), max_length=64, blank=True, default="")  # a block's anchor
    furthest_percent = models.PositiveSmallIntegerField(_("read, in percent"), default=0)  # 0 to 100
    read_at = models.DateTimeField(_("read"), null=True, blank=True, db_index=True)

    class Meta:
        verbose_name = _("reading of a lesson")
        verbose_name_plural = _("readings of lessons")
        constraints = [
            models.UniqueConstraint(fields=["staff", "lesson"], name="lesson_reading_once"),
            models.CheckConstraint(condition=models.Q(furthest_percent__lte=100), name="lesson_reading_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.lesson_id}"


class Watching(models.Model):
    """How much of a film or recording a person has played in a lesson that asks for it.

    `ranges` are [from, to] in milliseconds of the film, in order and apart; `watched_ms` is their sum. Never more is
    credited than time has passed on the server since `heard_at`, and `spare_ms` that was not used before.
    """

    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="watchings", verbose_name=_("person"))
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="watchings", verbose_name=_("lesson"))
    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="watchings", verbose_name=_("file"))
    ranges = models.JSONField(default=list)
    watched_ms = models.PositiveIntegerField(default=0)
    spare_ms = models.PositiveIntegerField(default=0)
    heard_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("watching of a film")
        verbose_name_plural = _("watchings of films")
        constraints = [models.UniqueConstraint(fields=["staff", "lesson", "attachment"], name="watching_once")]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.lesson_id} {self.attachment_id}"


@append_only()
class QuickAnswer(models.Model):
    """One answer to a practice question inside a lesson. `share` is 0 to 1, or empty where a person would have to mark it."""

    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="quick_answers")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="quick_answers")
    anchor = models.CharField(max_length=64)
    question_version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="quick_answers")
    response = models.JSONField()
    share = models.DecimalField(max_digits=6, decimal_places=5, null=True, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("answer to a quick check")
        verbose_name_plural = _("answers to quick checks")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(share__isnull=True) | (models.Q(share__gte=0) & models.Q(share__lte=1)), name="quick_answer_share"
            )
        ]
        indexes = [models.Index(fields=["staff", "lesson", "anchor"], name="quick_answer_place")]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.lesson_id} {self.anchor}"


@append_only()
class CourseCompletion(models.Model):
    """That a person had read every lesson a course then had. A lesson added later does not take it back."""

    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="course_completions")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="completions")
    completed_at = models.DateTimeField(_("completed"), default=clock.now, db_index=True)

    class Meta:
        verbose_name = _("completion of a course")
        verbose_name_plural = _("completions of courses")
        constraints = [models.UniqueConstraint(fields=["staff", "course"], name="course_completion_once")]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.course_id}"
