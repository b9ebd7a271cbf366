"""Saying no to a form, at one of its fields."""

from django.utils.functional import Promise

from training_site.lib import reasons
from training_site.lib.errors import Refused


class FieldRefused(Refused):
    """A refusal that lies in one field of a form, by its name."""

    def __init__(self, field: str, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.field = field


def reason_of(text: str, ask: str, most: int) -> str:
    """The reason without blanks around it. Raises FieldRefused with `ask` where there is none, or when it is longer than `most`."""
    try:
        return reasons.reason_of(text, ask, most)
    except Refused as refusal:
        raise FieldRefused("reason", refusal.sentence) from None
