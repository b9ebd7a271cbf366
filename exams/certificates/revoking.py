"""Withdrawing a certificate: always by a person, with a reason, never by itself."""

from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from exams.certificates.models import Certificate, Retention, Revocation
from exams.sittings.api import Result
from training_site.ledger import api as ledger
from training_site.lib.errors import Refused, SomeoneElseWasFirst
from training_site.lib.reasons import reason_of


@dataclass(frozen=True)
class Proposal:
    """A certificate whose attempt no longer carries it. ground: "void" or "failed"; ground_id: the attempt's or the result's id."""

    certificate: Certificate
    ground: str
    ground_id: int

    @property
    def label(self) -> str:
        """The ground in words."""
        return str(dict(Retention.GROUNDS)[self.ground])


def revoke(certificate: Certificate, reason: str, by: AbstractBaseUser | None) -> Revocation:
    """Withdraw a certificate from this moment on. Raises Refused without a reason, SomeoneElseWasFirst when it is withdrawn already."""
    reason = reason_of(reason)
    try:
        with transaction.atomic():
            revocation = Revocation.objects.create(certificate=certificate, reason=reason, by=by)
            ledger.record("certificates.revoked", certificate, by, number=certificate.number, reason=reason)
    except IntegrityError:
        raise SomeoneElseWasFirst(_("This certificate has been revoked already.")) from None
    return revocation


def shaken() -> QuerySet[Certificate]:
    """Certificates in force whose attempt is void or whose result in force does not pass, not yet decided upon."""
    failing = Result.objects.filter(attempt=OuterRef("attempt"), replaced_by__isnull=True, passed=False)
    kept_void = Retention.objects.filter(certificate=OuterRef("pk"), ground="void", ground_id=OuterRef("attempt"))
    kept_failed = Retention.objects.filter(
        certificate=OuterRef("pk"),
        ground="failed",
        ground_id__in=Result.objects.filter(attempt=OuterRef(OuterRef("attempt")), replaced_by__isnull=True).values("pk"),
    )
    void = Q(attempt__state="void") & ~Exists(kept_void)
    failed = ~Q(attempt__state="void") & Exists(failing) & ~Exists(kept_failed)
    return Certificate.objects.filter(void | failed, revocation__isnull=True, superseded_by__isnull=True)


def proposals() -> list[Proposal]:
    """What somebody has to decide: withdraw or keep. Two statements."""
    rows = list(shaken().select_related("staff", "type", "attempt").order_by("-issued_on"))
    current = dict(Result.objects.filter(attempt__in=[row.attempt_id for row in rows], replaced_by__isnull=True).values_list("attempt", "pk"))
    return [
        Proposal(row, "void", row.attempt_id) if row.attempt.state == "void" else Proposal(row, "failed", current[row.attempt_id]) for row in rows
    ]


def keep(certificate: Certificate, reason: str, by: AbstractBaseUser | None) -> Retention:
    """Decide that a certificate stays although its attempt is void or no longer passes. Raises Refused where nothing is to be decided."""
    reason = reason_of(reason)
    found = next((proposal for proposal in proposals() if proposal.certificate.pk == certificate.pk), None)
    if found is None:
        raise Refused(_("There is nothing to decide about this certificate."))
    try:
        with transaction.atomic():
            retention = Retention.objects.create(certificate=certificate, ground=found.ground, ground_id=found.ground_id, reason=reason, by=by)
            ledger.record("certificates.kept", certificate, by, number=certificate.number, ground=found.ground, reason=reason)
    except IntegrityError:
        raise SomeoneElseWasFirst(_("Somebody else has just decided this.")) from None
    return retention
