"""Whether somebody may start an exam now, and if not, why not and when."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import formats, timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exams.papers.api import Exam, exams_for
from exams.sittings.gates import barrier
from exams.sittings.models import Admission, Attempt, Result
from exams.sittings.renewals import Renewal, renewal
from exams.sittings.states import OPEN, SUBMITTED, VOID
from training_site.lib import clock, clockwatch
from training_site.people.api import StaffMember


@dataclass(frozen=True)
class Standing:
    """`allowed`: a new attempt may begin. `reason`: one sentence why not (or ""). `opens_at`: when the answer changes by itself.

    `open_attempt` is to be resumed instead; `passed` is the passing result; `tries_left` counts those not yet begun (voided
    ones do not count), `number` is the number of the next attempt, `extra_minutes` the sum of allowances in minutes. `first` is
    what must be done before, as (title, address). `renewal` is there while a pass may be renewed: the pass counts on meanwhile.
    """

    allowed: bool
    reason: str
    tries_left: int
    number: int
    extra_minutes: int
    opens_at: datetime | None = None
    open_attempt: Attempt | None = None
    waiting: Attempt | None = None
    passed: Result | None = None
    first: tuple[tuple[str, str], ...] = ()
    renewal: Renewal | None = None

    @property
    def done(self) -> bool:
        """True when the exam is passed and there is nothing to sit."""
        return self.passed is not None and self.renewal is None and not self.allowed


@dataclass(frozen=True)
class Round:
    """The attempts that count together, and how many there may be besides what was granted `since` the round began.

    Up to the first pass: all of them. After a pass: none but those granted, until the pass wants renewing; then as many as for the first pass.
    """

    attempts: Sequence[Attempt]
    tries: int
    since: datetime | None = None
    passed: Result | None = None
    renewal: Renewal | None = None
    renewing: bool = False


def moment(settings: dict[str, Any], name: str) -> datetime | None:
    """A time of frozen settings (opens_at, closes_at)."""
    value = settings.get(name)
    return parse_datetime(value) if value else None


def said(at: datetime) -> str:
    """A moment as it is read out, in the site's time zone."""
    local = timezone.localtime(at)
    return f"{formats.date_format(local, 'DATE_FORMAT')} {local:%H:%M}"


def granted(exam: Exam, staff: StaffMember) -> tuple[int, int]:
    """(extra minutes, extra tries) that were granted to a person for an exam."""
    sums = Admission.objects.filter(exam=exam, staff=staff).aggregate(minutes=Sum("extra_minutes"), tries=Sum("extra_tries"))
    return sums["minutes"] or 0, sums["tries"] or 0


def may_start(exam: Exam, staff: StaffMember, at: datetime | None = None) -> Standing:
    """Where a person stands with an exam at a moment (default: now). At most four statements, the exam's version and the gates apart."""
    at = at or clock.now()
    version = exam.current_version
    won = Result.objects.filter(attempt=OuterRef("pk"), replaced_by__isnull=True, passed=True)
    attempts = list(Attempt.objects.filter(exam=exam, staff=staff, purpose="live").annotate(won=Exists(won)).order_by("number"))
    counted = [attempt for attempt in attempts if attempt.state != VOID]
    rules = version.settings if version else {}
    this = _round(exam, staff, counted, rules.get("max_attempts", 0), at)
    terms = _terms(exam, staff, this.since)
    left = max(this.tries + terms["tries"] - len(this.attempts), 0)
    running = next((attempt for attempt in counted if attempt.state == OPEN), None)
    waiting = next((attempt for attempt in counted if attempt.state == SUBMITTED), None)
    renewing = this.renewal if this.renewing else None

    def standing(reason: str, opens_at: datetime | None = None) -> Standing:
        number, minutes = len(attempts) + 1, terms["minutes"]
        return Standing(not reason, reason, left, number, minutes, opens_at, running, waiting, this.passed, renewal=renewing)

    if version is None or exam.archived_at:
        return standing(_("This exam is not offered at present."))
    if running:
        return standing(_("Your attempt is still in progress. Go on with it."))
    if not terms["mine"]:
        return standing(_("This exam is for other job roles. Ask your supervisor if you think that you should sit it."))
    if waiting:
        return standing(_("Your answers are being marked. You will see the result here."))
    if this.passed and not renewing and not left:
        return _passed(standing, rules, this.renewal)
    found = _within_window(standing, rules, counted, left, at)
    held = barrier(exam, staff) if found.allowed and not counted else None  # whoever has sat it was let in before
    return replace(found, allowed=False, reason=held.sentence, first=held.first) if held else found


