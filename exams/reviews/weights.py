"""The weighted total: pure arithmetic on Decimals. It is a figure to look at; nothing follows from it but by a person's signature (R18)."""

from collections.abc import Iterable
from decimal import Decimal

from training_site.lib.percentages import rounded


def weighted_total(ratings: Iterable[tuple[int, int | None]]) -> Decimal | None:
    """The weighted arithmetic mean of (weight in percent, rating 1–5), rounded half up to two decimals; None without any rating.

    Ratings that are missing (None) are left out with their weights: Σ(w·r) / Σ(w) over the rated indicators.
    Source: NIST, Dataplot Reference Manual, volume 2, "Weighted mean".
    """
    rated = [(Decimal(weight), Decimal(value)) for weight, value in ratings if value is not None]
    whole = sum((weight for weight, _value in rated), Decimal(0))
    if not whole:
        return None
    return rounded(sum((weight * value for weight, value in rated), Decimal(0)) / whole, 2)
