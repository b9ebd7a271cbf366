"""Lists of requests in the admin: found, filtered, paged, exported."""

import django_filters
from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from training_site.people.admin.columns import DayColumn, OpenedTitleColumn
from training_site.people.admin.filters import DayRangeFilter
from training_site.people.api import ADMINISTRATOR, AUDITOR, HR, ORDER, TRAINING_MENU, role
from training_site.privacy import admin_views
from training_site.privacy.models import CorrectionRequest, ErasureRequest
from training_site.privacy.states import CORRECTION_WORDS, ERASURE_WORDS


class _Index(generic.IndexView):
    access_policy = role(HR, ADMINISTRATOR, AUDITOR)
    names: tuple[str, ...] = ()

    def get_base_queryset(self) -> QuerySet:  # type: ignore[type-arg]
        return super().get_base_queryset().select_related(*self.names)


class CorrectionIndex(_Index):
    names = ("staff", "by")


class ErasureIndex(_Index):
    names = ("staff", "asked_by", "decided_by")


class CorrectionFilterSet(WagtailFilterSet):
    """By state and day."""

    state = django_filters.ChoiceFilter(label=_("State"), choices=CORRECTION_WORDS)
    asked_at = DayRangeFilter(label=_("Asked at"))

    class Meta:
        model = CorrectionRequest
        fields = ["state", "asked_at"]


class ErasureFilterSet(WagtailFilterSet):
    """By state and day."""

    state = django_filters.ChoiceFilter(label=_("State"), choices=ERASURE_WORDS)
    asked_at = DayRangeFilter(label=_("Asked at"))

    class Meta:
        model = ErasureRequest
        fields = ["state", "asked_at"]


class _Requests(ModelViewSet):
    menu_hook = TRAINING_MENU
    add_to_admin_menu = True
    copy_view_enabled = False
    list_per_page = 50
    ordering = "-asked_at"


class CorrectionRequestViewSet(_Requests):
    """What people say is wrong about them."""

    model = CorrectionRequest
    name = "correction_requests"
    icon = "edit"
    menu_label = _("Correction requests")
    menu_order = ORDER["people"] + 3
    form_fields = ["text"]
    index_view_class = CorrectionIndex
    filterset_class = CorrectionFilterSet
    search_fields = ["staff__name", "staff__staff_number", "text"]
    list_display = [
        OpenedTitleColumn(
            "staff", label=_("Name"), accessor="staff.name", opened_by=admin_views.ANSWERERS,
            get_url=lambda row: reverse("correction_requests:answer", args=[row.pk]),
        ),
        Column("number", label=_("Staff number"), accessor="staff.staff_number", sort_key="staff__staff_number"),
        Column("text", classname="wordy", label=_("What is wrong")),
        DayColumn("asked_at", label=_("Asked at"), sort_key="asked_at"),
        Column("state", label=_("State"), accessor="get_state_display", sort_key="state"),
        Column("by", label=_("Answered by")),
        Column("answer", classname="wordy", label=_("Answer")),
    ]  # fmt: skip
    list_export = ["asked_at", "staff", "text", "get_state_display", "answer", "by", "answered_at"]
    export_headings = {"get_state_display": _("State")}
    export_filename = "correction-requests"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("answer/<int:pk>/", admin_views.answer, name="answer")]


class ErasureViewSet(_Requests):
    """Erasures asked for, done, refused."""

    model = ErasureRequest
    name = "erasures"
    icon = "bin"
    menu_label = _("Erasures")
    menu_order = ORDER["people"] + 4
    form_fields = ["reason"]
    index_view_class = ErasureIndex
    filterset_class = ErasureFilterSet
    search_fields = ["staff__name", "staff__staff_number", "reason"]
    list_display = [
        OpenedTitleColumn(
            "staff", label=_("Name"), accessor="staff.name", opened_by=admin_views.DECIDERS,
            get_url=lambda row: reverse("erasures:decide", args=[row.pk]),
        ),
        DayColumn("asked_at", label=_("Asked at"), sort_key="asked_at"),
        Column("asked_by", label=_("Asked by")),
        Column("reason", classname="wordy", label=_("Reason")),
        Column("state", label=_("State"), accessor="get_state_display", sort_key="state"),
        Column("decided_by", label=_("Decided by")),
        Column("answer", classname="wordy", label=_("Answer")),
    ]  # fmt: skip
    list_export = ["asked_at", "staff", "reason", "asked_by", "get_state_display", "answer", "decided_by", "decided_at"]
    export_headings = {"get_state_display": _("State")}
    export_filename = "erasures"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("ask/<int:pk>/", admin_views.ask_erasure, name="ask"),
            path("decide/<int:pk>/", admin_views.decide, name="decide"),
            path("copy/<int:pk>/", admin_views.copy_for, name="copy_for"),
        ]


correction_viewset, erasure_viewset = CorrectionRequestViewSet(), ErasureViewSet()
