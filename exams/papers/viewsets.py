"""Exams in the Wagtail admin: list, form, publish, copy, archive and restore."""

from typing import Any, cast

import django_filters
from django.contrib import messages
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button, HeaderButton

from exams.papers import editing, publishing
from exams.papers.blueprint import blueprint_fill
from exams.papers.models import Exam
from exams.papers.panels import exam_form
from exams.papers.states import DRAFT, PUBLISHED
from training_site.lib.errors import Refused
from training_site.logins.models import User
from training_site.people.api import ADMINISTRATOR, APPROVER, AUDITOR, HR, ORDER, TRAINER, TRAINING_MENU, RolePolicy, access, role
from training_site.transfers.api import export_response

EDITORS = {TRAINER, APPROVER, ADMINISTRATOR}
POLICY = RolePolicy(Exam, view=EDITORS | {AUDITOR, HR}, add=EDITORS, change=EDITORS)
MAY_CHANGE = role(*EDITORS)


def state_of(exam: Exam) -> str:
    """Where an exam stands, in words."""
    if exam.archived_at:
        return gettext("Archived")
    if exam.state == DRAFT or exam.current_version is None:
        return gettext("Draft")
    if exam.changed_at > exam.current_version.published_at:
        return gettext("Version %(number)d, changed since") % {"number": exam.current_version.number}
    return gettext("Version %(number)d") % {"number": exam.current_version.number}


def window_of(exam: Exam) -> str:
    """When an exam is open, as a list shows it."""
    ends = [timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else "" for at in (exam.opens_at, exam.closes_at)]
    return f"{ends[0] or '…'} – {ends[1] or '…'}" if any(ends) else gettext("always")


class ExamFilters(WagtailFilterSet):
    """State, job role, open on a day."""

    state = django_filters.ChoiceFilter(
        label=_("State"),
        method="by_state",
        choices=[("draft", _("Draft")), ("published", _("Published")), ("changed", _("Changed since publishing")), ("archived", _("Archived"))],
    )

    class Meta:
        model = Exam
        fields = ["job_roles", "release"]

    def by_state(self, rows: QuerySet[Exam], name: str, value: str) -> QuerySet[Exam]:
        """The rows of one state; archived ones show in no other."""
        conditions = {
            "draft": Q(state=DRAFT),
            "published": Q(state=PUBLISHED),
            "changed": Q(state=PUBLISHED, changed_at__gt=F("current_version__published_at")),
            "archived": Q(archived_at__isnull=False),
        }
        return rows.filter(conditions[value])


class ExamIndexView(generic.IndexView):
    """Exams in use; the archived ones behind a tab of their own."""

    def get_base_queryset(self) -> QuerySet[Exam]:
        rows = super().get_base_queryset().select_related("current_version")
        return rows.filter(archived_at__isnull=self.request.GET.get("state") != "archived")

    def as_spreadsheet(self, queryset: QuerySet[Exam], spreadsheet_format: str) -> HttpResponse:
        header = [
            gettext("Code"), gettext("Chinese title"), gettext("English title"), gettext("State"), gettext("Opens"), gettext("Closes"),
            gettext("Time limit in minutes"), gettext("Pass mark in percent"), gettext("Tries"), gettext("Hours between tries"),
            gettext("Shown after submitting"), gettext("Supervised room"), gettext("Job roles"),
        ]  # fmt: skip
        rows = (
            [exam.code, exam.title_zh, exam.title_en, state_of(exam), exam.opens_at, exam.closes_at, exam.limit_minutes, exam.pass_mark,
             exam.max_attempts, exam.resit_gap_hours, exam.get_release_display(), gettext("yes") if exam.supervised else gettext("no"),
             gettext(", ").join(str(role) for role in exam.job_roles.all())]
            for exam in queryset.prefetch_related("job_roles")
        )  # fmt: skip
        return export_response(self.request, "exams", header, rows, spreadsheet_format, gettext("Exams"))

    @cached_property
    def header_buttons(self) -> list[Button]:
        shows_archived = self.request.GET.get("state") == "archived"
        tab = HeaderButton(
            gettext("Exams in use") if shows_archived else gettext("Archived exams"),
            url=self.index_url if shows_archived else f"{self.index_url}?state=archived",
            icon_name="folder-open-inverse",
        )
        return [*super().header_buttons, tab]


