"""Who is where today, and who may see whom. Evaluated at each request (R14), never kept."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from training_site.lib import clock
from training_site.people.models import OrgUnit, Posting, StaffMember, Supervision
from training_site.people.roles import AUDITOR, HR, AnyUser, has_role

AT_ONCE = 1000  # ids in one statement


def in_force(on: date | None = None, prefix: str = "") -> Q:
    """The condition that a dated row (starts_on … ends_on) covers a day; `prefix` like "postings__"."""
    day = on or clock.today()
    return Q(**{f"{prefix}starts_on__lte": day}) & (Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": day}))


def employed(on: date | None = None) -> QuerySet[StaffMember]:
    """Everybody who has not left."""
    return StaffMember.objects.filter(Q(left_on__isnull=True) | Q(left_on__gt=on or clock.today()))


def posting_of(staff: StaffMember, on: date | None = None) -> Posting | None:
    """A person's posting of a day."""
    return staff.postings.filter(in_force(on)).select_related("unit", "job_role").order_by("-starts_on").first()


def postings_by_person(staff_ids: Iterable[int]) -> dict[int, Posting]:
    """Staff id → the posting of today, with unit and job role; who has none is not in it. One statement for each thousand people."""
    ids, found = list(staff_ids), {}
    for first in range(0, len(ids), AT_ONCE):
        rows = Posting.objects.filter(in_force(), staff__in=ids[first : first + AT_ONCE]).select_related("unit", "job_role")
        found.update({row.staff_id: row for row in rows.order_by("starts_on")})
    return found


def units_supervised_by(staff: StaffMember, on: date | None = None) -> QuerySet[OrgUnit]:
    """The units a supervisor answers for, with everything below them."""
    paths = list(OrgUnit.objects.filter(in_force(on, "supervisions__"), supervisions__supervisor=staff).values_list("path", flat=True))
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(path__startswith=path)
    return OrgUnit.objects.filter(condition)


def team_of(staff: StaffMember, on: date | None = None) -> QuerySet[StaffMember]:
    """The people posted today in the units somebody supervises, without themselves."""
    units = units_supervised_by(staff, on).values("pk")
    postings = Posting.objects.filter(in_force(on), unit__in=units).values("staff")
    return employed(on).filter(pk__in=postings).exclude(pk=staff.pk)


def visible_staff(user: AnyUser) -> QuerySet[StaffMember]:
    """The people whose records this login may see: HR and auditors all, supervisors their team, everybody themselves."""
    if has_role(user, HR, AUDITOR):
        return StaffMember.objects.all()
    own = getattr(user, "staff_member", None)
    if own is None:
        return StaffMember.objects.none()
    return StaffMember.objects.filter(Q(pk=own.pk) | Q(pk__in=team_of(own).values("pk")))


def supervisors_of(staff: StaffMember, on: date | None = None) -> QuerySet[StaffMember]:
    """Who answers for this person today, nearest unit first."""
    posting = posting_of(staff, on)
    if posting is None:
        return StaffMember.objects.none()
    steplen = OrgUnit.steplen
    paths = [posting.unit.path[:end] for end in range(steplen, len(posting.unit.path) + 1, steplen)]
    rows = Supervision.objects.filter(in_force(on), unit__path__in=paths).exclude(supervisor=staff)
    return employed(on).filter(pk__in=rows.values("supervisor")).order_by("-supervisions__unit__depth", "staff_number").distinct()
