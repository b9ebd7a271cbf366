"""The two lists in the admin: for auditors and administrators, and the files that came in for whoever brings them in."""

from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import register_permission_policy

from training_site.people.api import ADMINISTRATOR, AUDITOR, HR, RolePolicy
from training_site.transfers.models import ExportRun, ImportRun
from training_site.transfers.viewsets import export_run_viewset, import_run_viewset

register_permission_policy(ExportRun, RolePolicy(ExportRun, view={AUDITOR, ADMINISTRATOR}))
register_permission_policy(ImportRun, RolePolicy(ImportRun, view={AUDITOR, ADMINISTRATOR, HR}))


@hooks.register("register_admin_viewset")
def transfers_viewsets() -> list[ModelViewSet]:
    return [export_run_viewset, import_run_viewset]
