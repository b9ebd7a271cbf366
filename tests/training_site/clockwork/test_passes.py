"""The passes in their order: what one event settles, and that a full pass after it finds nothing left."""

import os
import subprocess
import sys
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command

from tests import databases
from tests.at_once import told
from tests.factories.people import StaffFactory
from training_site.clockwork import passes, waking
from training_site.clockwork.passes import PASSES, Pass
from training_site.ledger import api as ledger
from training_site.ledger.models import AuditEvent, OwedJob, Seal
from training_site.ledger.recording import record
from training_site.lib import clock


def test_every_event_of_learning_reaches_the_paths():
    step = next(step for step in PASSES if step.name == "learning paths")
    assert {"person.hired", "lesson.read", "scenario.finished", "norms.signed", "exam.passed"} <= step.events


def test_a_tick_seals_what_was_written(db):
    record("test.deed", StaffFactory())
    passes.tick()
    assert Seal.objects.count() == AuditEvent.objects.count() > 0


def test_two_thousand_deeds_are_sealed_in_one_tick_before_any_job(db):
    counted = []
    ledger.handler("test.counts_seals")(lambda _object_id, _version: counted.append(Seal.objects.count()))
    OwedJob.objects.create(kind="test.counts_seals", object_id="1", not_before=clock.now() - timedelta(minutes=1))
    written = [AuditEvent(deed="test.deed", actor="system", subject_kind="test", subject_id=str(number)) for number in range(2000)]
    AuditEvent.objects.bulk_create(written)
    passes.tick()
    assert counted == [2000]


def fail(*_arguments):
    raise ValueError("one room is broken")


@pytest.fixture
def broken(monkeypatch):
    """The first of the passes fails in each of its forms."""
    first = Pass("broken", passes.LEARNING, people=fail, tick=fail, everything=fail)
    monkeypatch.setattr(passes, "PASSES", [first, *PASSES])


def test_a_pass_that_fails_leaves_the_others_run(db, broken, caplog):
    record("test.deed", StaffFactory())
    done = passes.tick()
    assert (done["broken"], done["seal the ledger"]) == (None, AuditEvent.objects.count())
    done = passes.settle_everything()
    assert (done["broken"], done["learning paths"]) == (None, 0)
    assert passes.settle_people([StaffFactory().pk], "person.hired") == 0
    assert "The pass “broken” failed, 3 times in a row." in caplog.text


def test_a_round_with_a_failing_pass_ends_with_an_error_that_names_it(db, broken):
    with pytest.raises(CommandError, match="These passes failed: broken"):
        call_command("clockwork", "--once")


def test_a_pass_that_goes_well_again_is_counted_anew(db, broken):
    passes.tick()
    assert passes.attempt("broken", lambda: 7) == 7
    assert passes.FAILED_IN_A_ROW["broken"] == 0


def test_who_is_woken_gets_an_answer_though_a_pass_fails(db, broken):
    waking.settle_woken([StaffFactory().pk], "person.hired")
    assert passes.FAILED_IN_A_ROW["broken"] == 1


@pytest.mark.server
def test_a_long_job_keeps_no_deed_waiting_for_its_seal(own_database):
    told_by = told(own_database, "tests.training_site.clockwork.workers")
    assert told_by["sealed"] is True
    assert told_by["seconds"] < 10


@pytest.mark.server
def test_where_nothing_at_all_can_be_done_it_ends_with_a_sentence(tmp_path):
    server = databases.run_server()
    url = server.template(f"empty-{uuid.uuid4().hex}")
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": databases.TEST, "PYTHONPATH": str(databases.ROOT)}
    command = [sys.executable, "manage.py", "clockwork", "--interval", "0.1"]
    done = subprocess.run(command, cwd=databases.ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120)
    server.drop(url)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].endswith("Clockwork can do nothing: every pass failed in the first round. The log above says why.")


def test_a_clock_that_jumped_does_nothing_that_cannot_be_taken_back(db):
    everything = set(passes.tick())
    with time_machine.travel(clock.now() + timedelta(days=4000)):
        left_out = everything - set(passes.tick())
    assert left_out == {"close overdue attempts", "scheduled publishing", "export the ledger's heads", "retention"}
    assert set(passes.tick()) == everything


def test_settling_everything_on_an_empty_site_adds_nothing(db):
    assert set(passes.settle_everything().values()) == {0}


def test_one_round_by_hand_names_every_pass(db, capsys):
    call_command("clockwork", "--once")
    said = capsys.readouterr().out
    assert [step.name for step in PASSES if f"{step.name}: " not in said] == []
