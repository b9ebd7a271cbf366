"""A supervisor's team: who is in time, who is not, and one person's whole record."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet, Window
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from courses.paths.api import Journey, Todo, journeys
from exams.certificates import api as certificates
from exams.certificates.api import Certificate
from exams.sittings.api import results_of
from training_site.desk.my import KIND_ICONS, current_of
from training_site.desk.scope import units_of
from training_site.desk.sitting_now import sitting_now
from training_site.lib import clock
from training_site.lib.errors import Refused
from training_site.people.api import (
    HR,
    TEAM_LEAD,
    JobRole,
    OrgUnit,
    Posting,
    StaffMember,
    access,
    closed_to,
    employed,
    has_role,
    in_force,
    login_state,
    may_help,
    posting_of,
    postings_by_person,
    team_of,
    visible_staff,
)
from training_site.people.codes import reset_password
from training_site.transfers.api import export_response

PER_PAGE = 25
# More tasks than these are no table any more: people of several paths get a line each.
MOST_COLUMNS = 18
MOST_EXCEPTIONS = 6
MOST_EXPIRING = 8
MOST_RESULTS = 10
STATUSES = ("late", "soon")


@dataclass(frozen=True)
class TeamRow:
    """One person of the team with the path that counts today (None for nobody's path)."""

    staff: StaffMember
    posting: Posting | None
    journey: Journey | None

    @property
    def status(self) -> str:
        """late, soon, or in order."""
        found = {todo.status for todo in self.journey.todos} if self.journey else set()
        return next((status for status in STATUSES if status in found), "order")

    @property
    def upcoming(self) -> Todo | None:
        """What this person has to do next."""
        return next(iter(self.journey.pending), None) if self.journey else None

    def cells(self, columns: list[Todo]) -> list[Todo | None]:
        """The person's own step for each column, None where a column does not concern them."""
        own = {key_of(todo): todo for todo in self.journey.todos} if self.journey else {}
        return [own.get(key_of(column)) for column in columns]


def key_of(todo: Todo) -> tuple[str, str]:
    """What makes the steps of two people the same column."""
    return todo.kind, todo.step.ref


def _people(request: HttpRequest) -> QuerySet[StaffMember]:
    """The team of a supervisor, or everybody employed for HR."""
    if has_role(request.user, HR):
        return employed()
    own = getattr(request.user, "staff_member", None)
    return team_of(own) if own else StaffMember.objects.none()


def _filtered(request: HttpRequest, people: QuerySet[StaffMember]) -> QuerySet[StaffMember]:
    chosen = request.GET
    postings = Posting.objects.filter(in_force())
    if unit := OrgUnit.objects.filter(code=chosen.get("unit", "")).first():
        people = people.filter(pk__in=postings.filter(unit__path__startswith=unit.path).values("staff"))
    if chosen.get("job"):
        people = people.filter(pk__in=postings.filter(job_role__code=chosen["job"]).values("staff"))
    if search := chosen.get("q", "").strip():
        people = people.filter(name__icontains=search) | people.filter(staff_number__istartswith=search)
    return people.order_by("staff_number")


def _rows(people: list[StaffMember]) -> list[TeamRow]:
    """One row per person; the same number of queries for three people and for three hundred."""
    ids = [person.pk for person in people]
    found = journeys(ids)
    postings = postings_by_person(ids)
    return [TeamRow(person, postings.get(person.pk), current_of(found.get(person.pk, []))) for person in people]


def _columns(rows: Iterable[TeamRow]) -> list[Todo]:
    """One sample step for each column that these people need, in the order of their paths."""
    columns: dict[tuple[str, str], Todo] = {}
    for row in rows:
        for todo in row.journey.todos if row.journey else []:
            columns.setdefault(key_of(todo), todo)
    return list(columns.values())


@access(TEAM_LEAD)
def team(request: HttpRequest) -> HttpResponse:
    """People and what they owe, exceptions first on a phone. A table of tasks where few columns do, else a line for each person."""
    everybody = _people(request)
    people = _filtered(request, everybody)
    rows = _rows(list(people))
    counts = {status: sum(row.status == status for row in rows) for status in (*STATUSES, "order")}
    status = request.GET.get("status", "")
    shown = [row for row in rows if not status or row.status == status]
    if request.GET.get("export"):
        return _export(request, _columns(shown), shown)
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    columns = _columns(page)
    late = _exceptions(shown)
    context = {
        "place": "team",
        "now": clock.now(),
        "units": units_of(request),
        "jobs": JobRole.objects.all(),
        "chosen": request.GET,
        "columns": columns,
        "by_person": len(columns) > MOST_COLUMNS,
        "page_obj": page,
        "table": [(row, row.cells(columns)) for row in page],
        "total": len(rows),
        "counts": counts,
        "in_time": len(rows) - counts["late"],
        "exceptions": late[:MOST_EXCEPTIONS],
        "more_exceptions": max(len(late) - MOST_EXCEPTIONS, 0),
        "late_count": sum(len(row.journey.late) for row in rows if row.journey),
        "sitting": sitting_now(everybody),
        "expiring": _expiring(people),
        "expiring_days": certificates.RENEWAL_DAYS,
        "icons": KIND_ICONS,
    }
    return render(request, "desk/team.html", context)


def _expiring(people: QuerySet[StaffMember]) -> list[Certificate]:
    """The first certificates that have expired or run out; each row knows how many there are in all (`total`). One statement."""
    rows = certificates.expiring(people, within_days=certificates.RENEWAL_DAYS)
    return list(rows.annotate(total=Window(Count("pk")))[:MOST_EXPIRING])


def _exceptions(rows: list[TeamRow]) -> list[tuple[StaffMember, Todo]]:
    """Everything overdue, what is longest overdue on top."""
    late = [(row.staff, todo) for row in rows if row.journey for todo in row.journey.late]
    return sorted(late, key=lambda pair: (pair[1].due_on, pair[0].staff_number))


def _export(request: HttpRequest, columns: list[Todo], rows: list[TeamRow]) -> HttpResponse:
    words = {
        "done": pgettext("step", "done"), "late": pgettext("step", "overdue"), "soon": pgettext("step", "due soon"),
        "open": pgettext("step", "open"), "ahead": pgettext("step", "open"), "locked": _("not yet open"),
    }  # fmt: skip
    header = [_("Staff number"), _("Name"), _("Unit"), _("Job role"), *[column.title for column in columns]]
    table = [
        [row.staff.staff_number, row.staff.name, str(row.posting.unit) if row.posting else "", str(row.posting.job_role) if row.posting else ""]
        + [words[cell.status] if cell else "" for cell in row.cells(columns)]
        for row in rows
    ]
    return export_response(request, "team", header, table, request.GET["export"])


@access(TEAM_LEAD)
def person(request: HttpRequest, public_id: str) -> HttpResponse:
    """One person's record: where they stand, results, certificates, and the help one can give."""
    staff = get_object_or_404(visible_staff(request.user).select_related("login"), public_id=public_id)
    posting, helps = posting_of(staff), may_help(request.user, staff)
    context = {
        "place": "team",
        "staff": staff,
        "posting": posting,
        "journeys": journeys([staff.pk]).get(staff.pk, []),
        "results": list(results_of(staff)[:MOST_RESULTS]),
        "sitting": sitting_now(StaffMember.objects.filter(pk=staff.pk)),
        "login_state": login_state(staff),
        "may_help": helps,
        "is_own": staff.login_id == request.user.pk,
        "only_administrators": not helps and closed_to(request.user).filter(pk=staff.login_id).exists(),
        "icons": KIND_ICONS,
    }
    return render(request, "desk/person.html", context)


@access(TEAM_LEAD)
@require_POST
def reset_login(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give a person a new one-time code; it is shown this once."""
    staff = get_object_or_404(visible_staff(request.user), public_id=public_id)
    try:
        code = reset_password(staff, request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return person(request, public_id)
    return render(request, "desk/new_code.html", {"place": "team", "staff": staff, "code": code, "until": clock.today() + timedelta(days=7)})
