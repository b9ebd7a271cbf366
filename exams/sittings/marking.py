"""Marks: by the grader when an attempt is closed, by a person where the grader cannot. Marks and results are only added."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exams.bank import keys
from exams.kinds import api as kinds
from exams.sittings.models import Attempt, AttemptQuestion, Mark, Result
from exams.sittings.outcome import Outcome, Piece, outcome_of, score_of
from exams.sittings.states import ATTEMPT_MOVES, MARKED, SUBMITTED
from training_site.ledger import api as ledger
from training_site.lib.errors import Refused, SomeoneElseWasFirst
from training_site.lib.moves import move
from training_site.lib.reasons import reason_of
from training_site.logins.models import User

MEANWHILE = gettext_lazy("Somebody else marked this answer at the same moment. Load the page again and look before you go on.")


@dataclass(frozen=True)
class Graded:
    """A question, and the grader's share of its points (0 to 1) or None where a person has to look."""

    item: AttemptQuestion
    share: Decimal | None


def items_of(attempt: Attempt) -> list[AttemptQuestion]:
    """The questions of an attempt with their frozen versions, in order (one statement)."""
    return list(attempt.questions.select_related("question_version").order_by("position"))


def grade_items(items: Sequence[AttemptQuestion]) -> list[Graded]:
    """What the graders say about stored answers; keys come through the bank's door for marking. Nothing is written."""
    key_of = keys.for_marking([item.question_version_id for item in items])
    graded = []
    for item in items:
        kind = kinds.kind(item.question_version.kind)
        grade = kind.grade(item.question_version.body, key_of[item.question_version_id], item.response)
        graded.append(Graded(item, None if grade.needs_person else grade.share))
    return graded


def auto_mark(graded: Graded) -> Mark:
    """The unsaved mark that follows from the grader's share."""
    share = graded.share if graded.share is not None else Decimal(0)
    return Mark(
        attempt_question=graded.item, share=share, score=score_of(share, graded.item.points), source="auto", grader_version=str(kinds.GRADER_VERSION)
    )


def outcome_from(items: Sequence[AttemptQuestion], scores: dict[int, Decimal], rules: dict[str, Any]) -> Outcome:
    """The outcome of questions whose scores are all known, by AttemptQuestion id."""
    pieces = [Piece(item.section, item.question_version.chapter, item.question_version.red_line, item.points, scores[item.pk]) for item in items]
    return outcome_of(pieces, rules)


def current_marks(attempt: Attempt) -> dict[int, Mark]:
    """The marks in force of an attempt by AttemptQuestion id."""
    return {mark.attempt_question_id: mark for mark in Mark.objects.filter(attempt_question__attempt=attempt, superseded_by__isnull=True)}


def mark_attempt(attempt: Attempt) -> Result | None:
    """Mark a submitted attempt: grade outside, write inside one short transaction. None while a person's marks are missing.

    Safe to run several times at once: the first mark of a question is unique, so one run writes and the others find it done.
    """
    items = items_of(attempt)
    graded = grade_items(items)
    marks = [auto_mark(one) for one in graded if one.share is not None]
    try:
        with transaction.atomic():
            Mark.objects.bulk_create(marks)
            if len(marks) == len(items):
                return _finish(attempt, items, {mark.attempt_question_id: mark.score for mark in marks}, None, "")
    except (IntegrityError, SomeoneElseWasFirst):
        result = current_result(attempt)
        if result is not None and result.passed and attempt.purpose == "live":
            # Whoever was first may still be settling what a pass earns; the taker's next page shows the certificate.
            ledger.wake(attempt.staff_id, "exam.passed")
        return result
    return None


def _finish(attempt: Attempt, items: Sequence[AttemptQuestion], scores: dict[int, Decimal], replaces: Result | None, reason: str) -> Result:
    """Write the result (inside the caller's transaction) and tell the upper rooms. SomeoneElseWasFirst when the attempt was voided meanwhile."""
    if not move(Attempt.objects.filter(pk=attempt.pk), ATTEMPT_MOVES, MARKED) and replaces is None:
        raise SomeoneElseWasFirst(_("This attempt is not waiting for marks."))
    outcome = outcome_from(items, scores, attempt.exam_version.settings)
    result = Result.objects.create(
        attempt=attempt, number=(replaces.number if replaces else 0) + 1, replaces=replaces, reason=reason,
        score=outcome.score, out_of=outcome.out_of, percent=outcome.percent, passed=outcome.passed,
        sections=outcome.sections, chapters=outcome.chapters,
    )  # fmt: skip
    if attempt.purpose == "live" and outcome.passed:
        ledger.wake(attempt.staff_id, "exam.passed")
    return result


