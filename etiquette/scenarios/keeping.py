"""What this room contributes of people's data (training_site/people/personal_data.py)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from etiquette.scenarios.models import ChoiceMade, Run, Scenario, ScenarioVersion
from training_site.people.api import Kept, Table, register_personal_data, register_retention

_LABELS = {
    "scenario__title_*": pgettext_lazy("my data", "Title"),
    "run__scenario__title_*": pgettext_lazy("my data", "Title"),
    "title_*": pgettext_lazy("my data", "Title"),
    "number": pgettext_lazy("my data", "Number"),
    "run__number": pgettext_lazy("my data", "Number"),
    "seq": pgettext_lazy("my data", "Step"),
    "choice": pgettext_lazy("my data", "Choice"),
    "at": pgettext_lazy("my data", "When"),
}
_CHOICES = pgettext_lazy("my data", "Choices in scenarios")


def contribute() -> None:
    """Called once, when the site starts. Choices are told, never what they were worth: others play the same scenario."""
    register_personal_data(
        "etiquette.scenarios",
        pgettext_lazy("my data", "Scenarios"),
        [
            Table(Run, "staff", ["scenario__title_*", "number", "state", "points", "passed", "started_at", "finished_at"], labels=_LABELS),
            Table(ChoiceMade, "run__staff", ["run__scenario__title_*", "run__number", "seq", "choice", "at"], _CHOICES, labels=_LABELS),
            Table(Scenario, "edited_by", ["title_*", "edited_at"], pgettext_lazy("my data", "Scenarios that I edited"), True, _LABELS),
            Table(ScenarioVersion, "published_by", ["title_*", "number", "published_at"], of_login=True, labels=_LABELS),
        ],
    )
    register_retention(Kept("scenario_runs", pgettext_lazy("my data", "Scenarios"), _("Training record; under a pseudonym after erasure")))
