"""The moment a request reached us, taken before any other work is done (reliability.md R4).

What a busy database keeps us from storing is sent again by the browser, with a stamp of ours that says when it came for the first time.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse

from training_site.lib import clock, clockwatch


class ArrivalMiddleware:
    """Stands first in MIDDLEWARE, so that a slow session or database never costs a taker time.

    It also looks at the clock from the start of the process and with every request, so that a jump between two requests is seen by the second.
    """

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond
        clockwatch.trusted()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.arrived_at = clock.now()  # type: ignore[attr-defined]
        clockwatch.trusted()
        return self.respond(request)


def arrived(request: HttpRequest) -> datetime:
    """When this request arrived."""
    stamp = getattr(request, "arrived_at", None)
    return stamp if isinstance(stamp, datetime) else clock.now()


_signer = Signer(salt="exams.sittings.arrival")


def _digest(facts: object) -> str:
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def stamp_of(at: datetime, facts: object) -> str:
    """Our signed word that just these facts (JSON) reached us at this moment."""
    return _signer.sign(f"{at.isoformat()}|{_digest(facts)}")


def first_arrived(stamp: object, facts: object) -> datetime | None:
    """When these facts reached us for the first time; None without a stamp, or with one that is not ours or is of other facts."""
    try:
        at, _bar, digest = _signer.unsign(stamp).partition("|") if isinstance(stamp, str) else ("", "", "")
    except BadSignature:
        return None
    return datetime.fromisoformat(at) if at and digest == _digest(facts) else None
