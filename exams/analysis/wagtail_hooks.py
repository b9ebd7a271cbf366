"""The analysis stands in the admin beside the results."""

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from exams.analysis import views
from training_site.people.api import AUDITOR, ORDER, TRAINER, TRAINING_MENU, has_role


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("analysis/", views.exams, name="analysis_exams"),
        path("analysis/<slug:code>/", views.items, name="analysis_items"),
        path("analysis/<slug:code>/<int:pk>/", views.item, name="analysis_item"),
    ]


class AnalysisItem(MenuItem):
    """Shown to those who may open it."""

    def is_shown(self, request: object) -> bool:
        return has_role(request.user, TRAINER, AUDITOR)  # type: ignore[attr-defined]


@hooks.register(TRAINING_MENU)
def menu_item() -> MenuItem:
    return AnalysisItem(_("Item analysis"), reverse("analysis_exams"), name="analysis", icon_name="view", order=ORDER["analysis"])
