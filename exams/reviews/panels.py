"""What this room shows on the pages of the desk."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from exams.reviews.models import Review, ReviewCycle
from exams.reviews.queries import progress, team_rows, to_answer, visible_to
from exams.reviews.states import CLOSED, OPEN
from training_site.lib import clock
from training_site.people.api import StaffMember

MOST = 3


def waiting_panel(request: HttpRequest, staff: object) -> str | None:
    """On "my training": reviews that wait for the person's self rating or answer; nothing where none does. One statement."""
    if not isinstance(staff, StaffMember):
        return None
    rows = list(to_answer(staff)[:MOST])
    return render_to_string("reviews/waiting_panel.html", {"rows": rows}, request) if rows else None


def team_panel(request: HttpRequest, subject: object) -> str | None:
    """On the team page: how the cycle that runs stands in the units of whoever looks, with the way there. At most four statements."""
    cycle = ReviewCycle.objects.exclude(state=CLOSED).filter(opens_on__lte=clock.today()).order_by("-state", "-opens_on").first()
    if cycle is None:
        return None
    counts = progress(team_rows(request.user, cycle)) if cycle.state == OPEN else progress(Review.objects.none())
    to_do = counts["open"] + counts["rated"]
    return render_to_string("reviews/team_panel.html", {"cycle": cycle, "counts": counts, "to_do": to_do}, request)


def person_panel(request: HttpRequest, staff: object) -> str | None:
    """On a person's page: their latest reviews, as far as the login may see them. At most three statements."""
    if not isinstance(staff, StaffMember):
        return None
    rows = list(visible_to(request.user).filter(staff=staff).order_by("-cycle__opens_on")[:MOST])
    return render_to_string("reviews/person_panel.html", {"rows": rows}, request) if rows else None
