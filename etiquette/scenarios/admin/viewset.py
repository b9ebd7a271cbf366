"""The scenarios in the Wagtail admin: the list, and the addresses of everything about one of them."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import CharField, Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.generic.base import View
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet

from etiquette.scenarios.admin import pages, parts, paths
from etiquette.scenarios.admin.base import NAMESPACE, READERS, WRITERS, address
from etiquette.scenarios.admin.forms import HeadForm
from etiquette.scenarios.admin.preview import PreviewView
from etiquette.scenarios.drafts import create_scenario
from etiquette.scenarios.models import STATE_CHOICES, Scenario
from etiquette.scenarios.states import RUN
from training_site.lib import bilingual
from training_site.lib.errors import Refused
from training_site.people.api import ORDER, TRAINING_MENU, JobRole
from training_site.transfers.api import export_response


class ScenarioFilters(WagtailFilterSet):
    """State, job role, unpublished changes."""

    state = django_filters.ChoiceFilter(choices=STATE_CHOICES, label=_("State"))
    role = django_filters.ChoiceFilter(label=_("Job role"), choices=lambda: [(role.code, str(role)) for role in JobRole.objects.all()])
    changed = django_filters.BooleanFilter(label=_("Unpublished changes"), method="by_changed")

    class Meta:
        model = Scenario
        fields: list[str] = []

    def by_changed(self, rows: QuerySet[Scenario], name: str, value: bool) -> QuerySet[Scenario]:
        """The draft is ahead of the current version, or not."""
        same = Q(revision=F("published_revision"))
        return rows.exclude(same) if value else rows.filter(same)


def state_of(scenario: Scenario) -> str:
    """Where a scenario stands, in words."""
    if scenario.state == "published" and scenario.is_changed:
        return gettext("published, with changes")
    return str(scenario.get_state_display())


def passed_of(scenario: Any) -> str:
    """How many finished runs were passed: "7 of 9"."""
    if not scenario.finished:
        return "–"
    return pgettext("count", "%(part)d of %(whole)d") % {"part": scenario.passed_runs, "whole": scenario.finished}


class ScenarioIndexView(generic.IndexView):
    """The list; its export goes through the one exporter that escapes formulas and is recorded."""

    access_policy = READERS

    def get_base_queryset(self) -> QuerySet[Scenario]:
        finished, passed = Q(runs__state="finished", runs__purpose=RUN), Q(runs__passed=True, runs__purpose=RUN)
        rows = super().get_base_queryset().select_related("current_version")
        name = "name_en" if bilingual.language() == "en" else "name_zh"
        role = JobRole.objects.filter(code=OuterRef("role")).values(name)[:1]
        rows = rows.annotate(role_name=Coalesce(Subquery(role), "role", output_field=CharField()))
        return rows.annotate(finished=Count("runs", filter=finished), passed_runs=Count("runs", filter=passed))

    def get_edit_url(self, instance: Scenario) -> str:
        return address("overview", instance.pk)

    def as_spreadsheet(self, queryset: Iterable[Any], spreadsheet_format: str) -> HttpResponse:
        header = [
            gettext("Code"),
            gettext("Chinese title"),
            gettext("English title"),
            gettext("Job role"),
            gettext("Minutes"),
            gettext("State"),
            gettext("Version"),
            gettext("Runs finished"),
            gettext("Runs passed"),
            gettext("Last edited"),
        ]
        rows = (
            [
                row.code,
                row.title_zh,
                row.title_en,
                row.role_name,
                row.minutes,
                state_of(row),
                row.current_version.number if row.current_version else "",
                row.finished,
                row.passed_runs,
                row.edited_at,
            ]
            for row in queryset
        )
        return export_response(self.request, "scenarios", header, rows, spreadsheet_format)


class AddView(PermissionCheckedMixin, WagtailAdminTemplateMixin, View):
    """A new scenario: its head; the nodes come on the next page."""

    model = Scenario
    access_policy = WRITERS
    permission_required = "add"
    template_name = "scenarios/admin/head.html"
    page_title = _("New scenario")
    header_icon = "comment"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": address("index"), "label": gettext("Scenarios")}, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=HeadForm()))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = HeadForm(request.POST)
        if form.is_valid():
            try:
                scenario = create_scenario(form.cleaned_data["code"], form.head(), request.user)
            except Refused as refusal:
                form.add_error("code", str(refusal))
            else:
                messages.success(request, gettext("Draft saved. Now write the first node."))
                return HttpResponseRedirect(address("overview", scenario.pk))
        return self.render_to_response(self.get_context_data(form=form))


class ScenarioViewSet(ModelViewSet):
    """No Wagtail history, usage or reference index: what a choice is worth must not enter them (reliability.md R8)."""

    model = Scenario
    icon = "comment"
    menu_label = _("Scenarios")
    menu_name = "scenarios"
    menu_order = ORDER["scenarios"]
    menu_hook = TRAINING_MENU
    add_to_admin_menu = True
    add_to_reference_index = False
    url_prefix = "scenarios"
    url_namespace = NAMESPACE
    index_view_class = ScenarioIndexView
    copy_view_enabled = False
    list_per_page = 30
    ordering = ["code"]
    list_display = [
        "__str__",
        Column("code", label=_("Code"), accessor="code", sort_key="code"),
        Column("role", label=_("Job role"), accessor="role_name", sort_key="role"),
        Column("state", label=_("State"), accessor=state_of, sort_key="state"),
        Column("version", label=_("Version"), accessor=lambda row: row.current_version.number if row.current_version else "–"),
        Column("passed", label=_("Runs passed"), accessor=passed_of),
        DateColumn("edited_at", label=capfirst(_("last edited")), accessor="edited_at", sort_key="edited_at"),
    ]
    list_export = ["code"]
    filterset_class = ScenarioFilters
    search_fields = ["code", "title_zh", "title_en", "customer_zh", "customer_en", "situation_zh"]
    search_backend_name = None

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        gone = {"history_url_name", "usage_url_name", "delete_url_name", "edit_url_name"}
        return {name: value for name, value in super().get_common_view_kwargs(**kwargs).items() if name not in gone}

    def get_form_class(self, for_update: bool = False) -> type[HeadForm]:
        return HeadForm

    def register_admin_url_finder(self) -> None:
        """Nothing of Wagtail points at a scenario."""

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("paths/", paths.PathsView.as_view(), name="paths"),
            path("new/", AddView.as_view(), name="add"),
            path("<int:pk>/", pages.OverviewView.as_view(), name="overview"),
            path("<int:pk>/head/", pages.HeadView.as_view(), name="head"),
            path("<int:pk>/node/", parts.NodeView.as_view(), name="new_node"),
            path("<int:pk>/node/<slug:node>/", parts.NodeView.as_view(), name="node"),
            path("<int:pk>/node/<slug:node>/move/", parts.NodeMoveView.as_view(), name="move_node"),
            path("<int:pk>/node/<slug:node>/remove/", parts.NodeRemoveView.as_view(), name="remove_node"),
            path("<int:pk>/endings/", parts.EndingsView.as_view(), name="endings"),
            path("<int:pk>/preview/", PreviewView.as_view(), name="preview"),
            path("<int:pk>/publish/", pages.PublishView.as_view(), name="publish"),
            path("<int:pk>/archive/", pages.ArchiveView.as_view(), name="archive"),
            path("<int:pk>/restore/", pages.RestoreView.as_view(), name="restore"),
            path("<int:pk>/copy/", pages.CopyView.as_view(), name="copy"),
            path("<int:pk>/versions/", pages.VersionsView.as_view(), name="versions"),
            path("<int:pk>/statistics/", paths.StatisticsView.as_view(), name="statistics"),
        ]


scenario_viewset = ScenarioViewSet()
