"""Figures of an exam from the marks and results in force. A fixed number of statements, whatever the number of takers and questions."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import fmean, median, pstdev
from typing import NamedTuple

from django.db.models import QuerySet

from exams.analysis import formulas
from exams.analysis.scope import papers_of
from exams.bank.api import QuestionVersion
from exams.papers.api import Exam
from exams.sittings.api import Mark, Result


class Paper(NamedTuple):
    """One attempt that counts: points, percent, outcome, and the number of the exam version it was held to."""

    score: float
    out_of: float
    percent: float
    passed: bool
    version: int


class Given(NamedTuple):
    """One marked answer: whose paper, which question, worth how many points, and what share of them it got (0..1)."""

    attempt: int
    version: int
    points: float
    share: float


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


def report(exam: Exam, papers: QuerySet[Result] | None = None) -> Report:
    """The figures of an exam over the papers given (default: all that count)."""
    papers = papers_of(exam) if papers is None else papers
    sat = papers_by_attempt(papers)
    answers = [given for given in marks(papers) if given.attempt in sat]
    return Report(_items(sat, answers), _scores(list(sat.values())), _reliability(sat, answers), sorted({paper.version for paper in sat.values()}))


def item_table(exam: Exam, papers: QuerySet[Result] | None = None) -> list[ItemRow]:
    """Every question that has been marked in this exam, the most worrying first."""
    return report(exam, papers).items


def worst(exam: Exam, count: int = 3) -> list[ItemRow]:
    """The questions that most want a look: those with a weak figure, enough answers, worst first."""
    return [row for row in item_table(exam) if row.weight][:count]


def papers_by_attempt(papers: QuerySet[Result]) -> dict[int, Paper]:
    """The papers by attempt id."""
    columns = ("attempt_id", "score", "out_of", "percent", "passed", "attempt__exam_version__number")
    rows = papers.order_by("attempt_id").values_list(*columns).iterator(chunk_size=5000)
    return {pk: Paper(float(score), float(out_of), float(percent), passed, number) for pk, score, out_of, percent, passed, number in rows}


def marks(papers: QuerySet[Result]) -> Iterator[Given]:
    """Every mark in force of the papers, in the order of the attempts."""
    rows = Mark.objects.filter(superseded_by__isnull=True, attempt_question__attempt__in=papers.order_by().values("attempt"))
    columns = ("attempt_question__attempt_id", "attempt_question__question_version_id", "attempt_question__points", "share")
    for attempt, version, points, share in rows.order_by("attempt_question__attempt_id").values_list(*columns).iterator(chunk_size=5000):
        yield Given(attempt, version, float(points), float(share))


def rest_of(paper: Paper, given: Given) -> float:
    """What a taker got of the paper without this answer, 0..1."""
    return formulas.rest_share(paper.score, paper.out_of, given.share, given.points)


def item_row(version: QuestionVersion, given: list[Given], sat: dict[int, Paper]) -> ItemRow:
    """The figures of one question."""
    shares = [answer.share for answer in given]
    rests = [rest_of(sat[answer.attempt], answer) for answer in given]
    return ItemRow(version, len(given), formulas.facility(shares), formulas.discrimination(shares, rests))


def _items(sat: dict[int, Paper], answers: list[Given]) -> list[ItemRow]:
    by_version: dict[int, list[Given]] = {}
    for given in answers:
        by_version.setdefault(given.version, []).append(given)
    versions = QuestionVersion.objects.filter(pk__in=by_version).select_related("question").in_bulk()
    rows = [item_row(version, by_version[pk], sat) for pk, version in versions.items()]
    return sorted(rows, key=lambda row: (-row.weight, row.discrimination if row.discrimination is not None else 1, row.version.question.code))


def _scores(papers: list[Paper]) -> Scores | None:
    if not papers:
        return None
    percents = [paper.percent for paper in papers]
    heights = Counter(min(int(percent // 10), 9) for percent in percents)
    passed = sum(paper.passed for paper in papers)
    bins = [heights[index] for index in range(10)]
    return Scores(len(papers), fmean(percents), median(percents), pstdev(percents), min(percents), max(percents), passed, bins)


def _reliability(sat: dict[int, Paper], answers: list[Given]) -> Reliability:
    """Of the paper that most of these takers had question for question; one that fewer than thirty had says nothing."""
    by_attempt: dict[int, list[Given]] = {}
    for given in answers:
        by_attempt.setdefault(given.attempt, []).append(given)
    alike: dict[frozenset[int], list[list[Given]]] = {}
    for own in by_attempt.values():
        alike.setdefault(frozenset(given.version for given in own), []).append(sorted(own, key=lambda given: given.version))
    papers = max(alike.values(), key=len, default=[])
    if len(papers) < formulas.FEW_FOR_DISCRIMINATION:
        return Reliability(len(papers), why_not="drawn" if len(sat) >= formulas.FEW_FOR_DISCRIMINATION else "few")
    table = [[given.share * given.points for given in own] for own in papers]
    value = formulas.alpha(table)
    if value is None:
        return Reliability(len(papers), why_not="alike")
    whole = sum(given.points for given in papers[0])
    spread = pstdev([sum(row) for row in table]) / whole * 100
    return Reliability(len(papers), value, formulas.standard_error(spread, value), all(given.share in (0.0, 1.0) for own in papers for given in own))
