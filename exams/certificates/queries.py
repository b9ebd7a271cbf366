"""Which certificates there are, for whom, and whose a login may see."""

from datetime import date, timedelta

from django.db.models import Q, QuerySet

from exams.certificates.models import Certificate, CertificatePdf
from exams.certificates.standing import NOT_ENDED
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
    return Certificate.objects.filter(NOT_ENDED, expires_on__gte=on or clock.today())


def due(within_days: int) -> Q:
    """The condition that a certificate runs out within so many days or has expired, and was neither replaced nor revoked."""
    return NOT_ENDED & Q(expires_on__lte=clock.today() + timedelta(days=within_days))


def expiring(people: QuerySet[StaffMember], within_days: int) -> QuerySet[Certificate]:
    """What is `due` of these people, the first to end first. The people are a queryset: of tens of thousands no list of ids fits into a statement."""
    rows = Certificate.objects.filter(due(within_days), staff__in=people.values("pk"))
    return with_standing(rows).order_by("expires_on", "staff__staff_number")


def visible_to(user: AnyUser) -> QuerySet[Certificate]:
    """HR and auditors see all, supervisors their team's, everybody their own."""
    return with_standing(Certificate.objects.filter(staff__in=visible_staff(user).values("pk")))


def pdf_of(certificate: Certificate) -> CertificatePdf | None:
    """The file of a certificate in the languages it was issued in, None while it is being made."""
    return CertificatePdf.objects.filter(certificate=certificate, language=certificate.facts["languages"]).first()
