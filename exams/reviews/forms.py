"""Forms of the administration: a cycle with its indicators, planned until it is opened."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminAutoHeightTextInput

from etiquette.norms.api import versions_for
from etiquette.norms.widgets import NormCodesField
from exams.reviews.models import Indicator
from exams.reviews.states import EVIDENCE_KINDS
from training_site.lib.errors import Refused


class IndicatorForm(WagtailAdminModelForm):
    """One indicator; its norms are chosen from those in force, its evidence is ticked."""

    evidence_kinds = forms.MultipleChoiceField(
        label=_("evidence shown beside it"), choices=EVIDENCE_KINDS, required=False, widget=forms.CheckboxSelectMultiple
    )
    norm_codes = NormCodesField(label=_("norms"), required=False)

    class Meta:
        model = Indicator
        fields = ["code", "title_zh", "title_en", "weight", "description_zh", "description_en", "evidence_kinds", "norm_codes"]
        # Inside an inline panel Wagtail's own controls have to be asked for.
        widgets = {"description_zh": AdminAutoHeightTextInput, "description_en": AdminAutoHeightTextInput}

    def clean_norm_codes(self) -> str:
        """The codes as they are stored, parted by commas; a sentence where one is not in force."""
        codes: list[str] = self.cleaned_data["norm_codes"]
        try:
            versions_for(codes)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return ", ".join(codes)


class CycleForm(WagtailAdminModelForm):
    """A cycle; its days must follow one another."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        pairs = [
            ("period_from", "period_to", _("The period ends before it begins.")),
            ("opens_on", "closes_on", _("The last day lies before the first.")),
        ]
        for first, last, sentence in pairs:
            if cleaned.get(first) and cleaned.get(last) and cleaned[last] < cleaned[first]:
                self.add_error(last, sentence)
        return cleaned
