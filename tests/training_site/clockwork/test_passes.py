"""The passes in their order: what one event settles, and that a full pass after it finds nothing left."""

from django.core.management import call_command

from tests.factories.people import StaffFactory
from training_site.clockwork import passes
from training_site.clockwork.passes import PASSES
from training_site.ledger.models import AuditEvent, Seal
from training_site.ledger.recording import record


def test_every_event_of_learning_reaches_the_paths():
    step = next(step for step in PASSES if step.name == "learning paths")
    assert {"person.hired", "lesson.read", "scenario.finished", "norms.signed", "exam.passed"} <= step.events


def test_a_tick_seals_what_was_written(db):
    record("test.deed", StaffFactory())
    passes.tick()
    assert Seal.objects.count() == AuditEvent.objects.count() > 0


def test_settling_everything_on_an_empty_site_adds_nothing(db):
    assert set(passes.settle_everything().values()) == {0}


def test_one_round_by_hand_names_every_pass(db, capsys):
    call_command("clockwork", "--once")
    said = capsys.readouterr().out
    assert [step.name for step in PASSES if f"{step.name}: " not in said] == []
