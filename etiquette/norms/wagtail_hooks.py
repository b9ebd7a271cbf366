"""The norms in the Wagtail admin."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from etiquette.norms.models import Edition, EditorsNote, Norm, NormVersion
from training_site.people.api import ADMINISTRATOR, APPROVER, AUDITOR, TRAINER, RolePolicy

EDITORS = {TRAINER, APPROVER, ADMINISTRATOR}

# Before the view sets are made: they take the policy that is registered by then.
register_permission_policy(
    Norm, RolePolicy(Norm, view=EDITORS | {AUDITOR}, add=EDITORS, change=EDITORS, delete=EDITORS, publish=EDITORS, lock=EDITORS, unlock=EDITORS)
)
register_permission_policy(Edition, RolePolicy(Edition, view=EDITORS | {AUDITOR}, add=EDITORS, change=EDITORS))
register_permission_policy(EditorsNote, RolePolicy(EditorsNote, view=EDITORS | {AUDITOR}, add=EDITORS, change=EDITORS))

from etiquette.norms.edition_viewset import edition_viewset  # noqa: E402
from etiquette.norms.notes_viewset import note_viewset  # noqa: E402
from etiquette.norms.viewsets import norm_viewset  # noqa: E402

register_snippet(norm_viewset)


@hooks.register("register_admin_viewset")
def editions() -> ViewSet:
    return edition_viewset


@hooks.register("register_admin_viewset")
def notes() -> ViewSet:
    return note_viewset


@hooks.register("before_delete_snippet")
def keep_published_norms(request: HttpRequest, instances: list[Any]) -> HttpResponse | None:
    """A norm that was ever published stays, at the single door and at the bulk one: answers and signatures point at its versions."""
    norms = [instance for instance in instances if isinstance(instance, Norm)]
    published = NormVersion.objects.filter(norm__in=[norm.pk for norm in norms]).values_list("norm__code", flat=True).distinct()
    codes = sorted(published)
    if not codes:
        return None
    messages.error(
        request,
        _("Published norms are not deleted, because answers and signatures point at them: %(codes)s. Withdraw a clause by unpublishing it.")
        % {"codes": ", ".join(codes)},
    )
    return HttpResponseRedirect(reverse(norm_viewset.get_url_name("list")))
