"""Issuing: what a passed exam owes, once; issuing again with corrected facts; certificates of the past."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from exams.certificates.models import Certificate, CertificateType, NumberSeries, Revocation
from exams.certificates.signing import digest_of, sign
from exams.certificates.states import PASS, REISSUE
from exams.sittings.api import Result
from training_site.ledger import api as ledger
from training_site.lib import bilingual, clock
from training_site.lib.codes import certificate_code
from training_site.lib.errors import Refused, SomeoneElseWasFirst
from training_site.lib.reasons import reason_of
from training_site.people.api import OrgUnit, posting_of

SCHEMA = 1
PDF_JOB = "certificate.pdf"
TRIES = 5


def last_day(issued_on: date, months: int) -> date:
    """The last day of `months` months from a day: 17 December with 12 months ends on 16 December of the next year.

    Where the month is too short, its last day: 31 August with 6 months ends on 28 (29) February.
    """
    year, month = divmod(issued_on.year * 12 + issued_on.month - 1 + months, 12)
    longest = monthrange(year, month + 1)[1]
    if issued_on.day > longest:
        return date(year, month + 1, longest)
    return date(year, month + 1, issued_on.day) - timedelta(days=1)


def next_number(year: int) -> str:
    """The next human number of a year, JL-2026-000123, without gaps; call it inside the transaction that uses it."""
    NumberSeries.objects.get_or_create(year=year)
    NumberSeries.objects.filter(year=year).update(last=F("last") + 1)
    last = NumberSeries.objects.values_list("last", flat=True).get(year=year)
    return f"{settings.CERTIFICATES['prefix']}-{year}-{last:06d}"


def facts_of(
    kind: CertificateType, result: Result, unit: OrgUnit | None, code: str, number: str, issued_on: date, expires_on: date
) -> dict[str, Any]:
    """Everything that a certificate says, frozen: words of the type, name and unit of the day, the result.

    Keys: schema, code, number, issued_on, expires_on (ISO), holder, title, wording, exam, result, issuer, organisation,
    signatory, signature_path, languages; texts as {"zh", "en"}, the percentage as decimal string.
    """
    attempt = result.attempt
    staff = attempt.staff
    organisation = dict(settings.ORGANISATION)
    issuer = {lang: text or organisation[lang] for lang, text in bilingual.both_of(kind, "issuer").items()}
    return {
        "schema": SCHEMA,
        "code": code,
        "number": number,
        "issued_on": issued_on.isoformat(),
        "expires_on": expires_on.isoformat(),
        "holder": {
            "name": staff.name,
            "name_latin": staff.name_latin,
            "staff_number": staff.staff_number,
            "unit": bilingual.both_of(unit, "name"),
        },
        "title": bilingual.both_of(kind, "title"),
        "wording": bilingual.both_of(kind, "wording"),
        "exam": {"code": attempt.exam.code, "version": attempt.exam_version.number, "title": bilingual.both_of(attempt.exam, "title")},
        "result": {"attempt": attempt.reference, "number": result.number, "percent": str(result.percent), "passed": result.passed},
        "issuer": issuer,
        "organisation": organisation,
        "signatory": bilingual.both_of(kind, "signatory"),
        "signature_path": kind.signature_path,
        "languages": kind.languages,
    }


def _write(kind: CertificateType, result: Result, issued_on: date, expires_on: date, **columns: Any) -> Certificate:
    """One certificate row with its facts, digest and signature (inside the caller's transaction)."""
    posting = posting_of(result.attempt.staff, issued_on)
    unit = posting.unit if posting else None
    code, number = certificate_code(), next_number(issued_on.year)
    facts = facts_of(kind, result, unit, code, number, issued_on, expires_on)
    digest = digest_of(facts)
    signature, key_id = sign(digest)
    return Certificate.objects.create(
        code=code, number=number, staff_id=result.attempt.staff_id, type=kind, result=result, attempt_id=result.attempt_id, unit=unit,
        issued_on=issued_on, expires_on=expires_on, facts=facts, digest=digest, signature=signature, key_id=key_id, **columns,
    )  # fmt: skip


def _to_replace(kind: CertificateType, staff_id: int, issued_on: date) -> Certificate | None:
    """The certificate of the same type that a newer one takes the place of: the latest, unless replaced or revoked already."""
    mine = Certificate.objects.filter(type=kind, staff=staff_id, issued_on__lte=issued_on, superseded_by__isnull=True, revocation__isnull=True)
    return mine.order_by("-issued_on", "-pk").first()


def issue(kind: CertificateType, result: Result, on: date | None = None, by: AbstractBaseUser | None = None, with_pdf: bool = True) -> Certificate:
    """Issue the certificate that a passing result earns; a certificate of the same type is replaced by it.

    Called again for the same attempt it gives back what was issued. Raises Refused for a result that does not pass or that
    was replaced. The PDF is owed to the worker unless `with_pdf` is False (then whoever opens its page first asks for it).
    """
    result = Result.objects.select_related("attempt__staff", "attempt__exam", "attempt__exam_version").get(pk=result.pk)
    if not result.passed or result.attempt.state != "marked" or result.attempt.purpose != "live" or hasattr(result, "replaced_by"):
        raise Refused(_("A certificate can be issued for a passing result in force only."))
    for _try in range(TRIES):
        found = Certificate.objects.filter(type=kind, attempt=result.attempt_id, occasion=PASS).first()
        if found:
            return found
        try:
            return _issue(kind, result, on or clock.today(), by, with_pdf)
        except IntegrityError:  # somebody issued it, or replaced the same certificate, at this moment: look again
            continue
    raise SomeoneElseWasFirst(_("The certificate could not be issued just now. Please try again."))


@transaction.atomic
def _issue(kind: CertificateType, result: Result, issued_on: date, by: AbstractBaseUser | None, with_pdf: bool) -> Certificate:
    before = _to_replace(kind, result.attempt.staff_id, issued_on)
    certificate = _write(kind, result, issued_on, last_day(issued_on, kind.months), supersedes=before)
    replaced = before.number if before else None
    ledger.record("certificates.issued", certificate, by, number=certificate.number, digest=certificate.digest, supersedes=replaced)
    if with_pdf:
        ledger.owe(PDF_JOB, certificate.pk, kind.languages)
    return certificate


def issue_for_history(result: Result, on: date) -> list[Certificate]:
    """What a passing result of the past earned on a day, in the order of days for each person. No PDF is made before somebody asks."""
    kinds = CertificateType.objects.filter(exam=result.attempt.exam_id, archived_at__isnull=True).select_related("job_role")
    posting = posting_of(result.attempt.staff, on)
    job = posting.job_role_id if posting else None
    return [issue(kind, result, on, with_pdf=False) for kind in kinds if kind.job_role_id in {None, job}]


def reissue(certificate: Certificate, reason: str, by: AbstractBaseUser | None) -> Certificate:
    """Issue a certificate again with the facts of today (a name corrected, a word changed); the dates of validity stay.

    The new one replaces the old. Raises Refused without a reason, for one that was replaced or revoked, or that has expired.
    """
    reason = reason_of(reason)
    today = clock.today()
    if Revocation.objects.filter(certificate=certificate).exists():
        raise Refused(_("This certificate was revoked. A new one needs a new pass."))
    if Certificate.objects.filter(supersedes=certificate).exists():
        raise Refused(_("This certificate has been replaced already. Issue the newer one again."))
    if certificate.expires_on < today:
        raise Refused(_("This certificate has expired. A new one needs a new pass."))
    kind = CertificateType.objects.get(pk=certificate.type_id)
    result = Result.objects.select_related("attempt__staff", "attempt__exam", "attempt__exam_version").get(pk=certificate.result_id)
    try:
        with transaction.atomic():
            fresh = _write(kind, result, today, certificate.expires_on, supersedes=certificate, occasion=REISSUE, reason=reason)
            ledger.record(
                "certificates.issued_again", fresh, by, number=fresh.number, digest=fresh.digest, supersedes=certificate.number, reason=reason
            )
            ledger.owe(PDF_JOB, fresh.pk, kind.languages)
    except IntegrityError:
        raise SomeoneElseWasFirst(_("Somebody else has just replaced this certificate. Load the page again and look before you go on.")) from None
    return fresh
