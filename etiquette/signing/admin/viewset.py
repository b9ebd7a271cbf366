"""Signing sets in the Wagtail admin: the list, the form, who has signed, asking people to read."""

from collections.abc import Callable
from typing import Any

import django_filters
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.generic.base import View
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet

from etiquette.signing.admin.base import NAMESPACE, PER_PAGE, READERS, WRITERS, address
from etiquette.signing.admin.forms import RequestForm, SetForm
from etiquette.signing.admin.questions import AnswerView, QuestionsView
from etiquette.signing.models import SigningSet
from etiquette.signing.queries import versions_of
from etiquette.signing.report import by_unit, concerned, narrowed, suggested_day, totals, unsigned_of
from etiquette.signing.sets import publish_set, request_reading, save_set, withdraw_set
from training_site.lib import bilingual, clock
from training_site.lib.errors import Refused
from training_site.people.api import ORDER, TRAINING_MENU, JobRole, OrgUnit
from training_site.transfers.api import export_response


class SetView(PermissionCheckedMixin, WagtailAdminTemplateMixin, View):
    """A page about one set: `self.set`. Everybody of the admin may look; a view that changes says so."""

    model = SigningSet
    access_policy = READERS
    permission_required: str | None = "view"
    header_icon = "edit"
    page_name: Any = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.set = get_object_or_404(SigningSet, pk=kwargs["pk"])

    def get_page_title(self) -> str:
        return f"{self.set} · {self.page_name}" if self.page_name else str(self.set)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        trail = [{"url": address("index"), "label": gettext("Norms to sign")}, {"url": address("report", self.set.pk), "label": str(self.set)}]
        return [*self.breadcrumbs_items, *trail, *([{"url": "", "label": self.page_name}] if self.page_name else [])]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(set=self.set, may_change=self.user_has_permission("change"), **kwargs)

    def attempt(self, deed: Callable[[], Any], said: str) -> bool:
        """Do a deed and say so; a refusal is shown instead. True when it was done."""
        try:
            deed()
        except Refused as refusal:
            messages.error(self.request, str(refusal))
            return False
        messages.success(self.request, said)
        return True

    def back(self) -> HttpResponse:
        return HttpResponseRedirect(address("report", self.set.pk))


class ReportView(SetView):
    """Who has signed and who has not, by unit; searched, filtered, exported."""

    template_name = "signing/admin/report.html"

    def rows(self) -> tuple[Any, dict[str, Any]]:
        """The people the address asks for, and what it asks."""
        state, unit, words = (self.request.GET.get(name, "").strip() for name in ("state", "unit", "q"))
        chosen = OrgUnit.objects.filter(code=unit).first() if unit else None
        return narrowed(concerned(self.set), state=state, unit=chosen, words=words), {"state": state, "unit": unit, "q": words}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows, asked = self.rows()
        if request.GET.get("export") in {"csv", "xlsx"}:
            return self.exported(rows, request.GET["export"])
        context = {
            "page_obj": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
            "totals": totals(concerned(self.set)),
            "by_unit": by_unit(concerned(self.set)),
            "units": OrgUnit.objects.filter(closed_on__isnull=True).order_by("path"),
            "asked": asked,
            "filtered": any(asked.values()),
            "versions": versions_of(self.set),
            "roles": self.set.job_roles.all(),
            "states": STATES,
        }
        return self.render_to_response(self.get_context_data(**context))

    def exported(self, rows: Any, fmt: str) -> HttpResponse:
        header = [
            gettext("Staff number"),
            gettext("Name"),
            gettext("Unit"),
            gettext("Job role"),
            gettext("Signed"),
            gettext("Of"),
            gettext("Last signed"),
            gettext("Asked by"),
            pgettext("about clauses", "Questions"),
            gettext("Cannot sign"),
        ]
        table = (
            [
                row.staff_number,
                row.name,
                bilingual.text_of(row, "unit"),
                bilingual.text_of(row, "role"),
                row.signed,
                row.wanted,
                row.signed_at,
                row.asked_by,
                row.questions,
                gettext("yes") if row.declines and row.signed < row.wanted else "",
            ]
            for row in rows
        )
        return export_response(self.request, f"signing-{self.set.code}", header, table, fmt)


STATES = [("signed", _("All signed")), ("part", _("A part signed")), ("none", _("Nothing signed")), ("declined", _("Cannot sign"))]


class EditView(SetView):
    """The set and its norms."""

    template_name = "signing/admin/form.html"
    access_policy = WRITERS
    permission_required = "change"
    page_name = _("Edit")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=SetForm(instance=self.set)))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = SetForm(request.POST, instance=self.set)
        if form.is_valid() and self.attempt(lambda: _save(form, request.user), gettext("Saved.")):
            return self.back()
        return self.render_to_response(self.get_context_data(form=form))


def _save(form: SetForm, by: Any) -> SigningSet:
    with transaction.atomic():
        return save_set(form.save(commit=False), form.cleaned_data["norm_codes"], form.cleaned_data["job_roles"], by)


