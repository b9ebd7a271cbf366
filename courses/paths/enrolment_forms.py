"""HR's forms about enrolments."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.paths.models import Enrolment, LearningPath
from training_site.lib import clock
from training_site.lib.reasons import LONGEST_REASON
from training_site.people.api import StaffMember, employed


def day_input() -> forms.DateInput:
    """The browser's own field for a day."""
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class ReasonForm(forms.Form):
    """A reason, which stands in the person's record."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=LONGEST_REASON, widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("It stands in the record: HR, trainers and auditors can read it."),
    )  # fmt: skip


class DueForm(ReasonForm):
    """A new due date."""

    due_on = forms.DateField(label=gettext_lazy("New due date"), widget=day_input())
    field_order = ["due_on", "reason"]


class EnrolForm(forms.ModelForm):
    """A person by staff number, a path, the first day, a reason."""

    staff_number = forms.CharField(label=gettext_lazy("Staff number"), max_length=32)
    path = forms.ModelChoiceField(label=gettext_lazy("Learning path"), queryset=LearningPath.objects.filter(archived_at__isnull=True))
    started_on = forms.DateField(
        label=gettext_lazy("First day"), widget=day_input(), help_text=gettext_lazy("The due date follows from the days of the path.")
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200, widget=forms.Textarea({"rows": 3}))

    class Meta:
        model = Enrolment
        fields = ["path", "started_on", "reason"]

    field_order = ["staff_number", "path", "started_on", "reason"]

    def __init__(self, *args: Any, for_user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("started_on", clock.today())

    def clean_staff_number(self) -> StaffMember:
        number = self.cleaned_data["staff_number"].strip()
        person = employed().filter(staff_number__iexact=number).first()
        if person is None:
            raise forms.ValidationError(
                _("Nobody employed today has the staff number “%(number)s”. Look it up in the list of staff.") % {"number": number}
            )
        return person

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        person, path = facts.get("staff_number"), facts.get("path")
        if person and path and Enrolment.objects.filter(staff=person, path=path).exists():
            sentence = _("%(name)s is on this path already. Take that enrolment up again if it was ended.")
            self.add_error("path", sentence % {"name": person.name})
        return facts

    def _post_clean(self) -> None:
        """The row is written by `enrol_by_hand`."""
