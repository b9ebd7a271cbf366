"""What this room contributes of people's data (training_site/people/personal_data.py)."""

from django.utils.translation import pgettext_lazy

from courses.paths.models import EarlyAdmission, Enrolment, EnrolmentChange, StepCompletion
from training_site.people.api import Table, register_personal_data

_LABELS = {
    "deed": pgettext_lazy("my data", "Deed"),
    "at": pgettext_lazy("my data", "When"),
    "granted_at": pgettext_lazy("my data", "When"),
    "path__title_*": pgettext_lazy("my data", "Title"),
    "enrolment__path__title_*": pgettext_lazy("my data", "Title"),
}
_CHANGES = pgettext_lazy("my data", "Enrolments changed by hand")
_EARLY = pgettext_lazy("my data", "Exams opened early")
_MY_CHANGES = pgettext_lazy("my data", "Enrolments that I changed")
_MY_EARLY = pgettext_lazy("my data", "Exams that I opened early")
_STEPS = pgettext_lazy("my data", "Steps completed")


def contribute() -> None:
    """Called once, when the site starts."""
    register_personal_data(
        "courses.paths",
        pgettext_lazy("my data", "Learning paths"),
        [
            Table(Enrolment, "staff", ["path__title_*", "started_on", "due_on", "ended_on", "reason"], labels=_LABELS),
            Table(StepCompletion, "enrolment__staff", ["enrolment__path__title_*", "step__ref", "completed_at"], _STEPS, labels=_LABELS),
            Table(EnrolmentChange, "enrolment__staff", ["enrolment__path__title_*", "deed", "reason", "at"], _CHANGES, labels=_LABELS),
            Table(EarlyAdmission, "enrolment__staff", ["step__ref", "reason", "granted_at"], _EARLY, labels=_LABELS),
            Table(EnrolmentChange, "by", ["enrolment__path__title_*", "deed", "reason", "at"], _MY_CHANGES, True, _LABELS),
            Table(EarlyAdmission, "granted_by", ["step__ref", "reason", "granted_at"], _MY_EARLY, True, _LABELS),
        ],
    )
