"""What this room says when somebody wants to hold the database for long: papers are being written."""

from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from exams.sittings.models import Attempt
from exams.sittings.saving import GRACE, ON_ITS_WAY
from exams.sittings.states import OPEN
from training_site.lib import clock


def papers_are_open() -> str | None:
    """A sentence while anybody may still save an answer that counts; paused papers go on later, so they count too.

    A pause may have been forgotten, so that the sentence says whose exam room ends it.
    """
    papers = Attempt.objects.filter(state=OPEN, purpose="live")
    running = papers.filter(paused_since__isnull=True, deadline__gte=clock.now() - GRACE - ON_ITS_WAY)
    last = running.aggregate(last=Max("deadline"))["last"]
    paused = papers.filter(paused_since__isnull=False).select_related("exam").order_by("paused_since").first()
    written = waits = ""
    if last is not None:
        time = date_format(timezone.localtime(last), "DATETIME_FORMAT")
        written = _("Exam papers are being written, the last one until %(time)s as it stands.") % {"time": time}
    if paused is not None:
        waits = _("A paper of the exam “%(exam)s” is paused until somebody lets it go on in the exam room.") % {"exam": paused.exam}
    return _("%(first)s %(second)s") % {"first": written, "second": waits} if written and waits else written or waits or None
