"""Results in the Wagtail admin: the list with its filters and export, and one attempt with its history."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django.db.models import OuterRef, QuerySet, Subquery
from django.forms import DateInput
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button, HeaderButton

from exams.papers.api import Exam
from exams.sittings.marking import marks_by_people
from exams.sittings.models import Attempt, Result
from exams.sittings.permitting import POLICY, may_decide_about
from exams.sittings.places import place_cells, places_of
from training_site.people.api import ORDER, TRAINING_MENU, OrgUnit, Posting, RolePolicy, in_force
from training_site.transfers.api import export_response


def outcome_word(attempt: Attempt) -> str:
    """Passed, not passed, or where the attempt stands."""
    passed = attempt.passed  # type: ignore[attr-defined]
    if attempt.state == "marked":
        return gettext("Passed") if passed else gettext("Not passed")
    return str(attempt.get_state_display())


def percent_word(attempt: Attempt) -> str:
    """The percentage as a list shows it."""
    percent = attempt.percent  # type: ignore[attr-defined]
    return f"{percent.normalize():f}%" if percent is not None and attempt.state == "marked" else ""


def moment_word(attempt: Attempt) -> str:
    """When it was handed in, in the site's time zone."""
    return timezone.localtime(attempt.submitted_at).strftime("%Y-%m-%d %H:%M") if attempt.submitted_at else ""


class AttemptFilters(WagtailFilterSet):
    """Exam, outcome, unit, days."""

    exam = django_filters.ModelChoiceFilter(queryset=Exam.objects.filter(current_version__isnull=False), label=_("Exam"))
    outcome = django_filters.ChoiceFilter(
        label=_("Outcome"),
        method="by_outcome",
        choices=[
            ("passed", _("Passed")),
            ("failed", _("Not passed")),
            ("submitted", _("Being marked")),
            ("open", pgettext_lazy("attempt", "In progress")),
            ("void", _("Void")),
        ],
    )
    unit = django_filters.ModelChoiceFilter(label=_("Unit"), queryset=OrgUnit.objects.order_by("path"), method="by_unit")
    since = django_filters.DateFilter(
        field_name="submitted_at", lookup_expr="date__gte", label=_("Handed in since"), widget=DateInput({"type": "date"})
    )
    until = django_filters.DateFilter(
        field_name="submitted_at", lookup_expr="date__lte", label=_("Handed in until"), widget=DateInput({"type": "date"})
    )

    class Meta:
        model = Attempt
        fields: list[str] = []

    def by_outcome(self, rows: QuerySet[Attempt], name: str, value: str) -> QuerySet[Attempt]:
        """The rows of one outcome."""
        if value in ("passed", "failed"):
            return rows.filter(state="marked", results__in=Result.objects.filter(replaced_by__isnull=True, passed=value == "passed"))
        return rows.filter(state=value)

    def by_unit(self, rows: QuerySet[Attempt], name: str, value: OrgUnit) -> QuerySet[Attempt]:
        """The people posted today in a unit or below it."""
        people = Posting.objects.filter(in_force(), unit__path__startswith=value.path).values("staff")
        return rows.filter(staff__in=people)


class AttemptIndexView(generic.IndexView):
    """Every live attempt with its result in force; the export goes through the one exporter."""

    def get_base_queryset(self) -> QuerySet[Attempt]:
        result = Result.objects.filter(attempt=OuterRef("pk"), replaced_by__isnull=True)
        rows = Attempt.objects.filter(purpose="live").select_related("exam", "staff")
        return rows.annotate(percent=Subquery(result.values("percent")[:1]), passed=Subquery(result.values("passed")[:1]))

    @cached_property
    def header_buttons(self) -> list[Button]:
        queue = HeaderButton(gettext("Marking"), url=reverse("results:marking"), icon_name="edit")
        exams = HeaderButton(gettext("By exam"), url=reverse("results:exams"), icon_name="clipboard-list")
        return [exams, *([queue] if POLICY.user_has_permission(self.request.user, "mark") else [])]

    def as_spreadsheet(self, queryset: Iterable[Attempt], spreadsheet_format: str) -> HttpResponse:
        header = [
            gettext("Reference"), gettext("Staff number"), gettext("Name"), gettext("Unit"), gettext("Job role"), gettext("Exam"),
            gettext("Try"), gettext("Outcome"), gettext("Percent"), gettext("Started"), gettext("Handed in"),
        ]  # fmt: skip
        attempts = list(queryset)
        places = places_of({attempt.staff_id for attempt in attempts})
        rows = (
            [attempt.reference, attempt.staff.staff_number, attempt.staff.name, *place_cells(places, attempt.staff_id), str(attempt.exam),
             attempt.number, outcome_word(attempt), attempt.percent if attempt.state == "marked" else None,  # type: ignore[attr-defined]
             attempt.started_at, attempt.submitted_at]
            for attempt in attempts
        )  # fmt: skip
        return export_response(self.request, "results", header, rows, spreadsheet_format)


