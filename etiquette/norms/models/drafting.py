"""What is said about an edition while it is open, and drafts that were taken out of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from etiquette.norms.models.version import Edition
from etiquette.norms.states import COMMENT_MOVES
from training_site.lib import clock
from training_site.lib.moves import state_constraint


class EditionComment(models.Model):
    """A remark on an edition, or on one of its norms. Its text is never changed; it is resolved, or opened again."""

    STATES = [("open", pgettext_lazy("comment", "open")), ("resolved", _("resolved"))]

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="comments", verbose_name=_("edition"))
    norm = models.ForeignKey("Norm", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("norm"))
    text = models.TextField(_("comment"), max_length=2000)
    state = models.CharField(_("state"), max_length=10, choices=STATES, default="open")
    at = models.DateTimeField(_("at"), default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    resolved_at = models.DateTimeField(_("resolved at"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("resolved by")
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("comment on an edition")
        verbose_name_plural = _("comments on editions")
        constraints = [
            state_constraint("state", COMMENT_MOVES, "edition_comment_state"),
            models.CheckConstraint(condition=models.Q(state="open") | models.Q(resolved_at__isnull=False), name="edition_comment_resolved_at"),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class DiscardedDraft(models.Model):
    """A draft that was taken out of an edition and off its norm; its revision stays, so that it can be brought back."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="discarded", verbose_name=_("edition"))
    norm = models.ForeignKey("Norm", on_delete=models.CASCADE, related_name="discarded", verbose_name=_("norm"))
    revision = models.ForeignKey("wagtailcore.Revision", on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("draft"))
    with_edition = models.BooleanField(_("together with its edition"), default=False)
    at = models.DateTimeField(_("at"), default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    brought_back_at = models.DateTimeField(_("brought back at"), null=True, blank=True)

    class Meta:
        ordering = ["norm__section__chapter__number", "norm__section__order", "norm__order", "pk"]
        verbose_name = _("discarded draft")
        verbose_name_plural = _("discarded drafts")

    def __str__(self) -> str:
        return f"{self.norm_id}"
