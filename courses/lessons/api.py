"""What other rooms use of courses and lessons."""

from courses.lessons.importing import ImportOutcome, import_course
from courses.lessons.models import (
    Course,
    CourseCompletion,
    CoursePage,
    CourseVersion,
    Lesson,
    LessonCitation,
    LessonPage,
    LessonReading,
    LessonVersion,
    QuickAnswer,
)
from courses.lessons.progress import CourseProgress, completions, course_progress, courses_progress
from courses.lessons.reading import answer_quick_check, finish_lesson, mark_progress, open_lesson, record_reading, record_readings

__all__ = [
    "Course",
    "CourseCompletion",
    "CoursePage",
    "CourseProgress",
    "CourseVersion",
    "ImportOutcome",
    "Lesson",
    "LessonCitation",
    "LessonPage",
    "LessonReading",
    "LessonVersion",
    "QuickAnswer",
    "answer_quick_check",
    "completions",
    "course_progress",
    "courses_progress",
    "finish_lesson",
    "import_course",
    "mark_progress",
    "open_lesson",
    "record_reading",
    "record_readings",
]
