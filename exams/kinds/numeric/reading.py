"""Reading a number as people type it."""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal, localcontext

LONGEST_NUMBER = 40
# Digits in groups of three by commas, or without groups; ASCII only, because NFKC has folded full-width digits before.
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]*)?")
_DASHES = str.maketrans({"\u2212": "-", "\u2013": "-"})


def parsed(typed: str, units: Iterable[str] = ()) -> Decimal | None:
    """The number somebody typed, or None when it is none.

    Understands "1,234.50", full-width digits and signs ("１２．５"), spaces, a currency sign in front, and one of `units`
    behind. "1,23" is no number: which of two was meant is not for us to guess.
    """
    text = "".join(unicodedata.normalize("NFKC", typed).translate(_DASHES).casefold().split())
    for unit in sorted((unit for unit in units if unit), key=len, reverse=True):
        text = text.removesuffix("".join(unicodedata.normalize("NFKC", unit).casefold().split()))
    sign = "-" if text.startswith("-") else ""
    text = sign + text.removeprefix("-").lstrip("\u00a5\uffe5")
    if len(text) > LONGEST_NUMBER or not _NUMBER.fullmatch(text) or not any(character.isdigit() for character in text):
        return None
    return Decimal(text.replace(",", ""))


def within(given: Decimal, value: Decimal, tolerance: Decimal) -> bool:
    """|given − value| ≤ tolerance, exactly: the longest number a taker can type loses no digit."""
    with localcontext() as context:
        context.prec = 2 * LONGEST_NUMBER + 10
        return abs(given - value) <= tolerance
