"""Audit rows cannot be changed, and the chain over them shows what was changed anyway."""

import pytest
from django.db import IntegrityError, connection, transaction

from training_site.ledger import api as ledger
from training_site.ledger import sealing
from training_site.ledger.append_only import triggers_of
from training_site.ledger.models import AuditEvent, Seal


@pytest.fixture
def events(staff):
    return [ledger.record(f"test.deed_{number}", staff, staff.login, number=number) for number in range(5)]


def test_every_declared_trigger_exists(db):
    assert ledger.missing_triggers() == []


@pytest.mark.parametrize("deed", ["update", "delete"])
def test_audit_rows_refuse_change(events, deed):
    rows = AuditEvent.objects.filter(pk=events[0].pk)
    attempt = {"update": lambda: rows.update(deed="other"), "delete": rows.delete}[deed]
    with pytest.raises(IntegrityError), transaction.atomic():
        attempt()
    assert AuditEvent.objects.get(pk=events[0].pk).deed == "test.deed_0"


def test_sealing_links_every_event_once_in_order(events):
    assert ledger.seal_all() == AuditEvent.objects.count()
    assert ledger.seal_all() == 0
    assert list(Seal.objects.order_by("number").values_list("event_id", flat=True)) == list(
        AuditEvent.objects.order_by("pk").values_list("pk", flat=True)
    )
    assert ledger.verify() == []


def test_what_was_recorded_of_many_at_once_is_linked_like_the_rest(events, staff, hr):
    ledger.record_many("test.of_many", [staff, hr], staff.login, reason="x")
    ledger.record("test.after", staff)
    made = AuditEvent.objects.filter(deed="test.of_many").order_by("pk")
    told = [(event.actor, event.subject_id, event.facts) for event in made]
    assert told == [(staff.pseudonym, str(one.pk), {"reason": "x"}) for one in (staff, hr)]
    assert ledger.seal_all() == AuditEvent.objects.count()
    assert ledger.verify() == []


def test_verify_names_the_event_that_was_altered(events):
    ledger.seal_all()
    with connection.cursor() as cursor:
        for trigger in triggers_of(AuditEvent, connection.vendor):
            cursor.execute(f'DROP TRIGGER "{trigger.name}"' + (f" ON {AuditEvent._meta.db_table}" if connection.vendor == "postgresql" else ""))
    AuditEvent.objects.filter(pk=events[2].pk).update(actor="p-somebody-else")
    assert ledger.verify() == [f"Event {events[2].pk} does not match link {events[2].seal.number}."]


def test_the_actor_is_named_by_pseudonym(staff):
    event = ledger.record("test.deed", staff, staff.login)
    assert event.actor == staff.pseudonym
    assert staff.name not in str(event.facts)


def sealed_before(events, late):
    """Seal the events but `late`, as when the transaction that wrote those was open for longer."""
    last, head = Seal.objects.order_by("-number").first(), sealing.GENESIS
    number, head = (last.number, last.link) if last else (0, head)
    for event in AuditEvent.objects.exclude(pk__in=[event.pk for event in late]).filter(seal__isnull=True).order_by("pk"):
        number, head = number + 1, sealing.link(head, event)
        Seal.objects.create(number=number, event=event, link=head)


def test_what_was_committed_late_is_sealed_too(events):
    sealed_before(events, late=events[:2])
    assert ledger.seal_all() == 2
    assert ledger.verify() == []


def test_what_came_later_than_the_overlap_is_found_by_the_look_at_everything(events, monkeypatch):
    monkeypatch.setattr(sealing, "OVERLAP", 1)
    sealed_before(events, late=events[:2])
    assert (ledger.seal_all(), ledger.seal_all(everything=True)) == (0, 2)
    assert ledger.verify() == []


def test_looking_for_what_is_unsealed_begins_no_transaction(events, django_assert_num_queries):
    ledger.seal_all()
    with django_assert_num_queries(2) as asked:
        assert ledger.seal_all() == 0
    assert [query["sql"][:6] for query in asked] == ["SELECT", "SELECT"]
