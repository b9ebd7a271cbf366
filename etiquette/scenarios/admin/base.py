"""What the trainer's pages of one scenario have in common."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic.base import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from etiquette.scenarios.models import Scenario
from training_site.lib.errors import Refused
from training_site.people.api import ADMINISTRATOR, APPROVER, AUDITOR, TRAINER, role

NAMESPACE = "scenarios_admin"
READERS = role(TRAINER, APPROVER, AUDITOR, ADMINISTRATOR)
WRITERS = role(TRAINER, ADMINISTRATOR)


def address(name: str, *args: Any) -> str:
    """An address of the trainer's screens."""
    return reverse(f"{NAMESPACE}:{name}", args=args)


class ScenarioView(PermissionCheckedMixin, WagtailAdminTemplateMixin, View):
    """A page about one scenario: `self.scenario`. Trainers and auditors may look; a view that changes says so."""

    model = Scenario
    access_policy = READERS
    permission_required: str | None = "view"
    header_icon = "comment"
    page_name: Any = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.scenario = get_object_or_404(Scenario.objects.select_related("current_version", "edited_by"), pk=kwargs["pk"])

    def get_page_title(self) -> str:
        return f"{self.scenario} · {self.page_name}" if self.page_name else str(self.scenario)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        trail = [{"url": address("index"), "label": _("Scenarios")}, {"url": address("overview", self.scenario.pk), "label": str(self.scenario)}]
        return [*self.breadcrumbs_items, *trail, *([{"url": "", "label": self.page_name}] if self.page_name else [])]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_change = self.user_has_permission("change")
        return super().get_context_data(scenario=self.scenario, may_change=may_change, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def back(self, *, to: str = "overview", anchor: str = "") -> HttpResponse:
        """To another page of this scenario."""
        return HttpResponseRedirect(address(to, self.scenario.pk) + (f"#{anchor}" if anchor else ""))

    def attempt(self, deed: Callable[[], Any], said: str) -> bool:
        """Do a deed and say so; a refusal is shown instead, line by line. True when it was done."""
        try:
            deed()
        except Refused as refusal:
            for line in str(refusal).splitlines():
                messages.error(self.request, line)
            return False
        messages.success(self.request, said)
        return True
