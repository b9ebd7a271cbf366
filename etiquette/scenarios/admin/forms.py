"""The trainer's forms: head, node with choices, endings; both languages side by side."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from etiquette.norms.api import typed_codes
from etiquette.norms.widgets import AuthorTextarea, NormCodesField
from etiquette.scenarios.checking import MAX_CHOICES, MAX_SECONDS, MIN_SECONDS
from etiquette.scenarios.drafts import ID
from etiquette.scenarios.editing import free_choice_id
from etiquette.scenarios.models import OUTCOME_CHOICES, Scenario
from etiquette.scenarios.states import DIMENSIONS, MAX_DIMENSION
from etiquette.scenarios.templatetags.scenarios import DIMENSION_WORDS, GRADE_WORDS, VOICE_WORDS
from training_site.people.api import JobRole

id_validator = RegexValidator(ID, gettext_lazy("Use lower-case letters, digits and hyphens."))


def _text(label: Any, rows: int = 2) -> forms.CharField:
    return forms.CharField(label=label, required=False, widget=AuthorTextarea(attrs={"rows": rows}, cites=False))


def pair_of(data: dict[str, Any], name: str) -> dict[str, str]:
    """`name_zh` and `name_en` of a form as a pair."""
    return {"zh": data.get(f"{name}_zh") or "", "en": data.get(f"{name}_en") or ""}


def name_languages(fields: dict[str, forms.Field]) -> None:
    """Say of every `…_zh` and `…_en` control in which language it is written."""
    for name, field in fields.items():
        if name.endswith(("_zh", "_en")):
            field.widget.attrs["lang"] = "zh-Hans" if name.endswith("_zh") else "en"


def spread(source: dict[str, Any], *names: str) -> dict[str, str]:
    """Pairs as the initial values of a form."""
    return {f"{name}_{lang}": source.get(name, {}).get(lang, "") for name in names for lang in ("zh", "en")}


class PairedForm(forms.Form):
    """A form whose `pairs` are shown zh left, en right."""

    pairs: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_languages(self.fields)

    def paired(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The two fields of each pair, in order."""
        return [(self[f"{name}_zh"], self[f"{name}_en"]) for name in self.pairs]


