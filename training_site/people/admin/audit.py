"""The audit log: what was done, by whom, when; read and exported, never changed."""

from typing import Any

import django_filters
from django.apps import apps
from django.db.models import CharField, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, Table
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from training_site.ledger.models import AuditEvent
from training_site.people.access import role
from training_site.people.admin.filters import DayRangeFilter
from training_site.people.deeds import facts_in_words, words_for
from training_site.people.menu import ORDER, TRAINING_MENU
from training_site.people.models import StaffMember
from training_site.people.roles import ADMINISTRATOR, AUDITOR


def deeds() -> list[tuple[str, str]]:
    """The deeds that have happened, in words, for the filter."""
    return [(deed, words_for(deed)) for deed in AuditEvent.objects.order_by("deed").values_list("deed", flat=True).distinct()]


class AuditFilterSet(WagtailFilterSet):
    """By deed, by day, by who did it."""

    deed = django_filters.ChoiceFilter(label=_("Deed"), choices=deeds)
    at = DayRangeFilter(label=_("When"))
    by = django_filters.CharFilter(label=_("Done by (staff number)"), method="done_by")

    class Meta:
        model = AuditEvent
        fields = ["deed", "at"]

    def done_by(self, events: QuerySet[AuditEvent], name: str, number: str) -> QuerySet[AuditEvent]:
        """The ledger knows pseudonyms only; people are looked up here."""
        return events.filter(actor__in=StaffMember.objects.filter(staff_number__iexact=number.strip()).values("pseudonym"))


class AuditIndex(generic.IndexView):
    """Names stand beside pseudonyms for the reader; the log itself never holds them (R18)."""

    access_policy = role(AUDITOR, ADMINISTRATOR)

    def get_base_queryset(self) -> QuerySet[AuditEvent]:
        names = StaffMember.objects.filter(pseudonym=OuterRef("actor")).values("name")[:1]
        return (
            super()
            .get_base_queryset()
            .annotate(actor_name=Coalesce(Subquery(names), F("actor"), Value(""), output_field=CharField()), link=F("seal__number"))
        )

    def get_table(self, object_list: Any) -> Table:
        """Put names to the people whom this page's deeds are about, in one query."""
        kind = StaffMember._meta.label_lower
        ids = [event.subject_id for event in object_list if event.subject_kind == kind]
        names = {str(pk): name for pk, name in StaffMember.objects.filter(pk__in=ids).values_list("pk", "name")} if ids else {}
        for event in object_list:
            event.subject_name = names.get(event.subject_id, "") if event.subject_kind == kind else ""
        return super().get_table(object_list)


def facts_of(event: AuditEvent) -> str:
    """The facts as one line for reading."""
    return facts_in_words(event.facts or {})


def moment_of(event: AuditEvent) -> str:
    """To the second, in the site's time."""
    return f"{timezone.localtime(event.at):%Y-%m-%d %H:%M:%S}"


def subject_of(event: AuditEvent) -> str:
    """What the deed was about: the kind of thing and its number, or the person's name."""
    try:
        kind = str(apps.get_model(event.subject_kind)._meta.verbose_name)
    except LookupError:
        kind = event.subject_kind
    return f"{kind} {getattr(event, 'subject_name', '') or event.subject_id}"


class AuditViewSet(ModelViewSet):
    """Nobody adds, changes or deletes here; the database refuses it too."""

    model = AuditEvent
    name = "audit_log"
    icon = "history"
    menu_label = _("Audit log")
    menu_order = ORDER["people"] + 10
    menu_hook = TRAINING_MENU
    add_to_admin_menu = True
    index_view_class = AuditIndex
    index_template_name = "people/admin/index.html"
    copy_view_enabled = False
    form_fields = ["deed"]
    list_per_page = 50
    ordering = "-at"
    search_fields = ["deed", "subject_kind", "subject_id", "actor"]
    filterset_class = AuditFilterSet
    list_display = [
        Column("at", label=_("When"), accessor=moment_of, sort_key="at", classname="audit-when"),
        Column("deed", label=_("Deed"), accessor=lambda event: words_for(event.deed), sort_key="deed"),
        Column("actor_name", label=_("By")),
        Column("subject", label=_("About"), accessor=subject_of),
        Column("facts", label=pgettext_lazy("audit log", "Facts"), accessor=facts_of, classname="audit-facts"),
        Column("link", label=_("Seal")),
    ]
    list_export = ["at", "deed", "actor", "actor_name", "subject_kind", "subject_id", "facts", "link"]
    export_headings = {
        "actor_name": _("By"),
        "link": _("Seal"),
        "subject_id": pgettext_lazy("audit log", "Number"),
        "facts": pgettext_lazy("audit log", "Facts"),
    }
    export_filename = "audit-log"


audit_viewset = AuditViewSet()
