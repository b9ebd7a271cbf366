"""How a paper hears of pauses, allowances and its end without a session: a signed token, one statement (R4)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.signing import BadSignature, TimestampSigner
from django.db.models import OuterRef, Subquery
from django.urls import reverse

from exams.sittings.models import Attempt, Pause
from exams.sittings.saving import time_facts
from exams.sittings.states import OPEN

SUPERVISED_SECONDS, OTHER_SECONDS = 5, 30
LONGEST = timedelta(hours=24)  # longer than any paper is open in one browser; a new page brings a new token

_signer = TimestampSigner(salt="exams.sittings.pulse")


def token_of(attempt: Attempt) -> str:
    """What the paper of this attempt asks with."""
    return _signer.sign(attempt.public_id.hex)


def pulse_of(token: str) -> dict[str, Any] | None:
    """State, deadline, seconds left, paused (and why), the result's address once it is closed; None for a false or old token."""
    try:
        public_id = UUID(_signer.unsign(token, max_age=LONGEST))
    except (BadSignature, ValueError):
        return None
    last = Pause.objects.filter(attempt=OuterRef("pk")).order_by("-number")
    row = (
        Attempt.objects.filter(public_id=public_id)
        .annotate(why=Subquery(last.values("reason")[:1]))
        .values_list("state", "deadline", "paused_since", "why")
        .first()
    )
    if row is None:
        return None
    state, deadline, paused_since, why = row
    facts = time_facts(state, deadline, paused_since)
    if state != OPEN:
        facts["result_url"] = reverse("sittings:result", args=[public_id])
    elif paused_since:
        facts["why"] = why
    return facts
