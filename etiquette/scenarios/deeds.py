"""This room's deeds in the audit log, in words."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "scenarios.archived": _("scenario archived"),
    "scenarios.copied": _("scenario copied"),
    "scenarios.created": _("scenario written"),
    "scenarios.edited": _("scenario edited"),
    "scenarios.published": _("scenario published"),
    "scenarios.restored": _("scenario restored"),
}
