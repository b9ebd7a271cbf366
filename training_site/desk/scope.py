"""Which units a login can narrow its lists to."""

from django.db.models import QuerySet
from django.http import HttpRequest

from training_site.people.api import AUDITOR, HR, OrgUnit, has_role, units_supervised_by


def units_of(request: HttpRequest) -> QuerySet[OrgUnit]:
    """A supervisor's own units, or all of them for who sees everybody."""
    if has_role(request.user, HR, AUDITOR):
        return OrgUnit.objects.order_by("path")
    own = getattr(request.user, "staff_member", None)
    return units_supervised_by(own).order_by("path") if own else OrgUnit.objects.none()
