"""Whose runs somebody sees, who has passed what, and how often each choice was taken."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, QuerySet

from etiquette.scenarios.models import ChoiceMade, Run, Scenario, ScenarioVersion


def runs_visible_to(user: Any) -> QuerySet[Run]:
    """The runs of the signed-in person: a run is practice and nobody else's to read."""
    own = getattr(user, "staff_member", None)
    return Run.objects.filter(staff=own).select_related("version", "scenario", "staff") if own else Run.objects.none()


def published() -> QuerySet[Scenario]:
    """The scenarios staff can start, with their current version."""
    return Scenario.objects.filter(state="published").select_related("current_version")


def scenarios_passed(staff_ids: set[int]) -> Iterable[tuple[int, str, datetime]]:
    """(staff id, scenario code, end of the first passed run), in any version, for many people at once. One query."""
    if not staff_ids:
        return []
    rows = Run.objects.filter(staff__in=staff_ids, passed=True).order_by().values("staff", "scenario__code")
    return list(rows.annotate(first=Min("finished_at")).values_list("staff", "scenario__code", "first"))


def choice_counts(version: ScenarioVersion) -> dict[str, int]:
    """How often each choice of a version was taken in finished runs, by choice id. One query."""
    taken = ChoiceMade.objects.filter(run__version=version, run__state="finished").order_by().values("choice")
    return dict(taken.annotate(times=Count("pk")).values_list("choice", "times"))
