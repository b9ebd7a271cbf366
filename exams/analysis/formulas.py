"""Item statistics after classical test theory. Pure functions of shares (0..1); nothing here knows a table.

Sources: R. L. Ebel and D. A. Frisbie, Essentials of Educational Measurement (5th ed., 1991), chapter 13, for the two indices and the
usual readings; the definitions agree with the "Quiz statistics calculations" of Moodle's documentation.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev

# Fewer answers than this say little; screens and files then give the number of answers and no figure.
FEW_ANSWERS = 10


def facility(shares: Sequence[float]) -> float | None:
    """Facility index: the mean share of the points that takers got, 0..1; None without answers."""
    return fmean(shares) if shares else None


def correlation(left: Sequence[float], right: Sequence[float]) -> float | None:
    """Pearson's r of two equally long series; None when either does not vary or there are fewer than two pairs."""
    if len(left) != len(right):
        raise ValueError("Both series must have the same length.")
    if len(left) < 2:
        return None
    spread = pstdev(left) * pstdev(right)
    if spread < 1e-12:
        return None
    mean_left, mean_right = fmean(left), fmean(right)
    covariance = fmean((a - mean_left) * (b - mean_right) for a, b in zip(left, right, strict=True))
    return max(-1.0, min(1.0, covariance / spread))


def discrimination(shares: Sequence[float], totals: Sequence[float], weight: float) -> float | None:
    """Corrected item-total correlation, -1..1: the item against the rest of the paper.

    `shares` are the item's shares 0..1, `totals` the takers' whole scores in points, `weight` the item's points; the item's own
    points are taken out of the total so that it does not correlate with itself.
    """
    rest = [total - share * weight for share, total in zip(shares, totals, strict=True)]
    return correlation(shares, rest)


@dataclass(frozen=True)
class Reading:
    """What a figure means in words, and how bad it is: 0 good, 1 look at it, 2 weak."""

    code: str
    weight: int


def read_facility(value: float | None) -> Reading:
    """Ebel and Frisbie: items answered by nearly everybody or nearly nobody tell little apart."""
    if value is None:
        return Reading("none", 0)
    if value < 0.3:
        return Reading("very-hard", 2)
    if value > 0.95:
        return Reading("very-easy", 1)
    return Reading("fitting", 0)


def read_discrimination(value: float | None) -> Reading:
    """Ebel and Frisbie: 0.40 and above very good, 0.30 good, 0.20 marginal, below poor; negative asks for the key to be checked."""
    if value is None:
        return Reading("none", 0)
    if value < 0:
        return Reading("negative", 2)
    if value < 0.2:
        return Reading("poor", 2)
    return Reading("marginal", 1) if value < 0.3 else Reading("good", 0)
