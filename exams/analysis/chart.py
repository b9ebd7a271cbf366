"""Where the parts of the drawings stand. Across in percent of the width, so that words keep their size on a phone; down in pixels."""

from collections.abc import Sequence
from dataclasses import dataclass

HEIGHT = 132  # of the tallest bar
TOP = 34  # room above it for the pass mark's words and the numbers
BASE = TOP + HEIGHT


@dataclass(frozen=True)
class Bar:
    """One bar of the score distribution: scores from `low` to `high` percent, so many papers."""

    low: int
    high: int
    count: int
    x: float
    middle: float
    y: float
    height: float

    @property
    def above(self) -> float:
        """Where the number above the bar stands."""
        return self.y - 6


@dataclass(frozen=True)
class Chart:
    """The score distribution with the pass marks that the papers were held to."""

    bars: list[Bar]
    marks: list[float]
    base: int = BASE
    label: int = BASE + 20
    height: int = BASE + 28


def histogram(bins: Sequence[int], marks: Sequence[float]) -> Chart:
    """Ten bars for ten counts (0 to under 10 percent, …, 90 to 100), and lines at the pass marks (percent)."""
    tallest = max([*bins, 1])
    bars = []
    for index, count in enumerate(bins):
        height = round(HEIGHT * count / tallest, 1)
        high = 100 if index == 9 else index * 10 + 9
        bars.append(Bar(index * 10, high, count, index * 10 + 0.6, index * 10 + 5, BASE - height, height))
    return Chart(bars, sorted(set(marks)))
