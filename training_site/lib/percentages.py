"""Shares and scores, always Decimal, rounded once and in one place."""

from decimal import ROUND_HALF_UP, Decimal

HUNDRED = Decimal(100)


def rounded(value: Decimal, places: int = 2) -> Decimal:
    """Half away from zero, as school marks are rounded."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def percent(part: Decimal | int, whole: Decimal | int, places: int = 1) -> Decimal:
    """`part` of `whole` in percent, 0 where there is no whole."""
    if not whole:
        return Decimal(0)
    return rounded(Decimal(part) * HUNDRED / Decimal(whole), places)


def shown(value: Decimal) -> str:
    """Without trailing zeros: 80, 82.5."""
    text = format(value.normalize(), "f")
    return text if text != "-0" else "0"
