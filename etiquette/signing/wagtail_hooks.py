"""Signing in the Wagtail admin: trainers keep the sets, HR and auditors see who has signed."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import register_permission_policy

from etiquette.signing.models import SigningSet
from training_site.people.api import ADMINISTRATOR, AUDITOR, HR, ORDER, TRAINER, TRAINING_MENU, RolePolicy, has_role

_WRITERS = {TRAINER, ADMINISTRATOR}

# Before the view set is made: it takes the policy that is registered by then.
register_permission_policy(SigningSet, RolePolicy(SigningSet, view=_WRITERS | {AUDITOR, HR}, add=_WRITERS, change=_WRITERS))

from etiquette.signing.admin.viewset import signing_viewset  # noqa: E402


@hooks.register("register_admin_viewset")
def signing() -> ViewSet:
    return signing_viewset


class QuestionsItem(MenuItem):
    """Shown to those who may read the sets."""

    def is_shown(self, request: object) -> bool:
        return has_role(request.user, *_WRITERS, AUDITOR, HR)  # type: ignore[attr-defined]


@hooks.register(TRAINING_MENU)
def questions_item() -> MenuItem:
    address = reverse("signing_admin:questions")
    return QuestionsItem(_("Questions about clauses"), address, name="clause-questions", icon_name="help", order=ORDER["signing"] + 1)
