"""Slips for the people an import has brought in."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from training_site.lib import clock
from training_site.people.api import HR, StaffMember, access, employed, issue_codes, role, slip_sheet
from training_site.roster.planning import NEW, RETURNS
from training_site.transfers.api import ImportRun, get_run

MOST_AT_ONCE = 1000


def waiting_people(run: ImportRun) -> QuerySet[StaffMember]:
    """Those whom the run brought in and who have not set a password yet."""
    numbers = run.rows.filter(effect__in=[NEW, RETURNS]).values("key")
    return (
        employed()
        .filter(staff_number__in=numbers, login__is_active=True, login__must_change_password=True)
        .select_related("login")
        .order_by("staff_number")
    )


def handed_out(run: ImportRun) -> int:
    """How many of them hold a code that still works; printing again makes it worthless."""
    live = {"login__one_time_codes__used_at": None, "login__one_time_codes__withdrawn_at": None, "login__one_time_codes__expires_at__gt": clock.now()}
    return waiting_people(run).filter(login__one_time_codes__isnull=False, **live).distinct().count()


@access(role(HR))
@require_POST
def print_slips(request: HttpRequest, public_id: object) -> HttpResponse:
    """Issue codes to everybody of the run who still waits, and show them once, ready to print."""
    run = get_run("roster", public_id)
    people = list(waiting_people(run)[:MOST_AT_ONCE])
    return slip_sheet(request, issue_codes(people, request.user), reverse("roster:run", args=[run.public_id]))
