"""A course: its identity, and its face (title, introduction, rules) as published."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.lessons.models.version import Frozen, Identity
from etiquette.norms.api import Citation
from training_site.ledger.api import append_only


class CourseQuerySet(models.QuerySet["Course"]):
    def open_to_readers(self) -> "CourseQuerySet":
        """Published and not archived. The Chinese page decides; English readers get its text until there is an English one."""
        return self.filter(zh_version__isnull=False, archived_at__isnull=True)


class Course(Identity):
    """A course for ever: learning paths name its code. `order` is its place among the courses."""

    zh_version = models.ForeignKey("CourseVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    en_version = models.ForeignKey("CourseVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    english_of = models.ForeignKey("CourseVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    archived_at = models.DateTimeField(pgettext_lazy("time", "archived"), null=True, blank=True)

    objects = CourseQuerySet.as_manager()

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("course")
        verbose_name_plural = _("courses")


@append_only()
class CourseVersion(Frozen):
    """A course as published in one language. `sequential`: a lesson opens when the one before it has been read."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="versions", verbose_name=_("course"))
    intro = models.TextField(_("introduction"), blank=True)
    audience = models.CharField(_("audience"), max_length=255, blank=True)
    sequential = models.BooleanField(_("lessons in order"), default=False)
    image = models.ForeignKey("Attachment", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("picture"))

    class Meta:
        ordering = ["course", "locale", "number"]
        verbose_name = _("version of a course")
        verbose_name_plural = _("versions of courses")
        constraints = [
            models.UniqueConstraint(fields=["course", "locale", "number"], name="course_version_once"),
            models.CheckConstraint(condition=Q(locale__in=["zh", "en"]), name="course_version_locale"),
            models.CheckConstraint(condition=Q(number__gte=1), name="course_version_from_one"),
        ]

    def __str__(self) -> str:
        return self.title


@append_only()
class CourseCitation(Citation):
    """A norm that a course as a whole rests on."""

    course_version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="citations")

    class Meta:
        verbose_name = _("citation of a course")
        verbose_name_plural = _("citations of courses")
        constraints = [models.UniqueConstraint(fields=["course_version", "norm_version", "anchor"], name="course_citation_once")]

    def __str__(self) -> str:
        return f"{self.course_version_id} {self.norm_version_id}"
