"""Forms of the administration."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from exams.certificates.models import CertificateType
from training_site.lib import clock
from training_site.lib.reasons import LONGEST_REASON

# What fits on the sheet (documents.py): two lines of so many characters, a Han character counting double.
WIDEST_LINE = {"zh": 72, "en": 104}
MOST_LINES = 2


def width_of(line: str) -> int:
    """The width of a line in Latin characters, marks of **bold** not counted."""
    return sum(2 if not character.isascii() else 1 for character in line.replace("**", ""))


class CertificateTypeForm(WagtailAdminModelForm):
    """A type of certificate; the words are held to the room on the sheet."""

    in_use = forms.BooleanField(
        label=_("in use"), required=False, initial=True, help_text=_("Not in use: nothing more is issued; what was issued stays as it is.")
    )

    class Meta:
        model = CertificateType
        fields = [
            "code", "exam", "job_role", "title_zh", "title_en", "wording_zh", "wording_en", "issuer_zh", "issuer_en", "signatory_zh",
            "signatory_en", "signature_path", "months", "languages",
        ]  # fmt: skip
        widgets = {
            "wording_zh": forms.Textarea(attrs={"rows": 2}),
            "wording_en": forms.Textarea(attrs={"rows": 2}),
            "signature_path": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["in_use"].initial = self.instance.archived_at is None
            self.fields["code"].disabled = True
            if self.instance.certificates.exists():
                self.fields["exam"].disabled = True

    def _fitting(self, lang: str) -> str:
        text = self.cleaned_data[f"wording_{lang}"].strip()
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(_("The wording has %(count)d lines; the sheet has room for two."), params={"count": len(lines)})
        if any(width_of(line) > WIDEST_LINE[lang] for line in lines):
            raise forms.ValidationError(_("A line is too long for the sheet. Break it into two, or shorten it."))
        return text

    def clean_wording_zh(self) -> str:
        """At most two lines that fit."""
        return self._fitting("zh")

    def clean_wording_en(self) -> str:
        """At most two lines that fit."""
        return self._fitting("en")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("languages") in {"en", "both"}:
            for name in ("title_en", "wording_en"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("Needed for a certificate in English."))
        return cleaned

    def save(self, commit: bool = True) -> CertificateType:
        in_use = self.cleaned_data["in_use"]
        if in_use != (self.instance.archived_at is None):
            self.instance.archived_at = None if in_use else clock.now()
        kind: CertificateType = super().save(commit)
        return kind


class ReasonForm(forms.Form):
    """A reason that is kept, and the tick that says one means it."""

    reason = forms.CharField(label=_("Reason"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3}))
    sure = forms.BooleanField(label=_("Yes, I have looked at the certificate above."))
