"""Saving one answer: one short transaction of two statements, and nothing a taker sent is ever thrown away (R1, R2, R5).

Reading, checking and hashing come first, outside the transaction. In it, a conditional UPDATE of the answer (owner, attempt open,
revision as sent, before the hard deadline; on PostgreSQL it holds the attempt's row, so that closing waits) and the INSERT of the event. The
event's number comes from what was read; UNIQUE(attempt, seq) notices when another tab was faster, and the save takes its turn.

An answer that arrives during a pause is in time however long the pause lasts: the deadline moves by as much (R4), and the taker may have given
the answer before hearing of the pause, or without a network. What cannot be stored now (the database is busy, the clock is in doubt, or a
program sends without end) is answered 503 or 429 with a time to come back; the browser keeps it.
"""

import contextlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from exams.kinds import api as kinds
from exams.sittings.chain import GENESIS, link
from exams.sittings.models import AnswerEvent, Attempt, AttemptQuestion
from exams.sittings.states import OPEN
from training_site.lib import clock, clockwatch

GRACE = timedelta(seconds=20)
# How long after the grace an attempt stays open for answers that arrived in time and are not stored yet: longer than the 20 seconds (settings/env.py)
# that one may wait for SQLite's writer. They are judged by when they arrived, so that nobody gains time by it.
ON_ITS_WAY = timedelta(seconds=30)
# Ten times what a taker does who has been without a network and whose browser now sends a paper of a hundred questions at once.
MOST_A_MINUTE = 1_200
MINUTE = timedelta(minutes=1)

STALE, CLOSED, LATE, CLOCK, BUSY = "stale", "closed", "late", "clock", "busy"
BUSY_SECONDS, DOUBT_SECONDS = 2, 5  # when to come back


@dataclass(frozen=True)
class Sent:
    """What a browser sends: the question's position, the revision it last saw, its own key for this save, and the answer."""

    position: int
    revision: int
    client_key: str
    response: Any


@dataclass(frozen=True)
class Saved:
    """The outcome: an HTTP status (200 stored, 404, 409 stale, 410 over, 429, 503), its facts for the browser, seconds after which to come back."""

    status: int
    facts: dict[str, Any] = field(default_factory=dict)
    again: int = 0


def _read(login_id: int, public_id: UUID, position: int) -> dict[str, Any] | None:
    """Everything one save needs to know, in one statement; None where the login has no such question."""
    last = AnswerEvent.objects.filter(attempt=OuterRef("attempt_id")).order_by("-seq")
    row: Any = (
        AttemptQuestion.objects.filter(attempt__public_id=public_id, attempt__staff__login_id=login_id, position=position)
        .annotate(last_seq=Subquery(last.values("seq")[:1]), last_hash=Subquery(last.values("hash")[:1]))
        .values(
            "pk",
            "revision",
            "response",
            "saved_at",
            "attempt_id",
            "last_seq",
            "last_hash",
            "attempt__state",
            "attempt__deadline",
            "attempt__paused_since",
            "question_version__kind",
            "question_version__body",
        )
        .first()
    )
    return dict(row) if row else None


def save(login_id: int, public_id: UUID, sent: Sent, arrived_at: datetime) -> Saved:
    """Store one answer of the person who is signed in as `login_id`. `arrived_at` is when the request reached the server.

    Raises Refused when the answer is not one the question can have; then nothing is stored.
    """
    row = _read(login_id, public_id, sent.position)
    if row is None:
        return Saved(404, {"error": "not-there"})
    wait = _too_many(row, arrived_at)
    if wait:
        return Saved(429, {"error": "too-many", **_state(row)}, wait)
    response = kinds.kind(row["question_version__kind"]).clean_response(row["question_version__body"], sent.response)
    try:
        return _store(login_id, public_id, row, sent, response, arrived_at)
    except OperationalError:  # busy beyond the waiting time, or full
        return Saved(503, {"error": BUSY, **_state(row)}, BUSY_SECONDS)


def _too_many(row: dict[str, Any], arrived_at: datetime) -> int:
    """Seconds until a further answer is taken; 0 for everybody who is not a program. A statement only beyond MOST_A_MINUTE answers."""
    first = (row["last_seq"] or 0) - MOST_A_MINUTE + 1
    if first < 1:
        return 0
    age = arrived_at - AnswerEvent.objects.values_list("arrived_at", flat=True).get(attempt=row["attempt_id"], seq=first)
    return int((MINUTE - age).total_seconds()) + 1 if timedelta() <= age < MINUTE else 0


def _store(login_id: int, public_id: UUID, row: dict[str, Any], sent: Sent, response: Any, arrived_at: datetime) -> Saved:
    if not _why_not(row, sent, arrived_at):
        with contextlib.suppress(IntegrityError):  # another tab took the event's number, or this key has been here before
            if _accept(login_id, row, sent, public_id, response, arrived_at):
                return _stored(row, sent, arrived_at)
    return _save_in_turn(login_id, public_id, sent, response, arrived_at)


def _save_in_turn(login_id: int, public_id: UUID, sent: Sent, response: Any, arrived_at: datetime) -> Saved:
    """The rare way: hold the attempt first, then read. Nobody can be faster, so it ends with a stored event unless the clock is in doubt."""
    with transaction.atomic():
        mine = Attempt.objects.select_for_update(no_key=True, of=("self",)).filter(public_id=public_id, staff__login_id=login_id)
        mine.values_list("pk", flat=True).first()
        row = _read(login_id, public_id, sent.position)
        if row is None:
            return Saved(404, {"error": "not-there"})
        repeated = _first_result(row, sent.client_key)
        if repeated:
            return repeated
        reason = _why_not(row, sent, arrived_at)
        if reason == CLOCK:
            return Saved(503, {"error": CLOCK, **_state(row)}, DOUBT_SECONDS)
        if not reason:
            _write(AttemptQuestion.objects.filter(pk=row["pk"], revision=sent.revision), response, arrived_at)
        _append(row, sent, public_id, response, reason, arrived_at)
    return _rejected(row, sent, reason) if reason else _stored(row, sent, arrived_at)


