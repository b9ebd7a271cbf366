"""The daily heads: written once, and what is altered behind the triggers' back does not get past them (P7)."""

import json
import random
from collections import Counter
from datetime import date, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from tests.at_once import told
from tests.factories.people import StaffFactory
from tests.training_site.people.test_at_once import PROCESSES, WORKERS
from training_site.clockwork import passes
from training_site.ledger import api as ledger
from training_site.ledger import heads
from training_site.ledger.append_only import triggers_of
from training_site.ledger.models import AuditEvent, ExportedHead, OwedJob, Seal
from training_site.ledger.sealing import link

DAY = timezone.make_aware(timezone.datetime(2026, 11, 20, 3, 0))


@pytest.fixture(autouse=True)
def elsewhere(settings, tmp_path):
    settings.LEDGER_HEADS = {"folder": str(tmp_path / "heads"), "mail": []}
    return tmp_path / "heads"


def deeds(count):
    person = StaffFactory()
    for number in range(count):
        ledger.record("test.deed", person, None, number=number)
    ledger.seal_all()


def test_a_day_has_one_head_and_one_file_whatever_happens(db, elsewhere, django_capture_on_commit_callbacks):
    with time_machine.travel(DAY, tick=False):
        deeds(5)
        with django_capture_on_commit_callbacks(execute=True):
            assert [ledger.export_heads(), ledger.export_heads()] == [1, 0]
        last = Seal.objects.order_by("-number").first()
        document = json.loads((elsewhere / "2026-11-20.json").read_text())
    assert document["streams"] == [
        {"stream": "audit", "sequence": last.number, "hash": last.link, "count": Seal.objects.count(), "sealed_at": last.sealed_at.isoformat()}
    ]
    with time_machine.travel(DAY + timedelta(days=1), tick=False):
        assert ledger.export_heads() == 1
    assert [path.name for path in elsewhere.iterdir()] == ["2026-11-20.json"]
    assert OwedJob.objects.filter(kind=heads.FILE_JOB).count() == 2


@pytest.mark.server
def test_many_processes_export_a_day_once(own_database, tmp_path):
    assert told(own_database, WORKERS, "heads", str(PROCESSES), DECORUM_MEDIA=str(tmp_path)) == [0] * (PROCESSES - 1) + [1]


def test_clockwork_exports_what_it_has_just_sealed(db):
    ledger.record("test.deed", StaffFactory())
    done = passes.tick()
    assert done["export the ledger's heads"] == 1
    assert ExportedHead.objects.get().sequence == Seal.objects.count() > 0
    assert passes.tick()["export the ledger's heads"] == 0


def test_the_mail_holds_the_same_figures_in_text_and_html(db, settings, elsewhere, django_capture_on_commit_callbacks):
    settings.LEDGER_HEADS = {"folder": str(elsewhere), "mail": ["audit@example.org", "keeper@example.org"]}
    deeds(3)
    with django_capture_on_commit_callbacks(execute=True):
        ledger.export_heads()
    (sent,) = mail.outbox
    head = ExportedHead.objects.get()
    assert sent.to == ["audit@example.org", "keeper@example.org"]
    assert head.link in sent.body
    assert head.link in sent.alternatives[0][0]
    assert "审计日志" in sent.subject


def test_verify_reads_heads_that_were_kept_elsewhere(db, tmp_path, capsys):
    deeds(4)
    ledger.export_heads()
    heads.write_file(timezone.localdate().isoformat())
    call_command("verify_ledger")
    assert "2 exported heads fit" in capsys.readouterr().out
    kept = tmp_path / "kept.json"
    document = json.loads(heads.file_of(timezone.localdate()).read_text())
    document["streams"][0]["hash"] = "f" * 64
    kept.write_text(json.dumps(document))
    with pytest.raises(CommandError, match="another hash than the head in kept"):
        call_command("verify_ledger", "--heads", str(kept))
    kept.write_text("{}")
    with pytest.raises(CommandError, match="is not a file of exported heads"):
        call_command("verify_ledger", "--heads", str(kept))


def test_the_first_place_that_differs_is_named(db):
    with time_machine.travel(DAY, tick=False):
        deeds(6)
        ledger.export_heads()
    with time_machine.travel(DAY + timedelta(days=1), tick=False):
        deeds(6)
        ledger.export_heads()
    before, after = ExportedHead.objects.order_by("day")
    unguarded()
    forge(Seal.objects.get(number=before.sequence + 2).event)
    assert ledger.verify() == []
    assert ledger.verify_heads(heads.kept_heads()) == [
        f"Link {after.sequence} has another hash than the head in row of 2026-11-21. Something after link {before.sequence} was altered."
    ]


