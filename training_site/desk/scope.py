"""Which units a login can narrow its lists to, and where the people of a list are posted today."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.http import HttpRequest

from training_site.people.api import AUDITOR, HR, OrgUnit, Posting, has_role, in_force, units_supervised_by


def units_of(request: HttpRequest) -> QuerySet[OrgUnit]:
    """A supervisor's own units, or all of them for who sees everybody."""
    if has_role(request.user, HR, AUDITOR):
        return OrgUnit.objects.order_by("path")
    own = getattr(request.user, "staff_member", None)
    return units_supervised_by(own).order_by("path") if own else OrgUnit.objects.none()


def postings_by_person(staff_ids: Iterable[int]) -> dict[int, Posting]:
    """Staff id → the post of today, with unit and job role. One statement."""
    rows = Posting.objects.filter(in_force(), staff__in=staff_ids).select_related("unit", "job_role")
    return {row.staff_id: row for row in rows.order_by("starts_on")}
