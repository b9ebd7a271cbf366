"""Slips for the people an import has brought in: who still waits, where they are posted, and who holds a slip that works."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from training_site.lib import clock
from training_site.lib.errors import Refused
from training_site.people.api import HR, OrgUnit, Posting, StaffMember, access, closed_to, employed, issue_codes, live_codes, role, slip_sheet
from training_site.people.roles import AnyUser
from training_site.roster.planning import NEW, RETURNS
from training_site.transfers.api import ImportRun, get_run

MOST_AT_ONCE = 1000
ROUND = timedelta(days=1)  # how long the next sheet of “Print again” goes on from the one before


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


def _brought_in(run: ImportRun, by: AnyUser) -> QuerySet[StaffMember]:
    """Those whom the run brought in and who have not set a password yet; `closed` when `by` may not let them in, `holds_code` when a slip works."""
    keys = run.rows.filter(effect__in=[NEW, RETURNS]).values("key")
    return (
        employed()
        .filter(staff_number__in=keys, login__is_active=True, login__must_change_password=True)
        .annotate(closed=Exists(closed_to(by).filter(pk=OuterRef("login"))), holds_code=Exists(live_codes().filter(login=OuterRef("login"))))
    )


def numbers(run: ImportRun, by: AnyUser) -> dict[str, int]:
    """`waiting` people, those of them `without` a slip that works and with one `handed_out`; `left_out` whom others let in. One statement."""
    open_to = Q(closed=False)
    return _brought_in(run, by).aggregate(
        waiting=Count("pk", filter=open_to),
        without=Count("pk", filter=open_to & Q(holds_code=False)),
        handed_out=Count("pk", filter=open_to & Q(holds_code=True)),
        left_out=Count("pk", filter=Q(closed=True)),
    )


def waiting_people(run: ImportRun, by: AnyUser) -> QuerySet[StaffMember]:
    """Those whom the run brought in, who have not set a password yet and whom `by` may let in; `holds_code` when a slip of theirs still works."""
    # Who begins next week is posted already; who moves counts where they will be.
    last = Posting.objects.filter(staff=OuterRef("pk")).order_by("-starts_on").values("unit__path")[:1]
    return _brought_in(run, by).filter(closed=False).annotate(unit_path=Subquery(last)).order_by("staff_number")


def places(run: ImportRun, by: AnyUser) -> list[Place]:
    """The units where people of the run wait, with all above them, as a tree. Two statements at any number of people."""
    counted = waiting_people(run, by).order_by().values("unit_path").annotate(waiting=Count("pk"), without=Count("pk", filter=Q(holds_code=False)))
    sums: dict[str, list[int]] = {}
    for path, waiting, without in counted.values_list("unit_path", "waiting", "without"):
        for end in range(OrgUnit.steplen, len(path or "") + 1, OrgUnit.steplen):
            found = sums.setdefault(path[:end], [0, 0])
            found[0], found[1] = found[0] + waiting, found[1] + without
    return [Place(unit, *sums[unit.path]) for unit in OrgUnit.objects.filter(path__in=sums).order_by("path")]


def _chosen(people: QuerySet[StaffMember], unit: OrgUnit | None, again: datetime | None) -> QuerySet[StaffMember]:
    """Whom the next sheets are for. Slips that work are left alone unless those from before `again` are to be printed again; the oldest go first."""
    if unit is not None:
        people = people.filter(unit_path__startswith=unit.path)
    if again is None:
        return people.filter(holds_code=False)
    issued = live_codes().filter(login=OuterRef("login")).values("login").annotate(last=Max("issued_at")).values("last")
    people = people.annotate(issued=Subquery(issued)).filter(Q(holds_code=False) | Q(issued__lte=again))
    return people.order_by("holds_code", F("issued").asc(nulls_first=True), "staff_number")


def _again(request: HttpRequest) -> datetime | None:
    """None unless slips that work are to be printed again: then when the first sheet of the round was asked for, which the next ones name."""
    if not request.POST.get("again"):
        return None
    now = clock.now()
    with suppress(ValueError):
        begun = datetime.fromisoformat(request.POST.get("since", ""))
        return begun if begun.tzinfo and now - ROUND < begun < now else now
    return now


def _page(run: ImportRun, unit: str, again: datetime | None = None) -> str:
    """Where the next sheet is asked for, with what was chosen."""
    chosen = {"unit": unit, "again": again.isoformat() if again else ""}
    query = urlencode({name: value for name, value in chosen.items() if value})
    return reverse("roster:run", args=[run.public_id]) + (f"?{query}" if query else "") + "#slips"


@access(role(HR))
@require_POST
def print_slips(request: HttpRequest, public_id: object) -> HttpResponse:
    """Issue codes to people of the run who still wait, and show them once, ready to print."""
    run = get_run("roster", public_id)
    code, again = request.POST.get("unit", ""), _again(request)
    unit = OrgUnit.objects.filter(code=code).first()
    if code and unit is None:
        messages.error(request, _("This unit is no longer there. Choose another one."))
        return redirect(_page(run, ""))
    try:
        with transaction.atomic():
            chosen = _chosen(waiting_people(run, request.user), unit, again)
            # Whoever presses at the same moment waits here, and then no longer finds those who have just got a code.
            ids = list(chosen.values_list("pk", flat=True)[:MOST_AT_ONCE])
            list(StaffMember.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk", flat=True))
            slips = issue_codes(chosen.filter(pk__in=ids).select_related("login"), request.user)
            left = chosen.count()
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(_page(run, code))
    if not slips and again:
        messages.info(request, _("All slips of this choice have been printed again."))
    elif not slips:
        messages.info(request, _("Everybody chosen holds a slip that still works. To replace these slips, tick “Print again”."))
    else:
        return slip_sheet(request, slips, _page(run, code, again if left else None), left)
    return redirect(_page(run, code))
