"""Closing attempts: by the taker, or by the clock when time is over. What was saved is what is marked."""

import logging
from datetime import datetime

from django.db import transaction

from exams.sittings.chain import head_of
from exams.sittings.marking import current_result, mark_attempt
from exams.sittings.models import Attempt, Result
from exams.sittings.saving import GRACE, ON_ITS_WAY
from exams.sittings.states import ATTEMPT_MOVES, MARKED, OPEN, SUBMITTED
from training_site.ledger import api as ledger
from training_site.lib import clock, clockwatch
from training_site.lib.moves import move

logger = logging.getLogger(__name__)


def close(attempt: Attempt, closed_by: str, submitted_at: datetime, actor: object | None = None) -> bool:
    """Move an open attempt whose clock runs to submitted, once; True for the call that did it. The head of its answers goes into the audit log."""
    with transaction.atomic():
        rows = Attempt.objects.filter(pk=attempt.pk, state=OPEN, paused_since__isnull=True)
        if closed_by == "clock":
            rows = rows.filter(deadline=attempt.deadline)  # minutes may have been granted since it was looked at
        if not move(rows, ATTEMPT_MOVES, SUBMITTED, submitted_at=submitted_at, closed_by=closed_by):
            return False
        seq, head = head_of(attempt)
        ledger.record("exams.attempt_submitted", attempt, actor, closed_by=closed_by, answers=seq, head=head)
        if attempt.purpose == "live":
            ledger.wake(attempt.staff_id, "exam.submitted")
    attempt.state, attempt.submitted_at, attempt.closed_by = SUBMITTED, submitted_at, closed_by
    return True


def submit(attempt: Attempt, by: object | None = None, arrived_at: datetime | None = None) -> Result | None:
    """Close an attempt and mark it; calling it again, or twenty times at once, changes nothing and gives the same result.

    None means that a person has to mark an answer first, or that the attempt stays open: it is paused, or it is handed in after the grace while
    an answer that arrived within it may still be on its way. An attempt handed in after its time counts as closed by the clock. While the clock
    is in doubt, handing in is what the taker wants all the same.
    """
    arrived_at, end = arrived_at or clock.now(), attempt.deadline + GRACE
    earlier, _later = clockwatch.readings(arrived_at)
    if attempt.state == OPEN and end < earlier <= end + ON_ITS_WAY:
        return None
    submitted_at = min(max(arrived_at, attempt.started_at), end)
    if not close(attempt, "clock" if earlier > end else "taker", submitted_at, by):
        attempt.refresh_from_db(fields=["state", "submitted_at", "closed_by", "paused_since", "deadline"])
    if attempt.state != SUBMITTED:
        return current_result(attempt)
    result = mark_attempt(attempt)
    if result is not None:
        attempt.state = MARKED
    return result


def close_overdue(now: datetime) -> int:
    """Close every attempt whose time is over at `now`, with the grace and what may be on its way, and mark it; return how many.

    Marking that was cut short is finished too.
    """
    over = Attempt.objects.filter(state=OPEN, paused_since__isnull=True, deadline__lt=now - GRACE - ON_ITS_WAY)
    overdue = over.select_related("exam_version").order_by("deadline")
    closed = 0
    for attempt in overdue.iterator(chunk_size=200):
        closed += close(attempt, "clock", attempt.deadline)
    for attempt in Attempt.objects.filter(state=SUBMITTED, questions__marks__isnull=True).select_related("exam_version").distinct():
        _mark_or_log(attempt)
    return closed


def _mark_or_log(attempt: Attempt) -> None:
    if attempt.questions.filter(marks__isnull=False).exists():
        return  # graded; what is missing is a person's
    try:
        mark_attempt(attempt)
    except Exception:  # one broken question must not keep every other attempt from its result
        logger.exception("Attempt %s could not be marked.", attempt.reference)


def sweep() -> int:
    """What clockwork calls: close_overdue now, unless the clock has jumped (R4)."""
    return close_overdue(clock.now()) if clockwatch.trusted() else 0
