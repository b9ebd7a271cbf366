"""Enrolments in the admin: the list, one person's enrolment with its steps, and what HR decides by hand."""

from collections.abc import Callable, Iterable
from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button, HeaderButton

from courses.paths import enrolling
from courses.paths.enrolment_forms import DueForm, EnrolForm, ReasonForm
from courses.paths.models import KINDS, Enrolment, LearningPath, Step, StepCompletion
from courses.paths.queries import journey_of
from courses.paths.targets import shown_title, targets
from courses.paths.viewsets import READERS
from training_site.lib import clock
from training_site.lib.errors import Refused
from training_site.people.api import HR, ORDER, TRAINER, TRAINING_MENU, OrgUnit, Posting, RolePolicy, access, in_force, posting_of, role
from training_site.transfers.api import export_response

POLICY = RolePolicy(Enrolment, view=READERS, add={HR}, decide={HR}, admit={HR, TRAINER})
DECIDES, ADMITS = role(HR), role(HR, TRAINER)
GOING_ON = Q(ended_on__isnull=True, completed_at__isnull=True)


def state_of(row: Enrolment) -> str:
    """Where an enrolment stands, in one word."""
    if row.ended_on:
        return pgettext("enrolment", "ended")
    if row.completed_at:
        return pgettext("enrolment", "finished")
    return pgettext("enrolment", "overdue") if row.due_on < clock.today() else pgettext("enrolment", "under way")


class EnrolmentFilters(WagtailFilterSet):
    """Path, unit, state, due days."""

    path = django_filters.ModelChoiceFilter(queryset=LearningPath.objects.all(), label=_("Learning path"))
    unit = django_filters.ModelChoiceFilter(label=_("Unit"), queryset=OrgUnit.objects.order_by("path"), method="by_unit")
    state = django_filters.ChoiceFilter(
        label=_("State"),
        method="by_state",
        choices=[
            ("under_way", pgettext_lazy("enrolment", "under way")),
            ("overdue", pgettext_lazy("enrolment", "overdue")),
            ("finished", pgettext_lazy("enrolment", "finished")),
            ("ended", pgettext_lazy("enrolment", "ended")),
        ],
    )

    class Meta:
        model = Enrolment
        fields: list[str] = []

    def by_unit(self, rows: QuerySet[Enrolment], name: str, value: OrgUnit) -> QuerySet[Enrolment]:
        """The people posted today in a unit or below it."""
        return rows.filter(staff__in=Posting.objects.filter(in_force(), unit__path__startswith=value.path).values("staff"))

    def by_state(self, rows: QuerySet[Enrolment], name: str, value: str) -> QuerySet[Enrolment]:
        """The rows of one state; overdue ones are under way too."""
        conditions = {
            "under_way": GOING_ON,
            "overdue": GOING_ON & Q(due_on__lt=clock.today()),
            "finished": Q(completed_at__isnull=False, ended_on__isnull=True),
            "ended": Q(ended_on__isnull=False),
        }
        return rows.filter(conditions[value])


class EnrolmentIndexView(generic.IndexView):
    """Who is on which path, how far, by when."""

    def get_base_queryset(self) -> QuerySet[Enrolment]:
        return Enrolment.objects.select_related("staff", "path").annotate(done=Count("completions"))

    def as_spreadsheet(self, queryset: Iterable[Enrolment], spreadsheet_format: str) -> HttpResponse:
        header = [
            gettext("Staff number"), gettext("Name"), gettext("Learning path"), gettext("First day"), gettext("Due"), gettext("State"),
            gettext("Steps done"), pgettext("enrolment", "Finished on"), pgettext("enrolment", "Ended on"), gettext("Reason"),
        ]  # fmt: skip
        rows = (
            [row.staff.staff_number, row.staff.name, str(row.path), row.started_on, row.due_on, state_of(row), row.done,  # type: ignore[attr-defined]
             row.completed_at, row.ended_on, row.reason]
            for row in queryset
        )  # fmt: skip
        return export_response(self.request, "enrolments", header, rows, spreadsheet_format)


class EnrolmentCreateView(generic.CreateView):
    """Enrol somebody by hand."""

    access_policy = DECIDES

    def save_instance(self) -> Enrolment:
        facts = self.form.cleaned_data
        return enrolling.enrol_by_hand(facts["staff_number"], facts["path"], facts["started_on"], facts["reason"], self.request.user)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)

    def get_success_url(self) -> str:
        return reverse("enrolments:inspect", args=[self.object.pk])

    def get_success_buttons(self) -> list[Any]:
        return []


class EnrolmentInspectView(generic.InspectView):
    """One person on one path: every step with its evidence, and everything decided by hand."""

    template_name = "paths/admin/enrolment.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = Enrolment.objects.select_related("staff", "path").get(pk=self.object.pk)
        evidence = {note.step_id: note for note in row.completions.all()}
        early = list(row.early_admissions.select_related("step", "granted_by"))
        journey = journey_of(row)
        known = targets({(note.evidence["kind"], note.evidence["ref"]) for note in evidence.values()} | {("exam", one.step.ref) for one in early})

        def titled(note: StepCompletion) -> str:
            kind, ref = note.evidence["kind"], note.evidence["ref"]
            return gettext("%(kind)s: %(title)s") % {"kind": dict(KINDS)[kind], "title": shown_title(known, kind, ref)}

        return super().get_context_data(**kwargs) | {
            "enrolment": row,
            "posting": posting_of(row.staff),
            "state": state_of(row),
            "journey": journey,
            "steps": [(todo, note, titled(note) if note else "") for todo in journey.todos for note in [evidence.get(todo.step.pk)]],
            "changes": row.changes.select_related("by"),
            "early": [(one, shown_title(known, "exam", one.step.ref)) for one in early],
            "may_admit": not row.ended_on and POLICY.user_has_permission(self.request.user, "admit"),
        }

    @cached_property
    def header_buttons(self) -> list[Button]:
        if not POLICY.user_has_permission(self.request.user, "decide"):
            return []
        if self.object.ended_on:
            deeds = [("reopen", gettext("Take up again"), "rotate")]
        else:
            due = [] if self.object.completed_at else [("due", gettext("Change the due date"), "calendar")]
            deeds = [*due, ("end", gettext("End the enrolment"), "cross")]
        return [HeaderButton(label, url=reverse(f"enrolments:{name}", args=[self.object.pk]), icon_name=icon) for name, label, icon in deeds]


