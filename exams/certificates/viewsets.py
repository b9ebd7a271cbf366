"""Certificates and their types in the Wagtail admin."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from exams.certificates.admin_pages import CertificatePage, ProposalsPage
from exams.certificates.forms import CertificateTypeForm
from exams.certificates.listing import CertificateIndexView
from exams.certificates.models import Certificate, CertificateType
from exams.certificates.rules import READERS, TYPE_WRITERS
from training_site.ledger import api as ledger
from training_site.people.api import ORDER, TRAINING_MENU, RolePolicy
from training_site.transfers.api import export_response

TYPE_POLICY = RolePolicy(CertificateType, view=READERS, add=TYPE_WRITERS, change=TYPE_WRITERS)
POLICY = RolePolicy(Certificate, view=READERS)


def used(kind: CertificateType) -> str:
    """Whether certificates of a type are issued, in words."""
    return gettext("yes") if kind.archived_at is None else gettext("no")


class _Recorded:
    """Writes down who wrote a type."""

    deed = ""

    def save_instance(self) -> Any:
        kind = super().save_instance()  # type: ignore[misc]
        ledger.record(f"certificates.type_{self.deed}", kind, self.request.user, code=kind.code, in_use=kind.archived_at is None)  # type: ignore[attr-defined]
        return kind


class TypeFilters(WagtailFilterSet):
    """Exam, languages, in use or not."""

    in_use = django_filters.ChoiceFilter(label=_("In use"), method="by_use", choices=[("yes", _("yes")), ("no", _("no"))])

    class Meta:
        model = CertificateType
        fields = ["exam", "languages"]

    def by_use(self, rows: QuerySet[CertificateType], name: str, value: str) -> QuerySet[CertificateType]:
        """Those of which certificates are issued, or those of which none are any more."""
        return rows.filter(archived_at__isnull=value == "yes")


class TypeIndexView(IndexView):
    """The types of certificate; the export goes through the one exporter."""

    def get_base_queryset(self) -> QuerySet[CertificateType]:
        return super().get_base_queryset().select_related("exam", "job_role")

    def as_spreadsheet(self, queryset: QuerySet[CertificateType], spreadsheet_format: str) -> HttpResponse:
        header = [
            gettext("Code"), gettext("Chinese title"), gettext("English title"), gettext("Exam"), gettext("Job role"),
            gettext("Months of validity"), gettext("Languages"), gettext("In use"),
        ]  # fmt: skip
        rows = (
            [kind.code, kind.title_zh, kind.title_en, str(kind.exam), str(kind.job_role or ""), kind.months, kind.get_languages_display(),
             used(kind)]
            for kind in queryset
        )  # fmt: skip
        return export_response(self.request, "certificate-types", header, rows, spreadsheet_format, gettext("Types of certificate"))


class TypeCreateView(_Recorded, CreateView):
    """A new type."""

    deed = "added"


class TypeEditView(_Recorded, EditView):
    """An existing type; what was issued keeps its words."""

    deed = "changed"


class CertificateTypeViewSet(ModelViewSet):
    """What passing an exam certifies. Types are taken out of use, never deleted."""

    model = CertificateType
    name = "certificate_types"
    url_prefix = "certificate-types"
    icon = "doc-full"
    menu_label = _("Types of certificate")
    menu_name = "certificate_types"
    menu_hook = TRAINING_MENU
    menu_order = ORDER["certificates"] + 5
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    add_view_class = TypeCreateView
    edit_view_class = TypeEditView
    permission_policy = TYPE_POLICY
    list_display = [
        "__str__", "exam", Column("months", label=_("months of validity")), "languages",
        Column("in_use", label=_("in use"), accessor=used),
    ]  # fmt: skip
    index_view_class = TypeIndexView
    filterset_class = TypeFilters
    list_export = ["code"]  # shows the export buttons; the columns are TypeIndexView's
    search_fields = ["code", "title_zh", "title_en"]
    ordering = ["code"]

    def get_form_class(self, for_update: bool = False) -> type[CertificateTypeForm]:
        return CertificateTypeForm


class CertificateViewSet(ModelViewSet):
    """Every certificate; read, withdrawn or issued again, never edited or deleted."""

    model = Certificate
    name = "certificates_admin"
    url_prefix = "certificates"
    icon = "doc-full"
    menu_label = _("Certificates")
    menu_name = "certificates"
    menu_hook = TRAINING_MENU
    menu_order = ORDER["certificates"]
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = CertificateIndexView
    list_per_page = 30
    form_fields = ["number"]
    permission_policy = POLICY

    def get_urlpatterns(self) -> list[URLPattern]:
        """Our own addresses instead of the generic ones."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("to-decide/", ProposalsPage.as_view(), name="proposals"),
            path("<int:pk>/", CertificatePage.as_view(), name="show"),
        ]