class ExamEditView(generic.EditView):
    """The form, with the deeds that have a page of their own."""

    @cached_property
    def header_buttons(self) -> list[Button]:
        if not POLICY.user_has_permission(self.request.user, "change"):
            return list(super().header_buttons)
        deeds = (
            [("restore", gettext("Restore"), "rotate")]
            if self.object.archived_at
            else [
                ("publish", gettext("Publish"), "upload"),
                ("copy", gettext("Copy"), "copy"),
                ("archive", gettext("Archive"), "folder-inverse"),
            ]
        )
        return [HeaderButton(label, url=reverse(f"exams:{name}", args=[self.object.pk]), icon_name=icon) for name, label, icon in deeds]

    def get_success_message(self) -> str:
        return gettext("The exam is saved. Takers get it when you publish it.")


DEEDS = {
    "publish": (publishing.publish_exam, _("Publish the exam"), _("Publish"), _("The exam is published.")),
    "archive": (publishing.archive, _("Archive the exam"), _("Archive"), _("The exam is archived. It can be restored at any time.")),
    "restore": (publishing.restore, _("Restore the exam"), _("Restore"), _("The exam is restored.")),
    "copy": (editing.copy, _("Copy the exam"), _("Copy"), _("This is the copy. Give it a title and publish it when it is ready.")),
}


@access(MAY_CHANGE)
def deed_view(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Ask, then do: publish, archive, restore or copy an exam."""
    exam = get_object_or_404(Exam.objects.select_related("current_version"), pk=pk)
    verb, title, label, said = DEEDS[deed]
    target = reverse("exams:edit", args=[pk])
    if request.method == "POST":
        try:
            done = verb(exam, cast(User, request.user))
        except Refused as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(request.path)
        messages.success(request, str(said))
        return HttpResponseRedirect(reverse("exams:edit", args=[done.pk]) if deed == "copy" else target)
    context = {
        "exam": exam,
        "deed": deed,
        "page_title": title,
        "page_subtitle": str(exam),
        "header_icon": "clipboard-list",
        "label": label,
        "back": target,
        "lines": blueprint_fill(exam) if deed == "publish" else [],
        "unchanged": deed == "publish" and exam.current_version is not None and exam.changed_at <= exam.current_version.published_at,
    }
    return render(request, "papers/admin/deed.html", context)


@access(MAY_CHANGE)
@require_POST
def fill_view(request: HttpRequest, pk: int) -> HttpResponse:
    """How the form as it stands on the screen would be filled; nothing is saved."""
    exam = get_object_or_404(Exam, pk=pk) if pk else Exam()
    form = exam_viewset.get_form_class(bool(pk))(request.POST, instance=exam, for_user=request.user)
    lines = blueprint_fill(form.save(commit=False)) if form.is_valid() else None
    return render(request, "papers/admin/_fill.html", {"lines": lines})


class ExamViewSet(ModelViewSet):
    """Exams."""

    model = Exam
    icon = "clipboard-list"
    menu_label = _("Exams")
    menu_name = "exams"
    menu_order = ORDER["exams"]
    menu_hook = TRAINING_MENU
    add_to_admin_menu = True
    url_prefix = "exams"
    url_namespace = "exams"
    index_view_class = ExamIndexView
    edit_view_class = ExamEditView
    copy_view_enabled = False
    inspect_view_enabled = True
    list_per_page = 30
    ordering = ["code"]
    search_fields = ["code", "title_zh", "title_en"]
    search_backend_name = None
    filterset_class = ExamFilters
    list_export = ["code"]  # shows the export buttons; the columns are ExamIndexView's
    list_display = [
        "__str__",
        Column("code", label=_("Code"), accessor="code", sort_key="code"),
        Column("state", label=_("State"), accessor=state_of),
        Column("window", label=_("Open"), accessor=window_of, sort_key="opens_at"),
        Column("pass_mark", label=_("Pass mark"), accessor=lambda exam: f"{exam.pass_mark.normalize():f}%"),
        Column("tries", label=_("Tries"), accessor="max_attempts"),
    ]

    def get_edit_handler(self) -> Any:
        return exam_form().bind_to_model(self.model)

    @property
    def permission_policy(self) -> RolePolicy:
        return POLICY

    def get_urlpatterns(self) -> list[Any]:
        deeds = [path(f"{deed}/<int:pk>/", deed_view, {"deed": deed}, name=deed) for deed in DEEDS]
        return [*super().get_urlpatterns(), *deeds, path("fill/<int:pk>/", fill_view, name="fill")]


exam_viewset = ExamViewSet()
