"""Drawing a paper: every row of the blueprint gets its questions, no question twice, the same paper for the same seed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _

from exams.bank import api as bank
from exams.papers.models import ExamVersion
from training_site.lib.errors import Refused

T = TypeVar("T")


@dataclass(frozen=True)
class Candidate:
    """What the blueprint needs to know of one published question."""

    version_id: int
    question_id: int
    chapter: int
    difficulty: int
    red_line: bool


@dataclass(frozen=True)
class Drawn:
    """One question of a paper, in the order of the paper; `section` is the section's order, from 1."""

    section: int
    question_version: bank.QuestionVersion
    points: Decimal


def candidates() -> list[Candidate]:
    """Every sealed question in force, in the order of their numbers (one query)."""
    columns = ("pk", "question_id", "chapter", "difficulty", "red_line")
    return [Candidate(*row) for row in bank.pool("sealed").order_by("pk").values_list(*columns)]


def fits(row: Mapping[str, Any], candidate: Candidate) -> bool:
    """True when a question may stand in a row of a blueprint; None in a row means any."""
    return (
        row["chapter"] in (None, candidate.chapter)
        and row["difficulty"] in (None, candidate.difficulty)
        and row["red_line"] in (None, candidate.red_line)
    )


def assign(wanted: Sequence[int], choices: Sequence[Sequence[T]]) -> list[list[T]]:
    """Give row i up to `wanted[i]` of `choices[i]`, each item once, as many as can be given at all.

    Augmenting paths (Kuhn's algorithm for bipartite matching), so that rows which overlap never block each other
    where another distribution would fill both. Deterministic in the order of `choices`.
    """
    holder: dict[T, int] = {}

    def place(row: int, seen: set[T]) -> bool:
        stack: list[tuple[int, Iterable[T]]] = [(row, iter(choices[row]))]
        path: list[T] = []
        while stack:
            current, rest = stack[-1]
            item = next((choice for choice in rest if choice not in seen and holder.get(choice) != current), None)  # type: ignore[call-overload]
            if item is None:
                stack.pop()
                if path:
                    path.pop()
                continue
            seen.add(item)
            path.append(item)
            if item not in holder:
                for (taker, _rest), taken in zip(stack, path, strict=True):
                    holder[taken] = taker
                return True
            stack.append((holder[item], iter(choices[holder[item]])))
        return False

    for row in sorted(range(len(wanted)), key=lambda index: (len(choices[index]), index)):
        for _unit in range(wanted[row]):
            if not place(row, set()):
                break
    given: list[list[T]] = [[item for item in choices[row] if holder.get(item) == row] for row in range(len(wanted))]
    return given


def plan(
    sections: Sequence[Mapping[str, Any]], pool: Sequence[Candidate], shuffle: Callable[[list[Candidate]], None]
) -> list[tuple[int, list[Candidate], list[list[Candidate]]]]:
    """For each section (order, its fixed questions, the questions of each of its rows); a row that cannot be filled is short."""
    by_question = {candidate.question_id: candidate for candidate in pool}
    fixed = {question_id for section in sections for question_id in section["fixed"]}
    free = [candidate for candidate in pool if candidate.question_id not in fixed]
    shuffle(free)
    rows = [row for section in sections for row in section["rows"]]
    given = iter(assign([row["count"] for row in rows], [[candidate for candidate in free if fits(row, candidate)] for row in rows]))
    return [
        (
            section["order"],
            [by_question[question_id] for question_id in section["fixed"] if question_id in by_question],
            [next(given) for _row in section["rows"]],
        )
        for section in sections
    ]


def draw(version: ExamVersion, rng: Random) -> list[Drawn]:
    """The questions of one paper in their order. The same seed and the same bank give the same paper.

    Raises Refused when the bank can no longer fill the blueprint (questions were retired since publishing).
    """
    rules = version.settings
    drawn: list[tuple[int, Candidate]] = []
    for section, (order, fixed, rows) in zip(rules["sections"], plan(rules["sections"], candidates(), rng.shuffle), strict=True):
        chosen = fixed + [candidate for row in rows for candidate in row]
        if len(chosen) < len(section["fixed"]) + sum(row["count"] for row in section["rows"]):
            raise Refused(_("This exam cannot be drawn at the moment, because too few questions are published. Please tell the training department."))
        if rules["shuffle_questions"]:
            rng.shuffle(chosen)
        drawn += [(order, candidate) for candidate in chosen]
    versions = bank.QuestionVersion.objects.in_bulk([candidate.version_id for _order, candidate in drawn])
    points = {section["order"]: Decimal(section["points_each"]) for section in rules["sections"]}
    return [Drawn(order, versions[candidate.version_id], points[order]) for order, candidate in drawn]
