"""Signing in the Wagtail admin: trainers keep the sets, HR and auditors see who has signed."""

from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import register_permission_policy

from etiquette.signing.models import SigningSet
from training_site.people.api import ADMINISTRATOR, AUDITOR, HR, TRAINER, RolePolicy

_WRITERS = {TRAINER, ADMINISTRATOR}

# Before the view set is made: it takes the policy that is registered by then.
register_permission_policy(SigningSet, RolePolicy(SigningSet, view=_WRITERS | {AUDITOR, HR}, add=_WRITERS, change=_WRITERS))

from etiquette.signing.admin.viewset import signing_viewset  # noqa: E402


@hooks.register("register_admin_viewset")
def signing() -> ViewSet:
    return signing_viewset
