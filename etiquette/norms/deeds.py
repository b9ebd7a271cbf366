"""This room's deeds in the audit log, in words."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "norms.edition_opened": _("edition opened"),
    "norms.published": _("edition put in force"),
    "norms.withdrawn": _("norm withdrawn"),
}
