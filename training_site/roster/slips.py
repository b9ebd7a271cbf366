"""Slips for the people an import has brought in: who still waits, where they are posted, and who holds a slip that works."""

from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from training_site.lib.errors import Refused
from training_site.people.api import HR, OrgUnit, Posting, StaffMember, access, employed, issue_codes, live_codes, role, slip_sheet
from training_site.roster.planning import NEW, RETURNS
from training_site.transfers.api import ImportRun, get_run

MOST_AT_ONCE = 1000


@dataclass(frozen=True)
class Place:
    """A unit with everything below it: how many people wait there, and how many of them hold no code that works."""

    unit: OrgUnit
    waiting: int
    without: int

    @property
    def indent(self) -> str:
        """How deep the unit stands, drawn for a list that cannot nest."""
        return "\u3000" * (self.unit.depth - 1)


def waiting_people(run: ImportRun) -> QuerySet[StaffMember]:
    """Those whom the run brought in and who have not set a password yet; `holds_code` when a slip of theirs still works."""
    numbers = run.rows.filter(effect__in=[NEW, RETURNS]).values("key")
    # Who begins next week is posted already; who moves counts where they will be.
    last = Posting.objects.filter(staff=OuterRef("pk")).order_by("-starts_on").values("unit__path")[:1]
    return (
        employed()
        .filter(staff_number__in=numbers, login__is_active=True, login__must_change_password=True)
        .annotate(holds_code=Exists(live_codes().filter(login=OuterRef("login"))), unit_path=Subquery(last))
        .order_by("staff_number")
    )


def places(run: ImportRun) -> list[Place]:
    """The units where people of the run wait, with all above them, as a tree. Two statements at any number of people."""
    counted = waiting_people(run).order_by().values("unit_path").annotate(waiting=Count("pk"), without=Count("pk", filter=Q(holds_code=False)))
    sums: dict[str, list[int]] = {}
    for path, waiting, without in counted.values_list("unit_path", "waiting", "without"):
        for end in range(OrgUnit.steplen, len(path or "") + 1, OrgUnit.steplen):
            found = sums.setdefault(path[:end], [0, 0])
            found[0], found[1] = found[0] + waiting, found[1] + without
    return [Place(unit, *sums[unit.path]) for unit in OrgUnit.objects.filter(path__in=sums).order_by("path")]


def _chosen(run: ImportRun, unit: OrgUnit | None, again: bool) -> QuerySet[StaffMember]:
    """Whom the next sheets are for. Slips that work are left alone unless they are to be printed again; then the oldest go first."""
    people = waiting_people(run)
    if unit is not None:
        people = people.filter(unit_path__startswith=unit.path)
    if not again:
        return people.filter(holds_code=False)
    issued = live_codes().filter(login=OuterRef("login")).values("login").annotate(last=Max("issued_at")).values("last")
    return people.annotate(issued=Subquery(issued)).order_by("holds_code", F("issued").asc(nulls_first=True), "staff_number")


@access(role(HR))
@require_POST
def print_slips(request: HttpRequest, public_id: object) -> HttpResponse:
    """Issue codes to people of the run who still wait, and show them once, ready to print."""
    run = get_run("roster", public_id)
    back = reverse("roster:run", args=[run.public_id])
    code, again = request.POST.get("unit", ""), bool(request.POST.get("again"))
    unit = OrgUnit.objects.filter(code=code).first()
    here = f"{back}?{urlencode({'unit': code})}#slips" if code else f"{back}#slips"
    if code and unit is None:
        messages.error(request, _("This unit is no longer there. Choose another one."))
        return redirect(f"{back}#slips")
    try:
        with transaction.atomic():
            chosen = _chosen(run, unit, again)
            # Whoever presses at the same moment waits here, and then no longer finds those who have just got a code.
            ids = list(chosen.values_list("pk", flat=True)[:MOST_AT_ONCE])
            list(StaffMember.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk", flat=True))
            slips = issue_codes(chosen.filter(pk__in=ids).select_related("login"), request.user)
            left = _chosen(run, unit, again=False).count()
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(here)
    if not slips:
        messages.info(request, _("Everybody chosen holds a slip that still works. To replace these slips, tick “Print again”."))
        return redirect(here)
    return slip_sheet(request, slips, here, left)
