"""What this room contributes of people's data (training_site/people/personal_data.py)."""

from django.utils.translation import pgettext_lazy

from etiquette.norms.models import Edition, NormVersion
from training_site.people.api import Table, register_personal_data

_LABELS = {
    "manual__title_*": pgettext_lazy("my data", "Manual"),
    "title_*": pgettext_lazy("my data", "Title"),
    "norm__code": pgettext_lazy("my data", "Norm"),
    "number": pgettext_lazy("my data", "Number"),
    "published_at": pgettext_lazy("my data", "When"),
}


def contribute() -> None:
    """Called once, when the site starts."""
    register_personal_data(
        "etiquette.norms",
        pgettext_lazy("my data", "The manual: published by me"),
        [
            Table(Edition, "published_by", ["manual__title_*", "number", "title_*", "published_at"], of_login=True, labels=_LABELS),
            Table(NormVersion, "published_by", ["norm__code", "number", "published_at"], of_login=True, labels=_LABELS),
        ],
    )
