"""Whether somebody may start an exam now, and if not, why not and when."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Sum
from django.utils import formats, timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exams.papers.api import Exam, exams_for
from exams.sittings.models import Admission, Attempt, Result
from exams.sittings.states import MARKED, OPEN, SUBMITTED, VOID
from training_site.lib import clock
from training_site.people.api import StaffMember


@dataclass(frozen=True)
class Standing:
    """`allowed`: a new attempt may begin. `reason`: one sentence why not (or ""). `opens_at`: when the answer changes by itself.

    `open_attempt` is to be resumed instead; `passed` is the passing result; `tries_left` counts those not yet begun (voided
    ones do not count), `number` is the number of the next attempt, `extra_minutes` the sum of allowances in minutes.
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
    """Where a person stands with an exam at a moment (default: now). At most five statements."""
    at = at or clock.now()
    version = exam.current_version
    attempts = list(Attempt.objects.filter(exam=exam, staff=staff, purpose="live").order_by("number"))
    counted = [attempt for attempt in attempts if attempt.state != VOID]
    minutes, tries = granted(exam, staff)
    rules = version.settings if version else {}
    left = max(rules.get("max_attempts", 0) + tries - len(counted), 0)
    results = list(Result.objects.filter(attempt__in=[a.pk for a in counted if a.state == MARKED], replaced_by__isnull=True).order_by("made_at"))
    passed = next((result for result in results if result.passed), None)
    running = next((attempt for attempt in counted if attempt.state == OPEN), None)
    waiting = next((attempt for attempt in counted if attempt.state == SUBMITTED), None)

    def standing(reason: str, opens_at: datetime | None = None) -> Standing:
        return Standing(not reason, reason, left, len(attempts) + 1, minutes, opens_at, running, waiting, passed)

    if version is None or exam.archived_at:
        return standing(_("This exam is not offered at present."))
    if running:
        return standing(_("Your attempt is still in progress. Go on with it."))
    if not exams_for(staff).filter(pk=exam.pk).exists():
        return standing(_("This exam is for other job roles. Ask your supervisor if you think that you should sit it."))
    if waiting:
        return standing(_("Your answers are being marked. You will see the result here."))
    if passed and not _granted_since(exam, staff, passed.made_at):
        return standing(_("You have passed this exam. There is no need to sit it again."))
    return _within_window(standing, rules, counted, left, at)


def _within_window(standing: Any, rules: dict[str, Any], counted: list[Attempt], left: int, at: datetime) -> Standing:
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


def _granted_since(exam: Exam, staff: StaffMember, at: datetime) -> bool:
    return Admission.objects.filter(exam=exam, staff=staff, extra_tries__gt=0, granted_at__gt=at).exists()
