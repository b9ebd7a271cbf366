"""How a paper hears of pauses, allowances and its end without a session: a signed token, one statement (R4)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.signing import BadSignature, TimestampSigner
from django.db.models import Count, OuterRef, Subquery
from django.urls import reverse

from exams.sittings.models import Attempt, Pause
from exams.sittings.saving import time_facts
from exams.sittings.states import OPEN

SUPERVISED_SECONDS, OTHER_SECONDS = 5, 30
MOST_IN_A_ROOM = 60  # more people at once are asked for as seldom as those whom nobody supervises
LONGEST = timedelta(hours=24)  # longer than any paper is open in one browser; a new page brings a new token

_signer = TimestampSigner(salt="exams.sittings.pulse")


def token_of(attempt: Attempt) -> str:
    """What the paper of this attempt asks with."""
    return _signer.sign(attempt.public_id.hex)


def pulse_of(token: str) -> dict[str, Any] | None:
    """State, deadline, seconds left, paused (and why), the result's address once it is closed, in how many seconds to ask again.

    None for a false or old token.
    """
    try:
        public_id = UUID(_signer.unsign(token, max_age=LONGEST))
    except (BadSignature, ValueError):
        return None
    last = Pause.objects.filter(attempt=OuterRef("pk")).order_by("-number")
    beside = Attempt.objects.filter(exam=OuterRef("exam"), purpose="live", state=OPEN).order_by().values("exam").annotate(count=Count("pk"))
    row = (
        Attempt.objects.filter(public_id=public_id)
        .annotate(why=Subquery(last.values("reason")[:1]), beside=Subquery(beside.values("count")))
        .values_list("state", "deadline", "paused_since", "why", "beside", "exam_version__settings__supervised")
        .first()
    )
    if row is None:
        return None
    state, deadline, paused_since, why, beside_count, supervised = row
    often = supervised and (beside_count or 0) <= MOST_IN_A_ROOM
    facts = {**time_facts(state, deadline, paused_since), "every": SUPERVISED_SECONDS if often else OTHER_SECONDS}
    if state != OPEN:
        facts["result_url"] = reverse("sittings:result", args=[public_id])
    elif paused_since:
        facts["why"] = why
    return facts
