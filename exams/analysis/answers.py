"""One question of an exam: which answers the upper, middle and lower third gave, and how long they took over it."""

from collections import Counter
from dataclasses import dataclass
from statistics import quantiles
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery

from exams.analysis import formulas
from exams.analysis.queries import ItemRow, item_row, papers_by_attempt
from exams.bank.api import QuestionVersion
from exams.kinds.api import kind
from exams.sittings.api import AnswerEvent, Mark, Result

# Kinds whose answers are written: so many of the commonest are listed, the others are counted together.
LISTED = 8


@dataclass(frozen=True)
class AnswerRow:
    """One option, or one written answer: how many of the lower, middle and upper third gave it. `key` "" is no answer, "…" all others."""

    key: str
    text: str
    counts: list[int]
    sizes: list[int]  # how many takers there are in each third
    right: bool | None
    of_two: bool = False  # true or false: the one that hardly anybody chooses cannot be written better

    @property
    def shares(self) -> list[float]:
        """Of the lower, middle and upper third, each 0..1."""
        return [count / size if size else 0.0 for count, size in zip(self.counts, self.sizes, strict=True)]

    @property
    def count(self) -> int:
        """How many gave it."""
        return sum(self.counts)

    @property
    def overall(self) -> float:
        """Of all takers, 0..1."""
        return self.count / sum(self.sizes)

    @property
    def told(self) -> bool:
        """False where too few have answered to compare thirds."""
        return sum(self.sizes) >= formulas.FEW_FOR_DISCRIMINATION

    @property
    def reading(self) -> formulas.Reading:
        """What the row says about the question."""
        if not self.told or self.key in ("", "…"):
            return formulas.Reading("none", 0)
        reading = formulas.read_option(self.shares, self.overall, self.right)
        return formulas.Reading("none", 0) if self.of_two and reading.code == "idle" else reading


@dataclass(frozen=True)
class Given:
    """One marked answer: what was said, the share of the points it got, and of the rest of the paper (0..1)."""

    response: Any
    share: float
    rest: float


@dataclass(frozen=True)
class Timing:
    """Seconds between the answer before and the first answer to this question: quartiles over so many papers."""

    papers: int
    lower: float
    middle: float
    upper: float


@dataclass(frozen=True)
class ItemReport:
    """Everything the page of a question shows."""

    row: ItemRow
    answers: list[AnswerRow]
    listed: bool  # the kind has options; otherwise `answers` are the commonest written ones
    time: Timing | None

    @property
    def solved(self) -> bool:
        """False where nobody was given all points, so that no answer is known to be right."""
        return any(answer.right for answer in self.answers)


def item_report(version: QuestionVersion, papers: QuerySet[Result], told: bool) -> ItemReport:
    """The figures of one question over the papers given. `told`: whether the reader may know which answers are right.

    That is read from the marks in force, never from the key (reliability.md R7): right is what earned all points. So it follows a
    correction of marks, and nothing is known where nobody was right.
    """
    papers = papers.filter(attempt__questions__question_version=version)
    sat = papers_by_attempt(papers)
    rows = Mark.objects.filter(
        superseded_by__isnull=True, attempt_question__question_version=version, attempt_question__attempt__in=papers.order_by().values("attempt")
    )
    columns = ("attempt_question__attempt_id", "attempt_question__points", "share", "attempt_question__response")
    given = [
        Given(response, float(share), formulas.rest_share(sat[attempt].score, sat[attempt].out_of, float(share), float(points)))
        for attempt, points, share, response in rows.order_by("attempt_question__attempt_id").values_list(*columns)
        if attempt in sat
    ]
    row = item_row(version, formulas.Sums.over([answer.share for answer in given], [answer.rest for answer in given]))
    return ItemReport(row, _answers(version, given, told), bool(_options(version)), _time(version, papers))


def picked(response: dict[str, Any] | None) -> list[str]:
    """The option ids that a response to a question with options names."""
    if not response:
        return []
    return [response["option"]] if "option" in response else list(response.get("options", []))


def _options(version: QuestionVersion) -> dict[str, str]:
    """Option ids and their texts, where takers choose among options."""
    form = kind(version.kind)
    if version.kind == "truefalse":
        return {code: form.describe_response(version.body, {"option": code}) for code in ("true", "false")}
    if version.kind in ("single", "multiple"):
        return {row["id"]: form.describe_response(version.body, _response(version.kind, row["id"])) for row in version.body["options"]}
    return {}


def _response(code: str, option: str) -> dict[str, Any]:
    return {"option": option} if code == "single" else {"options": [option]}


def _answers(version: QuestionVersion, given: list[Given], told: bool) -> list[AnswerRow]:
    groups = formulas.thirds([answer.rest for answer in given])
    sizes = [groups.count(third) for third in range(3)]
    options = _options(version)
    form = kind(version.kind)
    if options:
        said = [picked(answer.response) or [""] for answer in given]
        texts = {**options, "": ""}
    elif form.needs_person:  # everybody writes something else, and names may stand in it
        return []
    else:
        words = [form.describe_response(version.body, answer.response) for answer in given]
        common = dict.fromkeys(word for word, _count in Counter(filter(None, words)).most_common(LISTED))
        said = [[word if word in common or not word else "…"] for word in words]
        texts = {**{word: word for word in common}, "…": "", "": ""}
    right = {code for codes, answer in zip(said, given, strict=True) if answer.share == 1 for code in codes} if told else set()
    counts: dict[str, list[int]] = {code: [0, 0, 0] for code in texts}
    for codes, group in zip(said, groups, strict=True):
        for code in codes:
            counts[code][group] += 1
    known = set(texts) - {"", "…"}
    of_two = version.kind == "truefalse"
    rows = [AnswerRow(code, text, counts[code], sizes, code in right if right and code in known else None, of_two) for code, text in texts.items()]
    return [row for row in rows if row.key in options or row.count]


def _time(version: QuestionVersion, papers: QuerySet[Result]) -> Timing | None:
    """From what was sent and when. A pause counts in, which is why quartiles are given and no mean."""
    before = AnswerEvent.objects.filter(attempt=OuterRef("attempt"), seq=OuterRef("seq") - 1).values("arrived_at")
    events = (
        AnswerEvent.objects.filter(attempt_question__question_version=version, accepted=True, attempt__in=papers.order_by().values("attempt"))
        .annotate(before=Subquery(before), began=F("attempt__started_at"))
        .order_by("attempt_id", "seq")
    )
    taken: dict[int, float] = {}
    for attempt, arrived, previous, began in events.values_list("attempt_id", "arrived_at", "before", "began"):
        taken.setdefault(attempt, max((arrived - (previous or began)).total_seconds(), 0.0))
    if len(taken) < formulas.FEW_ANSWERS:
        return None
    lower, middle, upper = quantiles(taken.values(), n=4, method="inclusive")
    return Timing(len(taken), lower, middle, upper)
