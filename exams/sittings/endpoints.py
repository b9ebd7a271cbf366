"""The endpoints that the exam page's scripts call."""

import re
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import reverse

from exams.sittings.arrival import arrived, first_arrived, stamp_of
from exams.sittings.closing import submit
from exams.sittings.doors import body_of, json_door, told, whole
from exams.sittings.models import Attempt, AttemptQuestion
from exams.sittings.pausing import why_paused
from exams.sittings.pulse import pulse_of
from exams.sittings.queries import own_attempt
from exams.sittings.saving import BUSY, CLOCK, DOUBT_SECONDS, GRACE, ON_ITS_WAY, Sent, known_time, save, set_flag, time_facts
from exams.sittings.states import OPEN
from training_site.lib import clockwatch
from training_site.lib.errors import Refused
from training_site.people.api import PUBLIC, SIGNED_IN, access

CLIENT_KEY = re.compile(r"[A-Za-z0-9-]{8,40}\Z")
MALFORMED = {"error": "malformed"}


@access(SIGNED_IN.as_json())
@json_door("POST")
def save_answer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Store one answer: {item, revision, client_key, response}. 200 stored · 400 · 401 · 404 · 409 stale · 410 over · 429 · 503.

    A 503 of a busy database carries a `stamp` of the arrival, which counts when it comes back with the very same answer.
    """
    at = arrived(request)
    facts = body_of(request)
    sent = _sent(facts)
    if facts is None or sent is None:
        return told({**MALFORMED, **known_time(_login(request), public_id)}, 400)
    very = [public_id.hex, sent.position, sent.revision, sent.client_key, sent.response]
    at = min(at, first_arrived(facts.get("stamp"), very) or at)
    try:
        outcome = save(_login(request), public_id, sent, at)
    except Refused as refusal:
        return told({**MALFORMED, "sentence": str(refusal), **known_time(_login(request), public_id)}, 400)
    if outcome.facts.get("error") == BUSY and clockwatch.trusted():  # a stamp of a clock that has jumped would be believed when it is right again
        return told({**outcome.facts, "stamp": stamp_of(at, very)}, outcome.status, outcome.again)
    return told(outcome.facts, outcome.status, outcome.again)


def _sent(facts: dict[str, Any] | None) -> Sent | None:
    """What a browser wants stored; None where a field is missing or is not what it must be."""
    if facts is None or "response" not in facts:
        return None
    item, revision, key = whole(facts, "item", 32767), whole(facts, "revision"), facts.get("client_key")
    if item is None or revision is None or not isinstance(key, str) or not CLIENT_KEY.match(key):
        return None
    return Sent(item, revision, key, facts["response"])


@access(SIGNED_IN.as_json())
@json_door("POST")
def flag(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Mark a question to come back to: {item, flagged}."""
    facts = body_of(request)
    item = whole(facts, "item", 32767) if facts else None
    if facts is None or item is None or not isinstance(facts.get("flagged"), bool):
        return JsonResponse(MALFORMED, status=400)
    if not set_flag(_login(request), public_id, item, facts["flagged"]):
        return JsonResponse({"error": "not-there"}, status=404)
    return JsonResponse({"item": item, "flagged": facts["flagged"]})


@access(SIGNED_IN.as_json())
@json_door("GET")
def state(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """How the attempt stands on the server: time, and each question's revision, so that another browser's answers are noticed."""
    attempt = own_attempt(request.user, public_id)
    if attempt is None:
        return JsonResponse({"error": "not-there"}, status=404)
    get_token(request)
    rows = AttemptQuestion.objects.filter(attempt=attempt).order_by("position").values_list("position", "revision", "flagged")
    return _time_told({**facts_of(attempt), "items": [list(row) for row in rows]})


@access(PUBLIC.as_json())
@json_door("GET")
def pulse(request: HttpRequest, token: str) -> HttpResponse:
    """State, time left and whether the attempt is paused, for whoever holds the paper's own token: one statement, no session (R4)."""
    found = pulse_of(token)
    return _time_told(found) if found is not None else JsonResponse({"error": "not-there"}, status=404)


@access(SIGNED_IN.as_json())
@json_door("POST")
def hand_in(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Submit. Calling it again gives the same answer."""
    stamp = arrived(request)
    attempt = own_attempt(request.user, public_id)
    if attempt is None:
        return JsonResponse({"error": "not-there"}, status=404)
    if attempt.state != "void":
        submit(attempt, attempt.staff, stamp)
    if attempt.state == OPEN:  # paused, given more time at this very moment, or answers that arrived in time may still be on their way
        return JsonResponse({"error": "paused" if attempt.paused_since else "open", **facts_of(attempt)}, status=409)
    return JsonResponse(facts_of(attempt))


def _time_told(facts: dict[str, Any]) -> HttpResponse:
    """The facts; “ask again” while the clock is in doubt and nobody knows how much time is left."""
    if facts["state"] == OPEN and "left" not in facts:
        return told({"error": CLOCK, **facts}, 503, DOUBT_SECONDS)
    return told(facts)


def facts_of(attempt: Attempt) -> dict[str, Any]:
    """What every answer about an attempt carries: state, deadline, seconds left, server time; the result's address once it is closed.

    `patience` is how many seconds after the deadline the server waits for answers that are on their way before it lets the attempt be closed.
    """
    patience = int((GRACE + ON_ITS_WAY).total_seconds())
    facts = {**time_facts(attempt.state, attempt.deadline, attempt.paused_since), "patience": patience}
    if attempt.paused_since and attempt.state == OPEN:
        facts["why"] = why_paused(attempt)
    if attempt.state != OPEN:
        facts["result_url"] = reverse("sittings:result", args=[attempt.public_id])
    return facts


def _login(request: HttpRequest) -> int:
    return int(request.user.pk or 0)
