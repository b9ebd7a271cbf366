"""Proving a grade: everything is computed again from what was stored (P7)."""

from exams.sittings.chain import faults_of
from exams.sittings.marking import current_marks, grade_items, items_of, outcome_from
from exams.sittings.models import Attempt, Result
from exams.sittings.outcome import score_of
from exams.sittings.states import OPEN


def recompute(attempt: Attempt) -> list[str]:
    """Every difference between what is stored for an attempt and what follows from it, as sentences; empty when all is equal.

    Checked: the chain of answers; each automatic mark in force against the grader; each result in force against the marks.
    """
    faults = faults_of(attempt)
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
