"""What a certificate can be on a day. Nothing of this is stored: it follows from dated rows and the clock."""

from django.utils.translation import gettext_lazy as _

VALID = "valid"
EXPIRING = "expiring"
EXPIRED = "expired"
SUPERSEDED = "superseded"
REVOKED = "revoked"
UNKNOWN = "unknown"

LABELS = {
    VALID: _("Valid"),
    EXPIRING: _("Valid, expires soon"),
    EXPIRED: _("Expired"),
    SUPERSEDED: _("Replaced by a newer one"),
    REVOKED: _("Revoked"),
}

# From this many days before its last day a certificate counts as running out.
EXPIRING_DAYS = 30

# From this many days before its last day a certificate may be renewed by sitting its exam again.
RENEWAL_DAYS = 60

ZH, EN, BOTH = "zh", "en", "both"
LANGUAGES = [(BOTH, _("Chinese and English")), (ZH, _("Chinese")), (EN, _("English"))]

# Why a certificate exists: somebody passed, or an issued one was replaced.
PASS, REISSUE = "pass", "reissue"
