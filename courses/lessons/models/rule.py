"""What counts as finishing a lesson, as a trainer chooses it."""

from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

ASKED = [("none", _("not asked for")), ("answered", _("answered, rightly or not")), ("right", _("answered rightly"))]
MOST_PERCENT = 95  # players do not report the very last moments


class FinishRule(models.Model):
    """Base of a lesson's page and of its versions. `watch_percent` is how much of every film and recording has to be played, 0 for none of it."""

    to_end = models.BooleanField(_("to the end"), default=True, db_default=True, help_text=_("The end of the lesson has to be reached."))
    checks_asked = models.CharField(_("quick checks"), max_length=8, choices=ASKED, default="answered", db_default="answered")
    watch_percent = models.PositiveSmallIntegerField(
        _("films and recordings, in percent"),
        default=0,
        db_default=0,
        validators=[MaxValueValidator(MOST_PERCENT)],
        help_text=_("How much of each has to be played, up to 95; 0 asks for none. Skipping forward does not count."),
    )

    class Meta:
        abstract = True


def rule_facts(row: Any) -> dict[str, Any]:
    """The rule of a page or version as plain values."""
    return {"to_end": row.to_end, "checks_asked": row.checks_asked, "watch_percent": row.watch_percent}


USUAL = {"to_end": True, "checks_asked": "answered", "watch_percent": 0}
RULE_HOLDS = Q(checks_asked__in=["none", "answered", "right"]) & Q(watch_percent__lte=MOST_PERCENT)
