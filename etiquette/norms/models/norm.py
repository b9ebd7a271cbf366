"""A norm as trainers edit it: a Wagtail snippet with draft, workflow, lock and preview. Readers get its versions."""

from typing import Any

from django.contrib.contenttypes.fields import GenericRelation
from django.core.validators import RegexValidator
from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin, WorkflowMixin

from etiquette.norms import editions
from etiquette.norms.freezing import draft_version
from etiquette.norms.levels import BASES, LEVELS
from etiquette.norms.models.freezing import FreezesVersions
from etiquette.norms.models.manual import Section
from training_site.lib import bilingual
from training_site.lib.errors import Refused

COMPARISONS = [("", _("no comparison")), ("<=", _("at most")), (">=", _("at least")), ("=", _("exactly"))]

code_validator = RegexValidator(r"^N-\d{1,2}\.\d{1,2}-\d{2}$", _("A norm’s code looks like N-9.2-01."))
key_validator = RegexValidator(r"^[a-z][a-z0-9-]*$", _("A key has lower-case letters, digits and hyphens, and starts with a letter."))


class Norm(FreezesVersions, WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, ClusterableModel):
    """One clause of the manual. The row holds what was published last; drafts stand in Wagtail's revisions."""

    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="norms", verbose_name=_("section"))
    code = models.CharField(_("code"), max_length=16, unique=True, validators=[code_validator])
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    level = models.CharField(_("level"), max_length=1, choices=LEVELS)
    basis = models.CharField(_("basis"), max_length=1, choices=BASES)
    source = models.CharField(_("source"), max_length=200, blank=True)
    source_en = models.CharField(_("source, in English"), max_length=200, blank=True, default="", db_default="")
    red_line = models.BooleanField(_("red line"), default=False)
    text_zh = models.TextField(_("Chinese text"))
    text_en = models.TextField(_("English text"), blank=True)
    matters_zh = models.TextField(_("what matters, in Chinese"), blank=True)
    matters_en = models.TextField(_("what matters, in English"), blank=True)
    english_stale = models.BooleanField(_("English is stale"), default=False)

    _revisions = GenericRelation(
        "wagtailcore.Revision", content_type_field="base_content_type", object_id_field="object_id", related_query_name="norm"
    )
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="norm",
        for_concrete_model=False,
    )

    class Meta:
        ordering = ["section__chapter__number", "section__order", "order", "code"]
        verbose_name = _("norm")
        verbose_name_plural = _("norms")
        constraints = [
            models.CheckConstraint(condition=models.Q(level__in=["M", "F", "G", "I"]), name="norm_level"),
            models.CheckConstraint(condition=models.Q(basis__in=["S", "T", "D"]), name="norm_basis"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {Truncator(bilingual.text_of(self, 'text')).chars(60 if bilingual.language() == 'en' else 40)}"

    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        """As Wagtail's; the draft joins the open edition, where there is one."""
        revision = super().save_revision(*args, **kwargs)
        editions.join(self)
        return revision

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        return "norms/admin/preview.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        """The draft as a reader would get it, or why it cannot be read yet."""
        context = super().get_preview_context(request, mode_name)
        try:
            return {**context, "version": draft_version(self), "place": "norms"}
        except Refused as refusal:
            return {**context, "refusal": str(refusal), "place": "norms"}

    @property
    def revisions(self) -> models.QuerySet:
        """This norm's revisions in Wagtail, newest last."""
        return self._revisions


class NormValue(models.Model):
    """A figure that belongs to a norm; texts name it by key, `{{answer-time}}`, and never write its digits."""

    norm = ParentalKey(Norm, on_delete=models.CASCADE, related_name="norm_values")
    key = models.CharField(_("key"), max_length=64, unique=True, validators=[key_validator])
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=3)
    unit = models.CharField(_("unit"), max_length=20)
    compare = models.CharField(_("comparison"), max_length=2, choices=COMPARISONS, blank=True)
    name_zh = models.CharField(_("Chinese name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)

    class Meta:
        ordering = ["key"]
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        constraints = [models.CheckConstraint(condition=models.Q(compare__in=["", "<=", ">=", "="]), name="norm_value_compare")]

    def __str__(self) -> str:
        return self.key
