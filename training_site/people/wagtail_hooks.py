"""The submenu “Training” and the people screens in the admin."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem, SubmenuMenuItem
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import register_permission_policy

from training_site.ledger.models import AuditEvent
from training_site.people.admin import displays
from training_site.people.admin.audit import audit_viewset
from training_site.people.admin.organisation import job_role_viewset, supervision_viewset, unit_viewset
from training_site.people.admin.staff import staff_viewset
from training_site.people.menu import training_menu
from training_site.people.models import JobRole, OrgUnit, StaffMember, Supervision
from training_site.people.permissions import RolePolicy
from training_site.people.roles import ADMINISTRATOR, AUDITOR, HR

_WRITERS = {HR, ADMINISTRATOR}

displays.register()

register_permission_policy(StaffMember, RolePolicy(StaffMember, view=_WRITERS | {AUDITOR}, change=_WRITERS))
for model in (OrgUnit, JobRole, Supervision):
    register_permission_policy(model, RolePolicy(model, view=_WRITERS | {AUDITOR}, add=_WRITERS, change=_WRITERS))
register_permission_policy(AuditEvent, RolePolicy(AuditEvent, view={AUDITOR, ADMINISTRATOR}))


@hooks.register("register_admin_menu_item")
def training_submenu() -> MenuItem:
    return SubmenuMenuItem(_("Training"), training_menu, name="training", icon_name="clipboard-list", order=10)


@hooks.register("register_admin_viewset")
def people_viewsets() -> list[ModelViewSet]:
    return [staff_viewset, unit_viewset, job_role_viewset, supervision_viewset, audit_viewset]


@hooks.register("construct_help_menu")
def own_help_only(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Take away the links that lead out of the house, to English pages about Wagtail."""
    menu_items[:] = [item for item in menu_items if not item.url.startswith("http")]