class AttemptInspectView(generic.InspectView):
    """One attempt: outcome, marks, what was sent and when, and why it is void."""

    template_name = "sittings/admin/attempt.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        attempt = Attempt.objects.select_related("exam", "exam_version", "staff").get(pk=self.object.pk)
        results = attempt.results.order_by("-number")
        return super().get_context_data(
            **kwargs,
            attempt=attempt,
            results=results,
            current=next((result for result in results), None),
            events=attempt.events.count(),
            rejected=attempt.events.filter(accepted=False).select_related("attempt_question").order_by("seq"),
            marks=marks_by_people().filter(attempt_question__attempt=attempt),
            may_mark=POLICY.user_has_permission(self.request.user, "mark") and attempt.staff.login_id != self.request.user.pk,
            may_decide=may_decide_about(self.request, attempt.staff),
        )


class AttemptViewSet(ModelViewSet):
    """Results: read, exported, decided on; never edited."""

    model = Attempt
    icon = "clipboard-list"
    menu_label = _("Results")
    menu_name = "results"
    menu_order = ORDER["results"]
    menu_hook = TRAINING_MENU
    add_to_admin_menu = True
    url_prefix = "results"
    url_namespace = "results"
    index_view_class = AttemptIndexView
    inspect_view_class = AttemptInspectView
    inspect_view_enabled = True
    copy_view_enabled = False
    form_fields: list[str] = []
    list_per_page = 50
    ordering = ["-started_at"]
    search_fields = ["staff__name", "staff__staff_number", "exam__title_zh", "exam__title_en"]
    search_backend_name = None
    filterset_class = AttemptFilters
    list_export = ["number"]
    list_display = [
        "__str__",
        Column(
            "person", label=_("Name"), accessor=lambda attempt: f"{attempt.staff.name} {attempt.staff.staff_number}", sort_key="staff__staff_number"
        ),
        Column("exam", label=_("Exam"), accessor=lambda attempt: str(attempt.exam), sort_key="exam__code"),
        Column("number", classname="only-wide-list", label=_("Try"), accessor="number", sort_key="number"),
        Column("outcome", classname="keep", label=_("Outcome"), accessor=outcome_word),
        Column("percent", label=_("Percent"), accessor=percent_word, sort_key="percent"),
        Column("submitted", classname="keep only-wide-list", label=_("Handed in"), accessor=moment_word, sort_key="submitted_at"),
    ]

    @property
    def permission_policy(self) -> RolePolicy:
        return POLICY

    def get_urlpatterns(self) -> list[Any]:
        from exams.sittings import by_exam, deciding, queue

        own = [
            path("void/<int:pk>/", deciding.void, name="void"),
            path("exams/", by_exam.exams, name="exams"),
            path("exams/<int:pk>/", by_exam.exam, name="exam"),
            path("exams/<int:pk>/preview/", deciding.preview, name="preview"),
            path("exams/<int:pk>/<str:which>/", by_exam.people, name="people"),
            path("grant/<int:pk>/<uuid:public_id>/", deciding.grant, name="grant"),
            path("marking/", queue.waiting, name="marking"),
            path("marking/<int:pk>/", queue.mark, name="mark"),
            path("marking/<int:pk>/change/", queue.change, name="change_mark"),
        ]
        return [*super().get_urlpatterns(), *own]


attempt_viewset = AttemptViewSet()
