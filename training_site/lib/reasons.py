"""A reason that somebody has to give before something is done, and that is kept with it."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from training_site.lib.errors import Refused

# The columns that keep a reason hold so many characters.
LONGEST_REASON = 400
AUDITED = gettext_lazy("Give the reason. It stands in the audit log.")


def reason_of(text: str, ask: str | Promise = AUDITED, most: int = LONGEST_REASON) -> str:
    """The reason without blanks around it. Raises Refused with `ask` where there is none, or when it is longer than `most` characters."""
    reason = text.replace("\r\n", "\n").strip()
    if not reason:
        raise Refused(ask)
    if len(reason) > most:
        raise Refused(_("Shorten the reason to at most %(most)d characters.") % {"most": most})
    return reason
