"""The deeds of the audit log in words. Each room names its own; a deed without words is shown by its code."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_words: dict[str, str | Promise] = {
    "people.code_issued": _("one-time code issued"),
    "people.code_used": _("one-time code used"),
    "people.details_changed": _("details corrected"),
    "people.employment_ended": _("leaving date entered"),
    "people.leaving_taken_back": _("leaving date taken back"),
    "people.password_reset": _("password reset for somebody"),
    "people.password_set": _("own password set"),
    "people.password_set_by_mail": _("own password set through a mail"),
    "people.roles_changed": _("tasks in the platform changed"),
    "people.supervision_entered": _("supervision entered"),
    "people.unlocked": _("locked sign-in opened"),
    "people.orgunit_added": _("unit added"),
    "people.orgunit_changed": _("unit changed"),
    "people.jobrole_added": _("job role added"),
    "people.jobrole_changed": _("job role changed"),
}


def name_deeds(words: Mapping[str, str | Promise]) -> None:
    """A room gives its deeds ("room.deed") words for the audit log; called from AppConfig.ready."""
    _words.update(words)


def words_for(deed: str) -> str:
    """The deed in the reader's language, or its code."""
    return str(_words.get(deed, deed))
