"""What a certificate is on a day: read from dated rows, never stored (house.md 11)."""

from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from exams.certificates.models import Certificate
from exams.certificates.states import EXPIRED, EXPIRING, EXPIRING_DAYS, LABELS, REVOKED, SUPERSEDED, VALID
from training_site.lib import clock

# Neither revoked nor replaced, whatever its last day.
NOT_ENDED = Q(revocation__isnull=True, superseded_by__isnull=True)


def status(certificate: Certificate, on: date | None = None) -> str:
    """valid, expiring, expired, superseded or revoked on a day (today). Revoked goes before superseded, superseded before expired.

    No statement where the row was loaded by `queries.with_standing`. Revocations and successors count from their own day on.
    """
    day = on or clock.today()
    revocation = getattr(certificate, "revocation", None)
    if revocation is not None and timezone.localdate(revocation.at) <= day:
        return REVOKED
    successor = getattr(certificate, "superseded_by", None)
    if successor is not None and successor.issued_on <= day:
        return SUPERSEDED
    if certificate.expires_on < day:
        return EXPIRED
    return EXPIRING if certificate.expires_on < day + timedelta(days=EXPIRING_DAYS) else VALID


def of_status(rows: QuerySet[Certificate], wanted: str, on: date | None = None) -> QuerySet[Certificate]:
    """The certificates that have a status on a day; equal to asking `status` of each row as things stand now."""
    day = on or clock.today()
    soon = day + timedelta(days=EXPIRING_DAYS)
    conditions = {
        REVOKED: Q(revocation__isnull=False),
        SUPERSEDED: Q(revocation__isnull=True, superseded_by__isnull=False),
        EXPIRED: NOT_ENDED & Q(expires_on__lt=day),
        EXPIRING: NOT_ENDED & Q(expires_on__gte=day, expires_on__lt=soon),
        VALID: NOT_ENDED & Q(expires_on__gte=soon),
    }
    return rows.filter(conditions[wanted])


def label(certificate: Certificate, on: date | None = None) -> str:
    """The status in words."""
    return str(LABELS[status(certificate, on)])
