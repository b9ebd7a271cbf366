"""The two lists in the admin, for auditors and administrators."""

from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import register_permission_policy

from training_site.people.api import ADMINISTRATOR, AUDITOR, RolePolicy
from training_site.transfers.models import ExportRun, ImportRun
from training_site.transfers.viewsets import export_run_viewset, import_run_viewset

for model in (ExportRun, ImportRun):
    register_permission_policy(model, RolePolicy(model, view={AUDITOR, ADMINISTRATOR}))


@hooks.register("register_admin_viewset")
def transfers_viewsets() -> list[ModelViewSet]:
    return [export_run_viewset, import_run_viewset]