def current_result(attempt: Attempt) -> Result | None:
    """The result in force of an attempt, None while marks are missing. A void attempt has none."""
    return Result.objects.filter(attempt=attempt, replaced_by__isnull=True).exclude(attempt__state="void").first()


def mark_by_person(item: AttemptQuestion, score: Decimal | str, by: User, comment: str = "", instead_of: int | None = None) -> Mark:
    """A person's mark for one answer, in points. It supersedes the mark in force; the last one missing makes the result.

    `instead_of` is the id of the mark that was looked at: SomeoneElseWasFirst when another one is in force by now. Raises Refused for
    a score outside 0 to the points of the question, an attempt that is not closed, or somebody's own attempt.
    """
    points, comment = _points(score, item), comment.strip()
    try:
        with transaction.atomic():
            item, before = _held_for_marking(item, by)
            comment = _checked_change(before, comment, instead_of)
            mark = Mark.objects.create(
                attempt_question=item, share=points / item.points, score=points, source="person", by=by, comment=comment, supersedes=before
            )
            _record_mark(mark, before, by)
            _result_after(item.attempt, comment)
    except IntegrityError:
        raise SomeoneElseWasFirst(MEANWHILE)
    return mark


def _checked_change(before: Mark | None, comment: str, instead_of: int | None) -> str:
    """The comment as it is kept. Refuses to change a mark without a reason, and a mark that is not the one that was looked at."""
    if before:  # the comment becomes the reason of the result that replaces the one before
        comment = reason_of(comment, _("This answer has been marked already. Say in the comment why the mark changes."))
    if instead_of is not None and (before is None or before.pk != instead_of):
        raise SomeoneElseWasFirst(MEANWHILE)
    return comment


def _points(score: Decimal | str, item: AttemptQuestion) -> Decimal:
    try:
        points = Decimal(score)
    except InvalidOperation:
        raise Refused(_("Enter the points as a number, such as 2 or 1.5."))
    if not points.is_finite() or not 0 <= points <= item.points or points != round(points, 2):
        raise Refused(_("Enter between 0 and %(most)s points, with at most two decimals.") % {"most": item.points.normalize()})
    return points


def _held_for_marking(item: AttemptQuestion, by: User) -> tuple[AttemptQuestion, Mark | None]:
    """The question and its mark in force, read while its attempt is held until the transaction ends.

    So no voiding comes in between, and the last two marks of an attempt see each other.
    """
    Attempt.objects.select_for_update().filter(pk=item.attempt_id).values_list("pk", flat=True).first()
    item = AttemptQuestion.objects.select_related("attempt__exam_version", "attempt__staff", "question_version").get(pk=item.pk)
    if item.attempt.state not in (SUBMITTED, MARKED):
        raise Refused(_("This attempt is not waiting for marks."))
    if item.attempt.staff.login_id == by.pk:
        raise Refused(_("You cannot mark your own answer. Ask a colleague."))
    return item, Mark.objects.filter(attempt_question=item, superseded_by__isnull=True).first()


def _record_mark(mark: Mark, before: Mark | None, by: User) -> None:
    item, facts = mark.attempt_question, {"score": str(mark.score), "out_of": str(mark.attempt_question.points)}
    if before is None:
        ledger.record("exams.answer_marked", item, by, **facts)
    else:
        ledger.record("exams.mark_changed", item, by, **facts, before=str(before.score), supersedes=before.pk, reason=mark.comment)


def _result_after(attempt: Attempt, reason: str) -> None:
    items = items_of(attempt)
    scores = {item_id: mark.score for item_id, mark in current_marks(attempt).items()}
    if len(scores) < len(items):
        return
    before = Result.objects.filter(attempt=attempt, replaced_by__isnull=True).first()
    _finish(attempt, items, scores, before, reason if before else "")


def marks_by_people() -> QuerySet[Mark]:
    """The marks in force that people gave in live attempts that count, in the order of the papers; these can be changed, with a reason."""
    rows = Mark.objects.filter(source="person", superseded_by__isnull=True, attempt_question__attempt__purpose="live")
    closed = rows.filter(attempt_question__attempt__state__in=[SUBMITTED, MARKED])
    return closed.select_related("attempt_question__attempt", "attempt_question__question_version", "by").order_by("attempt_question__position")


def waiting_for_marks() -> Any:
    """Answers of submitted attempts that no one has marked, oldest first."""
    return (
        AttemptQuestion.objects.filter(attempt__state=SUBMITTED, attempt__purpose="live", marks__isnull=True)
        .select_related("question_version", "attempt__exam")
        .order_by("attempt__submitted_at", "position")
    )
