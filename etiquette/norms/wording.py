"""How a norm is put in words: levels, bases, comparisons, the reader's language."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import dateformat
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from etiquette.norms.figures import Figure
from etiquette.norms.levels import BASES, LEVELS
from etiquette.norms.models import Norm, NormVersion
from etiquette.norms.units import worded
from training_site.lib import bilingual
from training_site.lib.wording import HAN

# The single character of a level's seal.
SEALS: dict[str, Promise] = {
    "M": pgettext_lazy("seal of a level", "M"),
    "F": pgettext_lazy("seal of a level", "F"),
    "G": pgettext_lazy("seal of a level", "G"),
    "I": pgettext_lazy("seal of a level", "I"),
}
LEVEL_WORDS: dict[str, Any] = {
    "M": pgettext_lazy("level", "Must"),
    "F": pgettext_lazy("level", "Must not"),
    "G": pgettext_lazy("level", "Good practice"),
    "I": pgettext_lazy("level", "For information"),
}
BASIS_WORDS: dict[str, Any] = {
    "S": _("Stated in the sources"),
    "T": _("Only a heading in the sources"),
    "D": _("Suggested by the editors"),
}
_SIGNS = {"<=": "≤ ", ">=": "≥ "}

assert set(SEALS) == set(LEVEL_WORDS) == {code for code, _label in LEVELS}
assert set(BASIS_WORDS) == {code for code, _label in BASES}


@dataclass(frozen=True)
class Wording:
    """A norm's text as this reader gets it; `lang` is set where it is not the language of the page."""

    text: str
    lang: str
    missing: bool
    stale: bool


def wording(version: NormVersion, field: str = "text") -> Wording:
    """The text of a version for the reader: English where it is wanted and there, else Chinese, marked as such."""
    english = bilingual.language() == "en"
    own = getattr(version, f"{field}_en")
    if not english:
        return Wording(getattr(version, f"{field}_zh"), "", False, False)
    if own:
        return Wording(own, "", False, version.english_stale)
    return Wording(getattr(version, f"{field}_zh"), "zh-Hans", True, False)


def source_of(row: Norm | NormVersion) -> Wording:
    """Where a clause comes from. Most sources are codes, the same in both languages; words have an English of their own."""
    english = bilingual.language() == "en"
    text = (row.source_en if english else "") or row.source
    return Wording(text, "zh-Hans" if english and HAN.search(text) else "", False, False)


@dataclass(frozen=True)
class FigureInWords:
    """A figure as the clause page shows it: "≤ 30 seconds" and its name."""

    amount: str
    name: str
    key: str


def figures_in_words(values: list[Figure]) -> list[FigureInWords]:
    """The figures of a version in the reader's language, with their comparison."""
    lang = bilingual.language()
    return [
        FigureInWords(
            _SIGNS.get(figure["compare"], "") + worded(figure["quantity"], figure["unit"], lang), bilingual.pick(figure["name"]), figure["key"]
        )
        for figure in values
    ]


def day(moment: date) -> str:
    """A date with its year, as both languages write it: "26 November 2026"."""
    return dateformat.format(moment, pgettext("date format", "j F Y"))
