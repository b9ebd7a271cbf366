"""A lesson: its identity, and its text as published."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.lessons.models.course import Course
from courses.lessons.models.rule import RULE_HOLDS, FinishRule
from courses.lessons.models.version import Frozen, Identity
from etiquette.norms.api import Citation
from training_site.ledger.api import append_only


class LessonQuerySet(models.QuerySet["Lesson"]):
    def open_to_readers(self) -> "LessonQuerySet":
        """Published, in a course that readers see."""
        return self.filter(zh_version__isnull=False, course__zh_version__isnull=False, course__archived_at__isnull=True)

    def with_faces(self) -> "LessonQuerySet":
        """With both shown versions in the same statement, without their long bodies."""
        return self.select_related("zh_version", "en_version").defer("zh_version__body", "en_version__body")


class Lesson(Identity):
    """A lesson for ever: what people have read points here. `order` is its place in the course."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, null=True, blank=True, related_name="lessons", verbose_name=_("course"))
    zh_version = models.ForeignKey("LessonVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    en_version = models.ForeignKey("LessonVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    english_of = models.ForeignKey("LessonVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = LessonQuerySet.as_manager()

    class Meta:
        ordering = ["course__order", "order", "code"]
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")


@append_only()
class LessonVersion(FinishRule, Frozen):
    """A lesson as published in one language.

    `body` is a list of `{"id", "type", "value"}` in reading order: `id` is the anchor, tokens are figures, citations
    are norm codes whose versions stand in LessonCitation. `minutes` is the time a reader needs, from 1. What counts as
    finishing is what the Chinese version says, so that both languages ask for the same.
    """

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="versions", verbose_name=_("lesson"))
    summary = models.TextField(_("summary"), blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=5)
    body = models.JSONField(_("content"), default=list)

    class Meta:
        ordering = ["lesson", "locale", "number"]
        verbose_name = _("version of a lesson")
        verbose_name_plural = _("versions of lessons")
        constraints = [
            models.UniqueConstraint(fields=["lesson", "locale", "number"], name="lesson_version_once"),
            models.CheckConstraint(condition=Q(locale__in=["zh", "en"]), name="lesson_version_locale"),
            models.CheckConstraint(condition=Q(number__gte=1), name="lesson_version_from_one"),
            models.CheckConstraint(condition=RULE_HOLDS, name="lesson_version_rule"),
        ]

    def __str__(self) -> str:
        return self.title


@append_only()
class LessonCitation(Citation):
    """A norm that a block of a lesson cites; `anchor` is the block's id."""

    lesson_version = models.ForeignKey(LessonVersion, on_delete=models.PROTECT, related_name="citations")

    class Meta:
        verbose_name = _("citation of a lesson")
        verbose_name_plural = _("citations of lessons")
        constraints = [models.UniqueConstraint(fields=["lesson_version", "norm_version", "anchor"], name="lesson_citation_once")]

    def __str__(self) -> str:
        return f"{self.lesson_version_id} {self.norm_version_id} {self.anchor}"
