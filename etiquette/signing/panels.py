"""What this room shows on the pages of the desk."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from etiquette.signing.asking import questions_visible_to
from etiquette.signing.queries import open_for
from training_site.lib import slots
from training_site.people.api import StaffMember

MOST = 3


def to_sign_panel(request: HttpRequest, staff: object) -> str | None:
    """On "my training": the sets that wait for a signature and are not on the page already; nothing where none does. At most six statements."""
    if not isinstance(staff, StaffMember):
        return None
    rows = open_for(staff, slots.told(request))
    context = {"rows": rows[:MOST], "total": len(rows), "more": len(rows) > MOST}
    return render_to_string("signing/to_sign_panel.html", context, request) if rows else None


def team_panel(request: HttpRequest, subject: object) -> str | None:
    """On the team page: questions about clauses that wait for an answer; nothing where none does. One statement more than finding the team."""
    waiting = questions_visible_to(request.user).filter(answer__isnull=True).count()
    return render_to_string("signing/team_panel.html", {"waiting": waiting}, request) if waiting else None
