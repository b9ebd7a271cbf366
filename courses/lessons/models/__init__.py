"""Courses and lessons: the pages trainers edit, the versions people read, and what each person has read."""

from courses.lessons.models.course import Course, CourseCitation, CourseVersion
from courses.lessons.models.files import Attachment, AttachmentUse
from courses.lessons.models.lesson import Lesson, LessonCitation, LessonVersion
from courses.lessons.models.pages import CourseIndexPage, CoursePage, LessonPage
from courses.lessons.models.reading import CourseCompletion, LessonReading, QuickAnswer, Watching

__all__ = [
    "Attachment",
    "AttachmentUse",
    "Course",
    "CourseCitation",
    "CourseCompletion",
    "CourseIndexPage",
    "CoursePage",
    "CourseVersion",
    "Lesson",
    "LessonCitation",
    "LessonPage",
    "LessonReading",
    "LessonVersion",
    "QuickAnswer",
    "Watching",
]
