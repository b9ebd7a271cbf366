"""The roster in the Wagtail admin, for HR."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from training_site.people.api import HR, ORDER, TRAINING_MENU, has_role, role
from training_site.roster import slips
from training_site.transfers.api import import_urls


@hooks.register("register_admin_urls")
def roster_urls() -> list[URLPattern | URLResolver]:
    desk = import_urls("roster", "roster", role(HR), icon="group")
    own = [path("<uuid:public_id>/slips/", slips.print_slips, name="slips")]
    return [path("roster/", include((desk + own, "roster")))]


class RosterItem(MenuItem):
    """Only HR sees it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return has_role(request.user, HR)


@hooks.register(TRAINING_MENU)
def roster_item(**kwargs: Any) -> MenuItem:
    return RosterItem(_("Roster"), reverse("roster:index"), name="roster", icon_name="group", order=ORDER["roster"])
