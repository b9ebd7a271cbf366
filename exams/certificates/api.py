"""What other rooms use of certificates."""

from exams.certificates.issuing import issue, issue_for_history, reissue
from exams.certificates.models import Certificate, CertificatePdf, CertificateType, Revocation
from exams.certificates.panels import my_results_panel, result_panel
from exams.certificates.queries import due, expiring, in_force, of_staff, visible_to, with_standing
from exams.certificates.revoking import keep, proposals, revoke
from exams.certificates.settle import settle_all, settle_person
from exams.certificates.standing import NOT_ENDED, label, of_status, status
from exams.certificates.states import EXPIRED, EXPIRING, RENEWAL_DAYS, REVOKED, SUPERSEDED, VALID

__all__ = [
    "EXPIRED", "EXPIRING", "NOT_ENDED", "RENEWAL_DAYS", "REVOKED", "SUPERSEDED", "VALID",
    "Certificate", "CertificatePdf", "CertificateType", "Revocation", "due", "expiring", "in_force", "issue", "issue_for_history",
    "keep", "label", "my_results_panel", "of_staff", "of_status", "proposals", "reissue", "result_panel", "revoke", "settle_all",
    "settle_person", "status", "visible_to", "with_standing",
]  # fmt: skip
