"""Exceptions with a reason: more minutes, a further try, an attempt that does not count. All audited."""

from django.db import transaction
from django.utils.translation import gettext as _

from exams.papers.api import Exam
from exams.sittings.models import Admission, Attempt, PauseEnd, Voiding
from exams.sittings.standing import granted
from exams.sittings.starting import deadline_of, locked, pause_on, paused_time
from exams.sittings.states import ATTEMPT_MOVES, OPEN, VOID
from training_site.ledger import api as ledger
from training_site.lib import clock
from training_site.lib.errors import Refused, SomeoneElseWasFirst
from training_site.lib.moves import move
from training_site.lib.reasons import reason_of
from training_site.logins.models import User
from training_site.people.api import StaffMember

MOST_MINUTES = 600
MOST_TRIES = 20


def check_impartial(staff: StaffMember, by: User | None) -> None:
    """Refused where somebody would decide about an exam of their own. `by` is None for what the site does by itself."""
    if by is not None and staff.login_id == by.pk:
        raise Refused(_("This is an exam of your own. Somebody else has to decide about it."))


def allow_minutes(exam: Exam, staff: StaffMember, minutes: int, reason: str, by: User | None) -> Admission:
    """Give a person more time for an exam; an attempt in progress gets its new deadline in the same transaction."""
    if not 1 <= minutes <= MOST_MINUTES:
        raise Refused(_("Enter between 1 and %(most)d minutes.") % {"most": MOST_MINUTES})
    check_impartial(staff, by)
    reason = reason_of(reason)
    with transaction.atomic():
        locked(staff)
        admission = Admission.objects.create(exam=exam, staff=staff, extra_minutes=minutes, reason=reason, granted_by=by)
        extra, _tries = granted(exam, staff)
        for attempt in Attempt.objects.filter(exam=exam, staff=staff, purpose="live", state=OPEN).select_related("exam_version"):
            deadline = deadline_of(
                attempt.started_at, attempt.exam_version.settings["limit_minutes"], attempt.window_closes_at, extra, paused_time(attempt)
            )
            Attempt.objects.filter(pk=attempt.pk, state=OPEN).update(deadline=deadline)
        ledger.record("exams.minutes_allowed", admission, by, exam=exam.code, person=staff.pseudonym, minutes=minutes, reason=reason)
    return admission


def grant_try(exam: Exam, staff: StaffMember, reason: str, by: User | None, tries: int = 1) -> Admission:
    """Give a person further tries of an exam."""
    if not 1 <= tries <= MOST_TRIES:
        raise Refused(_("Enter between 1 and %(most)d tries.") % {"most": MOST_TRIES})
    check_impartial(staff, by)
    reason = reason_of(reason)
    with transaction.atomic():
        admission = Admission.objects.create(exam=exam, staff=staff, extra_tries=tries, reason=reason, granted_by=by)
        ledger.record("exams.try_granted", admission, by, exam=exam.code, person=staff.pseudonym, tries=tries, reason=reason)
    return admission


def void_attempt(attempt: Attempt, reason: str, by: User | None) -> Voiding:
    """Declare that an attempt counts for nothing; everything in it stays, its try is free again, and a pause that was on is over."""
    check_impartial(attempt.staff, by)
    reason = reason_of(reason)
    with transaction.atomic():
        locked(attempt.staff)  # whoever lets the clock run again at this moment waits, or is waited for
        if not move(Attempt.objects.filter(pk=attempt.pk), ATTEMPT_MOVES, VOID, paused_since=None):
            raise SomeoneElseWasFirst(_("This attempt is void already."))
        last = pause_on(attempt)
        if last is not None:
            PauseEnd.objects.create(pause=last, ended_at=max(clock.now(), last.began_at), by=by)
        voiding = Voiding.objects.create(attempt=attempt, reason=reason, by=by)
        ledger.record("exams.attempt_voided", attempt, by, reason=reason)
    ledger.wake(attempt.staff_id, "exam.voided")
    return voiding
