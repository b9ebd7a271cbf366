"""This room's deeds in the audit log, in words."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "bank.draft_saved": _("draft of a question saved"),
    "bank.exported_with_answers": _("questions exported with their answers"),
    "bank.question_approved": _("question approved"),
    "bank.question_copied": _("question copied"),
    "bank.question_imported": _("question imported"),
    "bank.question_restored": _("question restored"),
    "bank.question_retired": _("question retired"),
    "bank.question_sent_back": _("question sent back"),
    "bank.question_submitted": _("question handed in for approval"),
    "bank.question_withdrawn": _("question taken back from approval"),
    "bank.question_written": _("question written"),
}
