"""What the manual's editors note beside it, and how each question was decided."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from training_site.ledger.api import append_only
from training_site.lib import bilingual, clock


class EditorsNote(models.Model):
    """Where the sources disagree (X-nn) or leave a gap (V-nn), with the advice of the editors. For trainers, never a rule."""

    KINDS = [("conflict", _("sources disagree")), ("gap", _("gap in the sources"))]

    code = models.CharField(_("code"), max_length=16, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=KINDS)
    subject = models.JSONField(_("subject"), default=dict)  # {"zh", "en"}
    says = models.JSONField(_("what the sources say"), default=list)  # [{"zh", "en"}, …]
    advice = models.JSONField(_("advice"), default=dict)  # {"zh", "en"}
    norms: models.ManyToManyField = models.ManyToManyField("Norm", related_name="notes", blank=True, verbose_name=_("norms"))

    edited_at = models.DateTimeField(_("last edited"), null=True, blank=True)  # null: as the content files have it
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("last edited by")
    )

    class Meta:
        ordering = ["-kind", "code"]
        verbose_name = _("editors’ note")
        verbose_name_plural = _("editors’ notes")
        constraints = [models.CheckConstraint(condition=models.Q(kind__in=["conflict", "gap"]), name="editors_note_kind")]

    def __str__(self) -> str:
        return f"{self.code} {bilingual.pick(self.subject)}"


@append_only()
class NoteDecision(models.Model):
    """How a note was decided, or that it is open again and why; the newest row of a note holds."""

    DEEDS = [("decided", _("decided")), ("reopened", _("open again"))]

    note = models.ForeignKey(EditorsNote, on_delete=models.PROTECT, related_name="decisions", verbose_name=_("note"))
    deed = models.CharField(_("deed"), max_length=10, choices=DEEDS)
    text = models.JSONField(_("decision"), default=dict)  # {"zh", "en"}
    at = models.DateTimeField(_("at"), default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("decision on a note")
        verbose_name_plural = _("decisions on notes")
        constraints = [models.CheckConstraint(condition=models.Q(deed__in=["decided", "reopened"]), name="note_decision_deed")]

    def __str__(self) -> str:
        return f"{self.note.code}: {self.get_deed_display()}"
