"""The chain of answers inside one attempt (reliability.md R18): every event carries the hash of the one before it.

The head at closing is written into the audit log, which is sealed into a chain of its own; so neither an answer nor the
end of the list can be altered unnoticed, and a save touches no row that other takers need. Whoever writes all events of an
attempt anew, hashes included, arrives at another head than the log has.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from exams.sittings.models import AnswerEvent, Attempt
from training_site.ledger import api as ledger

GENESIS = "0" * 64
Head = tuple[int, str]  # number and hash of the last event; (0, GENESIS) where nothing was sent


def link(
    previous: str, public_id: UUID, seq: int, position: int, client_key: str, revision: int, response: Any, reason: str, arrived_at: datetime
) -> str:
    """sha256 (hexadecimal) over the previous hash and the event's canonical JSON; `reason` is "" for an accepted answer."""
    facts = [str(public_id), seq, position, client_key, revision, response, reason, arrived_at.astimezone(UTC).isoformat()]
    canonical = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(previous.encode() + canonical.encode()).hexdigest()


def head_of(attempt: Attempt) -> Head:
    """The head of an attempt's answers as they stand."""
    return AnswerEvent.objects.filter(attempt=attempt).order_by("-seq").values_list("seq", "hash").first() or (0, GENESIS)


def heads_at_closing(attempts: Iterable[Attempt]) -> dict[int, list[Head]]:
    """The head that the audit log has of each closed attempt, by the attempt's id (one statement)."""
    told = ledger.recorded(Attempt, [attempt.pk for attempt in attempts], "exams.attempt_submitted", "exams.attempt_recorded")
    return {pk: [(facts["answers"], facts["head"]) for facts in rows] for pk, rows in told.items()}


def faults_of(attempt: Attempt, closings: Sequence[Head] | None = None) -> list[str]:
    """What is wrong with the stored answers of an attempt, as sentences; empty when the chain is whole and the answers follow from it.

    `closings`: what the audit log has of its closing, to be held against the chain; None leaves the log aside.
    """
    faults: list[str] = []
    previous, expected = GENESIS, 0
    hashes, accepted = {0: GENESIS}, 0
    last: dict[int, tuple[int, Any]] = {}
    for event in AnswerEvent.objects.filter(attempt=attempt).select_related("attempt_question").order_by("seq"):
        expected += 1
        position = event.attempt_question.position
        computed = link(
            previous, attempt.public_id, event.seq, position, event.client_key, event.revision, event.response, event.reason, event.arrived_at
        )
        if event.seq != expected or event.previous_hash != previous or event.hash != computed:
            faults.append(f"{attempt.reference}: answer event {event.seq} does not follow from the one before it.")
        hashes[event.seq] = event.hash
        if event.accepted:
            accepted = event.seq
            last[event.attempt_question_id] = (event.revision, event.response)
        previous, expected = event.hash, event.seq
    for item in attempt.questions.all():
        if (item.revision, item.response) != last.get(item.pk, (0, None)):
            faults.append(f"{attempt.reference}: the answer to question {item.position} is not the last one that was accepted.")
    if closings is None or (attempt.submitted_at is None and not closings):
        return faults
    if not closings:
        return [*faults, f"{attempt.reference}: it is closed, and the audit log knows nothing of it."]
    for seq, head in closings:
        if hashes.get(seq) != head:
            faults.append(f"{attempt.reference}: the answers are not the {seq} that the audit log recorded when it was closed.")
        elif accepted > seq:
            faults.append(f"{attempt.reference}: answer event {accepted} was accepted after it was closed.")
    return faults
