"""What this room contributes of people's data (training_site/people/personal_data.py)."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exams.certificates.models import Certificate, CertificatePdf, Retention, Revocation
from training_site.people.api import Kept, StaffMember, Table, register_personal_data, register_retention

_LABELS = {
    "type__title_*": pgettext_lazy("my data", "Title"),
    "certificate__number": pgettext_lazy("my data", "Certificate"),
}


def files(staff: StaffMember) -> Iterator[tuple[str, bytes]]:
    """The PDFs of somebody's certificates, by number and language."""
    for pdf in CertificatePdf.objects.filter(certificate__staff=staff).select_related("certificate").order_by("pk"):
        if pdf.file.name and pdf.file.storage.exists(pdf.file.name):
            with pdf.file.open("rb") as handle:
                yield f"{pdf.certificate.number}-{pdf.language}.pdf", handle.read()


def contribute() -> None:
    """Called once, when the site starts."""
    register_personal_data(
        "exams.certificates",
        pgettext_lazy("my data", "Certificates"),
        [
            Table(Certificate, "staff", ["number", "type__title_*", "issued_on", "expires_on", "occasion", "reason", "facts"], labels=_LABELS),
            Table(Revocation, "certificate__staff", ["certificate__number", "reason", "at"], labels=_LABELS),
            Table(Revocation, "by", ["certificate__number", "reason", "at"], pgettext_lazy("my data", "Certificates that I revoked"), True, _LABELS),
            Table(Retention, "by", ["certificate__number", "reason", "at"], of_login=True, labels=_LABELS),
        ],
        files=files,
        stays=_("An issued certificate and its file keep the name and number that stand on it, so that whoever was shown it can check it."),
    )
    register_retention(Kept("certificates", pgettext_lazy("my data", "Certificates"), _("Issued documents; never removed")))
