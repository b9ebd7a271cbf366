"""Citations inside a text: `[[N-9.2-01]]`."""

import re
from collections.abc import Iterable
from datetime import date

from etiquette.norms.models import NormVersion
from etiquette.norms.queries import in_force

CITATION = re.compile(r"\[\[(N-\d{1,2}\.\d{1,2}-\d{2})\]\]")
# Between a word and the citation that follows it closely, as authors write it: as a link it has a margin, as a plain code it needs a blank.
CLOSE = re.compile(r"(?<=[^\s(（\[])(?=\[\[N-)")


def codes_in(text: str) -> list[str]:
    """The codes a text cites, each once, in the order of their first use."""
    return list(dict.fromkeys(CITATION.findall(text or "")))


def without_marks(text: str) -> str:
    """Author text as plain characters, for titles and search: without bold, citations as their codes."""
    return CITATION.sub(r"\1", CLOSE.sub(" ", text or "")).replace("**", "")


def cited_in(texts: Iterable[str], on: date | None = None) -> dict[str, NormVersion]:
    """The versions in force of every norm that the texts cite, by code; one that is not in force is left out. One query at most."""
    codes = {code for text in texts for code in codes_in(text)}
    return {version.norm.code: version for version in in_force(on).filter(norm__code__in=codes)} if codes else {}


def typed_codes(text: str | Iterable[str] | None) -> list[str]:
    """What stands in a field of norm codes, as typed, each once: parted by spaces, commas or line breaks."""
    joined = text if isinstance(text, str) else " ".join(text or ())
    return list(dict.fromkeys(part for part in re.split(r"[\s,;、，；]+", joined) if part))
