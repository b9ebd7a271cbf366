"""What a taker is shown after submitting, and when (R7: no key before release)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from exams.sittings.models import Attempt
from exams.sittings.standing import moment, said
from exams.sittings.states import MARKED, OPEN
from training_site.lib import clock

# A fire alarm or a power cut lasts hours. What is paused for longer was forgotten, and would keep everybody else from their answers for ever.
LONGEST_PAUSE = timedelta(days=1)


@dataclass(frozen=True)
class Release:
    """`open`: questions, right answers and reasons may be shown now. `sentence` says so, or when they will be."""

    open: bool
    sentence: str


def closes_at(attempt: Attempt) -> datetime | None:
    """The end of the window for everybody: of the version sat, or of the version in force where that is later."""
    ends = [moment(attempt.exam_version.settings, "closes_at")]
    current = attempt.exam.current_version
    if current is not None and current.pk != attempt.exam_version_id:
        ends.append(moment(current.settings, "closes_at"))
    return None if None in ends else max(end for end in ends if end is not None)


def release_of(attempt: Attempt, at: datetime | None = None) -> Release:
    """The release policy of the version sat, applied to a moment (default: now)."""
    policy = attempt.exam_version.settings["release"]
    if attempt.state != MARKED:
        return Release(False, _("Answers are shown when the attempt has been marked."))
    if policy == "feedback":
        return Release(True, _("You can go through your answers now."))
    if policy == "after_close":
        end, at = closes_at(attempt), at or clock.now()
        if end is None:
            return Release(False, _("Answers are shown after the exam has closed; the day is not fixed yet."))
        if at < end:
            return Release(False, _("Answers are shown from %(time)s, when the exam has closed.") % {"time": said(end)})
        at_work = Q(paused_since__isnull=True) | Q(paused_since__gte=at - LONGEST_PAUSE)  # allowances and pauses reach past the window (R4)
        if Attempt.objects.filter(at_work, exam=attempt.exam_id, purpose="live", state=OPEN).exists():
            return Release(False, _("The exam has closed, but somebody with more time is still at work. Answers are shown when they have handed in."))
        return Release(True, _("The exam has closed. You can go through your answers now."))
    return Release(False, _("This exam shows scores by chapter and no single answers."))


def policy_in_words(policy: str, end: datetime | None) -> str:
    """The same policy told on the cover, before anybody starts."""
    if policy == "feedback":
        return _("Score by chapter, then every question with the right answer and the reason")
    if policy == "after_close" and end:
        return _("Score by chapter at once; right answers and reasons from %(time)s") % {"time": said(end)}
    if policy == "after_close":
        return _("Score by chapter at once; right answers and reasons after the exam has closed")
    return _("Score by chapter; single answers stay closed, because the questions are used again")
