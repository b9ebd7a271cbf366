"""How a supervisor's own people get on in the scenarios: shares of many, never one person's run."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from etiquette.scenarios.analytics import MIN_PEOPLE, by_unit, path_report, scenario_figures
from etiquette.scenarios.grading import PASS_PERCENT
from etiquette.scenarios.queries import published
from etiquette.scenarios.reporting import asked_by, export_list, export_paths
from training_site.people.api import HR, TEAM_LEAD, OrgUnit, StaffMember, access, employed, has_role, team_of, units_supervised_by


def people_of(request: HttpRequest) -> QuerySet[StaffMember]:
    """The team of a supervisor, evaluated now; everybody employed for HR."""
    if has_role(request.user, HR):
        return employed()
    own = getattr(request.user, "staff_member", None)
    return team_of(own) if own else StaffMember.objects.none()


def units_of(request: HttpRequest) -> QuerySet[OrgUnit]:
    """The units whoever looks may choose from."""
    own = getattr(request.user, "staff_member", None)
    rows = OrgUnit.objects.all() if has_role(request.user, HR) else units_supervised_by(own) if own else OrgUnit.objects.none()
    return rows.filter(closed_on__isnull=True)


@require_safe
@access(TEAM_LEAD)
def team_paths(request: HttpRequest) -> HttpResponse:
    """All scenarios with the figures of one's own people."""
    chosen, asked = asked_by(request, units_of(request), people_of(request))
    rows = scenario_figures(published(), asked)
    if request.GET.get("export"):
        return export_list(request, rows)
    return render(request, "scenarios/team_paths.html", {"place": "team", "rows": rows, "filter": chosen, "min_people": MIN_PEOPLE})


@require_safe
@access(TEAM_LEAD)
def team_path(request: HttpRequest, code: str) -> HttpResponse:
    """The paths one's own people took through the current version of a scenario."""
    version = get_object_or_404(published(), code=code).current_version
    assert version is not None  # the constraint scenario_published_has_version
    chosen, asked = asked_by(request, units_of(request), people_of(request))
    report = path_report(version, asked)
    if request.GET.get("export"):
        return export_paths(request, report)
    context = {"report": report, "version": version, "filter": chosen, "asked": asked, "mark": PASS_PERCENT, "min_people": MIN_PEOPLE}
    return render(request, "scenarios/team_path.html", {"place": "team", "units": by_unit(version, asked), **context})
