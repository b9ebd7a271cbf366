"""Figures of an exam from the marks and results in force. A fixed number of statements, whatever the number of takers and questions."""

from collections import Counter
from dataclasses import dataclass
from math import isclose
from statistics import fmean, median, pstdev, pvariance
from typing import NamedTuple

from django.db.models import QuerySet

from exams.analysis import formulas
from exams.analysis.formulas import Sums
from exams.analysis.scope import papers_of
from exams.analysis.sums import Group, by_question, groups_of
from exams.bank.api import QuestionVersion
from exams.papers.api import Exam
from exams.sittings.api import Result


class Paper(NamedTuple):
    """One attempt that counts: points, percent, outcome, and the number of the exam version it was held to."""

    score: float
    out_of: float
    percent: float
    passed: bool
    version: int


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
    def tells_apart(self) -> bool:
        """False where too few have answered to speak of discrimination."""
        return self.answers >= formulas.FEW_FOR_DISCRIMINATION

    @property
    def interval(self) -> tuple[float, float] | None:
        """Where the facility index lies with 95 % confidence."""
        return formulas.wilson((self.facility or 0) * self.answers, self.answers)

    @property
    def readings(self) -> list[formulas.Reading]:
        """What the figures say, as far as there are enough answers for each."""
        found = [formulas.read_facility(self.facility)] if self.told else []
        return [*found, formulas.read_discrimination(self.discrimination)] if self.tells_apart else found

    @property
    def weight(self) -> int:
        """How urgently somebody should look at the question; 0 is fine. What nearly everybody knows and yet tells apart, as red lines do, is."""
        readings = self.readings
        if any(reading.code == "good" for reading in readings):
            readings = [reading for reading in readings if reading.code != "very-easy"]
        return sum(reading.weight for reading in readings)


@dataclass(frozen=True)
class Reliability:
    """How far the scores would repeat themselves. `why_not` says in a word why there is no figure: "few", "drawn" or "alike"."""

    takers: int
    alpha: float | None = None
    error: float | None = None  # standard error of measurement, in percent of the points
    right_or_wrong: bool = False  # every mark is all or nothing: the figure is also called KR-20
    why_not: str = ""

    @property
    def reading(self) -> formulas.Reading:
        """What the figure says."""
        return formulas.read_reliability(self.alpha)


@dataclass(frozen=True)
class Scores:
    """The scores of a set of papers in percent."""

    count: int
    mean: float
    median: float
    spread: float
    lowest: float
    highest: float
    passed: int
    bins: list[int]  # ten: 0 to under 10 %, …, 90 to 100 %

    @property
    def pass_share(self) -> float:
        """The share that passed, 0..1."""
        return self.passed / self.count

    @property
    def pass_interval(self) -> tuple[float, float] | None:
        """Where that share lies with 95 % confidence."""
        return formulas.wilson(self.passed, self.count)


@dataclass(frozen=True)
class Report:
    """Everything the page of an exam shows."""

    items: list[ItemRow]
    scores: Scores | None
    reliability: Reliability
    versions: list[int]  # numbers of the exam versions these papers were held to


def report(papers: QuerySet[Result]) -> Report:
    """The figures of an exam over papers of it. Three statements."""
    sat, groups = list(papers_by_attempt(papers).values()), groups_of(papers)
    return Report(_items(groups), _scores(sat), _reliability(sat, groups), sorted({paper.version for paper in sat}))


def item_table(exam: Exam) -> list[ItemRow]:
    """Every question that has been marked in this exam, the most worrying first. Two statements."""
    return _items(groups_of(papers_of(exam)))


def worst(exam: Exam, count: int = 3) -> list[ItemRow]:
    """The questions somebody should look at first."""
    return [row for row in item_table(exam) if row.weight][:count]


def papers_by_attempt(papers: QuerySet[Result]) -> dict[int, Paper]:
    """The papers by attempt id."""
    columns = ("attempt_id", "score", "out_of", "percent", "passed", "attempt__exam_version__number")
    rows = papers.order_by("attempt_id").values_list(*columns).iterator(chunk_size=5000)
    return {pk: Paper(float(score), float(out_of), float(percent), passed, number) for pk, score, out_of, percent, passed, number in rows}


def item_row(version: QuestionVersion, sums: Sums) -> ItemRow:
    """The figures of one question."""
    return ItemRow(version, sums.takers, formulas.facility(sums), formulas.discrimination(sums))


def _items(groups: list[Group]) -> list[ItemRow]:
    sums = by_question(groups)
    versions = QuestionVersion.objects.filter(pk__in=sums).select_related("question").in_bulk()
    rows = [item_row(version, sums[pk]) for pk, version in versions.items()]
    return sorted(rows, key=lambda row: (-row.weight, row.discrimination if row.discrimination is not None else 1, row.version.question.code))


def _scores(papers: list[Paper]) -> Scores | None:
    if not papers:
        return None
    percents = [paper.percent for paper in papers]
    heights = Counter(min(int(percent // 10), 9) for percent in percents)
    passed = sum(paper.passed for paper in papers)
    bins = [heights[index] for index in range(10)]
    return Scores(len(papers), fmean(percents), median(percents), pstdev(percents), min(percents), max(percents), passed, bins)


def _reliability(papers: list[Paper], groups: list[Group]) -> Reliability:
    """Of the exam version that most of these takers sat, if all its papers had the same questions; fewer than thirty say nothing."""
    number, takers = next(iter(Counter(paper.version for paper in papers).most_common(1)), (0, 0))
    if takers < formulas.FEW_FOR_DISCRIMINATION:
        return Reliability(takers, why_not="few")
    items = [group for group in groups if group.version == number]
    if any(item.sums.takers < takers for item in items):
        return Reliability(takers, why_not="drawn")
    scores = [paper.score for paper in papers if paper.version == number]
    value = formulas.alpha([item.points**2 * item.sums.variance for item in items], pvariance(scores))
    if value is None:
        return Reliability(takers, why_not="alike")
    spread = pstdev(scores) / sum(item.points for item in items) * 100
    all_or_nothing = all(isclose(item.sums.x, item.sums.xx) for item in items)  # x = x² for 0 and 1 alone
    return Reliability(takers, value, formulas.standard_error(spread, value), all_or_nothing)
