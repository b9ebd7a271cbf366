"""Certificates and their types in the Wagtail admin."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, EditView
from wagtail.admin.viewsets.model import ModelViewSet

from exams.certificates.admin_pages import CertificatePage, ProposalsPage
from exams.certificates.forms import CertificateTypeForm
from exams.certificates.listing import CertificateIndexView
from exams.certificates.models import Certificate, CertificateType
from exams.certificates.rules import READERS, TYPE_WRITERS
from training_site.ledger import api as ledger
from training_site.people.api import ORDER, TRAINING_MENU, RolePolicy

TYPE_POLICY = RolePolicy(CertificateType, view=READERS, add=TYPE_WRITERS, change=TYPE_WRITERS)
POLICY = RolePolicy(Certificate, view=READERS)


class _Recorded:
    """Writes down who wrote a type."""

    deed = ""

    def save_instance(self) -> Any:
        kind = super().save_instance()  # type: ignore[misc]
        ledger.record(f"certificates.type_{self.deed}", kind, self.request.user, code=kind.code, in_use=kind.archived_at is None)  # type: ignore[attr-defined]
        return kind


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
        Column("in_use", label=_("in use"), accessor=lambda row: gettext("yes") if row.archived_at is None else gettext("no")),
    ]  # fmt: skip
    list_filter = ["exam", "languages"]
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
