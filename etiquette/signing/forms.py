"""The signature: read through, then a typed name."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from etiquette.signing.signing import same_name
from training_site.people.api import StaffMember


class SignForm(forms.Form):
    """Every section ticked, the person's own name typed. `sections` are the numbers to tick, "9.2" and so on.

    `mark` is that of the statement as it stands now: a statement that the page did not show is not signed.
    """

    read = forms.MultipleChoiceField(required=False)
    statement = forms.CharField(required=False)
    typed_name = forms.CharField(label=gettext_lazy("Your name"), max_length=120, required=False)

    def __init__(self, *args: Any, staff: StaffMember, sections: list[str], mark: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.staff, self.sections, self.mark = staff, sections, mark
        self.fields["read"].choices = [(number, number) for number in sections]  # type: ignore[attr-defined]

    def clean_read(self) -> list[str]:
        ticked: list[str] = self.cleaned_data["read"]
        left = [number for number in self.sections if number not in ticked]
        if left:
            raise forms.ValidationError(_("Read and tick these sections first: %(sections)s.") % {"sections": ", ".join(left)})
        return ticked

    def clean_statement(self) -> str:
        shown: str = self.cleaned_data["statement"]
        if shown != self.mark:
            raise forms.ValidationError(_("The statement or its language has changed since you opened this page. Read it again, then sign."))
        return shown

    def clean_typed_name(self) -> str:
        typed: str = self.cleaned_data["typed_name"]
        if not typed.strip():
            raise forms.ValidationError(_("Type your name to sign."))
        if not same_name(typed, self.staff):
            raise forms.ValidationError(_("This is not the name in your record. Type your own name, %(name)s.") % {"name": self.staff.name})
        return typed


class AskForm(forms.Form):
    """A question about a clause, or why it cannot be signed."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What it is"),
        choices=[("question", gettext_lazy("I have a question")), ("decline", gettext_lazy("I cannot sign this clause"))],
        widget=forms.RadioSelect,
        initial="question",
    )
    text = forms.CharField(
        label=gettext_lazy("Your question or reason"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 4, "class": "textarea input"}),
        error_messages={"required": gettext_lazy("Write your question, or why you cannot sign.")},
    )


class AnswerForm(forms.Form):
    """The answer of a trainer or supervisor."""

    text = forms.CharField(
        label=pgettext_lazy("about a clause", "Answer"),
        max_length=1200,
        widget=forms.Textarea(attrs={"rows": 4, "class": "textarea input"}),
        error_messages={"required": gettext_lazy("Write the answer, then send it.")},
    )
