"""Results and marking in the Wagtail admin."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import register_permission_policy

from exams.sittings.listing import attempt_viewset
from exams.sittings.models import Attempt
from exams.sittings.permitting import POLICY, allowed
from training_site.people.api import ORDER, TRAINING_MENU

register_permission_policy(Attempt, POLICY)


@hooks.register("register_admin_viewset")
def results() -> ViewSet:
    return attempt_viewset


class MarkingItem(MenuItem):
    """Shown to those who may mark."""

    def is_shown(self, request: HttpRequest) -> bool:
        return allowed(request, "mark")


@hooks.register(TRAINING_MENU)
def marking() -> MenuItem:
    return MarkingItem(_("Marking"), reverse("results:marking"), name="marking", icon_name="edit", order=ORDER["results"] + 1)
