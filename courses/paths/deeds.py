"""This room's deeds in the audit log, in words."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "paths.path_added": _("learning path added"),
    "paths.path_changed": _("learning path changed"),
    "paths.path_copied": _("learning path copied"),
    "paths.path_archived": _("learning path archived"),
    "paths.path_restored": _("learning path restored"),
    "paths.enrolled": _("enrolled on a learning path by hand"),
    "paths.due_changed": _("due date of an enrolment changed"),
    "paths.ended": _("enrolment ended"),
    "paths.reopened": _("enrolment taken up again"),
    "paths.early_admission": _("let into an exam before its turn"),
}
