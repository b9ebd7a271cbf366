"""The submenu “Training” and the closing of Wagtail's own login door."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem, SubmenuMenuItem

from training_site.people.menu import training_menu


@hooks.register("register_admin_menu_item")
def training_submenu() -> MenuItem:
    return SubmenuMenuItem(_("Training"), training_menu, name="training", icon_name="clipboard-list", order=10)
