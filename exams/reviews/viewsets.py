"""Review cycles in the Wagtail admin: planned and copied here, opened and followed on their own page."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.admin.views.generic import CreateView, EditView, IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from exams.reviews.forms import CycleForm, IndicatorForm
from exams.reviews.models import ReviewCycle
from exams.reviews.opening import copy_cycle
from exams.reviews.states import OPEN, PLANNED
from training_site.ledger import api as ledger
from training_site.people.api import AUDITOR, HR, ORDER, TRAINING_MENU, RolePolicy, role

POLICY = RolePolicy(ReviewCycle, view={HR, AUDITOR}, add={HR}, change={HR})


class IndicatorsPanel(InlinePanel):
    """The indicators of a cycle, on a form of our own: Wagtail's panel would build a plain one."""

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = IndicatorForm
        return options


class CycleIndexView(IndexView):
    """Cycles, the newest on top; a further button opens the page where a cycle is followed."""

    default_ordering = "-opens_on"

    @property
    def columns(self) -> list[Column]:  # type: ignore[override]
        title, *others = super().columns
        return [
            title,
            Column("period", label=_("Period"), accessor=lambda row: f"{row.period_from:%Y-%m-%d} – {row.period_to:%Y-%m-%d}"),
            Column("opens_on", label=_("opens on"), sort_key="opens_on"),
            Column("closes_on", label=_("to be finished by"), sort_key="closes_on"),
            StatusTagColumn("state", label=_("State"), accessor="get_state_display", primary=lambda row: row.state == OPEN),
            *others,
        ]

    def get_list_more_buttons(self, instance: ReviewCycle) -> list[Button]:
        buttons: list[Button] = list(super().get_list_more_buttons(instance))
        buttons.append(Button(_("Open, follow, close, export"), url=reverse("reviews:cycle", args=[instance.code]), icon_name="view", priority=5))
        if self.permission_policy.user_has_permission(self.request.user, "add"):
            buttons.append(
                Button(
                    _("Plan a new cycle like this one"), url=reverse("review_cycles:copy_as_new", args=[instance.pk]), icon_name="copy", priority=6
                )
            )
        return buttons


class _Recorded:
    """Writes down who planned what."""

    deed = ""

    def save_instance(self) -> Any:
        cycle = super().save_instance()  # type: ignore[misc]
        ledger.record(f"reviews.cycle_{self.deed}", cycle, self.request.user, code=cycle.code)  # type: ignore[attr-defined]
        whole = sum(cycle.indicators.values_list("weight", flat=True))
        if whole != 100:
            sentence = _("The weights add up to %(sum)d%%; the cycle can be opened when they add up to 100%%.") % {"sum": whole}
            messages.warning(self.request, sentence)  # type: ignore[attr-defined]
        return cycle


class CycleCreateView(_Recorded, CreateView):
    """A new cycle."""

    deed = "planned"


class CycleEditView(_Recorded, EditView):
    """A planned cycle; one that was opened leads to the page where it is followed."""

    deed = "changed"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        cycle = get_object_or_404(ReviewCycle, pk=kwargs["pk"])
        if cycle.state != PLANNED:
            messages.info(request, _("This cycle was opened; its indicators are fixed. Here you see how it stands."))
            return HttpResponseRedirect(reverse("reviews:cycle", args=[cycle.code]))
        return super().dispatch(request, *args, **kwargs)


class CopyPage(WagtailAdminTemplateMixin, TemplateView):
    """Asks, then plans a cycle with the indicators of this one, a year later; the editor opens so that its days can be set."""

    access_policy = role(HR)
    template_name = "reviews/admin/copy.html"
    page_title = gettext_lazy("Plan a new cycle like this one")
    header_icon = "copy"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "cycle": get_object_or_404(ReviewCycle, pk=self.kwargs["pk"])}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Plan it."""
        cycle = get_object_or_404(ReviewCycle, pk=kwargs["pk"])
        fresh = copy_cycle(cycle, request.user)
        messages.success(request, _("A new cycle was planned with the indicators of “%(cycle)s”. Set its days and its title.") % {"cycle": cycle})
        return HttpResponseRedirect(reverse("review_cycles:edit", args=[fresh.pk]))


class ReviewCycleViewSet(ModelViewSet):
    """Plan, change, copy; nothing is deleted, and nothing of an opened cycle is changed."""

    model = ReviewCycle
    name = "review_cycles"
    url_prefix = "review-cycles"
    icon = "clipboard-list"
    menu_label = gettext_lazy("Review cycles")
    menu_name = "review_cycles"
    menu_hook = TRAINING_MENU
    menu_order = ORDER["reviews"]
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = CycleIndexView
    add_view_class = CycleCreateView
    edit_view_class = CycleEditView
    permission_policy = POLICY
    list_display = ["__str__"]
    list_filter = ["state"]
    search_fields = ["code", "title_zh", "title_en"]
    edit_handler = ObjectList(
        [
            MultiFieldPanel([FieldPanel("code"), FieldPanel("title_zh"), FieldPanel("title_en")], heading=gettext_lazy("Cycle")),
            MultiFieldPanel(
                [FieldPanel("period_from"), FieldPanel("period_to"), FieldPanel("opens_on"), FieldPanel("closes_on"), FieldPanel("objection_days")],
                heading=gettext_lazy("Days"),
            ),
            IndicatorsPanel(
                "indicators",
                heading=gettext_lazy("Indicators"),
                label=gettext_lazy("Indicator"),
                help_text=gettext_lazy("The weights must add up to 100% when the cycle is opened."),
                panels=[
                    FieldPanel("code"), FieldPanel("title_zh"), FieldPanel("title_en"), FieldPanel("weight"), FieldPanel("description_zh"),
                    FieldPanel("description_en"), FieldPanel("evidence_kinds"), FieldPanel("norm_codes"),
                ],
            ),
        ],
        base_form_class=CycleForm,
    )  # fmt: skip

    def get_urlpatterns(self) -> list[URLPattern]:
        """The generic ones and the copy."""
        return [*super().get_urlpatterns(), path("<int:pk>/copy-as-new/", CopyPage.as_view(), name="copy_as_new")]
