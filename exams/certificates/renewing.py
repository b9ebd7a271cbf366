"""Renewing: from when the exam of a certificate that runs out may be sat again. Nothing is stored, nothing is taken away by trying."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exams.certificates.models import Certificate
from exams.certificates.queries import with_standing
from exams.certificates.states import RENEWAL_DAYS
from exams.papers.api import Exam, exams_for
from exams.sittings.api import Renewal, moment
from training_site.lib import clock
from training_site.people.api import Posting, StaffMember, in_force


def renewable() -> QuerySet[Certificate]:
    """The certificates that passing again would renew: neither revoked nor replaced, of a type in use that is for the holder's job of today."""
    job = Posting.objects.filter(in_force(), staff=OuterRef("staff"), job_role=OuterRef("type__job_role"))
    kind = Q(type__archived_at__isnull=True) & (Q(type__job_role__isnull=True) | Exists(job))
    return Certificate.objects.filter(kind, revocation__isnull=True, superseded_by__isnull=True)


def days_before(months: int) -> int:
    """How many days before its last day a certificate may be renewed: RENEWAL_DAYS, but never more than half its term of so many months.

    Else a certificate of a month or two could be renewed on the day it was issued, and again on the next.
    """
    return min(RENEWAL_DAYS, 15 * months)


def opening_day(expires_on: date, months: int) -> date:
    """The first day on which a certificate may be renewed."""
    return expires_on - timedelta(days=days_before(months))


def renewals(exam: Exam, staff_ids: Collection[int]) -> dict[int, Renewal]:
    """For the exam's door: from when the latest certified pass of these people wants renewing. One statement.

    A pass may carry certificates of several types; the first of them to end decides, for one more pass renews them all.
    """
    rows = renewable().filter(type__exam=exam, staff__in=staff_ids).order_by("-attempt__number", "expires_on")
    found: dict[int, Renewal] = {}
    for staff_id, attempt_id, expires_on, months in rows.values_list("staff", "attempt", "expires_on", "type__months"):
        if staff_id not in found:
            found[staff_id] = _renewal(attempt_id, expires_on, months)
    return found


def _renewal(attempt_id: int, expires_on: date, months: int) -> Renewal:
    first, days = opening_day(expires_on, months), days_before(months)
    until_then = ngettext(
        "You have passed. You may sit it again from %(day)s, %(count)d day before your certificate ends.",
        "You have passed. You may sit it again from %(day)s, %(count)d days before your certificate ends.",
        days,
    ) % {"day": _said(first), "count": days}
    if expires_on < clock.today():
        since_then = _("Your certificate ended on %(day)s. Pass the exam again, and you get a new one.")
    else:
        since_then = _("Your certificate ends on %(day)s and counts until then. Pass the exam again, and a new one takes its place.")
    opens_at = timezone.make_aware(datetime.combine(first, time.min))
    return Renewal(attempt_id, opens_at, until_then, since_then % {"day": _said(expires_on)})


def _said(day: date) -> str:
    return str(formats.date_format(day, "DATE_FORMAT"))


def to_renew(staff: StaffMember) -> list[Any]:
    """A person's certificates that may be renewed today or have run out, the first to end first. One statement.

    `offered`: the exam is for the person and open; `opens_at`: when it will be, where it is for the person and opens later.
    """
    today, now = clock.today(), clock.now()
    rows = with_standing(renewable().filter(staff=staff, expires_on__lte=today + timedelta(days=RENEWAL_DAYS)))
    rows = rows.annotate(offered=Exists(exams_for(staff).filter(pk=OuterRef("type__exam")))).select_related("type__exam__current_version")
    found: list[Any] = [row for row in rows.order_by("expires_on", "pk") if opening_day(row.expires_on, row.type.months) <= today]
    for row in found:
        row.offered, row.opens_at = _window(row.type.exam, now) if row.offered else (False, None)
    return found


def _window(exam: Exam, at: datetime) -> tuple[bool, datetime | None]:
    """Whether an exam is open at a moment by the rules in force, and when it opens if that is later."""
    rules = exam.current_version.settings if exam.current_version else {}
    opens_at, closes_at = moment(rules, "opens_at"), moment(rules, "closes_at")
    if closes_at and closes_at <= at:
        return False, None
    later = opens_at if opens_at and at < opens_at else None
    return later is None, later
