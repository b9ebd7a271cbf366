"""The list of certificates in the administration: filtered, searched, paged, exported."""

from datetime import timedelta
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import Button, HeaderButton

from exams.certificates.models import Certificate, CertificateType
from exams.certificates.queries import in_force, with_standing
from exams.certificates.revoking import shaken
from exams.certificates.rules import READERS
from exams.certificates.standing import label, of_status, status
from exams.certificates.states import LABELS
from training_site.lib import bilingual, clock, codes
from training_site.people.api import OrgUnit, role
from training_site.transfers.api import export_response


class CertificateFilterSet(WagtailFilterSet):
    """What the list can be narrowed to."""

    status = django_filters.ChoiceFilter(label=gettext_lazy("Status"), choices=list(LABELS.items()), method="by_status")
    type = django_filters.ModelMultipleChoiceFilter(label=gettext_lazy("Type"), queryset=CertificateType.objects.all())
    unit = django_filters.ModelChoiceFilter(label=gettext_lazy("Unit and below"), queryset=OrgUnit.objects.order_by("path"), method="by_unit")
    expires_within = django_filters.ChoiceFilter(
        label=gettext_lazy("Expires within"),
        choices=[("30", gettext_lazy("30 days")), ("60", gettext_lazy("60 days")), ("90", gettext_lazy("90 days"))],
        method="by_last_day",
    )
    issued_on = django_filters.DateFromToRangeFilter(label=gettext_lazy("Issued on"))

    class Meta:
        model = Certificate
        fields: list[str] = []

    def by_status(self, rows: QuerySet[Certificate], name: str, value: str) -> QuerySet[Certificate]:
        """The status as of today."""
        return of_status(rows, value)

    def by_unit(self, rows: QuerySet[Certificate], name: str, value: OrgUnit) -> QuerySet[Certificate]:
        """Issued to people of a unit or below it."""
        return rows.filter(unit__path__startswith=value.path)

    def by_last_day(self, rows: QuerySet[Certificate], name: str, value: str) -> QuerySet[Certificate]:
        """In force, and for so many days at most."""
        return rows.filter(pk__in=in_force().values("pk"), expires_on__lte=clock.today() + timedelta(days=int(value)))


class CertificateIndexView(IndexView):
    """Every certificate ever issued, the newest on top."""

    access_policy = role(*READERS)
    default_ordering = "-issued_on"
    page_title = gettext_lazy("Certificates")
    filterset_class = CertificateFilterSet
    is_searchable = True
    list_export = ["number"]  # shows the export buttons; the columns are below

    def get_base_queryset(self) -> QuerySet[Certificate]:
        return with_standing(Certificate.objects.all()).select_related("type", "staff", "revocation", "superseded_by", "unit")

    def search_queryset(self, queryset: QuerySet[Certificate]) -> QuerySet[Certificate]:
        """By number, check code, name or staff number."""
        text = self.search_query.strip()
        wanted = Q(number__icontains=text) | Q(staff__name__icontains=text) | Q(staff__staff_number__icontains=text)
        return queryset.filter(wanted | Q(code__startswith=codes.plain(text))) if text else queryset

    @property
    def columns(self) -> list[Column]:  # type: ignore[override]
        return [
            TitleColumn("number", label=pgettext("certificate", "Number"), url_name="certificates_admin:show", sort_key="number"),
            Column("staff", label=_("Holder"), accessor=lambda row: row.facts["holder"]["name"], sort_key="staff__name"),
            Column("staff_number", label=_("Staff number"), accessor="staff.staff_number", sort_key="staff__staff_number"),
            Column("type", label=_("Type"), accessor=lambda row: bilingual.pick(row.facts["title"])),
            Column("unit", label=_("Unit"), accessor=lambda row: str(row.unit or "")),
            Column("issued_on", label=_("Issued on"), sort_key="issued_on"),
            Column("expires_on", label=_("Valid until"), sort_key="expires_on"),
            StatusTagColumn("status", label=_("Status"), accessor=label, primary=lambda row: status(row) in {"valid", "expiring"}),
        ]

    def get_edit_url(self, instance: Certificate) -> None:
        """Rows open the certificate's own page: nothing of it can be edited."""
        return

    @property
    def header_buttons(self) -> list[Button]:  # type: ignore[override]
        waiting = shaken().count()
        proposals = HeaderButton(
            _("To be decided: %(count)d") % {"count": waiting}, url=reverse("certificates_admin:proposals"), icon_name="warning", priority=5
        )
        return [*super().header_buttons, proposals]

    def as_spreadsheet(self, queryset: QuerySet[Certificate], spreadsheet_format: str) -> HttpResponse:
        first = [pgettext("certificate", "Number"), _("Holder"), _("Staff number"), _("Unit"), _("Type"), _("Exam"), _("Issued on")]
        header = [*first, _("Valid until"), _("Status"), _("Replaced by"), _("Revoked on"), _("Reason")]
        return export_response(self.request, "certificates", header, (_line(row) for row in queryset), spreadsheet_format, _("Certificates"))


def _line(row: Certificate) -> list[Any]:
    facts, revocation, successor = row.facts, getattr(row, "revocation", None), getattr(row, "superseded_by", None)
    return [
        row.number, facts["holder"]["name"], facts["holder"]["staff_number"], bilingual.pick(facts["holder"]["unit"]), bilingual.pick(facts["title"]),
        bilingual.pick(facts["exam"]["title"]), row.issued_on, row.expires_on, label(row), successor.number if successor else "",
        revocation.at if revocation else None, revocation.reason if revocation else "",
    ]  # fmt: skip
