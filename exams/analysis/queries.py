"""Item statistics of an exam from the marks in force. One pass over the rows, two statements, whatever the number of takers."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from exams.analysis import formulas
from exams.bank.api import QuestionVersion
from exams.papers.api import Exam
from exams.sittings.api import Mark, current_results


@dataclass(frozen=True)
class ItemRow:
    """One question of an exam: how many answered it, how hard it was (0..1), how well it tells apart (-1..1)."""

    version: QuestionVersion
    answers: int
    facility: float | None
    discrimination: float | None

    @property
    def told(self) -> bool:
        """False where so few have answered that a figure would be chance; then none is shown or exported."""
        return self.answers >= formulas.FEW_ANSWERS

    @property
    def readings(self) -> list[formulas.Reading]:
        """What the two figures say."""
        return [formulas.read_facility(self.facility), formulas.read_discrimination(self.discrimination)]

    @property
    def weight(self) -> int:
        """How urgently somebody should look at the question; 0 is fine."""
        return sum(reading.weight for reading in self.readings) if self.told else 0


def item_table(exam: Exam) -> list[ItemRow]:
    """Every question that has been marked in this exam, the most worrying first."""
    totals = dict(current_results().filter(attempt__exam=exam).values_list("attempt_id", "score"))
    shares: dict[int, list[float]] = {}
    scores: dict[int, list[float]] = {}
    weights: dict[int, float] = {}
    for attempt_id, version_id, points, share in _marks(exam):
        if attempt_id in totals:
            shares.setdefault(version_id, []).append(float(share))
            scores.setdefault(version_id, []).append(float(totals[attempt_id]))
            weights[version_id] = float(points)
    versions = QuestionVersion.objects.filter(pk__in=shares).select_related("question").in_bulk()
    rows = [
        ItemRow(version, len(shares[pk]), formulas.facility(shares[pk]), formulas.discrimination(shares[pk], scores[pk], weights[pk]))
        for pk, version in versions.items()
    ]
    return sorted(rows, key=lambda row: (-row.weight, row.discrimination if row.discrimination is not None else 1, row.version.question.code))


def worst(exam: Exam, count: int = 3) -> list[ItemRow]:
    """The questions that most want a look: those with a weak figure, enough answers, worst first."""
    return [row for row in item_table(exam) if row.weight][:count]


def _marks(exam: Exam) -> Iterator[tuple[int, int, Decimal, Decimal]]:
    """(attempt, question version, points, share) of every mark in force in attempts that count."""
    rows = Mark.objects.filter(superseded_by__isnull=True, attempt_question__attempt__exam=exam, attempt_question__attempt__purpose="live").exclude(
        attempt_question__attempt__state="void"
    )
    columns = ("attempt_question__attempt_id", "attempt_question__question_version_id", "attempt_question__points", "share")
    return rows.order_by().values_list(*columns).iterator(chunk_size=5000)
