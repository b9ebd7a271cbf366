"""What this room shows on the pages of the desk."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from etiquette.scenarios.analytics import MIN_PEOPLE, Asked, Totals, totals_of
from etiquette.scenarios.team import people_of


def team_panel(request: HttpRequest, subject: object) -> str | None:
    """On the team page: how the team's first runs ended, with the way to the report. One statement more than finding the team."""
    totals = totals_of(Asked(staff=people_of(request)).runs())
    return render_to_string("scenarios/team_panel.html", {"totals": totals if totals.people >= MIN_PEOPLE else Totals()}, request)
