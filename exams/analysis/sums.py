"""The sums behind the indices of questions, made by the database: a row for each question, however many have answered it."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Case, Count, F, FloatField, Max, QuerySet, Sum, When
from django.db.models.functions import Cast

from exams.analysis.formulas import Sums
from exams.sittings.api import Mark, Result

# Points left of a paper without the question; fewer are a paper of this question alone, of which nothing remains (formulas.rest_share).
NOTHING_LEFT = 1e-9


class Group(NamedTuple):
    """One question version as asked by one exam version (its number): worth how many points, and the sums of its takers."""

    version: int
    question: int
    points: float
    sums: Sums


def _real(column: str) -> Cast:
    return Cast(column, FloatField())


def groups_of(papers: QuerySet[Result]) -> list[Group]:
    """The sums over the marks in force of the papers given. One statement."""
    attempt = "attempt_question__attempt__"
    marks = Mark.objects.filter(superseded_by__isnull=True, **{f"{attempt}results__in": papers.order_by().values("pk")})
    rest = (_real(f"{attempt}results__score") - F("x") * F("points")) / F("left")
    series = (
        marks.order_by()
        .alias(x=_real("share"), points=_real("attempt_question__points"))
        .alias(left=_real(f"{attempt}results__out_of") - F("points"))
        .alias(y=Case(When(left__gt=NOTHING_LEFT, then=rest), default=0.0, output_field=FloatField()))
    )
    rows = series.values_list(f"{attempt}exam_version__number", "attempt_question__question_version").annotate(
        worth=Max("points"),
        takers=Count("pk"),
        sum_x=Sum("x"),
        sum_y=Sum("y"),
        sum_xx=Sum(F("x") * F("x")),
        sum_yy=Sum(F("y") * F("y")),
        sum_xy=Sum(F("x") * F("y")),
    )
    return [Group(version, question, points, Sums(*found)) for version, question, points, *found in rows]


def by_question(groups: Iterable[Group]) -> dict[int, Sums]:
    """The sums by question version, whichever exam version asked."""
    found: dict[int, Sums] = {}
    for group in groups:
        found[group.question] = found.get(group.question, Sums()).plus(group.sums)
    return found
