"""Saying no to a form, at one of its fields."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from training_site.lib.errors import Refused


class FieldRefused(Refused):
    """A refusal that lies in one field of a form, by its name."""

    def __init__(self, field: str, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.field = field


def reason_of(text: str, ask: str, most: int) -> str:
    """The reason without blanks around it. Raises FieldRefused with `ask` where there is none, or when it is longer than `most`."""
    reason = text.replace("\r\n", "\n").strip()
    if not reason:
        raise FieldRefused("reason", ask)
    if len(reason) > most:
        raise FieldRefused("reason", _("Shorten the text to at most %(most)d characters.") % {"most": most})
    return reason
