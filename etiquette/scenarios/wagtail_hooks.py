"""The scenarios in the Wagtail admin: trainers write them, auditors and approvers look."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import register_permission_policy

from etiquette.scenarios.models import Scenario
from training_site.people.api import ADMINISTRATOR, APPROVER, AUDITOR, ORDER, TRAINER, TRAINING_MENU, RolePolicy, has_role

_WRITERS = {TRAINER, ADMINISTRATOR}

# Before the view set is made: it takes the policy that is registered by then.
register_permission_policy(Scenario, RolePolicy(Scenario, view=_WRITERS | {APPROVER, AUDITOR}, add=_WRITERS, change=_WRITERS))

from etiquette.scenarios.admin.viewset import scenario_viewset  # noqa: E402


@hooks.register("register_admin_viewset")
def scenarios() -> ViewSet:
    return scenario_viewset


class PathsItem(MenuItem):
    """Shown to those who may read scenarios."""

    def is_shown(self, request: object) -> bool:
        return has_role(request.user, *_WRITERS, APPROVER, AUDITOR)  # type: ignore[attr-defined]


@hooks.register(TRAINING_MENU)
def paths_item() -> MenuItem:
    return PathsItem(_("Scenario paths"), reverse("scenarios_admin:paths"), name="scenario-paths", icon_name="view", order=ORDER["analysis"] + 1)
