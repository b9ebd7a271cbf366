"""The attributes of a question, as the editor posts them; body and key are read by their kind."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from etiquette.norms.api import Chapter
from etiquette.norms.widgets import NormCodesField
from exams.bank.models import DIFFICULTY_CHOICES, USE_CHOICES
from training_site.lib import bilingual


def chapter_choices() -> list[tuple[int, str]]:
    """The chapters of the manual, by number. One query."""
    return [(chapter.number, f"{chapter.number} {bilingual.text_of(chapter, 'title')}") for chapter in Chapter.objects.order_by("number")]


class AttributesForm(forms.Form):
    """Chapter, difficulty, use, red line, citations."""

    chapter = forms.TypedChoiceField(
        label=_("Chapter"), coerce=int, error_messages={"required": _("Choose the chapter that this question is counted under.")}
    )
    difficulty = forms.TypedChoiceField(label=_("Difficulty, estimated"), coerce=int, choices=DIFFICULTY_CHOICES)
    use = forms.ChoiceField(label=_("Use"), choices=USE_CHOICES)
    red_line = forms.BooleanField(label=_("Red line question"), required=False)
    cites = NormCodesField(label=_("Cite a norm"), required=False, help_text="")
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chapter"].choices = chapter_choices()  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why a question goes back to its author."""

    reason = forms.CharField(max_length=1000, error_messages={"required": _("Say what is to be changed, so that the author can act on it.")})
