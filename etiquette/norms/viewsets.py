"""The trainer's screens in the Wagtail admin: norms as snippets, editions."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import quote
from django.db.models import CharField, Exists, Max, OuterRef, QuerySet
from django.db.models.functions import Cast
from django.forms import Select
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import WorkflowState
from wagtail.snippets.views import snippets
from wagtail.snippets.views.snippets import SnippetViewSet

from etiquette.norms.filters import NormFilters
from etiquette.norms.forms import TEXTS, NormForm, unit_choices
from etiquette.norms.models import Norm
from etiquette.norms.widgets import AuthorTextarea
from etiquette.norms.wording import source_of
from training_site.lib.errors import Refused
from training_site.people.api import ADMIN_DOOR, ORDER, TRAINING_MENU
from training_site.transfers.api import export_response

UNITS = unit_choices()


def english_state(norm: Norm) -> str:
    """How the English of a norm stands, in a word; "" when it is in order."""
    if not norm.text_en:
        return gettext("not ready")
    return gettext("stale") if norm.english_stale else ""


def state_of(norm: Norm) -> str:
    """Where a norm stands, in words."""
    if norm.in_workflow:  # type: ignore[attr-defined]
        return gettext("in approval")
    if norm.live:
        return gettext("in force, with a draft") if norm.has_unpublished_changes else gettext("in force")
    return gettext("withdrawn") if norm.newest else gettext("never published")  # type: ignore[attr-defined]


class NormIndexView(snippets.IndexView):
    """The list by chapter; its export goes through the one exporter that escapes formulas and is recorded."""

    def as_spreadsheet(self, queryset: Iterable[Norm], spreadsheet_format: str) -> HttpResponse:
        header = [
            gettext("Code"),
            gettext("Chapter"),
            pgettext("manual", "Section"),
            gettext("Level"),
            gettext("Basis"),
            gettext("Source"),
            gettext("Red line"),
            gettext("Chinese text"),
            gettext("English text"),
            gettext("English"),
            gettext("Version"),
        ]
        rows = (
            [
                norm.code,
                norm.section.chapter.number,
                norm.section.number,
                norm.level,
                norm.basis,
                source_of(norm).text,
                gettext("yes") if norm.red_line else "",
                norm.text_zh,
                norm.text_en,
                english_state(norm),
                norm.newest,  # type: ignore[attr-defined]
            ]
            for norm in queryset
        )
        return export_response(self.request, "norms", header, rows, spreadsheet_format)


class RefusalShown:
    """A publication that is refused leaves the draft saved and says why, instead of failing."""

    request: HttpRequest
    object: Any

    def publish_action(self) -> HttpResponse | None:
        return self._said(super().publish_action)  # type: ignore[misc]

    def workflow_action_action(self) -> HttpResponse | None:
        return self._said(super().workflow_action_action)  # type: ignore[misc]

    def _said(self, deed: Any) -> HttpResponse | None:
        try:
            response: HttpResponse | None = deed()
        except Refused as refusal:
            messages.error(self.request, gettext("The draft is saved, but not published. %(reason)s") % {"reason": refusal})
            return HttpResponseRedirect(reverse(norm_viewset.get_url_name("edit"), args=[quote(self.object.pk)]))
        return response


class NormCreateView(RefusalShown, snippets.CreateView):
    pass


class NormCopyView(RefusalShown, snippets.CopyView):
    """A copy starts without code and figures: both belong to one clause only."""

    def get_initial_form_instance(self) -> Norm:
        norm = self.get_object()
        copied = ("section", "level", "basis", "source", "source_en", "red_line", *TEXTS, "english_stale")
        return Norm(**{name: getattr(norm, name) for name in copied})


class NormUnpublishView(snippets.UnpublishView):
    """Wagtail's view calls its action past the model; the clause is withdrawn only through `unpublish()`."""

    def unpublish(self) -> HttpResponse | None:
        for norm in self.objects_to_unpublish:
            norm.unpublish(user=self.request.user)
        return None


class NormEditView(RefusalShown, snippets.EditView):
    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        buttons = [*super().header_buttons]
        if self.object.live or self.object.versions.exists():
            buttons.append(HeaderButton(gettext("Read in the manual"), url=reverse("norms:norm", args=[self.object.code]), icon_name="view"))
        return buttons


