"""The door for attempts of the past (sample data, a change of system): the same rows as a sitting leaves, so that every check holds."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import uuid4

from django.db import transaction

from exams.kinds import api as kinds
from exams.papers.api import Drawn, ExamVersion, draw
from exams.sittings.chain import GENESIS, link
from exams.sittings.marking import auto_mark, grade_items, outcome_from
from exams.sittings.models import AnswerEvent, Attempt, AttemptQuestion, Mark, Result
from exams.sittings.starting import deadline_of, questions_of
from exams.sittings.states import MARKED, SUBMITTED
from training_site.ledger import api as ledger
from training_site.people.api import StaffMember


@transaction.atomic
def record_history(
    exam_version: ExamVersion,
    staff: StaffMember,
    started_at: datetime,
    responses: Mapping[int, Any] | Any,
    *,
    seed: int,
    minutes: float = 30,
    drawn: Sequence[Drawn] | None = None,
    marks: Mapping[int, Any] | None = None,
    by: Any = None,
) -> tuple[Attempt, Result | None]:
    """Write a finished attempt. Call it in the order of `started_at` for each person.

    `responses`: either a mapping position -> response, or a function `(AttemptQuestion) -> response | None` (None: left blank).
    `seed` decides the draw (or give `drawn`) and the order of options; `minutes` is how long it took, at most the limit.
    `marks`: points by position for answers that a person has to mark, given by the login `by`; without them the attempt stays "being marked".
    Returns the attempt and its result (None while marks are missing).
    """
    rules = exam_version.settings
    paper = list(drawn) if drawn is not None else draw(exam_version, Random(seed))  # nosec B311
    spent = timedelta(minutes=min(minutes, rules["limit_minutes"]))
    number = Attempt.objects.filter(exam=exam_version.exam_id, staff=staff, purpose="live").count() + 1
    attempt = Attempt.objects.create(
        public_id=uuid4(),
        exam_id=exam_version.exam_id,
        exam_version=exam_version,
        staff=staff,
        number=number,
        seed=seed,
        state=SUBMITTED,
        started_at=started_at,
        deadline=deadline_of(started_at, rules["limit_minutes"], None, 0),
        submitted_at=started_at + spent,
        closed_by="taker",
    )
    items = questions_of(attempt, paper, Random(seed + 1), rules["shuffle_options"])  # nosec B311
    events = _answer(attempt, items, responses, spent)
    AttemptQuestion.objects.bulk_create(items)
    AnswerEvent.objects.bulk_create(events)
    head = events[-1].hash if events else GENESIS
    ledger.record("exams.attempt_recorded", attempt, by, answers=len(events), head=head)
    return attempt, _mark(attempt, items, marks or {}, by, started_at + spent)


def _answer(attempt: Attempt, items: Sequence[AttemptQuestion], responses: Any, spent: timedelta) -> list[AnswerEvent]:
    events: list[AnswerEvent] = []
    previous = GENESIS
    for item in items:
        raw = responses(item) if callable(responses) else responses.get(item.position)
        if raw is None:
            continue
        item.response = kinds.kind(item.question_version.kind).clean_response(item.question_version.body, raw)
        item.revision = 1
        item.saved_at = attempt.started_at + spent * item.position / (len(items) + 1)
        seq, key = len(events) + 1, f"history-{item.position}"
        chained = link(previous, attempt.public_id, seq, item.position, key, 1, item.response, "", item.saved_at)
        events.append(
            AnswerEvent(
                attempt=attempt,
                seq=seq,
                attempt_question=item,
                client_key=key,
                revision=1,
                response=item.response,
                accepted=True,
                reason="",
                arrived_at=item.saved_at,
                previous_hash=previous,
                hash=chained,
            )
        )
        previous = chained
    return events


def _mark(attempt: Attempt, items: Sequence[AttemptQuestion], points: Mapping[int, Any], by: Any, at: datetime) -> Result | None:
    rows = []
    for graded in grade_items(items):
        item = graded.item
        if graded.share is not None:
            rows.append(auto_mark(graded))
        elif item.position in points:
            score = Mark._meta.get_field("score").to_python(points[item.position])
            rows.append(Mark(attempt_question=item, share=score / item.points, score=score, source="person", by=by))
    for mark in rows:
        mark.at = at
    Mark.objects.bulk_create(rows)
    if len(rows) < len(items):
        return None
    outcome = outcome_from(items, {mark.attempt_question_id: mark.score for mark in rows}, attempt.exam_version.settings)
    result = Result.objects.create(
        attempt=attempt,
        number=1,
        score=outcome.score,
        out_of=outcome.out_of,
        percent=outcome.percent,
        passed=outcome.passed,
        sections=outcome.sections,
        chapters=outcome.chapters,
        made_at=at,
    )
    Attempt.objects.filter(pk=attempt.pk, state=SUBMITTED).update(state=MARKED)
    attempt.state = MARKED
    return result
