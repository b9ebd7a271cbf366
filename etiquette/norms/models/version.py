"""What is in force: editions, and the immutable versions that everything else points at."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from etiquette.norms.levels import BASES, LEVELS
from etiquette.norms.models.manual import Manual
from etiquette.norms.states import EDITION_MOVES
from training_site.ledger.api import append_only
from training_site.lib import bilingual, clock
from training_site.lib.moves import state_constraint


class Edition(models.Model):
    """A set of changes to the manual that comes into force on one day. A single clause published alone is an edition of one."""

    STATES = [("open", _("open")), ("published", _("published")), ("discarded", _("discarded"))]

    manual = models.ForeignKey(Manual, on_delete=models.PROTECT, related_name="editions", verbose_name=_("manual"))
    number = models.PositiveIntegerField(_("number"))
    title_zh = models.CharField(_("Chinese title"), max_length=120, blank=True)
    title_en = models.CharField(_("English title"), max_length=120, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=STATES, default="open")
    effective_on = models.DateField(_("in force from"), default=clock.today)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("published by")
    )
    norms: models.ManyToManyField = models.ManyToManyField("Norm", through="EditionNorm", related_name="editions")

    class Meta:
        ordering = ["-number"]
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        constraints = [
            models.UniqueConstraint(fields=["manual", "number"], name="edition_number_once"),
            models.UniqueConstraint(fields=["manual"], condition=models.Q(state="open"), name="edition_one_open"),
            state_constraint("state", EDITION_MOVES, "edition_state"),
            models.CheckConstraint(condition=~models.Q(state="published") | models.Q(published_at__isnull=False), name="edition_published_at"),
        ]

    def __str__(self) -> str:
        return bilingual.text_of(self, "title") or gettext("Edition %(number)s") % {"number": self.number}


class EditionNorm(models.Model):
    """A norm whose draft belongs to an edition."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="members")
    norm = models.ForeignKey("Norm", on_delete=models.CASCADE, related_name="memberships")
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "norm"], name="edition_norm_once")]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.norm_id}"


@append_only()
class NormVersion(models.Model):
    """The letter of a norm as it was published: tokens resolved, both languages, its figures. Never changed, never deleted."""

    norm = models.ForeignKey("Norm", on_delete=models.PROTECT, related_name="versions", verbose_name=_("norm"))
    number = models.PositiveIntegerField(_("version"))
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="versions", verbose_name=_("edition"))
    level = models.CharField(_("level"), max_length=1, choices=LEVELS)
    basis = models.CharField(_("basis"), max_length=1, choices=BASES)
    source = models.CharField(_("source"), max_length=200, blank=True, default="", db_default="")
    source_en = models.CharField(_("source, in English"), max_length=200, blank=True, default="", db_default="")
    red_line = models.BooleanField(_("red line"), default=False)
    text_zh = models.TextField(_("Chinese text"))
    text_en = models.TextField(_("English text"), blank=True)
    raw_zh = models.TextField(_("Chinese text with tokens"))
    raw_en = models.TextField(_("English text with tokens"), blank=True)
    matters_zh = models.TextField(_("what matters, in Chinese"), blank=True, default="", db_default="")
    matters_en = models.TextField(_("what matters, in English"), blank=True, default="", db_default="")
    english_stale = models.BooleanField(_("English is stale"), default=False, db_default=False)
    values = models.JSONField(_("figures"), default=list)  # [{"key", "quantity", "unit", "compare", "name": {"zh", "en"}}, …]
    withdrawn = models.BooleanField(_("withdrawn"), default=False, db_default=False)  # from this version on the clause no longer binds
    digest = models.CharField(_("digest"), max_length=64)
    effective_on = models.DateField(_("in force from"), db_index=True)
    published_at = models.DateTimeField(_("published at"), default=clock.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("published by")
    )

    class Meta:
        ordering = ["norm", "number"]
        verbose_name = _("version of a norm")
        verbose_name_plural = _("versions of norms")
        constraints = [
            models.UniqueConstraint(fields=["norm", "number"], name="norm_version_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="norm_version_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.norm.code} v{self.number}"

    @property
    def code(self) -> str:
        """The norm's code, "N-9.2-01"."""
        return str(self.norm.code)
