"""Pauses: the clock of an attempt stands still, for one person or for everybody in the room, and no time is lost (R4).

A pause begins with one guarded update (open, not paused) and ends with another (paused since that moment); the rows that tell who, when and
why are only added. What a browser sends during a pause is stored as ever: the taker may have answered before learning of it. A pause lasts as
long as time passes, whatever somebody sets the clock to meanwhile.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from exams.papers.api import Exam
from exams.sittings.allowing import check_impartial
from exams.sittings.models import Attempt, Pause, PauseEnd
from exams.sittings.standing import granted
from exams.sittings.starting import deadline_of, locked, pause_on, paused_time
from exams.sittings.states import OPEN
from training_site.ledger import api as ledger
from training_site.lib import clockwatch
from training_site.lib.reasons import reason_of
from training_site.logins.models import User

FORGOTTEN = timedelta(hours=1)  # longer than a fire drill takes; nothing else would remind of a pause, and only a person ends one


def pause(attempts: Iterable[Attempt], reason: str, by: User | None, at: datetime | None = None) -> int:
    """Stop the clock of these attempts; returns how many were running. Raises Refused without a reason, or when one is an attempt of one's own."""
    attempts, reason, at = list(attempts), reason_of(reason), at or clockwatch.steady()
    for attempt in attempts:
        check_impartial(attempt.staff, by)
    return sum(_pause_one(attempt, reason, by, at) for attempt in attempts)


def _pause_one(attempt: Attempt, reason: str, by: User | None, at: datetime) -> bool:
    with transaction.atomic():
        running = Attempt.objects.filter(pk=attempt.pk, state=OPEN, paused_since__isnull=True, deadline__gt=at)
        if running.update(paused_since=at) != 1:
            return False
        number = Pause.objects.filter(attempt=attempt).count() + 1
        Pause.objects.create(attempt=attempt, number=number, began_at=at, reason=reason, by=by)
        ledger.record("exams.attempt_paused", attempt, by, number=number, reason=reason)
    return True


def resume(attempts: Iterable[Attempt], by: User | None, at: datetime | None = None) -> int:
    """Let the clock of these attempts run again, with the deadline moved by as long as it stood; returns how many were paused.

    Raises Refused when one of them is one's own.
    """
    attempts, at = list(attempts), at or clockwatch.steady()
    for attempt in attempts:
        check_impartial(attempt.staff, by)
    return sum(_resume_one(attempt, by, at) for attempt in attempts)


def _resume_one(attempt: Attempt, by: User | None, at: datetime) -> bool:
    with transaction.atomic():
        locked(attempt.staff)  # allowances of this person change the deadline too
        last = pause_on(attempt)
        if last is None:
            return False
        ends = max(at, last.began_at)
        stood = paused_time(attempt) + (ends - last.began_at)
        extra, _tries = granted(attempt.exam, attempt.staff)
        minutes = attempt.exam_version.settings["limit_minutes"]
        deadline = deadline_of(attempt.started_at, minutes, attempt.window_closes_at, extra if attempt.purpose == "live" else 0, stood)
        paused = Attempt.objects.filter(pk=attempt.pk, state=OPEN, paused_since=last.began_at)
        if paused.update(paused_since=None, deadline=deadline) != 1:
            return False
        PauseEnd.objects.create(pause=last, ended_at=ends, by=by)
        seconds = int((ends - last.began_at) / timedelta(seconds=1))
        ledger.record("exams.attempt_resumed", attempt, by, number=last.number, seconds=seconds)
    return True


def why_paused(attempt: Attempt) -> str:
    """The reason of the pause that is on, for the taker to read."""
    last = Pause.objects.filter(attempt=attempt).order_by("-number").first()
    return last.reason if last else _("The exam is paused.")


def forgotten(exam: Exam) -> list[Attempt]:
    """The papers of an exam whose clock has stood still for longer than FORGOTTEN, with their takers, the oldest pause first."""
    since = clockwatch.steady() - FORGOTTEN
    papers = Attempt.objects.filter(exam=exam, purpose="live", state=OPEN, paused_since__lt=since)
    return list(papers.select_related("staff").order_by("paused_since"))
