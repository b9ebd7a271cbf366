"""A form that was refused, on its way back to whoever sent it: nothing that was typed is lost."""

from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from exams.reviews.form_data import numbered, typed_entries
from exams.reviews.models import Indicator, Review
from exams.reviews.rating import Entry, missing
from exams.reviews.refusals import FieldRefused
from exams.reviews.states import SELF, SUPERVISOR
from training_site.lib.errors import Refused

RATING = frozenset({"save", "hand-in", "sign"})
# The deeds with a reason, and the id of the field it is typed in.
REASONS = {"object": "reason", "decide": "decision", "freeze": "freeze"}


@dataclass(frozen=True)
class Returned:
    """The deed that was refused, its sentence, the sentences of single fields by name, and what was typed; empty for a page that is only read."""

    deed: str = ""
    sentence: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    data: QueryDict = field(default_factory=QueryDict)

    @property
    def entries(self) -> dict[int, Entry]:
        """The ratings and comments that were typed, by indicator; empty for another deed."""
        return typed_entries(self.data) if self.deed in RATING else {}

    @property
    def changes(self) -> dict[int, str]:
        """The corrections that were chosen, by indicator."""
        return {indicator: self.data.get(f"change-{indicator}", "") for indicator in numbered(self.data, "change-")}

    @property
    def links(self) -> list[tuple[str, str]]:
        """For the summary on top: the id of each field that is named, and its sentence."""
        return [(REASONS.get(self.deed, name) if name == "reason" else name, sentence) for name, sentence in self.errors.items()]

    def of(self, prefix: str) -> dict[int, str]:
        """The sentences of the fields `<prefix><indicator>`, by indicator."""
        numbers = numbered(self.errors, prefix)
        return {indicator: self.errors[f"{prefix}{indicator}"] for indicator in numbers}


def returned(row: Review, refusal: Refused, data: QueryDict) -> Returned:
    """What goes back; for a rating that lacks something before it can be handed in or signed, everything it lacks. One statement for that.

    A refusal of the whole form (the review was signed meanwhile) names no field: gaps beside it would hide why it was refused.
    """
    deed = data.get("deed", "")
    if not isinstance(refusal, FieldRefused):
        return Returned(deed, str(refusal), {}, data)
    errors = {}
    if deed in {"hand-in", "sign"}:
        side = SELF if deed == "hand-in" else SUPERVISOR
        errors = {gap.field: str(gap) for gap in missing(row, side, typed_entries(data))}
    errors[refusal.field] = str(refusal)
    return Returned(deed, str(refusal), errors, data)


def left_over(row: Review, back: Returned, places: dict[str, bool]) -> list[tuple[str, str]]:
    """What was typed in a form that the page does not show any more (somebody was first, a day has passed): its name and the text, to copy."""
    if not back.deed or places.get("rating" if back.deed in RATING else back.deed, True):
        return []
    reason = [(_("What you wrote"), back.data.get("reason", ""))] if back.deed in REASONS else []
    titles = {indicator.pk: str(indicator) for indicator in Indicator.objects.filter(cycle=row.cycle_id)}
    rated = {pk: f"{entry.value or ''} {entry.comment}".strip() for pk, entry in back.entries.items()}
    return reason + [(titles[pk], text) for pk, text in sorted({**rated, **back.changes}.items()) if text and pk in titles]


def context_of(row: Review, back: Returned, places: dict[str, Any]) -> dict[str, Any]:
    """What the template of a review needs of it."""
    return {
        "back": back,
        "errors": back.errors,
        "value_errors": back.of("value-"),
        "comment_errors": back.of("comment-"),
        "change_errors": back.of("change-"),
        "changes": back.changes,
        "typed": back.data.get("reason", ""),
        "left_over": left_over(row, back, places),
    }
