"""Courses and lessons in the search: a passage for each block with text, found again by its anchor."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from courses.lessons.models.lesson import Lesson, LessonVersion
from training_site.search import api as search

KIND = "lesson"
COURSE = "course"
UNREAD = {"key", "norm", "question", "drawing", "who", "tone", "cites", "file", "captions", "picture", "value"}


def _texts(value: Any) -> list[str]:
    """Everything in a frozen block that people read."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for name, item in value.items() if name not in UNREAD for text in _texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return []


def plain(text: str) -> str:
    """Without the marks of bold and citations."""
    return text.replace("**", "").replace("[[", "").replace("]]", "")


def index_version(version: Any) -> None:
    """Put a version that readers now get into the index, in place of the one before it in the same language."""
    if isinstance(version, LessonVersion):
        head = search.Passage(version.locale, version.title, version.summary or version.title)
        blocks = [search.Passage(version.locale, version.title, plain("\n".join(_texts(block["value"]))), block["id"]) for block in version.body]
        search.index(KIND, f"{version.lesson_id}-{version.locale}", [head, *blocks])
    else:
        text = plain(f"{version.title}\n{version.intro}\n{version.audience}")
        search.index(COURSE, f"{version.course_id}-{version.locale}", [search.Passage(version.locale, version.title, text)])


def forget_version(identity: Any, lang: str) -> None:
    """Take what is no longer shown out of the index."""
    search.forget(KIND if isinstance(identity, Lesson) else COURSE, [f"{identity.pk}-{lang}"])


def courses_about(query: str) -> Q:
    """The condition that a course, or a lesson of it, holds every piece of what was looked for."""
    found: dict[str, set[int]] = {KIND: set(), COURSE: set()}
    for kind, object_id in search.search(query, kinds=[KIND, COURSE]).values_list("kind", "object_id"):
        found[kind].add(int(object_id.partition("-")[0]))
    return Q(pk__in=found[COURSE]) | Q(pk__in=Lesson.objects.filter(pk__in=found[KIND], zh_version__isnull=False).values("course"))
