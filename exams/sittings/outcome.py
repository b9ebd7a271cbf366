"""From marks to a result: pure arithmetic on Decimals, the same for the first marking and for every recomputation (R9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from training_site.lib.percentages import percent, rounded


@dataclass(frozen=True)
class Piece:
    """One question of a paper with its mark: `score` of `points`."""

    section: int
    chapter: int
    red_line: bool
    points: Decimal
    score: Decimal

    @property
    def right(self) -> bool:
        """True when the answer got all its points."""
        return self.score >= self.points


@dataclass(frozen=True)
class Outcome:
    """What a Result row holds."""

    score: Decimal
    out_of: Decimal
    percent: Decimal
    passed: bool
    sections: list[dict[str, Any]]
    chapters: list[dict[str, Any]]


def score_of(share: Decimal, points: Decimal) -> Decimal:
    """A share of the points, rounded half up to two decimals."""
    return rounded(share * points, 2)


def _sums(pieces: Sequence[Piece]) -> dict[str, Any]:
    return {
        "score": str(sum((piece.score for piece in pieces), Decimal(0))),
        "out_of": str(sum((piece.points for piece in pieces), Decimal(0))),
        "right": sum(piece.right for piece in pieces),
        "count": len(pieces),
    }


def outcome_of(pieces: Sequence[Piece], rules: Mapping[str, Any]) -> Outcome:
    """The outcome under frozen settings of an exam (papers.publishing.frozen_settings).

    The percentage is rounded half up to two decimals and passes when it is not below the pass mark; besides, in a section
    marked all_correct every answer must be right.
    """
    sections = []
    for section in rules["sections"]:
        mine = [piece for piece in pieces if piece.section == section["order"]]
        sums = _sums(mine)
        met = not section["all_correct"] or sums["right"] == sums["count"]
        sections.append({"order": section["order"], "title": section["title"], "all_correct": section["all_correct"], "met": met, **sums})
    chapters = [
        {
            "chapter": chapter,
            "red_line": any(piece.red_line for piece in pieces if piece.chapter == chapter),
            **_sums([piece for piece in pieces if piece.chapter == chapter]),
        }
        for chapter in sorted({piece.chapter for piece in pieces})
    ]
    score = sum((piece.score for piece in pieces), Decimal(0))
    out_of = sum((piece.points for piece in pieces), Decimal(0))
    share = percent(score, out_of, places=2)
    passed = share >= Decimal(rules["pass_mark"]) and all(section["met"] for section in sections)
    return Outcome(score, out_of, share, passed, sections, chapters)
