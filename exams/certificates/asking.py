"""Asking for the file of a certificate that has none yet: those of the past get theirs when somebody opens their page."""

from django.db import transaction

from exams.certificates.issuing import PDF_JOB
from exams.certificates.models import Certificate
from exams.certificates.queries import pdf_of
from training_site.ledger import api as ledger

READY, PREPARING, FAILED = "ready", "preparing", "failed"


def file_state(certificate: Certificate) -> str:
    """ready, preparing or failed. The file is owed to the worker at the first question, once."""
    if pdf_of(certificate) is not None:
        return READY
    language = certificate.facts["languages"]
    state = ledger.job_state(PDF_JOB, certificate.pk, language)
    if not state:
        with transaction.atomic():
            ledger.owe(PDF_JOB, certificate.pk, language)
        return READY if pdf_of(certificate) is not None else PREPARING
    return FAILED if state == "failed" else PREPARING
