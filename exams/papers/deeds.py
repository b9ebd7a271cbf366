"""This room's deeds in the audit log, in words."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "exams.exam_archived": _("exam archived"),
    "exams.exam_copied": _("exam copied"),
    "exams.exam_published": _("exam published"),
    "exams.exam_restored": _("exam restored"),
}
