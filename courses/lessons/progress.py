"""How far people are. Everything is counted over the lessons that readers see today, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from courses.lessons.models.course import Course
from courses.lessons.models.lesson import Lesson
from courses.lessons.models.reading import CourseCompletion, LessonReading
from training_site.people.api import StaffMember


@dataclass(frozen=True)
class Line:
    """One lesson of a course as a person sees it. `state`: new, begun, read, or locked (the one before is not read yet)."""

    lesson: Lesson
    version: Any
    state: str
    percent: int
    read_at: datetime | None


@dataclass(frozen=True)
class CourseProgress:
    """A person's way through a course. `minutes_left` sums the lessons not read; `completed_at` is kept when lessons are added later."""

    course: Course
    lines: list[Line]
    completed_at: datetime | None

    @property
    def total(self) -> int:
        """How many lessons there are."""
        return len(self.lines)

    @property
    def read(self) -> int:
        """How many of them have been read."""
        return sum(1 for line in self.lines if line.state == "read")

    @property
    def percent(self) -> int:
        """Read lessons in percent of all, rounded down, so that 100 means all."""
        return self.read * 100 // self.total if self.total else 0

    @property
    def minutes(self) -> int:
        """Reading time of the whole course."""
        return sum(line.version.minutes for line in self.lines)

    @property
    def minutes_left(self) -> int:
        """Reading time of what has not been read."""
        return sum(line.version.minutes for line in self.lines if line.state != "read")

    @property
    def complete(self) -> bool:
        """True once every lesson has been read; stays true afterwards."""
        return self.completed_at is not None

    @property
    def begun(self) -> bool:
        """True when something has been opened."""
        return any(line.state in {"begun", "read"} for line in self.lines)

    @property
    def next(self) -> Line | None:
        """The first lesson not read, or None."""
        return next((line for line in self.lines if line.state in {"new", "begun"}), None)

    def around(self, lesson: Lesson) -> tuple[int, Line | None, Line | None]:
        """A lesson's number in the course from 1, and the lines before and after it."""
        place = next(index for index, line in enumerate(self.lines) if line.lesson.pk == lesson.pk)
        before = self.lines[place - 1] if place else None
        after = self.lines[place + 1] if place + 1 < len(self.lines) else None
        return place + 1, before, after


def lines_of(lessons: Iterable[Lesson], readings: dict[int, LessonReading], sequential: bool) -> list[Line]:
    """The lessons of one course in their order, each with a person's state."""
    lines, open_so_far = [], True
    for lesson in lessons:
        reading = readings.get(lesson.pk)
        read_at = reading.read_at if reading else None
        state = "read" if read_at else "locked" if sequential and not open_so_far else "begun" if reading else "new"
        lines.append(Line(lesson, lesson.shown(), state, 100 if read_at else reading.furthest_percent if reading else 0, read_at))
        open_so_far = open_so_far and read_at is not None
    return lines


def sequential(course: Course) -> bool:
    """Whether a course wants its lessons in order: what the Chinese page says."""
    version = course.zh_version or course.en_version
    return bool(version and version.sequential)


def course_progress(staff: StaffMember | None, course: Course | str) -> CourseProgress:
    """A person's way through a course (given by row or code); without a person, an untouched one.

    Raises Course.DoesNotExist for an unknown code. Lessons that are not published do not count.
    """
    if isinstance(course, str):
        course = Course.objects.select_related("zh_version", "en_version").get(code=course)
    lessons = list(Lesson.objects.filter(course=course, zh_version__isnull=False).with_faces().order_by("order", "code"))
    readings: dict[int, LessonReading] = {}
    completed_at = None
    if staff is not None:
        readings = {row.lesson_id: row for row in LessonReading.objects.filter(staff=staff, lesson__course=course)}
        completed_at = CourseCompletion.objects.filter(staff=staff, course=course).values_list("completed_at", flat=True).first()
    return CourseProgress(course, lines_of(lessons, readings, sequential(course)), completed_at)


def is_locked(staff: StaffMember | None, lesson: Lesson) -> bool:
    """Whether a course in order keeps this lesson closed to a person until the one before it has been read."""
    if lesson.course is None or not sequential(lesson.course):
        return False
    return any(line.state == "locked" for line in course_progress(staff, lesson.course).lines if line.lesson.pk == lesson.pk)


def courses_progress(staff: StaffMember | None, courses: Collection[Course]) -> dict[int, CourseProgress]:
    """The same for many courses by primary key, in three queries."""
    lessons: dict[int, list[Lesson]] = {}
    for lesson in Lesson.objects.filter(course__in=courses, zh_version__isnull=False).with_faces().order_by("order", "code"):
        lessons.setdefault(lesson.course_id or 0, []).append(lesson)
    readings: dict[int, LessonReading] = {}
    completed: dict[int, datetime] = {}
    if staff is not None:
        readings = {row.lesson_id: row for row in LessonReading.objects.filter(staff=staff, lesson__course__in=courses)}
        completed = dict(CourseCompletion.objects.filter(staff=staff, course__in=courses).values_list("course_id", "completed_at"))
    return {
        course.pk: CourseProgress(course, lines_of(lessons.get(course.pk, []), readings, sequential(course)), completed.get(course.pk))
        for course in courses
    }


def completions(staff_ids: Collection[int], codes: Collection[str] | None = None) -> dict[tuple[int, str], datetime]:
    """When each person completed each course, by (staff id, course code); for rooms that follow many people. One query."""
    rows = CourseCompletion.objects.filter(staff__in=staff_ids)
    if codes is not None:
        rows = rows.filter(course__code__in=codes)
    return {(staff_id, code): at for staff_id, code, at in rows.values_list("staff_id", "course__code", "completed_at")}
