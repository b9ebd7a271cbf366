"""The first page of the administration, and its colours."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.ui.components import Component

from training_site.desk.workbench import places_of, waiting_for


class Workbench(Component):
    """What waits for this person, and the places they work in."""

    name = "workbench"
    template_name = "desk/admin/workbench.html"
    order = 10

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        request = parent_context["request"]
        return {"waiting": waiting_for(request.user), "places": places_of(request)}


@hooks.register("construct_homepage_panels")
def workbench(request: HttpRequest, panels: list[Component]) -> None:
    """Our own work first; of Wagtail's panels those that speak of pages stay below it."""
    panels.append(Workbench())


@hooks.register("insert_global_admin_css")
def colours() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin_theme.css"))
