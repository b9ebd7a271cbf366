"""Reading: opening, getting on, answering quick checks, finishing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from courses.lessons.finishing import checks_in, conditions, why_open
from courses.lessons.models.course import Course
from courses.lessons.models.lesson import Lesson, LessonVersion
from courses.lessons.models.reading import CourseCompletion, LessonReading, QuickAnswer
from courses.lessons.progress import course_progress, is_locked
from exams.bank import keys
from exams.bank.api import QuestionVersion
from exams.kinds.api import kind
from training_site.ledger.api import wake
from training_site.lib import clock
from training_site.lib.errors import Refused
from training_site.people.api import StaffMember


def _shown(lesson: Lesson) -> LessonVersion:
    version: LessonVersion | None = lesson.shown()
    if version is None or lesson.zh_version_id is None:
        raise Refused(_("This lesson is not published at present."))
    return version


def open_lesson(staff: StaffMember, lesson: Lesson) -> LessonReading:
    """Begin a lesson, or go on with it. A lesson once read keeps the version that was read.

    Raises Refused when it is not published, or when the course wants the lesson before it to be read first.
    """
    version = _shown(lesson)
    reading = LessonReading.objects.filter(staff=staff, lesson=lesson).select_related("version").first()
    if (reading is None or reading.read_at is None) and is_locked(staff, lesson):
        raise Refused(_("This course is read in order. Read the lesson before this one first."))
    if reading is None:
        reading, _made = LessonReading.objects.get_or_create(staff=staff, lesson=lesson, defaults={"version": version})
    elif reading.read_at is None and reading.version_id != version.pk:
        LessonReading.objects.filter(pk=reading.pk, read_at__isnull=True).update(version=version)
        reading.version = version
    return reading


def mark_progress(staff: StaffMember, lesson: Lesson, anchor: str) -> LessonReading:
    """Note the furthest block a reader has seen; never goes back. Finishes the lesson when that was the last thing missing.

    Raises Refused for a block that the version does not have.
    """
    reading = open_lesson(staff, lesson)
    anchors = [block["id"] for block in reading.version.body]
    if anchor not in anchors:
        raise Refused(_("This lesson has been published anew. Load the page again to go on."))
    percent = (anchors.index(anchor) + 1) * 100 // len(anchors)
    LessonReading.objects.filter(pk=reading.pk, furthest_percent__lt=percent).update(furthest=anchor, furthest_percent=percent)
    reading.refresh_from_db()
    return finish_if_done(staff, lesson, reading)


def finish_if_done(staff: StaffMember, lesson: Lesson, reading: LessonReading) -> LessonReading:
    """Finish a lesson as soon as everything it asks for has been done; return the reading as it is then."""
    if reading.read_at is None and all(condition.met for condition in conditions(staff, lesson, reading.version, reading)):
        return finish_lesson(staff, lesson)
    return reading


class StillOpen(Refused):
    """A lesson cannot be finished: `anchors` names the blocks where something is still to be done, in reading order."""

    def __init__(self, sentence: str, anchors: Sequence[str]) -> None:
        self.anchors = list(anchors)
        super().__init__(sentence)


def finish_lesson(staff: StaffMember, lesson: Lesson) -> LessonReading:
    """Mark a lesson as read, once. Wakes "lesson.read", and "course.completed" with the last lesson of a course.

    Whoever asks for it stands at the lesson's end. Raises StillOpen while a quick check or a film that the lesson asks for is missing.
    """
    reading = open_lesson(staff, lesson)
    if reading.read_at is not None:
        return reading
    missing = [one for one in conditions(staff, lesson, reading.version, reading) if not one.met and one.sort != "end"]
    if missing:
        asked = lesson.zh_version.checks_asked if lesson.zh_version else ""
        raise StillOpen(why_open(missing[0], asked), [anchor for one in missing for anchor in one.open_at])
    now = clock.now()
    with transaction.atomic():
        last = reading.version.body[-1]["id"] if reading.version.body else ""
        changed = LessonReading.objects.filter(pk=reading.pk, read_at__isnull=True).update(read_at=now, furthest=last, furthest_percent=100)
        if changed:
            wake(staff.pk, "lesson.read")
            if lesson.course is not None:
                complete_course(staff, lesson.course, now)
    reading.refresh_from_db()
    return reading


def complete_course(staff: StaffMember, course: Course, at: datetime) -> bool:
    """Note that a course is complete when it is, once for ever; return whether it became so now."""
    progress = course_progress(staff, course)
    if progress.complete or not progress.total or progress.read < progress.total:
        return False
    _row, made = CourseCompletion.objects.get_or_create(staff=staff, course=course, defaults={"completed_at": at})
    if made:
        wake(staff.pk, "course.completed")
    return made


def record_reading(staff: StaffMember, lesson: Lesson, at: datetime) -> LessonReading:
    """History from elsewhere: that somebody read a lesson at a moment. Wakes nobody; the caller settles everything afterwards.

    An earlier date beats a later one. Raises Refused when the lesson has no published version.
    """
    return record_readings(staff, [lesson], at)[0]


def record_readings(staff: StaffMember, lessons: Sequence[Lesson], at: datetime) -> list[LessonReading]:
    """The same for several lessons, such as a whole course; quick where they were loaded `with_faces()`."""
    with transaction.atomic():
        readings = [_recorded(staff, lesson, at) for lesson in lessons]
        for course in {lesson.course_id: lesson.course for lesson in lessons if lesson.course is not None}.values():
            progress = course_progress(staff, course)
            if progress.total and progress.read == progress.total:
                latest = max(line.read_at for line in progress.lines if line.read_at)
                CourseCompletion.objects.get_or_create(staff=staff, course=course, defaults={"completed_at": latest})
    return readings


def _recorded(staff: StaffMember, lesson: Lesson, at: datetime) -> LessonReading:
    version = _shown(lesson)
    began = at - timedelta(minutes=version.minutes)
    facts = {"version": version, "started_at": began, "read_at": at, "furthest_percent": 100}
    reading, made = LessonReading.objects.get_or_create(staff=staff, lesson=lesson, defaults=facts)
    if not made:
        LessonReading.objects.filter(pk=reading.pk, read_at__isnull=True).update(read_at=at, furthest_percent=100)
        LessonReading.objects.filter(pk=reading.pk, read_at__gt=at).update(read_at=at)
        LessonReading.objects.filter(pk=reading.pk, started_at__gt=F("read_at")).update(started_at=began)
        reading.refresh_from_db()
    return reading


@dataclass(frozen=True)
class Verdict:
    """What a quick check says after it was answered. `share` is 0 to 1, or None for a question without a marked answer."""

    answer: QuickAnswer
    key: dict[str, Any]  # as exams.bank keeps it: key, feedback, option_feedback


def answer_quick_check(staff: StaffMember, lesson: Lesson, anchor: str, raw: Any) -> QuickAnswer:
    """Mark an answer to a quick check on the server and keep it; every try is kept.

    `raw` is what the form sent, as the question's kind reads it. Raises Refused for an answer that is none, and for a block that is no quick check.
    """
    reading = open_lesson(staff, lesson)
    number = checks_in(reading.version).get(anchor) or checks_in(_shown(lesson)).get(anchor)
    if number is None:
        raise Refused(_("This lesson has been published anew. Load the page again to go on."))
    question = QuestionVersion.objects.get(pk=number)
    sort = kind(question.kind)
    response = sort.clean_response(question.body, raw)
    if not sort.is_answered(response):
        raise Refused(_("Choose or write an answer first."))
    grade = sort.grade(question.body, keys.for_practice(number), response)
    with transaction.atomic():
        answer = QuickAnswer.objects.create(
            staff=staff, lesson=lesson, anchor=anchor, question_version=question, response=response, share=grade.share
        )
    finish_if_done(staff, lesson, reading)
    return answer