def at_the_door(exam: Exam, staff: StaffMember, at: datetime) -> Standing:
    """may_start for somebody who stands before the exam: while the clock is in doubt, nothing but an attempt in progress is gone on with (R4).

    Whichever reading an attempt began by, its deadline would be wrong by the other: answers refused as late, or time gained.
    """
    found = may_start(exam, staff, at)
    if found.open_attempt or clockwatch.trusted():
        return found
    reason = _("The server’s clock has jumped, and nobody can begin an exam until it is right again. Please tell your trainer.")
    return replace(found, allowed=False, reason=reason, opens_at=None)


def _round(exam: Exam, staff: StaffMember, counted: Sequence[Attempt], tries: int, at: datetime) -> Round:
    """The round that a person is in, from the attempts that count (at most two statements)."""
    winner = next((attempt for attempt in reversed(counted) if attempt.won), None)  # type: ignore[attr-defined]
    # A mark that changes later makes a new result, and takes away no try that was granted since the attempt became a pass.
    first = Result.objects.filter(attempt=OuterRef("attempt"), passed=True).order_by("number").values("made_at")[:1]
    results = Result.objects.filter(attempt=winner, replaced_by__isnull=True).select_related("attempt").annotate(passed_at=Subquery(first))
    passed = results.first() if winner else None
    if winner is None or passed is None:
        return Round(counted, tries)
    found = renewal(exam, staff)
    if found and found.attempt_id != winner.pk:
        found = None  # passed anew; what the new pass earns is on its way
    renewing = found is not None and found.opens_at <= at
    since = found.opens_at if found and renewing else passed.passed_at
    later = [attempt for attempt in counted if attempt.number > winner.number and attempt.started_at >= since]
    return Round(later, tries if renewing else 0, since, passed, found, renewing)


def _terms(exam: Exam, staff: StaffMember, since: datetime | None) -> dict[str, Any]:
    """In one statement: is the exam meant for the person (`mine`), extra `minutes`, and extra `tries` granted since a moment."""
    mine = Admission.objects.filter(exam=OuterRef("pk"), staff=staff).order_by().values("exam")
    tries = mine.filter(Q(granted_at__gte=since) if since else Q()).annotate(sum=Sum("extra_tries")).values("sum")
    return (
        Exam.objects.filter(pk=exam.pk)
        .annotate(
            mine=Exists(exams_for(staff).filter(pk=OuterRef("pk"))),
            minutes=Coalesce(Subquery(mine.annotate(sum=Sum("extra_minutes")).values("sum")), 0),
            tries=Coalesce(Subquery(tries), 0),
        )
        .values("mine", "minutes", "tries")
        .get()
    )


def _passed(standing: Callable[..., Standing], rules: dict[str, Any], found: Renewal | None) -> Standing:
    """For who has passed: when they may sit it again, unless the exam will have closed by then."""
    closes_at = moment(rules, "closes_at")
    if found is None or (closes_at and closes_at <= found.opens_at):
        return standing(_("You have passed this exam. There is no need to sit it again."))
    return standing(found.until_then, found.opens_at)


def _within_window(standing: Callable[..., Standing], rules: dict[str, Any], counted: Sequence[Attempt], left: int, at: datetime) -> Standing:
    opens_at, closes_at = moment(rules, "opens_at"), moment(rules, "closes_at")
    if closes_at and at >= closes_at:
        return standing(_("This exam closed at %(time)s.") % {"time": said(closes_at)})
    if not left:
        return standing(_("You have used all your tries. Ask your trainer whether a further one can be granted."))
    if opens_at and at < opens_at:
        return standing(_("This exam opens at %(time)s.") % {"time": said(opens_at)}, opens_at)
    ended = [attempt.submitted_at for attempt in counted if attempt.submitted_at]
    again_at = max(ended) + timedelta(hours=rules["resit_gap_hours"]) if ended else None
    if again_at and at < again_at:
        hours = rules["resit_gap_hours"]
        sentence = ngettext(
            "There must be %(count)d hour between two tries. You can start again at %(time)s.",
            "There must be %(count)d hours between two tries. You can start again at %(time)s.",
            hours,
        ) % {"count": hours, "time": said(again_at)}
        return standing(sentence, again_at)
    return standing("")
