"""Figures of the analysis as pages show them."""

from django import template
from django.utils.translation import gettext as _

from exams.analysis import wording
from exams.analysis.formulas import Reading
from exams.analysis.queries import ItemRow

register = template.Library()


@register.filter
def share(value: float | None) -> str:
    """0..1 as whole percent: 0.625 → 63%; "–" for nothing."""
    return "–" if value is None else f"{whole(value)}%"


@register.filter
def whole(value: float) -> int:
    """0..1 as whole percent without the sign, halves up."""
    return int(value * 100 + 0.5)


@register.filter
def interval(ends: tuple[float, float] | None) -> str:
    """Both ends of an interval of shares: 49–73%; "" for nothing."""
    return f"{whole(ends[0])}–{whole(ends[1])}%" if ends else ""


@register.filter
def percent(value: float) -> str:
    """A number of percent with one decimal, none where it is zero: 82.5, 80."""
    return f"{value:.1f}".removesuffix(".0")


@register.filter
def signed(value: float | None) -> str:
    """A correlation with two decimals and a real minus; "–" for nothing."""
    return "–" if value is None else f"{value:.2f}".replace("-", "−")


@register.filter
def seconds(value: float) -> str:
    """Whole seconds, or minutes and seconds: 48 s, 2 min 5 s."""
    minutes, rest = divmod(round(value), 60)
    if minutes:
        return _("%(minutes)d min %(seconds)d s") % {"minutes": minutes, "seconds": rest}
    return _("%(seconds)d s") % {"seconds": rest}


@register.filter
def said(reading: Reading) -> str:
    """A reading in words."""
    return wording.word(reading)


@register.filter
def in_words(row: ItemRow) -> str:
    """Everything the figures of a question say."""
    return wording.in_words(row)
