"""The chain of answers inside one attempt (reliability.md R18): every event carries the hash of the one before it.

The head at closing is written into the audit log, which is sealed into a chain of its own; so neither an answer nor the
end of the list can be altered unnoticed, and a save touches no row that other takers need.
"""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from exams.sittings.models import AnswerEvent, Attempt

GENESIS = "0" * 64


def link(
    previous: str, public_id: UUID, seq: int, position: int, client_key: str, revision: int, response: Any, reason: str, arrived_at: datetime
) -> str:
    """sha256 (hexadecimal) over the previous hash and the event's canonical JSON; `reason` is "" for an accepted answer."""
    facts = [str(public_id), seq, position, client_key, revision, response, reason, arrived_at.astimezone(UTC).isoformat()]
    canonical = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(previous.encode() + canonical.encode()).hexdigest()


def head_of(attempt: Attempt) -> tuple[int, str]:
    """(number, hash) of the last event of an attempt; (0, GENESIS) where nothing was sent."""
    return AnswerEvent.objects.filter(attempt=attempt).order_by("-seq").values_list("seq", "hash").first() or (0, GENESIS)


def faults_of(attempt: Attempt) -> list[str]:
    """What is wrong with the stored answers of an attempt, as sentences; empty when the chain is whole and the answers follow from it."""
    faults: list[str] = []
    previous, expected = GENESIS, 0
    last: dict[int, tuple[int, Any]] = {}
    for event in AnswerEvent.objects.filter(attempt=attempt).select_related("attempt_question").order_by("seq"):
        expected += 1
        position = event.attempt_question.position
        computed = link(
            previous, attempt.public_id, event.seq, position, event.client_key, event.revision, event.response, event.reason, event.arrived_at
        )
        if event.seq != expected or event.previous_hash != previous or event.hash != computed:
            faults.append(f"{attempt.reference}: answer event {event.seq} does not follow from the one before it.")
        if event.accepted:
            last[event.attempt_question_id] = (event.revision, event.response)
        previous, expected = event.hash, event.seq
    for item in attempt.questions.all():
        if (item.revision, item.response) != last.get(item.pk, (0, None)):
            faults.append(f"{attempt.reference}: the answer to question {item.position} is not the last one that was accepted.")
    return faults
