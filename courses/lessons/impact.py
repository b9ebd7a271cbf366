"""What of courses and lessons cites a norm: only versions that readers get now are named."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.lessons.identities import to_readers
from courses.lessons.models import Course, CourseCitation, Lesson, LessonCitation
from etiquette.norms.api import Touched


def _shown(identities: Any, version: str) -> Exists:
    """Whether the citing version is the one an open course or lesson shows."""
    return Exists(identities.objects.open_to_readers().filter(Q(zh_version=OuterRef(version)) | Q(en_version=OuterRef(version))))


def lessons_touched(norm_versions: Collection[int]) -> Iterator[Touched]:
    """Blocks of lessons, in one query; a block that cites in both languages is named once."""
    rows = LessonCitation.objects.filter(_shown(Lesson, "lesson_version"), norm_version__in=norm_versions)
    rows = rows.select_related("lesson_version__lesson__course", "lesson_version__lesson__zh_version", "lesson_version__lesson__en_version")
    bodies = ["lesson_version__body", "lesson_version__lesson__zh_version__body", "lesson_version__lesson__en_version__body"]
    named = set()
    for row in rows.defer(*bodies).order_by("lesson_version__lesson", "pk"):
        lesson = row.lesson_version.lesson
        if (place := (lesson.pk, row.anchor, row.norm_version_id)) in named:
            continue
        named.add(place)
        address = reverse("lessons:lesson", args=[lesson.course.code, lesson.code])
        yield Touched(_("lesson"), to_readers(lesson).title, f"{address}#at-{row.anchor}", row.norm_version_id, row.anchor)


def courses_touched(norm_versions: Collection[int]) -> Iterator[Touched]:
    """Courses as a whole, in one query; one that cites in both languages is named once."""
    rows = CourseCitation.objects.filter(_shown(Course, "course_version"), norm_version__in=norm_versions)
    rows = rows.select_related("course_version__course__zh_version", "course_version__course__en_version")
    named = set()
    for row in rows.order_by("course_version__course", "pk"):
        course = row.course_version.course
        if (place := (course.pk, row.norm_version_id)) in named:
            continue
        named.add(place)
        address = reverse("lessons:course", args=[course.code])
        yield Touched(_("course"), to_readers(course).title, address, row.norm_version_id, row.anchor)
