"""This room's deeds in the audit log, in words."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "transfers.export": _("table exported"),
    "transfers.import_applied": _("import applied"),
    "transfers.import_discarded": _("import discarded"),
    "transfers.import_received": _("file brought in"),
}
