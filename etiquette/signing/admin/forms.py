"""The trainer's forms: a set with its norms by code, and a request to read."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from etiquette.norms.widgets import NormCodesField
from etiquette.signing.models import SigningSet
from training_site.lib import clock
from training_site.people.api import JobRole

_TEXTS = ("title", "intro", "statement")


class SetForm(forms.ModelForm):
    """A set. Its code is chosen once; norms are a list of codes in the order in which they are read."""

    norm_codes = NormCodesField(label=gettext_lazy("norms"), help_text=gettext_lazy("In the order in which they are read."))

    class Meta:
        model = SigningSet
        fields = ["code", *(f"{name}_{lang}" for name in _TEXTS for lang in ("zh", "en")), "job_roles", "due_days"]
        widgets = {
            "job_roles": forms.CheckboxSelectMultiple,
            **{f"{name}_{lang}": forms.Textarea(attrs={"rows": 3}) for name in ("intro", "statement") for lang in ("zh", "en")},
        }
        help_texts = {"due_days": gettext_lazy("Counted from the day on which the set, or a new version of a norm, begins to bind a person.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].validators.append(RegexValidator(r"^[a-z0-9][a-z0-9-]*$", _("Use lower-case letters, digits and hyphens.")))
        for name, field in self.fields.items():
            if name.endswith(("_zh", "_en")):
                field.widget.attrs["lang"] = "zh-Hans" if name.endswith("_zh") else "en"
        if self.instance.pk:
            self.fields.pop("code")
            self.initial["norm_codes"] = list(self.instance.members.values_list("norm__code", flat=True))

    def paired(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The two fields of each text, zh first."""
        return [(self[f"{name}_zh"], self[f"{name}_en"]) for name in _TEXTS]


class RequestForm(forms.Form):
    """Whom to ask, and by when."""

    job_roles = forms.ModelMultipleChoiceField(label=gettext_lazy("job roles"), queryset=JobRole.objects.all(), widget=forms.CheckboxSelectMultiple)
    due_on = forms.DateField(label=gettext_lazy("due on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def clean_due_on(self) -> Any:
        day = self.cleaned_data["due_on"]
        if day < clock.today():
            raise forms.ValidationError(_("This day is past. Choose today or a later day."))
        return day
