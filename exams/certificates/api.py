"""What other rooms use of certificates."""

from exams.certificates.models import Certificate, CertificatePdf, CertificateType, Revocation

__all__ = ["Certificate", "CertificatePdf", "CertificateType", "Revocation"]
