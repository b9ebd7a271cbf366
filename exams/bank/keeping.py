"""What this room contributes of people's data (training_site/people/personal_data.py)."""

from django.utils.translation import pgettext_lazy

from exams.bank.models import Deed, Question, QuestionVersion
from training_site.people.api import Table, register_personal_data

_LABELS = {
    "code": pgettext_lazy("my data", "Question"),
    "question__code": pgettext_lazy("my data", "Question"),
    "number": pgettext_lazy("my data", "Number"),
    "published_at": pgettext_lazy("my data", "When"),
    "deed": pgettext_lazy("my data", "Deed"),
    "at": pgettext_lazy("my data", "When"),
    "edited_at": pgettext_lazy("my data", "When"),
}
_VERSION = ["question__code", "number", "published_at"]


def contribute() -> None:
    """Called once, when the site starts. Questions are named by code; what they ask stays in the bank."""
    register_personal_data(
        "exams.bank",
        pgettext_lazy("my data", "Question bank: my work"),
        [
            Table(Question, "author", ["code", "state"], pgettext_lazy("my data", "Questions that I wrote"), True, _LABELS),
            Table(Question, "edited_by", ["code", "edited_at"], pgettext_lazy("my data", "Questions that I edited last"), True, _LABELS),
            Table(QuestionVersion, "author", _VERSION, pgettext_lazy("my data", "Versions of my questions"), True, _LABELS),
            Table(QuestionVersion, "approved_by", _VERSION, pgettext_lazy("my data", "Versions that I approved"), True, _LABELS),
            Table(Deed, "by", ["question__code", "deed", "at", "reason"], pgettext_lazy("my data", "Deeds"), True, _LABELS),
        ],
    )
