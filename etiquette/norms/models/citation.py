"""How everything else points at a norm: at the version it was written against."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from etiquette.norms.models.version import NormVersion


class Citation(models.Model):
    """Base of each room's table of citations. `anchor` is the block, option or choice that cites; "" for the whole."""

    norm_version = models.ForeignKey(NormVersion, on_delete=models.PROTECT, related_name="%(app_label)s_%(class)ss", verbose_name=_("norm"))
    anchor = models.CharField(_("place"), max_length=64, blank=True, default="")

    class Meta:
        abstract = True
