"""Copying, archiving and restoring courses. Nothing that people have read is ever deleted."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.lessons.frozen_page import FrozenOnPublish
from courses.lessons.identities import free_code
from courses.lessons.models import Course, CourseCompletion, CoursePage, CourseVersion, LessonPage, LessonVersion
from training_site.ledger.api import record
from training_site.lib import clock
from training_site.lib.errors import Refused


def archive_course(course: Course, by: Any) -> None:
    """Take a course from readers; what they have read is kept. Raises Refused when it is archived already."""
    with transaction.atomic():
        if not Course.objects.filter(pk=course.pk, archived_at__isnull=True).update(archived_at=clock.now()):
            raise Refused(_("This course is in the archive already."))
        record("course.archived", course, by)
    course.refresh_from_db()


def restore_course(course: Course, by: Any) -> None:
    """Give an archived course back to readers. Raises Refused when it is not archived."""
    with transaction.atomic():
        if not Course.objects.filter(pk=course.pk, archived_at__isnull=False).update(archived_at=None):
            raise Refused(_("This course is not in the archive."))
        record("course.restored", course, by)
    course.refresh_from_db()


def copy_course(course: Course, by: Any) -> CoursePage:
    """A draft copy of a course with its lessons, in every language it has; return the Chinese page.

    The copy is a course of its own: new codes, no versions, no readers; blocks keep their marks. Raises Refused when the course has no Chinese page.
    """
    original = CoursePage.objects.filter(translation_key=course.translation_key, locale__language_code="zh-hans").first()
    if original is None:
        raise Refused(_("This course has no Chinese page to copy."))
    with transaction.atomic():
        slug = free_code(Course, f"{course.code}-copy")
        copied = _copy_tree(original, slug, by, {})
        keys = {original.translation_key: copied.translation_key}
        keys.update(_pairs(original, copied))
        for translated in CoursePage.objects.filter(translation_key=course.translation_key).exclude(pk=original.pk):
            _copy_tree(translated, slug, by, keys)
        record("course.copied", course, by, copy=slug)
    return copied


def _title(page: CoursePage) -> str:
    english = page.locale.language_code.startswith("en")
    from django.utils import translation

    with translation.override("en" if english else "zh-hans"):
        return _("%(title)s (copy)") % {"title": page.title}


def _copy_tree(page: CoursePage, slug: str, by: Any, keys: dict[uuid.UUID, uuid.UUID]) -> Any:
    """Copy a course page, then its lessons one by one; `keys` gives new translation keys by old, where they are settled already."""
    attributes: dict[str, Any] = {"slug": slug, "title": _title(page), "draft_title": _title(page)}
    if keys:
        attributes["translation_key"] = keys[page.translation_key]
    options = {"keep_live": False, "copy_revisions": False, "user": by}
    copied = page.copy(to=page.get_parent(), update_attrs=attributes, reset_translation_key=not keys, **options)
    for lesson in LessonPage.objects.child_of(page):
        key = keys.get(lesson.translation_key) if keys else uuid.uuid4()
        changes = {"translation_key": key or uuid.uuid4(), "slug": lesson.slug}
        lesson.copy(to=Page.objects.get(pk=copied.pk), update_attrs=changes, reset_translation_key=False, **options)
    return CoursePage.objects.get(pk=copied.pk)


def _pairs(original: CoursePage, copied: CoursePage) -> dict[uuid.UUID, uuid.UUID]:
    old = LessonPage.objects.child_of(original).values_list("translation_key", flat=True)
    new = LessonPage.objects.child_of(copied).values_list("translation_key", flat=True)
    return dict(zip(old, new, strict=True))


def why_not_delete(pages: list[Any]) -> str:
    """A sentence when deleting these pages would take something that was ever published from its readers, else ""."""
    tree = Page.objects.none()
    for page in pages:
        tree = tree | Page.objects.descendant_of(page, inclusive=True)
    found: list[Any] = list(tree.specific(defer=True))
    keys = [page.translation_key for page in found if isinstance(page, FrozenOnPublish)]  # type: ignore[attr-defined]
    lessons = LessonVersion.objects.filter(lesson__translation_key__in=keys)
    courses = CourseVersion.objects.filter(course__translation_key__in=keys)
    if not (lessons.exists() or courses.exists() or CourseCompletion.objects.filter(course__translation_key__in=keys).exists()):
        return ""
    return _("What has been published once cannot be deleted, because people’s records point at it. Unpublish the page, or archive the course.")
