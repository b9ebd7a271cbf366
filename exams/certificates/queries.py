"""Which certificates there are, for whom, and whose a login may see."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import QuerySet

from exams.certificates.models import Certificate, CertificatePdf
from training_site.lib import clock
from training_site.people.api import StaffMember, visible_staff
from training_site.people.roles import AnyUser


def with_standing(rows: QuerySet[Certificate]) -> QuerySet[Certificate]:
    """Rows with what `status` and lists need, in the same statement."""
    return rows.select_related("type", "staff", "revocation", "superseded_by")


def of_staff(staff: StaffMember) -> QuerySet[Certificate]:
    """A person's certificates, newest first, each with its standing."""
    return with_standing(Certificate.objects.filter(staff=staff)).order_by("-issued_on", "-pk")


def in_force(on: date | None = None) -> QuerySet[Certificate]:
    """The certificates that are neither revoked nor replaced and have not expired on a day."""
    return Certificate.objects.filter(revocation__isnull=True, superseded_by__isnull=True, expires_on__gte=on or clock.today())


def expiring(staff_ids: Iterable[int], within_days: int) -> QuerySet[Certificate]:
    """These people's certificates that end within `within_days` days or have ended, and were neither replaced nor revoked; the first to end first."""
    limit = clock.today() + timedelta(days=within_days)
    rows = Certificate.objects.filter(staff__in=list(staff_ids), expires_on__lte=limit, revocation__isnull=True, superseded_by__isnull=True)
    return with_standing(rows).order_by("expires_on", "staff__staff_number")


def visible_to(user: AnyUser) -> QuerySet[Certificate]:
    """HR and auditors see all, supervisors their team's, everybody their own."""
    return with_standing(Certificate.objects.filter(staff__in=visible_staff(user).values("pk")))


def pdf_of(certificate: Certificate) -> CertificatePdf | None:
    """The file of a certificate in the languages it was issued in, None while it is being made."""
    return CertificatePdf.objects.filter(certificate=certificate, language=certificate.facts["languages"]).first()
