"""The readings of figures in words, for pages and files."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exams.analysis.formulas import Reading
from exams.analysis.queries import ItemRow

WORDS: dict[str, str | Promise] = {
    "none": "",
    "very-hard": gettext_lazy("very hard: check the stem and the key"),
    "very-easy": gettext_lazy("nearly everybody is right"),
    "fitting": "",
    "negative": gettext_lazy("those who know more get it wrong: check the key"),
    "poor": gettext_lazy("hardly tells strong from weak"),
    "marginal": gettext_lazy("tells apart a little"),
    "good": gettext_lazy("tells apart well"),
    "key-weak": gettext_lazy("The stronger third chose the right answer no more often than the weaker: check the key."),
    "key-works": "",
    "idle": gettext_lazy("Hardly anybody falls for it: write a likelier one."),
    "draws-strong": gettext_lazy("Draws those who know more: is it arguably right, too?"),
    "works": "",
    "firm": gettext_lazy("firm enough to decide on"),
    "modest": gettext_lazy("usable; do not let single points decide"),
    "loose": gettext_lazy("loose: do not decide by this score alone"),
}


def word(reading: Reading) -> str:
    """One reading in words; "" where there is nothing to say."""
    return str(WORDS[reading.code])


def in_words(row: ItemRow) -> str:
    """Everything that the figures of a question say."""
    if not row.told:
        return _("too few answers")
    said = list(filter(None, map(word, row.readings)))
    if not row.tells_apart:
        said.append(_("too few answers to say how well it tells apart"))
    return _("; ").join(said)
