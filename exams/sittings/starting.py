"""Starting an attempt: the draw, the order of the options, the points and the deadline are written down at once (R4, R6, R10)."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from exams.kinds import api as kinds
from exams.papers.api import Drawn, Exam, ExamVersion, draw
from exams.sittings.models import Attempt, AttemptQuestion, Pause, PauseEnd
from exams.sittings.standing import at_the_door, granted, may_start, moment
from exams.sittings.states import OPEN
from training_site.ledger import api as ledger
from training_site.lib import clock, clockwatch
from training_site.lib.errors import Refused
from training_site.people.api import StaffMember

ORDER_IS_THE_TASK = frozenset({"ordering", "matching"})  # as the author wrote them they might stand in the right order


def deadline_of(
    started_at: datetime, limit_minutes: int, window_closes_at: datetime | None, extra_minutes: int, paused: timedelta = timedelta()
) -> datetime:
    """min(start + limit, end of the window) + allowances + pauses (R4)."""
    end = started_at + timedelta(minutes=limit_minutes)
    if window_closes_at:
        end = min(end, window_closes_at)
    return max(end, started_at) + timedelta(minutes=extra_minutes) + paused


def paused_time(attempt: Attempt) -> timedelta:
    """How long the clock of an attempt has stood still in pauses that are over."""
    ended = PauseEnd.objects.filter(pause__attempt=attempt).values_list("pause__began_at", "ended_at")
    return sum((end - begin for begin, end in ended), timedelta())


def pause_on(attempt: Attempt) -> Pause | None:
    """The pause of an attempt that is on, None while its clock runs."""
    return Pause.objects.filter(attempt=attempt, ended__isnull=True).order_by("-number").first()


def questions_of(attempt: Attempt, drawn: Sequence[Drawn], rng: Random, shuffle_options: bool) -> list[AttemptQuestion]:
    """The rows that freeze a draw, positions from 1; options in the order the taker will see."""
    rows = []
    for position, item in enumerate(drawn, start=1):
        version = item.question_version
        kind = kinds.kind(version.kind)
        order = kind.shuffled(version.body, rng) if shuffle_options or kind.code in ORDER_IS_THE_TASK else kind.unshuffled(version.body)
        rows.append(
            AttemptQuestion(
                attempt=attempt, position=position, question_version=version, section=item.section, points=item.points, option_order=order
            )
        )
    return rows


def locked(staff: StaffMember) -> None:
    """Hold a person's row until the transaction ends: starts and allowances of one person happen one after the other."""
    StaffMember.objects.select_for_update(no_key=True).filter(pk=staff.pk).values_list("pk", flat=True).first()


def start(exam: Exam, staff: StaffMember, purpose: str = "live", at: datetime | None = None) -> Attempt:
    """Begin an attempt, or return the one that is in progress.

    The attempt gets number = attempts so far + 1, and the database holds (exam, person, number) unique: of many starts at the
    same moment one inserts; the others take their turn and look again. Raises Refused with the reason when no attempt may begin.
    """
    at = at or clock.now()
    exam = Exam.objects.select_related("current_version").get(pk=exam.pk)
    version = exam.current_version
    if version is None:
        raise Refused(_("This exam has not been published yet."))
    resumed, number = _next_number(exam, staff, purpose, at)
    if resumed:
        return resumed
    seed = secrets.randbits(62)
    drawn = draw(version, Random(seed))  # nosec B311: a draw that can be repeated, not a secret
    try:
        return _insert(exam, version, staff, number, purpose, seed, drawn, at)
    except IntegrityError:
        with transaction.atomic():
            locked(staff)
            resumed, number = _next_number(exam, staff, purpose, at)
            return resumed or _insert(exam, version, staff, number, purpose, seed, drawn, at)


def enter(exam: Exam, staff: StaffMember, at: datetime) -> Attempt:
    """Begin an attempt, or go on with the one in progress, for somebody who stands before the exam. Raises Refused as standing.at_the_door says."""
    if not clockwatch.trusted():
        standing = at_the_door(exam, staff, at)
        if standing.open_attempt is None:
            raise Refused(standing.reason)
    return start(exam, staff, at=at)


def _next_number(exam: Exam, staff: StaffMember, purpose: str, at: datetime) -> tuple[Attempt | None, int]:
    """The attempt in progress, or the number of the next one. Raises Refused."""
    if purpose != "live":
        return None, 1
    standing = may_start(exam, staff, at)
    if not standing.allowed and standing.open_attempt is None:
        raise Refused(standing.reason)
    return standing.open_attempt, standing.number


def _insert(
    exam: Exam, version: ExamVersion, staff: StaffMember, number: int, purpose: str, seed: int, drawn: Sequence[Drawn], at: datetime
) -> Attempt:
    rules = version.settings
    closes_at = moment(rules, "closes_at") if purpose == "live" else None
    with transaction.atomic():
        locked(staff)
        extra_minutes, _tries = granted(exam, staff)
        attempt = Attempt.objects.create(
            exam=exam,
            exam_version=version,
            staff=staff,
            number=number,
            purpose=purpose,
            state=OPEN,
            seed=seed,
            started_at=at,
            deadline=deadline_of(at, rules["limit_minutes"], closes_at, extra_minutes),
            window_closes_at=closes_at,
        )
        rng = Random(seed + 1)  # nosec B311
        AttemptQuestion.objects.bulk_create(questions_of(attempt, drawn, rng, rules["shuffle_options"]))
        ledger.record("exams.attempt_started", attempt, staff, exam=exam.code, version=version.number, number=number, purpose=purpose)
    return attempt
