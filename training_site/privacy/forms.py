"""Forms of HR and administrators."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AnswerForm(forms.Form):
    """HR's answer to a request for a correction."""

    OUTCOMES = [("done", _("Corrected")), ("refused", _("Not corrected"))]
    outcome = forms.ChoiceField(label=_("Outcome"), choices=OUTCOMES, widget=forms.RadioSelect)
    answer = forms.CharField(
        label=_("Answer"),
        max_length=400,
        help_text=_("The person reads this. Where nothing is corrected, say why."),
        widget=forms.Textarea({"rows": 3}),
    )


class ReasonForm(forms.Form):
    """Why something is asked for or refused."""

    reason = forms.CharField(
        label=_("Reason"), max_length=400, widget=forms.Textarea({"rows": 3}),
        help_text=_("On whose wish or on which ground. Do not write the person’s name or number."),
    )  # fmt: skip


class DecideForm(forms.Form):
    """The second person's decision on an erasure: the number is typed, so that nothing is erased by one click too many."""

    OUTCOMES = [("erase", _("Erase now; this cannot be undone")), ("refused", _("Refuse"))]
    outcome = forms.ChoiceField(label=_("Decision"), choices=OUTCOMES, widget=forms.RadioSelect)
    number = forms.CharField(
        label=_("Staff number of the person"), required=False, max_length=32, help_text=_("To erase, type the number once more.")
    )
    answer = forms.CharField(label=_("Reason, if you refuse"), required=False, max_length=400)
