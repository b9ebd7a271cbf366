"""What this room shows on the pages of the desk."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from etiquette.signing.asking import questions_visible_to


def team_panel(request: HttpRequest, subject: object) -> str | None:
    """On the team page: questions about clauses that wait for an answer; nothing where none does. One statement more than finding the team."""
    waiting = questions_visible_to(request.user).filter(answer__isnull=True).count()
    return render_to_string("signing/team_panel.html", {"waiting": waiting}, request) if waiting else None