# Tampering, as somebody would do it who has the database's own password.


def unguarded():
    """Take the triggers away, as an intruder would."""
    with connection.cursor() as cursor:
        for model in (AuditEvent, Seal, ExportedHead):
            for trigger in triggers_of(model, connection.vendor):
                cursor.execute(f'DROP TRIGGER "{trigger.name}"' + (f" ON {model._meta.db_table}" if connection.vendor == "postgresql" else ""))


def relink(start):
    """Compute every later link anew, so that the chain looks whole again."""
    previous = Seal.objects.filter(number__lt=start).order_by("-number").values_list("link", flat=True).first() or "0" * 64
    links = []
    for seal in Seal.objects.filter(number__gte=start).select_related("event").order_by("number"):
        previous = link(previous, seal.event)
        links.append((previous, seal.pk))
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {Seal._meta.db_table} SET link = %s WHERE id = %s", links)


def alter(event, dice=random):
    field, value = dice.choice(
        [
            ("deed", "test.other"),
            ("actor", "p-somebody-else"),
            ("at", event.at - timedelta(seconds=1)),
            ("facts", {"number": -1}),
            ("subject_id", "0"),
            ("subject_kind", "a.b"),
        ]
    )
    AuditEvent.objects.filter(pk=event.pk).update(**{field: value})


def forget(events):
    Seal.objects.filter(event__in=events).delete()
    AuditEvent.objects.filter(pk__in=events).delete()


def remove(event, dice):
    forget([event.pk])


def cut(event, dice):
    forget(list(Seal.objects.filter(number__gte=event.seal.number).values_list("event_id", flat=True)))


def swap(event, dice):
    other = AuditEvent.objects.exclude(pk=event.pk).order_by("pk")[dice.randrange(10)]
    AuditEvent.objects.filter(pk=event.pk).update(facts=other.facts)
    AuditEvent.objects.filter(pk=other.pk).update(facts=event.facts)


def bend(event, dice):
    Seal.objects.filter(event=event).update(link="a" * 64)


def forge(event, dice=random):
    """An altered row with every later link computed anew and the rows of the heads made to fit."""
    number = event.seal.number
    alter(event, dice)
    relink(number)


def forge_with_heads(event, dice):
    forge(event, dice)
    for head in ExportedHead.objects.all():
        ExportedHead.objects.filter(pk=head.pk).update(link=Seal.objects.get(number=head.sequence).link)


def drop_and_forge(event, dice):
    """A deed that never was: removed, the rest moved up and linked anew, the heads' rows thrown away."""
    number = event.seal.number
    remove(event, dice)
    later = 1_000_000  # out of the way and back: every number stands once
    Seal.objects.filter(number__gt=number).update(number=F("number") + later)
    Seal.objects.filter(number__gt=later).update(number=F("number") - later - 1)
    relink(number)
    ExportedHead.objects.all().delete()


WAYS = [alter, remove, cut, swap, bend, forge, forge_with_heads, drop_and_forge]


def test_a_thousand_of_a_thousand_tamperings_are_found(db, elsewhere):
    deeds(18)
    ExportedHead.objects.create(stream="audit", day=date(2026, 1, 1), sequence=9, link=Seal.objects.get(number=9).link, count=9)
    heads.write_file("2026-01-01")
    ledger.export_heads()
    heads.write_file(timezone.localdate().isoformat())
    kept = list(heads.heads_in(elsewhere))
    unguarded()
    dice, found, tried = random.Random(20261129), Counter(), Counter()
    seals = list(Seal.objects.values_list("event_id", flat=True))
    for _ in range(1000):
        way = dice.choice(WAYS)
        point = transaction.savepoint()
        way(AuditEvent.objects.select_related("seal").get(pk=dice.choice(seals)), dice)
        tried[way.__name__] += 1
        found[way.__name__] += bool(ledger.verify() or ledger.verify_heads([*heads.kept_heads(), *kept]))
        transaction.savepoint_rollback(point)
    assert sum(tried.values()) == 1000
    assert set(tried) == {way.__name__ for way in WAYS}
    assert found == tried
    assert ledger.verify() + ledger.verify_heads([*heads.kept_heads(), *kept]) == []
