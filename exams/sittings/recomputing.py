"""Proving a grade: everything is computed again from what was stored (P7)."""

from collections.abc import Iterator, Sequence
from itertools import islice

from django.db.models import QuerySet

from exams.sittings.chain import Head, faults_of, heads_at_closing
from exams.sittings.marking import current_marks, grade_items, items_of, outcome_from
from exams.sittings.models import Attempt, Result
from exams.sittings.outcome import score_of
from exams.sittings.states import OPEN

BATCH = 500


def recompute_all(attempts: QuerySet[Attempt]) -> Iterator[list[str]]:
    """`recompute` for each of many attempts in their order; the audit log is asked once for a whole batch."""
    rows = attempts.iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        closings = heads_at_closing(batch)
        for attempt in batch:
            yield recompute(attempt, closings.get(attempt.pk, []))


def recompute(attempt: Attempt, closings: Sequence[Head] | None = None) -> list[str]:
    """Every difference between what is stored for an attempt and what follows from it, as sentences; empty when all is equal.

    Checked: the chain of answers, and its head against the audit log (`closings`, where they have been asked for already); each automatic mark
    in force against the grader; each result in force against the marks.
    """
    if closings is None:
        closings = heads_at_closing([attempt]).get(attempt.pk, [])
    faults = faults_of(attempt, closings)
    if attempt.state == OPEN:
        return faults
    items = items_of(attempt)
    marks = current_marks(attempt)
    for graded in grade_items(items):
        mark = marks.get(graded.item.pk)
        if mark is None or mark.source == "person" or graded.share is None:
            continue
        computed = score_of(graded.share, graded.item.points)
        if mark.score != computed:
            faults.append(f"{attempt.reference}: question {graded.item.position} is marked {mark.score}, the grader says {computed}.")
    result = Result.objects.filter(attempt=attempt, replaced_by__isnull=True).first()
    if result is None:
        return faults
    if len(marks) < len(items):
        return [*faults, f"{attempt.reference}: there is a result, but {len(items) - len(marks)} marks are missing."]
    outcome = outcome_from(items, {item_id: mark.score for item_id, mark in marks.items()}, attempt.exam_version.settings)
    for name in ("score", "out_of", "percent", "passed", "sections", "chapters"):
        stored, computed = getattr(result, name), getattr(outcome, name)
        if stored != computed:
            faults.append(f"{attempt.reference}: {name} is {stored}, recomputed {computed}.")
    return faults
