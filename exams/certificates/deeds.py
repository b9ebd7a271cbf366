"""This room's deeds in the audit log, in words."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "certificates.issued": _("certificate issued"),
    "certificates.issued_again": _("certificate issued again"),
    "certificates.kept": _("certificate kept after a change of result"),
    "certificates.revoked": _("certificate revoked"),
    "certificates.type_added": _("type of certificate added"),
    "certificates.type_changed": _("type of certificate changed"),
}
