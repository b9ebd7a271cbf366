"""Codes of norms as trainers type them."""

import re

NORM_CODE = re.compile(r"N-\d{1,2}\.\d{1,2}-\d{2}")


def codes_in(text: str | None) -> list[str]:
    """What stands in a field of norm codes, as typed, each once: separated by spaces, commas or line breaks."""
    return list(dict.fromkeys(part for part in re.split(r"[\s,;、，；]+", text or "") if part))
