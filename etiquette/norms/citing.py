"""Citations inside a text: `[[N-9.2-01]]`."""

import re
from collections.abc import Iterable
from datetime import date

from etiquette.norms.models import NormVersion
from etiquette.norms.queries import in_force

CITATION = re.compile(r"\[\[(N-\d{1,2}\.\d{1,2}-\d{2})\]\]")


def codes_in(text: str) -> list[str]:
    """The codes a text cites, each once, in the order of their first use."""
    return list(dict.fromkeys(CITATION.findall(text or "")))


def cited_in(texts: Iterable[str], on: date | None = None) -> dict[str, NormVersion]:
    """The versions in force of every norm that the texts cite, by code; one that is not in force is left out. One query at most."""
    codes = {code for text in texts for code in codes_in(text)}
    return {version.norm.code: version for version in in_force(on).filter(norm__code__in=codes)} if codes else {}
