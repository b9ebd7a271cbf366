"""The chain over audit events. Clockwork calls `seal_all`; `verify` recomputes every link."""

import hashlib
import json
import logging
import time
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from training_site.ledger.models import AuditEvent, Seal

logger = logging.getLogger(__name__)

GENESIS = "0" * 64
PIECE = 500
OVERLAP = 5_000
LONGEST = timedelta(seconds=30)


def canonical(event: AuditEvent) -> bytes:
    """The event as bytes that never depend on key order or spacing."""
    facts = [event.pk, event.at.isoformat(), event.deed, event.actor, event.subject_kind, event.subject_id, event.facts]
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def link(previous: str, event: AuditEvent) -> str:
    """sha256(previous link + canonical event), hexadecimal."""
    return hashlib.sha256(previous.encode() + canonical(event)).hexdigest()


def _unsealed(everything: bool) -> QuerySet[AuditEvent]:
    """Events without a link. Commits come out of the order of their numbers, hence the overlap; what a transaction kept back
    for longer than that, the look at everything finds. The short look costs the same however long the history is."""
    rows = AuditEvent.objects.filter(seal__isnull=True).order_by("pk")
    newest = None if everything else Seal.objects.order_by("-number").values_list("event_id", flat=True).first()
    return rows if newest is None else rows.filter(pk__gt=newest - OVERLAP)


def _seal_piece(everything: bool) -> int:
    """Seal up to PIECE events in the order of their numbers; return how many. Safe to run twice at once."""
    rows = _unsealed(everything)
    if not rows.exists():  # looked at outside: on SQLite every transaction is a writer, and answers wait for it
        return 0
    with transaction.atomic():
        last = Seal.objects.order_by("-number").first()
        number, head = (last.number, last.link) if last else (0, GENESIS)
        seals = []
        for event in rows[:PIECE]:
            number, head = number + 1, link(head, event)
            seals.append(Seal(number=number, event=event, link=head))
        try:
            with transaction.atomic():
                Seal.objects.bulk_create(seals)
        except IntegrityError:  # another sealer took these numbers; it has done the work
            return 0
    return len(seals)


def seal_all(most: timedelta = LONGEST, everything: bool = False) -> int:
    """Seal piece by piece, each in a transaction of its own, until nothing is left or the time is over; return how many."""
    end, sealed = time.monotonic() + most.total_seconds(), 0
    while piece := _seal_piece(everything):
        sealed += piece
        if time.monotonic() > end:
            logger.warning("More is written into the audit log than can be sealed at once; %s rows were, the rest follows.", sealed)
            break
    return sealed


def verify() -> list[str]:
    """Every fault of the chain as a sentence; an empty list means the sealed history is whole."""
    faults, expected, head = [], 0, GENESIS
    for seal in Seal.objects.select_related("event").order_by("number").iterator(chunk_size=2000):
        expected += 1
        if seal.number != expected:
            faults.append(f"Link {expected} is missing; the next one present is {seal.number}.")
            expected = seal.number
        head = link(head, seal.event)
        if head != seal.link:
            faults.append(f"Event {seal.event_id} does not match link {seal.number}.")
            head = seal.link
    return faults
