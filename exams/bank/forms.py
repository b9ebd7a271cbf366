"""The attributes of a question, as the editor posts them; body and key are read by their kind."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from etiquette.norms.api import Chapter
from etiquette.norms.widgets import NormCodesField
from exams.bank.models import DIFFICULTY_CHOICES, USE_CHOICES, Question
from exams.kinds.api import all_kinds
from training_site.lib import bilingual
from training_site.search.api import needles


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


class QueueForm(forms.Form):
    """What the queue of approval is narrowed to."""

    q = forms.CharField(label=_("Code or words of the question"), required=False, max_length=80)
    kind = forms.ChoiceField(label=pgettext_lazy("question", "Kind"), required=False)
    chapter = forms.TypedChoiceField(label=_("Chapter"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("All")), *((each.code, each.label) for each in all_kinds())]  # type: ignore[attr-defined]
        self.fields["chapter"].choices = [("", _("All")), *chapter_choices()]  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "input" if name == "q" else "select"

    def narrowed(self, rows: QuerySet[Question]) -> QuerySet[Question]:
        """The questions that fit; what cannot be read narrows nothing. Words are looked up in the bank's own index, never in keys."""
        self.is_valid()
        asked = self.cleaned_data
        for needle in needles(asked.get("q", ""))[:20]:
            rows = rows.filter(search_index__contains=needle)
        if asked.get("kind"):
            rows = rows.filter(kind=asked["kind"])
        return rows.filter(chapter=asked["chapter"]) if asked.get("chapter") else rows
