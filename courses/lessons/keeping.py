"""What this room contributes of people's data (training_site/people/personal_data.py)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.lessons.models import Attachment, CourseCompletion, CourseVersion, LessonReading, LessonVersion, QuickAnswer, Watching
from training_site.people.api import Kept, Table, register_personal_data, register_retention

_LABELS = {
    "attachment__title": pgettext_lazy("my data", "Title"),
    "ranges": pgettext_lazy("my data", "Parts played"),
    "heard_at": pgettext_lazy("my data", "When"),
    "version__title": pgettext_lazy("my data", "Title"),
    "title": pgettext_lazy("my data", "Title"),
    "lesson__code": pgettext_lazy("my data", "Lesson"),
    "question_version__question__code": pgettext_lazy("my data", "Question"),
    "response": pgettext_lazy("my data", "Answer"),
    "at": pgettext_lazy("my data", "When"),
    "course__code": pgettext_lazy("my data", "Course"),
    "number": pgettext_lazy("my data", "Number"),
}
_WATCHED = pgettext_lazy("my data", "Films and recordings played")
_CHECKS = pgettext_lazy("my data", "Quick checks")
_COURSES = pgettext_lazy("my data", "Courses that I published")


def contribute() -> None:
    """Called once, when the site starts. Answers to quick checks are told by question code, without right answers."""
    published = pgettext_lazy("my data", "Lessons that I published")
    register_personal_data(
        "courses.lessons",
        pgettext_lazy("my data", "Courses and lessons"),
        [
            Table(LessonReading, "staff", ["version__title", "started_at", "furthest_percent", "read_at"], labels=_LABELS),
            Table(Watching, "staff", ["lesson__code", "attachment__title", "ranges", "heard_at"], _WATCHED, labels=_LABELS),
            Table(QuickAnswer, "staff", ["lesson__code", "question_version__question__code", "response", "at"], _CHECKS, labels=_LABELS),
            Table(CourseCompletion, "staff", ["course__code", "completed_at"], pgettext_lazy("my data", "Courses completed"), labels=_LABELS),
            Table(CourseVersion, "published_by", ["title", "locale", "number", "published_at"], _COURSES, True, _LABELS),
            Table(LessonVersion, "published_by", ["title", "locale", "number", "published_at"], published, True, _LABELS),
            Table(Attachment, "uploaded_by", ["title", "kind", "uploaded_at"], pgettext_lazy("my data", "Files that I uploaded"), True, _LABELS),
        ],
    )
    register_retention(Kept("lesson_records", pgettext_lazy("my data", "Courses and lessons"), _("Training record; under a pseudonym after erasure")))
