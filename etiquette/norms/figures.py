"""Tokens: `{{answer-time}}` in a text stands for the figure of a norm, so that a figure is written in one place."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from etiquette.norms.queries import in_force
from etiquette.norms.units import worded
from training_site.lib import percentages
from training_site.lib.errors import Refused

TOKEN = re.compile(r"\{\{([a-z][a-z0-9-]*)\}\}")
Figure = dict[str, Any]  # {"key", "quantity": "30", "unit", "compare", "name": {"zh", "en"}}, as in NormVersion.values
Figures = Mapping[str, Figure]


def token_keys(text: str) -> list[str]:
    """The keys a text names, each once, in the order of their first use."""
    return list(dict.fromkeys(TOKEN.findall(text or "")))


def quoting_any(keys: Iterable[str]) -> Q:
    """The condition that a norm's texts name one of these figures."""
    condition = Q(pk__in=[])
    for key in keys:
        for field in ("text_zh", "text_en", "matters_zh", "matters_en"):
            condition |= Q(**{f"{field}__contains": "{{" + key + "}}"})
    return condition


def frozen_figure(value: Any) -> Figure:
    """A NormValue as a version keeps it."""
    return {
        "key": value.key,
        "quantity": percentages.shown(value.quantity),
        "unit": value.unit,
        "compare": value.compare,
        "name": {"zh": value.name_zh, "en": value.name_en},
    }


def figures_for(keys: Iterable[str], on: date | None = None) -> dict[str, Figure]:
    """The figures in force on a day, by key; a key that no version in force has is left out. One query, none for no keys."""
    wanted = set(keys)
    if not wanted:
        return {}
    versions = in_force(on).filter(norm__norm_values__key__in=wanted).distinct().values_list("values", flat=True)
    return {figure["key"]: figure for values in versions for figure in values if figure["key"] in wanted}


def fill(text: str, lang: str, figures: Figures) -> str:
    """The text with every token replaced by its figure in "zh" or "en". Raises Refused on a key without a figure."""

    def written(token: re.Match[str]) -> str:
        figure = figures.get(token[1])
        if figure is None:
            raise Refused(_("No norm in force has a figure “%(key)s”. Check the spelling, or publish the norm it belongs to.") % {"key": token[1]})
        return worded(figure["quantity"], figure["unit"], lang)

    return TOKEN.sub(written, text or "")


def resolve(text: str, lang: str, on: date | None = None) -> str:
    """A text with its tokens resolved to the figures in force on a day (today). Raises Refused on an unknown key."""
    return fill(text, lang, figures_for(token_keys(text), on))


def _walk(value: Any, change: Callable[[str, str], str], lang: str | None = None) -> Any:
    """Rebuild nested JSON, handing every string below a "zh" or "en" key to `change(text, lang)`."""
    if isinstance(value, str):
        return change(value, lang) if lang else value
    if isinstance(value, Mapping):
        return {key: _walk(item, change, key if key in {"zh", "en"} else lang) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_walk(item, change, lang) for item in value]
    return value


def resolve_all(obj: Any, on: date | None = None) -> Any:
    """A copy of nested JSON in which the tokens of all `{"zh", "en"}` pairs are resolved; one query however many there are.

    Strings outside a pair stay as they are. Raises Refused on an unknown key.
    """
    keys: dict[str, None] = {}

    def collect(text: str, lang: str) -> str:
        keys.update(dict.fromkeys(token_keys(text)))
        return text

    _walk(obj, collect)
    figures = figures_for(keys, on)
    return _walk(obj, lambda text, lang: fill(text, lang, figures))