class AddView(PermissionCheckedMixin, WagtailAdminTemplateMixin, View):
    """A new set; nobody sees it until it is published."""

    model = SigningSet
    access_policy = WRITERS
    permission_required = "add"
    template_name = "signing/admin/form.html"
    header_icon = "edit"
    page_title = _("New signing set")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": address("index"), "label": gettext("Norms to sign")}, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=SetForm()))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = SetForm(request.POST)
        if form.is_valid():
            made = _save(form, request.user)
            messages.success(request, gettext("Saved. Publish it when it is ready to be signed."))
            return HttpResponseRedirect(address("report", made.pk))
        return self.render_to_response(self.get_context_data(form=form))


class RequestView(SetView):
    """Ask everybody of some job roles who has not signed all of it."""

    template_name = "signing/admin/request.html"
    access_policy = WRITERS
    permission_required = "change"
    page_name = _("Ask to read")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        initial = {"job_roles": self.set.job_roles.all(), "due_on": suggested_day(self.set, clock.today())}
        return self.render_to_response(self.get_context_data(form=RequestForm(initial=initial)))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = RequestForm(request.POST)
        if form.is_valid():
            people = list(unsigned_of(self.set, form.cleaned_data["job_roles"]))
            said = ngettext("%(count)d person is asked to read and sign.", "%(count)d people are asked to read and sign.", len(people))
            deed = lambda: request_reading(self.set, people, form.cleaned_data["due_on"], request.user)  # noqa: E731
            if self.attempt(deed, said % {"count": len(people)}):
                return self.back()
        return self.render_to_response(self.get_context_data(form=form))


class DeedView(SetView):
    """Publish or withdraw, by POST only."""

    access_policy = WRITERS
    permission_required = "change"
    http_method_names = ["post", "options"]


class PublishView(DeedView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.attempt(lambda: publish_set(self.set, request.user), gettext("Published. It stands on the list of everybody it concerns."))
        return self.back()


class WithdrawView(DeedView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.attempt(lambda: withdraw_set(self.set, request.user), gettext("Withdrawn. Signatures stay; “Publish” brings it back."))
        return self.back()


class SetFilters(WagtailFilterSet):
    """Published or not, job role."""

    published = django_filters.BooleanFilter(label=_("Published"))
    job_roles = django_filters.ModelChoiceFilter(label=_("Job role"), queryset=JobRole.objects.all())

    class Meta:
        model = SigningSet
        fields: list[str] = []


class SetIndexView(generic.IndexView):
    """The list of sets."""

    access_policy = READERS

    def get_base_queryset(self) -> QuerySet[SigningSet]:
        return super().get_base_queryset().prefetch_related("job_roles").annotate(norm_count=Count("members"))

    def get_edit_url(self, instance: SigningSet) -> str:
        return address("report", instance.pk)

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> HttpResponse:
        header = [gettext("Code"), gettext("Chinese title"), gettext("English title"), gettext("Norms"), gettext("Job roles"), gettext("Published")]
        rows = ([row.code, row.title_zh, row.title_en, row.norm_count, roles_of(row), gettext("yes") if row.published else ""] for row in queryset)
        return export_response(self.request, "signing-sets", header, rows, spreadsheet_format)


def roles_of(row: SigningSet) -> str:
    """The job roles of a set in words."""
    return gettext(", ").join(str(role) for role in row.job_roles.all())


class SigningSetViewSet(ModelViewSet):
    """Sets are withdrawn, never deleted: signatures point at them."""

    model = SigningSet
    icon = "edit"
    menu_label = _("Norms to sign")
    menu_name = "signing"
    menu_order = ORDER["signing"]
    menu_hook = TRAINING_MENU
    add_to_admin_menu = True
    add_to_reference_index = False
    url_prefix = "signing"
    url_namespace = NAMESPACE
    index_view_class = SetIndexView
    copy_view_enabled = False
    ordering = ["code"]
    list_display = [
        "__str__",
        Column("code", classname="keep", label=_("Code"), accessor="code", sort_key="code"),
        Column("norms", label=_("Norms"), accessor="norm_count"),
        Column("roles", label=_("Job roles"), accessor=roles_of, classname="wordy"),
        Column("days", label=_("Days to sign"), accessor=lambda row: row.due_days or "–"),
        Column("published", label=_("Published"), accessor=lambda row: gettext("yes") if row.published else gettext("no"), sort_key="published"),
    ]
    list_export = ["code"]
    filterset_class = SetFilters
    search_fields = ["code", "title_zh", "title_en"]
    search_backend_name = None

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        gone = {"history_url_name", "usage_url_name", "delete_url_name", "edit_url_name"}
        return {name: value for name, value in super().get_common_view_kwargs(**kwargs).items() if name not in gone}

    def get_form_class(self, for_update: bool = False) -> type[SetForm]:
        return SetForm

    def register_admin_url_finder(self) -> None:
        """Nothing of Wagtail points at a set."""

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("questions/", QuestionsView.as_view(), name="questions"),
            path("questions/<uuid:public_id>/", AnswerView.as_view(), name="answer"),
            path("new/", AddView.as_view(), name="add"),
            path("<int:pk>/", ReportView.as_view(), name="report"),
            path("<int:pk>/edit/", EditView.as_view(), name="edit"),
            path("<int:pk>/request/", RequestView.as_view(), name="request"),
            path("<int:pk>/publish/", PublishView.as_view(), name="publish"),
            path("<int:pk>/withdraw/", WithdrawView.as_view(), name="withdraw"),
        ]


signing_viewset = SigningSetViewSet()
