"""The chain over audit events. Clockwork calls `seal_pending`; `verify` recomputes every link."""

import hashlib
import json

from django.db import IntegrityError, transaction

from training_site.ledger.models import AuditEvent, Seal

GENESIS = "0" * 64


def canonical(event: AuditEvent) -> bytes:
    """The event as bytes that never depend on key order or spacing."""
    facts = [event.pk, event.at.isoformat(), event.deed, event.actor, event.subject_kind, event.subject_id, event.facts]
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def link(previous: str, event: AuditEvent) -> str:
    """sha256(previous link + canonical event), hexadecimal."""
    return hashlib.sha256(previous.encode() + canonical(event)).hexdigest()


def seal_pending(limit: int = 500) -> int:
    """Seal up to `limit` events in the order of their numbers; return how many. Safe to run twice at once."""
    with transaction.atomic():
        last = Seal.objects.order_by("-number").first()
        number, head = (last.number, last.link) if last else (0, GENESIS)
        seals = []
        for event in AuditEvent.objects.filter(seal__isnull=True).order_by("pk")[:limit]:
            number, head = number + 1, link(head, event)
            seals.append(Seal(number=number, event=event, link=head))
        try:
            with transaction.atomic():
                Seal.objects.bulk_create(seals)
        except IntegrityError:  # another sealer took these numbers; it has done the work
            return 0
    return len(seals)


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
