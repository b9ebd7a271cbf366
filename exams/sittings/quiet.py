"""What this room says when somebody wants to hold the database for long: papers are being written."""

from django.db.models import Max, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from exams.sittings.models import Attempt
from exams.sittings.saving import GRACE
from exams.sittings.states import OPEN
from training_site.lib import clock


def papers_are_open() -> str | None:
    """A sentence while anybody may still save an answer that counts; paused papers go on later, so they count too."""
    running = Q(deadline__gte=clock.now() - GRACE) | Q(paused_since__isnull=False)
    last = Attempt.objects.filter(running, state=OPEN, purpose="live").aggregate(last=Max("deadline"))["last"]
    if last is None:
        return None
    return _("Exam papers are being written, the last one until %(time)s as it stands.") % {
        "time": date_format(timezone.localtime(last), "DATETIME_FORMAT")
    }
