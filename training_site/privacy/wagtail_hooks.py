"""Requests and retention in the admin."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import register_permission_policy

from training_site.people.api import ADMINISTRATOR, AUDITOR, HR, ORDER, TRAINING_MENU, RolePolicy, has_role
from training_site.privacy import admin_views
from training_site.privacy.models import CorrectionRequest, ErasureRequest
from training_site.privacy.viewsets import correction_viewset, erasure_viewset

for model in (CorrectionRequest, ErasureRequest):
    register_permission_policy(model, RolePolicy(model, view={HR, ADMINISTRATOR, AUDITOR}))


@hooks.register("register_admin_viewset")
def privacy_viewsets() -> list[ModelViewSet]:
    return [correction_viewset, erasure_viewset]


@hooks.register("register_admin_urls")
def retention_url() -> list[URLPattern]:
    return [path("retention/", admin_views.retention, name="retention")]


class RetentionItem(MenuItem):
    """HR, auditors and administrators see it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return has_role(request.user, HR, AUDITOR, ADMINISTRATOR)


@hooks.register(TRAINING_MENU)
def retention_item(**kwargs: Any) -> MenuItem:
    return RetentionItem(_("Retention"), reverse("retention"), name="retention", icon_name="calendar-alt", order=ORDER["people"] + 13)
