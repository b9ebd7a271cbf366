"""Learning paths in the admin: the list, the form, copying, archiving and restoring."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button, HeaderButton

from courses.paths import editing
from courses.paths.effects import summary
from courses.paths.models import LearningPath, Step
from courses.paths.panels import path_form
from courses.paths.targets import shown_title, targets
from training_site.lib.errors import Refused
from training_site.people.api import ADMINISTRATOR, AUDITOR, HR, ORDER, TRAINER, TRAINING_MENU, JobRole, RolePolicy, access, role
from training_site.transfers.api import export_response

READERS = {TRAINER, HR, AUDITOR, ADMINISTRATOR}
EDITORS = {TRAINER, ADMINISTRATOR}
MAY_WRITE = role(*EDITORS)
POLICY = RolePolicy(LearningPath, view=READERS, add=EDITORS, change=EDITORS)


class PathFilters(WagtailFilterSet):
    """Job role; the archived ones stand behind a tab of their own."""

    job_role = django_filters.ModelChoiceFilter(queryset=JobRole.objects.all(), field_name="job_roles", label=_("Job role"))

    class Meta:
        model = LearningPath
        fields: list[str] = []


class PathIndexView(generic.IndexView):
    """Paths in use, or the archived ones; the export has a row for each step."""

    def get_base_queryset(self) -> QuerySet[LearningPath]:
        rows = super().get_base_queryset().filter(archived_at__isnull=self.request.GET.get("state") != "archived")
        under_way = Count("enrolments", filter=Q(enrolments__ended_on__isnull=True, enrolments__completed_at__isnull=True), distinct=True)
        return rows.prefetch_related("job_roles").annotate(under_way=under_way)

    @cached_property
    def header_buttons(self) -> list[Button]:
        archived = self.request.GET.get("state") == "archived"
        tab = HeaderButton(
            gettext("Paths in use") if archived else gettext("Archived paths"),
            url=self.index_url if archived else f"{self.index_url}?state=archived",
            icon_name="folder-open-inverse",
        )
        return [*super().header_buttons, tab]

    def as_spreadsheet(self, queryset: Iterable[LearningPath], spreadsheet_format: str) -> HttpResponse:
        header = [
            gettext("Code"), gettext("Path"), gettext("Job roles"), gettext("Days"), gettext("Stage"), gettext("From day"), gettext("To day"),
            gettext("Kind"), gettext("Code of the step"), gettext("Step"),
        ]  # fmt: skip
        known = targets()
        steps = Step.objects.filter(stage__path__in=list(queryset), retired_at__isnull=True).select_related("stage__path")
        rows = (
            [step.stage.path.code, str(step.stage.path), ", ".join(map(str, step.stage.path.job_roles.all())), step.stage.path.days, str(step.stage),
             step.stage.from_day, step.stage.to_day, step.get_kind_display(), step.ref, shown_title(known, step.kind, step.ref)]
            for step in steps.prefetch_related("stage__path__job_roles").order_by("stage__path__code", "stage__order", "order")
        )  # fmt: skip
        return export_response(self.request, "learning-paths", header, rows, spreadsheet_format)


class _Writes:
    """Saves through the form, which writes stages and steps by the room's own verb."""

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)  # type: ignore[misc,no-any-return]
        except Refused as refusal:
            form.add_error(None, str(refusal))
            self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
            return self.form_invalid(form)  # type: ignore[attr-defined,no-any-return]

    def save_instance(self) -> Any:
        return self.form.save()  # type: ignore[attr-defined]


class PathCreateView(_Writes, generic.CreateView):
    """A new path."""

    access_policy = MAY_WRITE


class PathEditView(_Writes, generic.EditView):
    """The form, with the deeds that have a page of their own."""

    access_policy = MAY_WRITE

    @cached_property
    def header_buttons(self) -> list[Button]:
        deeds = [("restore", gettext("Restore"), "rotate")] if self.object.archived_at else [
            ("copy", gettext("Copy"), "copy"), ("archive", gettext("Archive"), "folder-inverse"),
        ]  # fmt: skip
        buttons = [HeaderButton(label, url=reverse(f"learning_paths:{name}", args=[self.object.pk]), icon_name=icon) for name, label, icon in deeds]
        return [HeaderButton(gettext("See it as it stands"), url=self.get_inspect_url(), icon_name="view"), *buttons]

    def get_inspect_url(self) -> str:
        """The page that only shows."""
        return reverse("learning_paths:inspect", args=[self.object.pk])


