"""A person's own pages: what next, by when, how far, why me; results and certificates."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from courses.paths.api import Journey, journeys_of, order_of
from exams.papers.api import exams_for
from exams.sittings.api import results_of
from training_site.lib import clock, slots
from training_site.people.api import SIGNED_IN, SUPERVISOR, access, has_role, posting_of, supervisors_of

KIND_ICONS = {"course": "book", "scenario": "talk", "signing": "norm", "exam": "exam"}
SHOWN_AT_ONCE = 8


@access(SIGNED_IN)
def home(request: HttpRequest) -> HttpResponse:
    """Supervisors start with their team, everybody else with their own training."""
    return redirect("desk:team" if has_role(request.user, SUPERVISOR) else "desk:my_training")


@access(SIGNED_IN)
def my_training(request: HttpRequest) -> HttpResponse:
    """The first page of a learner."""
    staff = getattr(request.user, "staff_member", None)
    if staff is None:
        return render(request, "desk/no_person.html", {"place": "training"})
    journeys = journeys_of(staff)
    pending = sorted((todo for journey in journeys for todo in journey.pending), key=order_of)
    on_path = {todo.step.ref for journey in journeys for todo in journey.todos if todo.kind == "exam"}
    first = pending[0] if pending else None
    slots.tell(request, {(todo.kind, todo.step.ref): todo.due_on for todo in reversed(pending) if todo.offered})
    context = {
        "place": "training",
        "today": clock.today(),
        "greeting": _part_of_day(),
        "staff": staff,
        "posting": posting_of(staff),
        "supervisors": list(supervisors_of(staff)[:1]),
        "journey": next((journey for journey in journeys if first in journey.todos), None) or current_of(journeys),
        "next": first,
        "rest": pending[1 : SHOWN_AT_ONCE + 1],
        "later": pending[SHOWN_AT_ONCE + 1 :],
        "pending_count": len(pending),
        "icons": KIND_ICONS,
        "exams": [exam for exam in exams_for(staff) if exam.code not in on_path],
    }
    return render(request, "desk/my_training.html", context)


def current_of(journeys: list[Journey]) -> Journey | None:
    """The journey that counts today: the newest unfinished one, else the newest."""
    return next((journey for journey in journeys if journey.percent < 100), journeys[0] if journeys else None)


def _part_of_day() -> str:
    """morning, afternoon or evening at the site's own time zone."""
    from django.utils import timezone

    hour = timezone.localtime(clock.now()).hour
    return "morning" if hour < 12 else "afternoon" if hour < 18 else "evening"


@access(SIGNED_IN)
def my_results(request: HttpRequest) -> HttpResponse:
    """Every result of one's own, newest first; certificates come through a slot."""
    staff = getattr(request.user, "staff_member", None)
    if staff is None:
        return render(request, "desk/no_person.html", {"place": "results"})
    page = Paginator(results_of(staff), 20).get_page(request.GET.get("page"))
    return render(request, "desk/my_results.html", {"place": "results", "staff": staff, "page_obj": page})
