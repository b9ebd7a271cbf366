"""What a norm asks (its level) and what it rests on (its basis), by code."""

from django.utils.translation import gettext_lazy as _

LEVELS = [("M", _("must")), ("F", _("must not")), ("G", _("good practice")), ("I", _("for information"))]
BASES = [("S", _("source text")), ("T", _("heading only")), ("D", _("suggestion of the editors"))]
