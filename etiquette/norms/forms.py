"""The trainer's forms. A draft may be unfinished; what is published, or sent to a workflow, must resolve."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from etiquette.norms.citing import codes_in
from etiquette.norms.commenting import LONGEST
from etiquette.norms.figures import figures_for, quoting_any, token_keys
from etiquette.norms.models import Edition, Manual, Norm
from etiquette.norms.notes import LONGEST_DECISION
from etiquette.norms.units import UNITS
from training_site.lib import bilingual, clock

TEXTS = ("text_zh", "text_en", "matters_zh", "matters_en")


def _word(code: str) -> str:
    unit = UNITS[code]
    return bilingual.pick({"zh": unit.zh, "en": unit.en_plural})


def unit_choices() -> list[tuple[str, Any]]:
    """Units for a select, in the language of whoever reads it: "秒" or "seconds"."""
    return [("", "–"), *((code, lazy(_word, str)(code)) for code in UNITS)]


class NormForm(WagtailAdminModelForm):
    """Both languages of a clause, its figures inline."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields.get("code")
        if code and self.instance.pk and self.instance.versions.exists():
            code.disabled = True
            code.help_text = _("The code of a published norm stays for ever: answers and signatures point at it.")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self._mark_stale_english(cleaned)
        if not self.is_deferred_validation:
            self._check_place(cleaned)
            self._check_tokens(cleaned)
            self._check_citations(cleaned)
            self._check_removed_figures()
        return cleaned

    def _mark_stale_english(self, cleaned: dict[str, Any]) -> None:
        """Chinese changed and English not: the English is stale, unless the trainer decides the mark themselves."""
        if "english_stale" in self.changed_data or not self.instance.pk:
            return
        changed = {lang for lang in ("zh", "en") for field in ("text", "matters") if f"{field}_{lang}" in self.changed_data}
        if "en" in changed:
            cleaned["english_stale"] = False
        elif "zh" in changed and cleaned.get("text_en"):
            cleaned["english_stale"] = True

    def _check_place(self, cleaned: dict[str, Any]) -> None:
        section, code = cleaned.get("section"), cleaned.get("code")
        if section and code and code.split("-")[1] != section.number:
            self.add_error(
                "code", _("This norm stands in section %(section)s, so its code begins with N-%(section)s-.") % {"section": section.number}
            )

    def _values(self) -> list[dict[str, Any]]:
        """The figures as the form has them, without those to be deleted."""
        formset = self.formsets.get("norm_values")
        rows = [form.cleaned_data for form in formset.forms if hasattr(form, "cleaned_data")] if formset else []
        return [row for row in rows if row and row.get("key") and not row.get("DELETE")]

    def _check_tokens(self, cleaned: dict[str, Any]) -> None:
        own = {row["key"] for row in self._values()}
        named = {field: token_keys(cleaned.get(field) or "") for field in TEXTS}
        known = own | figures_for({key for keys in named.values() for key in keys} - own).keys()
        for field, keys in named.items():
            unknown = [key for key in keys if key not in known]
            if unknown:
                message = _("No figure is called %(keys)s. Add it below, or check the spelling.")
                self.add_error(field, message % {"keys": ", ".join("{{" + key + "}}" for key in unknown)})

    def _check_citations(self, cleaned: dict[str, Any]) -> None:
        named = {field: codes_in(cleaned.get(field) or "") for field in TEXTS}
        codes = {code for codes in named.values() for code in codes}
        known = set(Norm.objects.filter(code__in=codes).values_list("code", flat=True)) if codes else set()
        for field, cited in named.items():
            unknown = [code for code in cited if code not in known]
            if unknown:
                self.add_error(field, _("The manual has no norm %(codes)s.") % {"codes": ", ".join(unknown)})

    def _check_removed_figures(self) -> None:
        """A figure that another clause quotes cannot be taken away or renamed."""
        if not self.instance.pk:
            return
        row = Norm.objects.get(pk=self.instance.pk)
        gone = {value.key for value in row.norm_values.all()} - {value["key"] for value in self._values()}
        for key in sorted(gone):
            token = "{{" + key + "}}"
            quoting = sorted(Norm.objects.filter(quoting_any([key])).exclude(pk=row.pk).values_list("code", flat=True))
            if quoting:
                message = _("The figure %(key)s is quoted by %(codes)s. Change those clauses first.")
                self.add_error(None, ValidationError(message % {"key": token, "codes": ", ".join(quoting)}))


class EditionForm(WagtailAdminModelForm):
    """Opening an edition, or changing its title and day while it is open."""

    class Meta:
        model = Edition
        fields = ["title_zh", "title_en", "effective_on"]

    def clean_effective_on(self) -> Any:
        """An edition does not come into force before it is published."""
        chosen = self.cleaned_data["effective_on"]
        if chosen < clock.today():
            raise ValidationError(_("Choose today or a later day: an edition cannot bind people before they could read it."))
        return chosen

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.instance.pk and Edition.objects.filter(state="open").exists():
            raise ValidationError(_("An edition is open already. Publish it before you open the next one."))
        if not self.instance.pk and not Manual.objects.exists():
            raise ValidationError(_("There is no manual yet. Load its content first."))
        return cleaned


class CommentForm(forms.Form):
    """A comment on an edition or on one of its norms."""

    text = forms.CharField(max_length=LONGEST, error_messages={"required": _("Write what you want to say about this edition.")})
    norm = forms.ModelChoiceField(Norm.objects.all(), required=False, to_field_name="code")


class DecisionForm(forms.Form):
    """How a note is decided, or why it is open again."""

    text_zh = forms.CharField(
        max_length=LONGEST_DECISION, error_messages={"required": _("Write it down in Chinese at least, so that others can follow it.")}
    )
    text_en = forms.CharField(max_length=LONGEST_DECISION, required=False)

    def pair(self) -> dict[str, str]:
        """The text in the languages it was written in."""
        return {lang: self.cleaned_data[f"text_{lang}"] for lang in ("zh", "en") if self.cleaned_data[f"text_{lang}"]}