def _decide(request: HttpRequest, row: Enrolment, words: tuple[Any, Any, Any, Any], form: Any, deed: Callable[[dict[str, Any]], Any]) -> HttpResponse:
    """Ask with a form, then do a deed; `words` are title, explanation, label, and what is said afterwards."""
    title, explain, label, said = words
    back = reverse("enrolments:inspect", args=[row.pk])
    if request.method == "POST" and form.is_valid():
        try:
            deed(form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, str(said))
            return HttpResponseRedirect(back)
    context = {
        "page_title": title, "page_subtitle": str(row), "header_icon": "group", "form": form, "explain": explain, "label": label, "back": back,
    }  # fmt: skip
    return render(request, "paths/admin/decide.html", context)


def _row(pk: int) -> Enrolment:
    return get_object_or_404(Enrolment.objects.select_related("staff", "path"), pk=pk)


@access(DECIDES)
def due_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the due date."""
    row = _row(pk)
    words = (
        _("Change the due date"), _("The days of all stages move with it. What is done stays as it is."), _("Change the due date"),
        _("The due date is changed."),
    )  # fmt: skip
    form = DueForm(request.POST or None, initial={"due_on": row.due_on})
    return _decide(request, row, words, form, lambda facts: enrolling.change_due(row, facts["due_on"], facts["reason"], request.user))


@access(DECIDES)
def end_view(request: HttpRequest, pk: int) -> HttpResponse:
    """End an enrolment."""
    row = _row(pk)
    words = (
        _("End the enrolment"), _("Nothing of this path is asked of the person any more. What they have done stays; it can be taken up again."),
        _("End the enrolment"), _("The enrolment is ended."),
    )  # fmt: skip
    return _decide(request, row, words, ReasonForm(request.POST or None), lambda facts: enrolling.end(row, facts["reason"], request.user))


@access(DECIDES)
def reopen_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an ended enrolment up again."""
    row = _row(pk)
    words = (
        _("Take the enrolment up again"), _("It goes on where it was, with the due date it had. Change the due date afterwards if need be."),
        _("Take up again"), _("The enrolment goes on."),
    )  # fmt: skip
    return _decide(request, row, words, ReasonForm(request.POST or None), lambda facts: enrolling.reopen(row, facts["reason"], request.user))


@access(ADMITS)
def admit_view(request: HttpRequest, pk: int, step: int) -> HttpResponse:
    """Let somebody into an exam before its turn."""
    row = _row(pk)
    exam = Step.objects.filter(pk=step, stage__path=row.path_id, kind="exam", retired_at__isnull=True).first()
    if exam is None:
        raise Http404
    words = (
        _("Let them sit the exam now"), _("The steps before it stay to be done; only this exam opens, for this person. It is not taken back."),
        _("Let them sit it now"), _("The exam is open to this person."),
    )  # fmt: skip
    form = ReasonForm(request.POST or None)
    return _decide(request, row, words, form, lambda facts: enrolling.admit_early(row, exam, facts["reason"], request.user))


class EnrolmentViewSet(ModelViewSet):
    """Who is on which path. Enrolments follow from job roles; HR adds, moves and ends them with a reason."""

    model = Enrolment
    name = "enrolments"
    icon = "group"
    menu_label = _("Enrolments")
    menu_order = ORDER["paths"] + 5
    menu_hook = TRAINING_MENU
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = EnrolmentIndexView
    add_view_class = EnrolmentCreateView
    inspect_view_class = EnrolmentInspectView
    list_per_page = 50
    ordering = ["-started_on"]
    filterset_class = EnrolmentFilters
    search_fields = ["staff__name", "staff__staff_number"]
    search_backend_name = None
    list_export = ["reason"]
    list_display = [
        "staff",
        Column("number", label=_("Staff number"), accessor=lambda row: row.staff.staff_number, sort_key="staff__staff_number"),
        Column("path", label=_("Learning path"), accessor=lambda row: str(row.path), sort_key="path__code"),
        Column("started_on", label=_("First day"), accessor="started_on", sort_key="started_on"),
        Column("due_on", label=_("Due"), accessor="due_on", sort_key="due_on"),
        Column("done", label=_("Steps done"), accessor="done", sort_key="done"),
        Column("state", label=_("State"), accessor=state_of),
    ]

    def get_form_class(self, for_update: bool = False) -> Any:
        return EnrolForm

    @property
    def permission_policy(self) -> RolePolicy:
        return POLICY

    def get_urlpatterns(self) -> list[Any]:
        own = [
            path("due/<int:pk>/", due_view, name="due"),
            path("end/<int:pk>/", end_view, name="end"),
            path("reopen/<int:pk>/", reopen_view, name="reopen"),
            path("admit/<int:pk>/<int:step>/", admit_view, name="admit"),
        ]
        return [*super().get_urlpatterns(), *own]
