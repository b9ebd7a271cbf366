"""What came in and what went out, for auditors: lists that are read and exported, never changed."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from training_site.people.admin.filters import DayRangeFilter
from training_site.people.api import ADMINISTRATOR, AUDITOR, HR, ORDER, TRAINING_MENU, has_role, role
from training_site.transfers.models import ExportRun, ImportRun
from training_site.transfers.views import desks_of


class RunIndex(generic.IndexView):
    """With who did it, in the same query."""

    access_policy = role(AUDITOR, ADMINISTRATOR)

    def get_base_queryset(self) -> QuerySet[ImportRun | ExportRun]:
        return super().get_base_queryset().select_related("by")


class ImportIndex(RunIndex):
    """Auditors and administrators see every file; whoever works with a kind of import sees the files of that kind."""

    access_policy = role(AUDITOR, ADMINISTRATOR, HR)

    def get_base_queryset(self) -> QuerySet[ImportRun | ExportRun]:
        runs = super().get_base_queryset()
        if has_role(self.request.user, AUDITOR, ADMINISTRATOR):
            return runs
        return runs.filter(kind__in=desks_of(self.request.user))


class FileColumn(TitleColumn):
    """The file's name; it leads to the run for those who work with imports of its kind."""

    def get_link_url(self, instance: ImportRun, parent_context: Any) -> str | None:
        desk = desks_of(parent_context["request"].user).get(instance.kind)
        return desk.url("run", instance.public_id) if desk else None


def moment_of(run: ImportRun | ExportRun) -> str:
    """To the minute, in the site's time."""
    return f"{timezone.localtime(run.at):%Y-%m-%d %H:%M}"


class _RunList(ModelViewSet):
    index_view_class = RunIndex
    menu_hook = TRAINING_MENU
    add_to_admin_menu = True
    copy_view_enabled = False
    list_per_page = 50
    ordering = "-at"


class ExportRunFilters(WagtailFilterSet):
    """By table and day."""

    at = DayRangeFilter(label=_("When"))

    class Meta:
        model = ExportRun
        fields = ["name", "at"]


class ExportRunViewSet(_RunList):
    """Every table that left the system."""

    model = ExportRun
    name = "export_runs"
    icon = "download"
    menu_label = _("Exports")
    menu_order = ORDER["people"] + 11
    form_fields = ["name"]
    search_fields = ["name", "file_name", "by__display_name", "by__username"]
    filterset_class = ExportRunFilters
    list_display = [
        Column("at", label=_("When"), accessor=moment_of, sort_key="at"),
        Column("by", label=_("By"), sort_key="by__display_name"),
        Column("file_name", label=_("File"), sort_key="file_name"),
        Column("row_count", label=_("Rows"), sort_key="row_count"),
        Column("filters", label=_("Filters"), accessor=lambda run: "; ".join(f"{key}={', '.join(values)}" for key, values in run.filters.items())),
    ]
    list_export = ["at", "by", "name", "file_name", "row_count"]
    export_filename = "exports"


class ImportRunFilters(WagtailFilterSet):
    """By kind, state and day."""

    at = DayRangeFilter(label=_("When"))

    class Meta:
        model = ImportRun
        fields = ["kind", "state", "at"]


class ImportRunViewSet(_RunList):
    """Every file that was brought in, and what became of it."""

    model = ImportRun
    index_view_class = ImportIndex
    name = "import_runs"
    icon = "upload"
    menu_label = _("Imports")
    menu_order = ORDER["people"] + 12
    form_fields = ["file_name"]
    search_fields = ["file_name", "sha256", "by__display_name", "by__username"]
    filterset_class = ImportRunFilters
    list_display = [
        Column("at", label=_("When"), accessor=moment_of, sort_key="at"),
        Column("by", label=_("By"), sort_key="by__display_name"),
        FileColumn("file_name", label=_("File"), sort_key="file_name"),
        Column("state", label=_("State"), accessor="get_state_display", sort_key="state"),
        Column("row_count", label=_("Rows"), sort_key="row_count"),
        Column("sha256", label="SHA-256", accessor=lambda run: run.sha256[:12]),
    ]
    list_export = ["at", "by", "kind", "file_name", "sha256", "get_state_display", "row_count", "applied_at"]
    export_headings = {"get_state_display": _("State")}
    export_filename = "imports"


export_run_viewset, import_run_viewset = ExportRunViewSet(), ImportRunViewSet()
