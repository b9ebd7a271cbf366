"""The language of a page, as the rooms name languages."""

from typing import Any


def language_of(page: Any) -> str:
    """The language of a page as the rooms name it: "zh" or "en"."""
    return "en" if page.locale.language_code.startswith("en") else "zh"
