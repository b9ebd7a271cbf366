"""Texts that stand in both languages in one row: `text_zh` and `text_en`, or `{"zh": …, "en": …}` in JSON."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language


def language() -> str:
    """The reader's language as the rooms name it: "zh" or "en"."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def pick(pair: Mapping[str, Any] | None, lang: str | None = None) -> str:
    """One text of a `{"zh", "en"}` pair; Chinese stands in where English is not ready; "" for nothing."""
    if not pair:
        return ""
    return str(pair.get(lang or language()) or pair.get("zh") or pair.get("en") or "")


def both_of(row: object, field: str) -> dict[str, str]:
    """`row.<field>_zh` and `row.<field>_en` as a pair, for facts that are kept; "" where the row has none."""
    return {lang: getattr(row, f"{field}_{lang}", "") for lang in ("zh", "en")}


def text_of(row: object, field: str, lang: str | None = None) -> str:
    """`row.<field>_zh` or `row.<field>_en`, with the same fallback as `pick`."""
    return pick(both_of(row, field), lang)
