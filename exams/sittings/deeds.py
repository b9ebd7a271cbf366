"""This room's deeds in the audit log, in words."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "exams.answer_marked": _("answer marked by a person"),
    "exams.attempt_paused": _("exam paused"),
    "exams.attempt_resumed": _("paused exam goes on"),
    "exams.attempt_recorded": _("earlier attempt entered"),
    "exams.attempt_started": _("exam begun"),
    "exams.attempt_submitted": _("exam handed in"),
    "exams.attempt_voided": _("attempt voided"),
    "exams.mark_changed": _("mark of an answer changed"),
    "exams.minutes_allowed": _("extra minutes granted"),
    "exams.try_granted": _("extra try granted"),
}
