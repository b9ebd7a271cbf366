"""Opening reviews: asks first, for whom and for how many, then opens them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods

from exams.reviews import opening, owing
from exams.reviews.models import ReviewCycle
from training_site.lib import clock
from training_site.lib.errors import Refused
from training_site.people.api import HR, TEAM_LEAD, OrgUnit, StaffMember, access, role

NAMED = 10


@dataclass(frozen=True)
class Circle:
    """Whose reviews are to be opened, in words and as the verb takes it; where the way out leads."""

    words: str
    back: str
    units: list[OrgUnit] | None = None
    team_of: StaffMember | None = None


@access(role(HR))
@require_http_methods(["GET", "HEAD", "POST"])
def of_units(request: HttpRequest, code: str) -> HttpResponse:
    """For everybody, or for a unit and what is below it."""
    cycle = get_object_or_404(ReviewCycle, code=code)
    wanted = request.POST.get("unit") or request.GET.get("unit")
    unit = get_object_or_404(OrgUnit, code=wanted) if wanted else None
    words = _("%(unit)s, with everything below it") % {"unit": unit} if unit else _("everybody")
    return _ask_or_open(request, cycle, Circle(words, reverse("reviews:cycle", args=[cycle.code]), units=[unit] if unit else None))


@access(TEAM_LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def of_team(request: HttpRequest, code: str) -> HttpResponse:
    """For the units of whoever asks."""
    cycle = get_object_or_404(ReviewCycle, code=code)
    person = getattr(request.user, "staff_member", None)
    if person is None:
        raise Http404
    return _ask_or_open(request, cycle, Circle(_("your team"), f"{reverse('reviews:team')}?cycle={cycle.code}", team_of=person))


def _why_not(cycle: ReviewCycle, circle: Circle) -> str:
    if circle.team_of is not None and cycle.opens_on > clock.today():
        return _("This cycle has not begun yet.")
    return opening.why_not_begin(cycle)


def _ask_or_open(request: HttpRequest, cycle: ReviewCycle, circle: Circle) -> HttpResponse:
    problem = _why_not(cycle, circle)
    if request.method == "POST" and not problem:
        try:
            plan, owed = owing.open_or_owe(cycle, request.user, clock.today(), units=circle.units, team_of=circle.team_of)
        except Refused as refusal:
            problem = str(refusal)
        else:
            _tell(request, 0 if owed else len(plan.people), plan.without_reviewer, owed is not None)
            return HttpResponseRedirect(circle.back)
    plan = opening.plan_for(cycle, clock.today(), units=circle.units, team_of=circle.team_of)
    context = {
        "cycle": cycle, "circle": circle, "unit": circle.units[0].code if circle.units else "", "problem": problem, "count": len(plan.people),
        "lacking": len(plan.without_reviewer), "names": _names(plan.without_reviewer), "place": "team",
    }  # fmt: skip
    return render(request, "reviews/open.html", context, status=422 if request.method == "POST" else 200)


def _names(people: Iterable[StaffMember]) -> str:
    return pgettext("between names", ", ").join(person.name for person in list(people)[:NAMED])


def _tell(request: HttpRequest, added: int, without_reviewer: list[StaffMember], owed: bool) -> None:
    sentence = ngettext("%(count)d review was opened and its evidence frozen.", "%(count)d reviews were opened and their evidence frozen.", added)
    if not owed:  # how far an owed one is stands on the page itself
        messages.success(request, sentence % {"count": added} if added else _("Everybody there has a review already."))
    if without_reviewer:
        messages.warning(request, _("Nobody supervises these people, so they have no review: %(names)s.") % {"names": _names(without_reviewer)})
