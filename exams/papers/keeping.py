"""What this room contributes of people's data (training_site/people/personal_data.py)."""

from django.utils.translation import pgettext_lazy

from exams.papers.models import ExamVersion
from training_site.people.api import Table, register_personal_data

_LABELS = {
    "exam__title_*": pgettext_lazy("my data", "Title"),
    "number": pgettext_lazy("my data", "Number"),
    "published_at": pgettext_lazy("my data", "When"),
}


def contribute() -> None:
    """Called once, when the site starts."""
    register_personal_data(
        "exams.papers",
        pgettext_lazy("my data", "Exams published by me"),
        [Table(ExamVersion, "published_by", ["exam__title_*", "number", "published_at"], pgettext_lazy("my data", "Versions"), True, _LABELS)],
    )
