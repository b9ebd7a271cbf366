"""Words for spans of time."""

from datetime import timedelta

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def spent_words(span: timedelta) -> str:
    """“41 min 06 s”, “1 h 02 min 00 s”."""
    seconds = max(int(span.total_seconds()), 0)
    facts = {"hours": seconds // 3600, "minutes": seconds // 60 % 60, "seconds": seconds % 60}
    if facts["hours"]:
        return _("%(hours)d h %(minutes)02d min %(seconds)02d s") % facts
    return _("%(minutes)d min %(seconds)02d s") % facts