class NormWorkflowActionView(snippets.WorkflowActionView):
    """Approving from the list of tasks publishes too, so it can be refused too."""

    access_policy = ADMIN_DOOR  # who may decide is said by the task of the workflow, which Wagtail asks

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response: HttpResponse = super().post(request, *args, **kwargs)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(reverse(norm_viewset.get_url_name("edit"), args=[quote(self.object.pk)]))
        return response


def _column(name: str, label: Any, accessor: Any, sort_key: str | None = None, room: str = "keep only-wide-list") -> Column:
    """`room`: "keep" for one short word, "roomy" for a few, "only-wide-list" where a phone can do without it (admin_theme.css)."""
    return Column(name, label=label, accessor=accessor, sort_key=sort_key, classname=room)


class NormViewSet(SnippetViewSet):
    """Norms: list by chapter, form with both languages side by side, figures inline. No schedule panel: editions have the day."""

    model = Norm
    icon = "list-ul"
    menu_label = _("Norms")
    menu_name = "norms"
    menu_order = ORDER["norms"]
    menu_hook = TRAINING_MENU
    add_to_admin_menu = True
    # Wagtail words the way home of snippets once, when the site starts; this one is worded for each reader.
    breadcrumbs_items = WagtailAdminTemplateMixin.breadcrumbs_items
    index_view_class = NormIndexView
    add_view_class = NormCreateView
    copy_view_class = NormCopyView
    edit_view_class = NormEditView
    unpublish_view_class = NormUnpublishView
    workflow_action_view_class = NormWorkflowActionView
    inspect_view_enabled = True
    inspect_view_fields = ["code", "section", "level", "basis", "source", "source_en", "red_line", *TEXTS, "english_stale"]
    list_per_page = 50
    list_display = [
        "__str__",
        _column("section", pgettext_lazy("manual", "Section"), lambda norm: norm.section.number, "section__chapter__number"),
        _column("level", _("Level"), lambda norm: capfirst(norm.get_level_display()), "level", "roomy"),
        _column("basis", _("Basis"), lambda norm: capfirst(norm.get_basis_display()), "basis", "roomy only-wide-list"),
        _column("red_line", _("Red line"), lambda norm: gettext("yes") if norm.red_line else ""),
        _column("english", _("English"), english_state),
        _column("newest", _("Version"), lambda norm: norm.newest or "–"),
        _column("state", _("State"), state_of, room="roomy"),
    ]
    list_export = ["code"]
    filterset_class = NormFilters
    search_fields = ["code", "text_zh", "text_en", "source", "source_en"]
    search_backend_name = None
    ordering = ["section__chapter__number", "section__order", "order", "code"]
    edit_handler = ObjectList(
        [
            FieldRowPanel(
                [FieldPanel("section"), FieldPanel("code", heading=_("Code of the norm")), FieldPanel("order", heading=_("Place in the section"))]
            ),
            FieldRowPanel([FieldPanel("level"), FieldPanel("basis")]),
            FieldRowPanel([FieldPanel("source"), FieldPanel("source_en")]),
            FieldPanel("red_line"),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("text_zh", widget=AuthorTextarea), FieldPanel("text_en", widget=AuthorTextarea)]),
                    FieldRowPanel([FieldPanel("matters_zh", widget=AuthorTextarea), FieldPanel("matters_en", widget=AuthorTextarea)]),
                    FieldPanel("english_stale"),
                ],
                heading=pgettext_lazy("norm", "Text"),
                help_text=_("Figures and citations are inserted at the cursor; bold is written as **bold**."),
            ),
            InlinePanel(
                "norm_values",
                heading=_("Figures"),
                label=_("Figure"),
                panels=[
                    FieldRowPanel(
                        [FieldPanel("key"), FieldPanel("quantity"), FieldPanel("unit", widget=Select(choices=UNITS)), FieldPanel("compare")]
                    ),
                    FieldRowPanel([FieldPanel("compare"), FieldPanel("name_zh"), FieldPanel("name_en")]),
                ],
            ),
        ],
        base_form_class=NormForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Norm]:
        approvals = WorkflowState.objects.filter(
            base_content_type=Norm.get_base_content_type(), object_id=Cast(OuterRef("pk"), CharField()), status=WorkflowState.STATUS_IN_PROGRESS
        )
        rows = Norm.objects.select_related("section__chapter", "latest_revision")
        return rows.annotate(newest=Max("versions__number"), in_workflow=Exists(approvals))


norm_viewset = NormViewSet()
