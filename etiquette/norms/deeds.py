"""This room's deeds in the audit log, in words."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "norms.edition_opened": _("edition opened"),
    "norms.published": _("edition put in force"),
    "norms.edition_discarded": _("edition discarded"),
    "norms.edition_taken_up": _("edition taken up again"),
    "norms.edition_commented": _("comment on an edition"),
    "norms.comment_resolved": _("comment resolved"),
    "norms.comment_reopened": _("comment opened again"),
    "norms.draft_discarded": _("draft discarded"),
    "norms.draft_brought_back": _("draft brought back"),
    "norms.draft_left_edition": _("draft taken out of an edition"),
    "norms.note_written": _("editors’ note written"),
    "norms.note_changed": _("editors’ note changed"),
    "norms.note_decided": _("editors’ note decided"),
    "norms.note_reopened": _("editors’ note opened again"),
    "norms.withdrawn": _("norm withdrawn"),
}
