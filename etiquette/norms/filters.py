"""What the trainer's list of norms can be narrowed by."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from etiquette.norms.levels import BASES, LEVELS
from etiquette.norms.models import Chapter, Edition, Norm


class NormFilters(WagtailFilterSet):
    """Chapter, level, basis, red line, English, state."""

    chapter = django_filters.ModelChoiceFilter(field_name="section__chapter", queryset=Chapter.objects.all(), label=_("Chapter"))
    level = django_filters.ChoiceFilter(choices=LEVELS, label=_("Level"))
    basis = django_filters.ChoiceFilter(choices=BASES, label=_("Basis"))
    red_line = django_filters.BooleanFilter(label=_("Red line"))
    english = django_filters.ChoiceFilter(
        label=_("English"), method="by_english", choices=[("missing", _("not ready")), ("stale", _("stale")), ("ready", _("ready"))]
    )
    state = django_filters.ChoiceFilter(
        label=_("State"), method="by_state", choices=[("draft", _("never published")), ("changed", _("with a draft")), ("live", _("in force"))]
    )

    class Meta:
        model = Norm
        fields: list[str] = []

    def by_english(self, rows: QuerySet[Norm], name: str, value: str) -> QuerySet[Norm]:
        """English that is missing, stale, or ready."""
        conditions = {"missing": Q(text_en=""), "stale": ~Q(text_en="") & Q(english_stale=True), "ready": ~Q(text_en="") & Q(english_stale=False)}
        return rows.filter(conditions[value])

    def by_state(self, rows: QuerySet[Norm], name: str, value: str) -> QuerySet[Norm]:
        """Never published or withdrawn, published with a later draft, or published."""
        conditions: dict[str, Any] = {"draft": Q(live=False), "changed": Q(live=True, has_unpublished_changes=True), "live": Q(live=True)}
        return rows.filter(conditions[value])


class EditionFilters(WagtailFilterSet):
    """Open, published, discarded."""

    state = django_filters.ChoiceFilter(choices=Edition.STATES, label=_("State"))

    class Meta:
        model = Edition
        fields: list[str] = []
