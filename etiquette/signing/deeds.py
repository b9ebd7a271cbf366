"""This room's deeds in the audit log, in words."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "signing.answered": _("question about a clause answered"),
    "signing.asked": _("question about a clause asked"),
    "signing.requested": _("signatures asked for"),
    "signing.set_changed": _("signing set changed"),
    "signing.set_published": _("signing set published"),
    "signing.set_withdrawn": _("signing set withdrawn"),
    "signing.signed": _("norms signed"),
}
