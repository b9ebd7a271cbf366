"""What this room contributes of people's data (training_site/people/personal_data.py)."""

from django.utils.translation import pgettext_lazy

from etiquette.norms.models import DiscardedDraft, Edition, EditionComment, EditorsNote, NormVersion, NoteDecision
from training_site.people.api import Table, register_personal_data

_LABELS = {
    "manual__title_*": pgettext_lazy("my data", "Manual"),
    "title_*": pgettext_lazy("my data", "Title"),
    "norm__code": pgettext_lazy("my data", "Norm"),
    "number": pgettext_lazy("my data", "Number"),
    "published_at": pgettext_lazy("my data", "When"),
    "at": pgettext_lazy("my data", "When"),
    "edited_at": pgettext_lazy("my data", "When"),
    "resolved_at": pgettext_lazy("my data", "When"),
    "code": pgettext_lazy("my data", "Number"),
    "note__code": pgettext_lazy("my data", "Number"),
    "edition__number": pgettext_lazy("my data", "Number"),
    "deed": pgettext_lazy("my data", "What was done"),
    "text": pgettext_lazy("my data", "Text"),
}


def contribute() -> None:
    """Called once, when the site starts."""
    register_personal_data(
        "etiquette.norms",
        pgettext_lazy("my data", "The manual: written and published by me"),
        [
            Table(Edition, "published_by", ["manual__title_*", "number", "title_*", "published_at"], of_login=True, labels=_LABELS),
            Table(EditorsNote, "edited_by", ["code", "edited_at"], of_login=True, labels=_LABELS),
            Table(NoteDecision, "by", ["note__code", "deed", "text", "at"], of_login=True, labels=_LABELS),
            Table(EditionComment, "by", ["edition__number", "text", "at"], of_login=True, labels=_LABELS),
            Table(EditionComment, "resolved_by", ["edition__number", "resolved_at"], of_login=True, labels=_LABELS),
            Table(DiscardedDraft, "by", ["edition__number", "norm__code", "at"], of_login=True, labels=_LABELS),
            Table(NormVersion, "published_by", ["norm__code", "number", "published_at"], of_login=True, labels=_LABELS),
        ],
    )