class PathInspectView(generic.InspectView):
    """The path as it stands: stages, steps by title, who has done what, and what was taken out."""

    template_name = "paths/admin/path.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        standing, known = editing.standing_of(self.object), targets()

        def shown(step: Step) -> dict[str, Any]:
            target = known.get((step.kind, step.ref))
            return {
                "kind": step.get_kind_display(), "title": shown_title(known, step.kind, step.ref), "url": target.url if target else "",
                "done": standing.done.get(step.pk, 0), "retired_at": step.retired_at,
            }  # fmt: skip

        stages: dict[int, dict[str, Any]] = {}
        for step in editing.steps_in_force(self.object):
            stages.setdefault(step.stage_id, {"stage": step.stage, "steps": []})["steps"].append(shown(step))
        retired = Step.objects.filter(stage__path=self.object, retired_at__isnull=False).order_by("retired_at")
        own = {"stages": list(stages.values()), "retired": [shown(step) for step in retired], "summary": summary(standing)}
        return super().get_context_data(**kwargs) | own


DEEDS = {
    "copy": (
        _("Copy the path"), _("Copy"), _("The copy has the same stages and steps, a code of its own, no job roles and nobody on it."),
        _("This is the copy. Give it a title and its job roles."),
    ),
    "archive": (
        _("Archive the path"), _("Archive"),
        _("Nobody new is enrolled, and its job roles are free for another path. Whoever is under way finishes. You can restore it at any time."),
        _("The path is archived. It can be restored at any time."),
    ),
    "restore": (
        _("Restore the path"), _("Restore"), _("The path is in use again, with those of its job roles that no other path has taken meanwhile."),
        _("The path is in use again."),
    ),
}  # fmt: skip


@access(MAY_WRITE)
def deed_view(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Ask, then do: copy, archive or restore a path."""
    one = get_object_or_404(LearningPath, pk=pk)
    title, label, explain, said = DEEDS[deed]
    if request.method == "POST":
        try:
            made = _do(request, one, deed)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(request.path)
        messages.success(request, str(said))
        return HttpResponseRedirect(reverse("learning_paths:edit", args=[made.pk]))
    context = {
        "page_title": title, "page_subtitle": str(one), "header_icon": "list-ol", "explain": explain, "label": label,
        "people": summary(editing.standing_of(one)), "back": reverse("learning_paths:edit", args=[pk]),
    }  # fmt: skip
    return render(request, "paths/admin/deed.html", context)


def _do(request: HttpRequest, one: LearningPath, deed: str) -> LearningPath:
    """The deed; returns the path whose form opens next."""
    if deed == "copy":
        return editing.copy(one, request.user)
    if deed == "archive":
        return editing.archive(one, request.user)
    if lost := editing.restore(one, request.user):
        roles = ", ".join(map(str, JobRole.objects.filter(code__in=lost)))
        messages.warning(request, gettext("These job roles have another path by now: %(roles)s.") % {"roles": roles})
    return one


class LearningPathViewSet(ModelViewSet):
    """Learning paths."""

    model = LearningPath
    name = "learning_paths"
    icon = "list-ol"
    menu_label = _("Learning paths")
    menu_order = ORDER["paths"]
    menu_hook = TRAINING_MENU
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = ["code", "title_zh", "title_en", "days", "enrols_within_days"]
    index_view_class = PathIndexView
    add_view_class = PathCreateView
    edit_view_class = PathEditView
    inspect_view_class = PathInspectView
    list_per_page = 30
    ordering = ["code"]
    search_fields = ["title_zh", "title_en", "code"]
    search_backend_name = None
    filterset_class = PathFilters
    list_export = ["code"]
    list_display = [
        "__str__",
        Column("code", label=_("Code"), accessor="code", sort_key="code"),
        Column("roles", label=_("Job roles"), accessor=lambda row: ", ".join(map(str, row.job_roles.all()))),
        Column("days", label=_("Days"), accessor="days", sort_key="days"),
        Column("under_way", label=_("Under way"), accessor="under_way", sort_key="under_way"),
    ]

    def get_edit_handler(self) -> Any:
        return path_form().bind_to_model(self.model)

    @property
    def permission_policy(self) -> RolePolicy:
        return POLICY

    def get_urlpatterns(self) -> list[Any]:
        return [*super().get_urlpatterns(), *(path(f"{deed}/<int:pk>/", deed_view, {"deed": deed}, name=deed) for deed in DEEDS)]
