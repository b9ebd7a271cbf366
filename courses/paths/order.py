"""The order of a path, held at the exam's door: an exam opens when the steps before it are done, or when somebody let a person in."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.paths.models import Enrolment
from courses.paths.queries import Journey, Todo, journeys_of
from exams.papers.api import Exam
from exams.sittings.api import Barrier
from training_site.people.api import StaffMember

MOST_NAMED = 12


def gate(exam: Exam, staff: StaffMember) -> Barrier | None:
    """What stands before an exam on this person's paths. An exam on none of them, or open on one of them, is not held back."""
    concerned = Enrolment.objects.filter(staff=staff, ended_on__isnull=True, path__stages__steps__kind="exam", path__stages__steps__ref=exam.code)
    if not concerned.exists():
        return None
    held = [todo for journey in journeys_of(staff) if (todo := _of(journey, exam))]
    if not held or not all(todo.waits_for for todo in held):
        return None
    first = min(held, key=lambda todo: len(todo.waits_for)).waits_for
    count = len(first)
    sentence = ngettext(
        "On your learning path %(count)d step stands before this exam. It opens when that is done.",
        "On your learning path %(count)d steps stand before this exam. It opens when they are done.",
        count,
    ) % {"count": count}
    links = tuple((_("%(kind)s: %(title)s") % {"kind": todo.step.get_kind_display(), "title": todo.title}, todo.url) for todo in first[:MOST_NAMED])
    return Barrier(sentence, links)


def _of(journey: Journey, exam: Exam) -> Todo | None:
    """The exam as a step of a journey."""
    return next((todo for todo in journey.todos if todo.kind == "exam" and todo.step.ref == exam.code), None)