class HeadForm(forms.ModelForm):
    """What stands before the first node. The code is chosen once and stays."""

    role = forms.ChoiceField(label=gettext_lazy("job role"))
    courses = forms.CharField(label=gettext_lazy("courses"), required=False, help_text=gettext_lazy("Codes of courses, such as co-03, co-04."))
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    pairs = ("title", "channel", "customer", "situation", "goal")

    class Meta:
        model = Scenario
        fields = [
            "code",
            "role",
            "minutes",
            "courses",
            "reveal_branches",
            *(f"{name}_{lang}" for name in ("title", "channel", "customer", "situation", "goal") for lang in ("zh", "en")),
        ]
        widgets = {f"{name}_{lang}": AuthorTextarea(attrs={"rows": 3}, cites=False) for name in ("situation", "goal") for lang in ("zh", "en")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_languages(self.fields)
        self.fields["role"].choices = [(role.code, str(role)) for role in JobRole.objects.all()]  # type: ignore[attr-defined]
        if self.instance.pk:
            self.fields.pop("code")
            self.initial["courses"] = ", ".join(self.instance.courses)
            self.initial["revision"] = self.instance.revision
        else:
            self.fields["code"].validators.append(id_validator)

    def clean_courses(self) -> list[str]:
        return typed_codes(self.cleaned_data["courses"])

    def paired(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The two fields of each pair, in order."""
        return [(self[f"{name}_zh"], self[f"{name}_en"]) for name in self.pairs]

    def head(self) -> dict[str, Any]:
        """The fields of the head, for `save_draft`."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"code", "revision"}}

    def _post_clean(self) -> None:
        """The instance in hand stays as it was read: `save_draft` compares with it. The fields check themselves."""


class CodeForm(forms.Form):
    """The code of a copy."""

    code = forms.CharField(label=gettext_lazy("Code of the copy"), max_length=64, validators=[id_validator])

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if Scenario.objects.filter(code=code).exists():
            raise forms.ValidationError(_("The code %(code)s is taken by another scenario. Choose another one.") % {"code": code})
        return code


class NodeForm(PairedForm):
    """A node without its choices."""

    id = forms.CharField(label=gettext_lazy("Id of the node"), max_length=64, validators=[id_validator], help_text=gettext_lazy("It stays for ever."))
    is_start = forms.BooleanField(label=gettext_lazy("The scenario starts here"), required=False)
    voice = forms.TypedChoiceField(label=gettext_lazy("Tension of the voice"), coerce=int, choices=list(enumerate(VOICE_WORDS)))
    seconds = forms.IntegerField(
        label=gettext_lazy("Seconds to answer"),
        required=False,
        min_value=MIN_SECONDS,
        max_value=MAX_SECONDS,
        help_text=gettext_lazy("Empty: no clock. Otherwise mark below the choice that silence counts as."),
    )
    step_zh, step_en = _text(gettext_lazy("Step, in Chinese"), 1), _text(gettext_lazy("Step, in English"), 1)
    scene_zh, scene_en = _text(gettext_lazy("Scene, in Chinese")), _text(gettext_lazy("Scene, in English"))
    says_zh, says_en = _text(gettext_lazy("The customer says, in Chinese"), 3), _text(gettext_lazy("The customer says, in English"), 3)
    voice_word_zh, voice_word_en = _text(gettext_lazy("Word for the voice, in Chinese"), 1), _text(gettext_lazy("Word for the voice, in English"), 1)
    revision = forms.IntegerField(widget=forms.HiddenInput)
    pairs = ("step", "scene", "says", "voice_word")

    def __init__(self, *args: Any, places: set[str], is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places, self.is_new = places, is_new
        self.fields["id"].disabled = not is_new

    def clean_id(self) -> str:
        name: str = self.cleaned_data["id"]
        if self.is_new and name in self.places:
            raise forms.ValidationError(_("This id is taken by another node or ending. Choose another one."))
        return name


class ChoiceForm(PairedForm):
    """One choice, with what it is worth and where it leads."""

    id = forms.CharField(widget=forms.HiddenInput, required=False)
    text_zh, text_en = _text(gettext_lazy("Said or done, in Chinese"), 3), _text(gettext_lazy("Said or done, in English"), 3)
    grade = forms.ChoiceField(label=gettext_lazy("Grade"), choices=[("", "–"), *GRADE_WORDS.items()], required=False)
    red_line = forms.BooleanField(label=gettext_lazy("Touches a red line"), required=False)
    silence = forms.BooleanField(label=gettext_lazy("Taken when the time runs out"), required=False)
    to = forms.ChoiceField(label=gettext_lazy("Leads to"), required=False)
    cites = NormCodesField(label=gettext_lazy("Cites"), required=False)
    effect_zh, effect_en = _text(gettext_lazy("What happens then, in Chinese")), _text(gettext_lazy("What happens then, in English"))
    better_zh, better_en = _text(gettext_lazy("Better words, in Chinese")), _text(gettext_lazy("Better words, in English"))
    why_zh, why_en = _text(gettext_lazy("Why, in Chinese")), _text(gettext_lazy("Why, in English"))
    pairs = ("text", "effect", "better", "why")

    def __init__(self, *args: Any, targets: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in DIMENSIONS:
            points = [("", "–"), *((number, str(number)) for number in range(MAX_DIMENSION + 1))]
            self.fields[code] = forms.TypedChoiceField(label=DIMENSION_WORDS[code], coerce=int, empty_value=None, required=False, choices=points)
        self.fields["to"].choices = [("", "–"), *targets]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("red_line") and cleaned.get("grade") != "forbidden":
            self.add_error("red_line", _("Only a forbidden choice can touch a red line."))
        return cleaned

    def entry(self) -> dict[str, Any]:
        """The scores of the choice."""
        data = self.cleaned_data
        plain = {name: data[name] for name in ("grade", "red_line", "to", "cites")}
        dims = {code: data[code] for code in DIMENSIONS if data[code] is not None}
        extras = ({"silence": True} if data["silence"] else {}) | ({"dims": dims} if dims else {})
        return {**plain, **{name: pair_of(data, name) for name in ("effect", "better", "why")}, **extras}

    def weighed(self) -> list[forms.BoundField]:
        """The fields of the dimensions."""
        return [self[code] for code in DIMENSIONS]


class EndingForm(PairedForm):
    """One ending."""

    id = forms.CharField(label=gettext_lazy("Id of the ending"), max_length=64, validators=[id_validator])
    outcome = forms.ChoiceField(label=gettext_lazy("Outcome"), choices=[("", "–"), *OUTCOME_CHOICES])
    title_zh, title_en = _text(gettext_lazy("Title, in Chinese"), 1), _text(gettext_lazy("Title, in English"), 1)
    text_zh, text_en = _text(gettext_lazy("Text, in Chinese"), 3), _text(gettext_lazy("Text, in English"), 3)
    pairs = ("title", "text")

    def ending(self) -> dict[str, Any]:
        """The ending as scores keep it."""
        data = self.cleaned_data
        return {"id": data["id"], "outcome": data["outcome"], "title": pair_of(data, "title"), "text": pair_of(data, "text")}


def _kept(formset: BaseFormSet) -> list[Any]:
    """The forms of a formset that are filled and not to be removed."""
    return [form for form in formset.forms if (form.initial or form.has_changed()) and not form.cleaned_data.get("DELETE")]


class EndingFormSet(BaseFormSet):
    """All endings of a scenario."""

    def clean(self) -> None:
        names = [form.cleaned_data["id"] for form in _kept(self) if form.cleaned_data.get("id")]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise forms.ValidationError(_("This id stands twice: %(id)s. Give each ending its own.") % {"id": twice[0]})

    def endings(self) -> list[dict[str, Any]]:
        """The endings that stay."""
        return [form.ending() for form in _kept(self)]


class ChoiceFormSet(BaseFormSet):
    """All choices of a node."""

    def choices(self, node: str, taken: set[str]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        """(choice of the graph, its scores) for all that stay; new ones get the next free id."""
        used, rows = set(taken), []
        for form in _kept(self):
            name = form.cleaned_data.get("id") or free_choice_id(node, used)
            used.add(name)
            rows.append(({"id": name, "text": pair_of(form.cleaned_data, "text")}, form.entry()))
        return rows


ChoiceForms = forms.formset_factory(
    ChoiceForm, formset=ChoiceFormSet, extra=1, can_delete=True, max_num=MAX_CHOICES, absolute_max=MAX_CHOICES + 4, validate_max=True
)
EndingForms = forms.formset_factory(EndingForm, formset=EndingFormSet, extra=1, can_delete=True, max_num=12, absolute_max=16)
