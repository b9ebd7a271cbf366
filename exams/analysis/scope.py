"""Which papers are counted: one exam, narrowed by version, days, unit, job role and try."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exams.papers.api import Exam
from exams.sittings.api import Result, current_results
from training_site.people.api import JobRole, OrgUnit, Posting, in_force


def papers_of(exam: Exam) -> QuerySet[Result]:
    """The results in force of everybody who has been marked in an exam."""
    return current_results().filter(attempt__exam=exam)


class ScopeForm(forms.Form):
    """The filter above the figures; an empty field narrows nothing."""

    version = forms.TypedChoiceField(label=_("Exam version"), coerce=int, empty_value=None, required=False)
    since = forms.DateField(label=_("Handed in since"), required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label=_("Handed in until"), required=False, widget=forms.DateInput({"type": "date"}))
    unit = forms.ModelChoiceField(label=_("Unit today"), queryset=OrgUnit.objects.order_by("path"), required=False, empty_label=_("All"))
    role = forms.ModelChoiceField(label=_("Job role today"), queryset=JobRole.objects.order_by("code"), required=False, empty_label=_("All"))
    tries = forms.ChoiceField(
        label=pgettext_lazy("attempts", "Tries"),
        choices=[("", pgettext_lazy("attempts", "every try")), ("first", _("first tries only"))],
        required=False,
    )

    def __init__(self, exam: Exam, data: Any) -> None:
        super().__init__(data)
        self.exam = exam
        numbers = exam.versions.order_by("-number").values_list("number", flat=True)
        version = self.fields["version"]
        assert isinstance(version, forms.TypedChoiceField)
        version.choices = [("", _("All")), *((number, str(number)) for number in numbers)]

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or {}
        if facts.get("since") and facts.get("until") and facts["since"] > facts["until"]:
            self.add_error("until", _("This day is before the first one."))
        return facts

    def papers(self) -> QuerySet[Result]:
        """The results that the filter leaves; none while it cannot be read."""
        if not self.is_valid():
            return papers_of(self.exam).none()
        asked = self.cleaned_data
        named = {
            "attempt__exam_version__number": asked["version"],
            "attempt__submitted_at__date__gte": asked["since"],
            "attempt__submitted_at__date__lte": asked["until"],
            "attempt__number": 1 if asked["tries"] else None,
        }
        rows = papers_of(self.exam).filter(**{lookup: value for lookup, value in named.items() if value is not None})
        posted = {"unit__path__startswith": asked["unit"] and asked["unit"].path, "job_role": asked["role"]}
        wanted = {lookup: value for lookup, value in posted.items() if value}
        return rows.filter(attempt__staff__in=Posting.objects.filter(in_force(), **wanted).values("staff")) if wanted else rows


IN_USE, ARCHIVED = pgettext_lazy("exams", "in use"), pgettext_lazy("exams", "archived")


class ExamsForm(forms.Form):
    """What the list of exams is narrowed to."""

    q = forms.CharField(label=_("Title or code"), required=False, max_length=80, widget=forms.TextInput({"type": "search"}))
    archived = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), ("no", IN_USE), ("yes", ARCHIVED)])

    def narrowed(self, rows: QuerySet[Exam]) -> QuerySet[Exam]:
        """The exams that fit; what cannot be read narrows nothing."""
        self.is_valid()
        words, archived = self.cleaned_data.get("q", ""), self.cleaned_data.get("archived", "")
        if words:
            rows = rows.filter(Q(code__icontains=words) | Q(title_zh__icontains=words) | Q(title_en__icontains=words))
        return rows.filter(archived_at__isnull=archived == "no") if archived else rows
