"""Item statistics after classical test theory. Pure functions of shares (0..1); nothing here knows a table.

Sources: R. L. Ebel and D. A. Frisbie, Essentials of Educational Measurement (5th ed., 1991), chapter 13, for the two indices and the
usual readings; the definitions agree with the "Quiz statistics calculations" of Moodle's documentation. What has another source
names it where it stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, sqrt
from typing import NamedTuple

# Fewer answers than this say little; screens and files then give the number of answers and no figure.
FEW_ANSWERS = 10

# A correlation needs more: its standard error is about 1/sqrt(n - 1) (R. A. Fisher, 1915), 0.33 for ten answers and 0.19 for thirty.
FEW_FOR_DISCRIMINATION = 30

# The 97.5th percentile of the normal distribution: intervals cover 95 %.
Z_95 = 1.959964

# A variance so small, against the squares it is made of, is rounding and no difference between takers.
NO_SPREAD = 1e-10

# A wrong option that fewer choose does no work (T. M. Haladyna and S. M. Downing, Educational and Psychological Measurement 53, 1993).
WORKING_OPTION = 0.05

# A wrong option must draw so much more of the upper third than of the lower before it is called suspicious.
CLEARLY_MORE = 0.1


class Sums(NamedTuple):
    """What the two indices need of the takers of one question: how many they are, and the sums of x, y, x², y² and x·y.

    x is the share of the question's points that a taker got and y the `rest_share` of the same paper, both 0..1. Sums of several groups
    may be added up, so that a database can make them, whatever the number of takers.
    """

    takers: int = 0
    x: float = 0.0
    y: float = 0.0
    xx: float = 0.0
    yy: float = 0.0
    xy: float = 0.0

    @classmethod
    def over(cls, shares: Sequence[float], rests: Sequence[float]) -> "Sums":
        """The sums of two series, one pair for each taker; ValueError when one is longer."""
        pairs = list(zip(shares, rests, strict=True))
        products = [(x, y, x * x, y * y, x * y) for x, y in pairs]
        return cls(len(pairs), *map(fsum, zip(*products, strict=True))) if pairs else cls()

    def plus(self, other: "Sums") -> "Sums":
        """Both groups of takers together."""
        return Sums(self.takers + other.takers, *(here + there for here, there in zip(self[1:], other[1:], strict=True)))

    @property
    def variance(self) -> float:
        """Of x, over all takers and not a sample; 0 without any."""
        return max(0.0, self.xx / self.takers - (self.x / self.takers) ** 2) if self.takers else 0.0


def facility(sums: Sums) -> float | None:
    """Facility index: the mean share of the points that takers got, 0..1; None without answers."""
    return sums.x / sums.takers if sums.takers else None


def wilson(part: float, count: int, z: float = Z_95) -> tuple[float, float] | None:
    """The interval of a proportion, both ends 0..1; None without answers.

    `part` is the number of successes out of `count`; part points may make it a fraction, which keeps the interval on the wide side.
    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American Statistical
    Association 22 (1927), 209–212: unlike mean ± z standard errors it stays within 0..1 and holds for few answers.
    """
    if count < 1:
        return None
    share, spread = part / count, z * z / count
    middle = (share + spread / 2) / (1 + spread)
    reach = z * sqrt(share * (1 - share) / count + spread / (4 * count)) / (1 + spread)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def rest_share(score: float, out_of: float, share: float, points: float) -> float:
    """What a taker got of the paper without the item, 0..1: `score` of `out_of` points, of which the item gave `share` of `points`.

    A share and not points, so that papers of different lengths can stand in one series; 0 for a paper of this one item.
    """
    left = out_of - points
    return (score - share * points) / left if left > 1e-9 else 0.0


def discrimination(sums: Sums) -> float | None:
    """Corrected item-total correlation, -1..1: Pearson's r of the takers' shares of the item and their `rest_share` of the paper.

    The corrected point-biserial where the item is right or wrong. Corrected: the item's own points are not in the rest, so that it does
    not correlate with itself (S. Henrysson, Psychometrika 28, 1963). None for fewer than two takers, or when all have the same of either.
    """
    count = sums.takers
    spread_x, spread_y = (count * square - whole**2 for square, whole in ((sums.xx, sums.x), (sums.yy, sums.y)))
    # What is left of rounding when a series does not vary is some 1e-16 of the terms.
    if count < 2 or spread_x <= NO_SPREAD * count * sums.xx or spread_y <= NO_SPREAD * count * sums.yy:
        return None
    return max(-1.0, min(1.0, (count * sums.xy - sums.x * sums.y) / sqrt(spread_x * spread_y)))


def thirds(rests: Sequence[float]) -> list[int]:
    """For each taker 0 (lower), 1 (middle) or 2 (upper third) by their share of the rest of the paper; the outer two are equally large.

    T. L. Kelley (Journal of Educational Psychology 30, 1939) compares the outer 27 % of large groups; with the few dozen of one exam
    a third keeps more of them, as Ebel and Frisbie do. Of equal takers those who come first in the series are the lower.
    """
    outer = len(rests) // 3
    groups = [1] * len(rests)
    ranked = sorted(range(len(rests)), key=lambda index: rests[index])
    for index in ranked[:outer]:
        groups[index] = 0
    for index in ranked[len(ranked) - outer :] if outer else []:
        groups[index] = 2
    return groups


def alpha(parts: Sequence[float], whole: float) -> float | None:
    """Cronbach's alpha of a paper that all takers had alike, at most 1: the variances of the items' points, and of the totals.

    With items that are right or wrong this is KR-20 (G. F. Kuder and M. W. Richardson, Psychometrika 2, 1937). L. J. Cronbach,
    Psychometrika 16 (1951). None for fewer than two items, or when all have the same total.
    """
    items = len(parts)
    return items / (items - 1) * (1 - sum(parts) / whole) if items > 1 and whole > NO_SPREAD else None


def standard_error(spread: float, reliability: float) -> float:
    """Standard error of measurement, in the unit of `spread` (the standard deviation of the totals): spread · sqrt(1 − reliability).

    F. M. Lord and M. R. Novick, Statistical Theories of Mental Test Scores (1968), chapter 3. Two thirds of all scores lie
    within one of it around what the taker would get on average.
    """
    return spread * sqrt(max(0.0, 1 - reliability))


@dataclass(frozen=True)
class Reading:
    """What a figure means in words, and how bad it is: 0 good, 1 look at it, 2 weak, 4 most likely a wrong key, before all others."""

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
        return Reading("negative", 4)
    if value < 0.2:
        return Reading("poor", 2)
    return Reading("marginal", 1) if value < 0.3 else Reading("good", 0)


def read_option(chosen: Sequence[float], overall: float, right: bool | None) -> Reading:
    """What an option tells by who chose it: `chosen` are the shares of the lower, middle and upper third, `overall` of all, each 0..1.

    `right`: whether the option belongs to the right answer; None where nobody may know, and then only that hardly anybody chose it is told.
    """
    if right:
        return Reading("key-weak", 2) if chosen[2] <= chosen[0] else Reading("key-works", 0)
    if overall < WORKING_OPTION:
        return Reading("idle", 1)
    if right is None:
        return Reading("none", 0)
    return Reading("draws-strong", 2) if chosen[2] > chosen[0] + CLEARLY_MORE else Reading("works", 0)


def read_reliability(value: float | None) -> Reading:
    """J. C. Nunnally, Psychometric Theory (2nd ed., 1978), chapter 7: 0.70 for a first use, 0.80 and more where people are decided on."""
    if value is None:
        return Reading("none", 0)
    if value >= 0.8:
        return Reading("firm", 0)
    return Reading("modest", 1) if value >= 0.7 else Reading("loose", 2)
