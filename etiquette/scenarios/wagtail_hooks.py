"""The scenarios in the Wagtail admin: trainers write them, auditors and approvers look."""

from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import register_permission_policy

from etiquette.scenarios.models import Scenario
from training_site.people.api import ADMINISTRATOR, APPROVER, AUDITOR, TRAINER, RolePolicy

_WRITERS = {TRAINER, ADMINISTRATOR}

# Before the view set is made: it takes the policy that is registered by then.
register_permission_policy(Scenario, RolePolicy(Scenario, view=_WRITERS | {APPROVER, AUDITOR}, add=_WRITERS, change=_WRITERS))

from etiquette.scenarios.admin.viewset import scenario_viewset  # noqa: E402


@hooks.register("register_admin_viewset")
def scenarios() -> ViewSet:
    return scenario_viewset
