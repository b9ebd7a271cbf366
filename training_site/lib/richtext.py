"""Plain author text to safe HTML: paragraphs, **bold**; every other character is escaped."""

import re

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

_BOLD = re.compile(r"\*\*(.+?)\*\*")


def inline(text: str) -> SafeString:
    """One line of author text with its **bold** parts."""
    pieces = _BOLD.split(text)
    return format_html_join(
        "", "{}", ((format_html("<strong>{}</strong>", piece) if index % 2 else escape(piece),) for index, piece in enumerate(pieces))
    )


def paragraphs(text: str) -> SafeString:
    """Author text as `<p>` elements, split at blank lines."""
    parts = [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
    return format_html_join("\n", "<p>{}</p>", ((inline(part),) for part in parts))
