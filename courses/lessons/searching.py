"""Courses and lessons in the search: a passage for each block with text, found again by its anchor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Case, CharField, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Concat, Left, StrIndex
from django.urls import reverse
from django.utils.safestring import SafeString

from courses.lessons.models.lesson import Lesson, LessonVersion
from etiquette.norms.api import without_marks
from training_site.lib import bilingual
from training_site.search import api as search

KIND = "lesson"
COURSE = "course"
MOST_HITS = 200
BEFORE, LONGEST = 24, 120  # characters of a line shown before the word, and in all
UNREAD = {"key", "norm", "question", "drawing", "who", "tone", "cites", "file", "captions", "poster", "picture", "value"}


def _texts(value: Any) -> list[str]:
    """Everything in a frozen block that people read."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for name, item in value.items() if name not in UNREAD for text in _texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return []


def index_version(version: Any) -> None:
    """Put a version that readers now get into the index, in place of the one before it in the same language."""
    if isinstance(version, LessonVersion):
        head = search.Passage(version.locale, version.title, version.summary or version.title)
        read = [(without_marks("\n".join(_texts(block["value"]))), block["id"]) for block in version.body]
        blocks = [search.Passage(version.locale, version.title, text, anchor) for text, anchor in read]
        search.index(KIND, f"{version.lesson_id}-{version.locale}", [head, *blocks])
    else:
        text = without_marks(f"{version.title}\n{version.intro}\n{version.audience}")
        search.index(COURSE, f"{version.course_id}-{version.locale}", [search.Passage(version.locale, version.title, text)])


def forget_version(identity: Any, lang: str) -> None:
    """Take what is no longer shown out of the index."""
    search.forget(KIND if isinstance(identity, Lesson) else COURSE, [f"{identity.pk}-{lang}"])


def _found(query: str, kind: str) -> QuerySet[Any]:
    """Primary keys of what holds every piece of the query, for use inside another statement."""
    owner = Cast(Left("object_id", StrIndex("object_id", Value("-")) - 1), BigIntegerField())
    return search.search(query, kinds=[kind]).order_by().annotate(owner=owner).values("owner")


def courses_about(query: str) -> Q:
    """The condition that a course, or a lesson of it, holds every piece of what was looked for."""
    lessons = Lesson.objects.filter(pk__in=_found(query, KIND), zh_version__isnull=False)
    return Q(pk__in=_found(query, COURSE)) | Q(pk__in=lessons.values("course"))


@dataclass(frozen=True)
class Hit:
    """A passage of a lesson that holds what was looked for."""

    lesson: Lesson
    version: LessonVersion
    address: str
    excerpt: SafeString


def hits(query: str) -> list[Hit]:
    """The passages of lessons open to readers, in the language each is shown in, in the order of courses; at most MOST_HITS, in two queries.

    Found by the lesson's title alone, only its head is a hit. Whether a course in order keeps a lesson closed to somebody is not asked here.
    """
    shown = Case(When(en_version__isnull=False, then=Value("-en")), default=Value("-zh")) if bilingual.language() == "en" else Value("-zh")
    names = Lesson.objects.open_to_readers().annotate(name=Concat(Cast("pk", CharField()), shown, output_field=CharField()))
    passages = list(search.search(query, kinds=[KIND]).filter(object_id__in=names.values("name"))[:MOST_HITS])
    numbers = {int(passage.object_id.partition("-")[0]) for passage in passages}
    lessons = Lesson.objects.with_faces().select_related("course__zh_version", "course__en_version").in_bulk(numbers) if numbers else {}
    speaking = [passage for passage in passages if not passage.anchor or "<mark>" in search.highlight(passage.text, query)]
    made = [_hit(passage, lessons[int(passage.object_id.partition("-")[0])], query) for passage in speaking]
    return sorted(made, key=lambda hit: (hit.lesson.course.order, hit.lesson.order))  # type: ignore[union-attr]


def _hit(passage: Any, lesson: Lesson, query: str) -> Hit:
    address = reverse("lessons:lesson", args=[lesson.course.code, lesson.code])  # type: ignore[union-attr]
    place = f"{address}#at-{passage.anchor}" if passage.anchor else address
    return Hit(lesson, lesson.shown(), place, search.highlight(around(passage.text, query), query))


def around(text: str, query: str) -> str:
    """A line of a passage around the first word that was looked for."""
    line = " ".join(text.split())
    places = [place for word in query.lower().split() if (place := line.lower().find(word[:4])) >= 0]
    start = max(0, min(places, default=0) - BEFORE)
    if start and (space := line.find(" ", start, start + BEFORE)) >= 0:
        start = space + 1
    end = start + LONGEST
    return f"{'…' if start else ''}{line[start:end]}{'…' if end < len(line) else ''}"