def _why_not(row: dict[str, Any], sent: Sent, arrived_at: datetime) -> str:
    if row["attempt__state"] != OPEN:
        return CLOSED
    if row["attempt__paused_since"] is None:
        late = [at > row["attempt__deadline"] + GRACE for at in clockwatch.readings(arrived_at)]
        if any(late):
            return LATE if all(late) else CLOCK
    return STALE if row["revision"] != sent.revision else ""


def _accept(login_id: int, row: dict[str, Any], sent: Sent, public_id: UUID, response: Any, arrived_at: datetime) -> bool:
    """The short transaction. False: something changed since it was read, and nothing was written."""
    _earlier, later = clockwatch.readings(arrived_at)
    writable = Attempt.objects.select_for_update(no_key=True, of=("self",)).filter(
        Q(deadline__gte=later - GRACE) | Q(paused_since__isnull=False), pk=row["attempt_id"], state=OPEN, staff__login_id=login_id
    )
    with transaction.atomic():
        items = AttemptQuestion.objects.filter(pk=row["pk"], revision=sent.revision, attempt__in=writable.values("pk"))
        changed = _write(items, response, arrived_at)
        if changed:
            _append(row, sent, public_id, response, "", arrived_at)
    return bool(changed)


def _write(items: QuerySet[AttemptQuestion], response: Any, arrived_at: datetime) -> int:
    return items.update(response=response, revision=F("revision") + 1, saved_at=arrived_at)


def _append(row: dict[str, Any], sent: Sent, public_id: UUID, response: Any, reason: str, arrived_at: datetime) -> None:
    seq, previous = (row["last_seq"] or 0) + 1, row["last_hash"] or GENESIS
    revision = sent.revision if reason else sent.revision + 1
    AnswerEvent.objects.create(
        attempt_id=row["attempt_id"],
        seq=seq,
        attempt_question_id=row["pk"],
        client_key=sent.client_key,
        revision=revision,
        response=response,
        accepted=not reason,
        reason=reason,
        arrived_at=arrived_at,
        previous_hash=previous,
        hash=link(previous, public_id, seq, sent.position, sent.client_key, revision, response, reason, arrived_at),
    )


def _state(row: dict[str, Any]) -> dict[str, Any]:
    """The part every answer carries."""
    return time_facts(row["attempt__state"], row["attempt__deadline"], row["attempt__paused_since"])


def time_facts(state: str, deadline: datetime, paused_since: datetime | None) -> dict[str, Any]:
    """State, deadline (ISO 8601), whole seconds left (standing still during a pause), whether it is paused, and the server's time.

    While the clock is in doubt nobody knows how much is left; then `left` is missing, and the browser counts on as before.
    """
    now = clock.now()
    facts = {"state": state, "deadline": deadline.isoformat(), "paused": paused_since is not None, "now": now.isoformat()}
    left = {max(int((deadline - (paused_since or at)).total_seconds()), 0) for at in clockwatch.readings(now)}
    return {**facts, "left": left.pop()} if len(left) == 1 else facts


def known_time(login_id: int, public_id: UUID) -> dict[str, Any]:
    """State, deadline and time left of this login's attempt for an answer that has read nothing else; empty where there is no such attempt."""
    mine = Attempt.objects.filter(public_id=public_id, staff__login_id=login_id)
    row = mine.values_list("state", "deadline", "paused_since").first()
    return time_facts(*row) if row else {}


def _stored(row: dict[str, Any], sent: Sent, saved_at: datetime) -> Saved:
    return Saved(
        200,
        {"item": sent.position, "revision": sent.revision + 1, "seq": (row["last_seq"] or 0) + 1, "saved_at": saved_at.isoformat(), **_state(row)},
    )


def _rejected(row: dict[str, Any], sent: Sent, reason: str) -> Saved:
    facts: dict[str, Any] = {"error": reason, "item": sent.position, "revision": row["revision"], "kept": True, **_state(row)}
    if reason == STALE:
        facts |= {"theirs": row["response"], "yours": sent.response, "saved_at": row["saved_at"].isoformat() if row["saved_at"] else None}
    return Saved(409 if reason == STALE else 410, facts)


def _first_result(row: dict[str, Any], client_key: str) -> Saved | None:
    """The answer that was given when this key came for the first time; None for a new key."""
    event = (
        AnswerEvent.objects.filter(attempt_id=row["attempt_id"], client_key=client_key)
        .values("seq", "revision", "response", "accepted", "reason", "arrived_at", "attempt_question__position")
        .first()
    )
    if event is None:
        return None
    position = event["attempt_question__position"]
    if not event["accepted"]:
        return _rejected(row, Sent(position, event["revision"], client_key, event["response"]), event["reason"])
    return Saved(
        200,
        {
            "item": position,
            "revision": event["revision"],
            "seq": event["seq"],
            "saved_at": event["arrived_at"].isoformat(),
            "repeated": True,
            **_state(row),
        },
    )


def set_flag(login_id: int, public_id: UUID, position: int, flagged: bool) -> bool:
    """Mark a question to come back to, or take the mark away; False where there is no such open question of this login."""
    return bool(
        AttemptQuestion.objects.filter(
            attempt__in=Attempt.objects.filter(public_id=public_id, staff__login_id=login_id, state=OPEN).values("pk"), position=position
        ).update(flagged=flagged)
    )
