"""What an imported roster counts, in words, for the audit log."""

from django.utils.translation import gettext_lazy as _

from training_site.roster.kind import RosterKind

PARTS = {**RosterKind.effects, "warned": _("with a warning")}
