"""What the pages of the trainers and of the supervisors have in common: the filter, the sentences' figures, the export."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from etiquette.scenarios.analytics import Asked, PathReport, ScenarioFigures
from etiquette.scenarios.templatetags.scenarios import GRADE_WORDS
from training_site.lib import bilingual
from training_site.lib.days import within_reach
from training_site.people.api import OrgUnit, StaffMember
from training_site.transfers.api import export_response

RUNS = [("first", gettext_lazy("first runs only")), ("all", gettext_lazy("all runs"))]


DAY: dict[str, Any] = {
    "required": False,
    "widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    "validators": [within_reach],
}


class PathFilter(forms.Form):
    """Period, unit, which runs. `units` are those the reader may choose."""

    runs = forms.ChoiceField(label=gettext_lazy("Runs"), choices=RUNS, required=False)
    since = forms.DateField(label=gettext_lazy("Begun from"), **DAY)
    until = forms.DateField(label=gettext_lazy("Begun until"), **DAY)
    unit = forms.ModelChoiceField(
        label=gettext_lazy("Unit"), queryset=OrgUnit.objects.none(), to_field_name="code", required=False, empty_label=gettext_lazy("All units")
    )

    def __init__(self, *args: Any, units: QuerySet[OrgUnit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units.order_by("path")  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs["class"] = "select" if isinstance(field.widget, forms.Select) else "input"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day lies before the first. Choose a later one."))
        return cleaned


def asked_by(request: HttpRequest, units: QuerySet[OrgUnit], staff: QuerySet[StaffMember] | None) -> tuple[PathFilter, Asked]:
    """The filter of the address, and what it asks for; a field with an error asks for nothing."""
    chosen = PathFilter(request.GET, units=units)
    chosen.is_valid()
    data = chosen.cleaned_data
    since: date | None = data.get("since")
    return chosen, Asked(data.get("runs") != "all", since, data.get("until"), data.get("unit"), staff)


def export_paths(request: HttpRequest, report: PathReport) -> HttpResponse:
    """Every choice of a version with its figures, as a file."""
    header = [_("Node"), _("Step"), _("Choice"), _("Said or done"), _("Grade"), _("Red line"), _("Taken"), _("Share in percent")]
    rows = (
        [node.id, bilingual.pick(node.step), choice.id, bilingual.pick(choice.text), str(GRADE_WORDS[choice.grade]),
         _("yes") if choice.red_line else "", choice.times, choice.share]
        for node in report.nodes
        for choice in node.choices
    )  # fmt: skip
    name = f"paths-{report.version.scenario.code}-v{report.version.number}"
    return export_response(request, name, header, rows, request.GET["export"])


def export_list(request: HttpRequest, rows: list[ScenarioFigures]) -> HttpResponse:
    """Every scenario with its figures, as a file."""
    header = [
        _("Code"), _("Scenario"), _("Version"), _("People"), _("Runs begun"), _("Runs finished"), _("Runs passed"), _("Touched a red line"),
        _("Goes wrong most at"),
    ]  # fmt: skip
    table = (
        [row.scenario.code, bilingual.text_of(row.version, "title"), row.version.number, row.totals.people]
        + (["", "", "", "", ""] if row.withheld else [row.totals.begun, row.totals.finished, row.totals.passed, row.totals.red, _worst(row)])
        for row in rows
    )
    return export_response(request, "scenario-paths", header, table, request.GET["export"])


def _worst(row: ScenarioFigures) -> str:
    return f"{row.worst.id} {bilingual.pick(row.worst.step)}" if row.worst else ""
