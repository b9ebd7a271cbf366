"""What people chose, for trainers: one version at a time, and all scenarios on one page. Counts only, nobody is named."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from etiquette.scenarios.admin.base import READERS, ScenarioView, address
from etiquette.scenarios.analytics import MIN_PEOPLE, by_unit, path_report, scenario_figures
from etiquette.scenarios.grading import PASS_PERCENT
from etiquette.scenarios.models import Scenario, ScenarioVersion
from etiquette.scenarios.reporting import asked_by, export_list, export_paths
from training_site.lib.numbers import whole
from training_site.people.api import OrgUnit


class StatisticsView(ScenarioView):
    """The paths taken through one version."""

    template_name = "scenarios/admin/statistics.html"
    page_name = gettext_lazy("Paths taken")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        versions = list(self.scenario.versions.order_by("-number"))
        asked_for = whole(request.GET.get("version", ""))
        version: ScenarioVersion | None = versions[0] if versions else None
        if asked_for is not None:
            version = get_object_or_404(self.scenario.versions, number=asked_for)
        chosen, asked = asked_by(request, OrgUnit.objects.filter(closed_on__isnull=True), None)
        if version is None:
            return self.render_to_response(self.get_context_data(report=None))
        report = path_report(version, asked)
        if request.GET.get("export"):
            return export_paths(request, report)
        context = {"units": by_unit(version, asked), "filter": chosen, "asked": asked, "mark": PASS_PERCENT, "min_people": MIN_PEOPLE}
        return self.render_to_response(self.get_context_data(report=report, versions=versions, **context))


class PathsView(PermissionCheckedMixin, WagtailAdminTemplateMixin, View):
    """All published scenarios with how many ran them, how it ended, and the step that goes wrong most."""

    model = Scenario
    access_policy = READERS
    permission_required = "view"
    template_name = "scenarios/admin/paths.html"
    header_icon = "view"
    page_title = gettext_lazy("Scenario paths")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": address("index"), "label": _("Scenarios")}, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest) -> HttpResponse:
        chosen, asked = asked_by(request, OrgUnit.objects.filter(closed_on__isnull=True), None)
        rows = scenario_figures(Scenario.objects.filter(state="published").select_related("current_version"), asked)
        if request.GET.get("export"):
            return export_list(request, rows)
        context = {"rows": rows, "filter": chosen, "min_people": MIN_PEOPLE, "all": reverse("scenarios_admin:paths")}
        return self.render_to_response(self.get_context_data(**context))
