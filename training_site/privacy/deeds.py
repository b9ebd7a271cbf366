"""The deeds of this room in words, for the audit log."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "privacy.copy_ordered": _("copy of personal data ordered"),
    "privacy.copy_made": _("copy of personal data made"),
    "privacy.copy_fetched": _("copy of personal data fetched"),
    "privacy.correction_asked": _("correction asked for"),
    "privacy.correction_answered": _("request for a correction answered"),
    "privacy.erasure_asked": _("erasure asked for"),
    "privacy.erasure_refused": _("erasure refused"),
    "privacy.erased": _("personal data erased"),
    "privacy.retention_run": _("retention: old data removed"),
}
