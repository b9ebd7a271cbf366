"""The worker's part: making the file of a certificate."""

import hashlib

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from exams.certificates.documents import pdf_of
from exams.certificates.issuing import PDF_JOB
from exams.certificates.models import Certificate, CertificatePdf
from exams.certificates.states import BOTH, EN, ZH
from training_site.ledger.api import handler


@handler(PDF_JOB)
def make_pdf(object_id: str, version: str) -> None:
    """Make and store the file of a certificate (its number `object_id`) in a language; done already, or gone: nothing to do."""
    certificate = Certificate.objects.filter(pk=int(object_id)).first()
    if certificate is None or version not in {ZH, EN, BOTH} or CertificatePdf.objects.filter(certificate=certificate, language=version).exists():
        return
    content = pdf_of(certificate, version)
    name = f"certificates/{certificate.issued_on:%Y}/{certificate.number}-{version}.pdf"
    row = CertificatePdf(certificate=certificate, language=version, sha256=hashlib.sha256(content).hexdigest(), size=len(content))
    row.file.save(name, ContentFile(content), save=False)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # another worker was first; its file is the issued one
        row.file.delete(save=False)
