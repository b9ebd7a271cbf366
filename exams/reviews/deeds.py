"""This room's deeds in the audit log, in words."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "reviews.acknowledged": _("review acknowledged"),
    "reviews.cycle_changed": _("plan of a review cycle changed"),
    "reviews.cycle_closed": _("review cycle closed"),
    "reviews.cycle_opened": _("review cycle opened"),
    "reviews.cycle_planned": _("review cycle planned"),
    "reviews.decided": _("objection decided"),
    "reviews.evidence_frozen_again": _("evidence frozen again"),
    "reviews.objected": _("objection to a review"),
    "reviews.reassigned": _("review given to another reviewer"),
    "reviews.reviews_opened": _("reviews opened"),
    "reviews.self_rated": _("self rating handed in"),
    "reviews.signed": _("review signed"),
}
