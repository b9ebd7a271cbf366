"""A trigger that was lost stops site, worker and clockwork, and migrate puts it up again; what no longer refuses counts as lost."""

import os
import subprocess
import sys

import pytest
from django.db import IntegrityError, connection, transaction

from exams.reviews.models import Rating
from tests import databases
from training_site.ledger import api as ledger
from training_site.ledger.append_only import FROZEN, triggers_of
from training_site.ledger.models import AuditEvent

DROP = """
import django; django.setup()
from django.db import connection
from training_site.ledger.append_only import trigger_names
from training_site.ledger.models import AuditEvent
name = trigger_names(AuditEvent, connection.vendor)[0]
connection.cursor().execute(f'DROP TRIGGER "{name}"' + (f" ON {AuditEvent._meta.db_table}" if connection.vendor == "postgresql" else ""))
"""


def python(url, *arguments, settings=databases.TEST):
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": settings, "PYTHONPATH": str(databases.ROOT)}
    return subprocess.run([sys.executable, *arguments], cwd=databases.ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def without_a_trigger():
    """The URL of a database that has lost one trigger."""
    server = databases.run_server()
    url = server.copy(databases.migrated())
    lost = python(url, "-c", DROP)
    assert lost.returncode == 0, lost.stderr
    yield url
    server.drop(url)


SITE = ["-c", "import training_site.wsgi"]
WORKER = ["manage.py", "db_worker", "--batch", "--no-reload"]
CLOCKWORK = ["manage.py", "clockwork", "--once"]
WITH_TABLE_OF_TASKS = "training_site.settings.dev"


@pytest.mark.server
@pytest.mark.parametrize("command", [SITE, WORKER, CLOCKWORK], ids=["site", "worker", "clockwork"])
def test_a_lost_trigger_lets_nothing_start(without_a_trigger, command):
    start = python(without_a_trigger, *command, settings=WITH_TABLE_OF_TASKS)
    assert start.returncode == 1
    assert "Triggers are missing or not as declared: ao_training_site_ledger_auditevent_update." in start.stderr
    assert "Traceback" not in start.stderr


@pytest.mark.server
def test_migrate_puts_a_lost_trigger_up_again(own_database):
    assert python(own_database, "-c", DROP).returncode == 0
    databases.manage(own_database, "migrate", "-v0")
    for command in (SITE, WORKER):
        start = python(own_database, *command, settings=WITH_TABLE_OF_TASKS)
        assert start.returncode == 0, start.stderr


@pytest.mark.server
def test_a_database_that_does_not_answer_is_said_in_a_sentence(tmp_path):
    url = {"sqlite": f"sqlite:///{tmp_path}/nowhere/none.sqlite3", "postgresql": f"postgresql://decorum@/none?host={tmp_path}"}
    start = python(url[databases.run_server().vendor], *CLOCKWORK)
    assert (start.returncode, "The database does not answer: " in start.stderr, start.stderr.endswith("\n")) == (1, True, True)


UPDATE = "ao_training_site_ledger_auditevent_update"


def test_a_trigger_that_no_longer_refuses_counts_as_missing(db):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE {AuditEvent._meta.db_table} DISABLE TRIGGER {UPDATE}")
        else:
            cursor.execute(f"DROP TRIGGER {UPDATE}")
            cursor.execute(f"CREATE TRIGGER {UPDATE} BEFORE UPDATE ON {AuditEvent._meta.db_table} BEGIN SELECT 1; END")
    assert ledger.missing_triggers() == [UPDATE]


def test_a_trigger_with_another_condition_counts_as_missing(db):
    trigger = triggers_of(Rating, connection.vendor)[0]
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {trigger.name}" + (f" ON {trigger.table}" if connection.vendor == "postgresql" else ""))
        cursor.execute(trigger.made.replace("IS NOT NULL", "IS NULL"))
    assert ledger.missing_triggers() == [trigger.name]


def test_no_declared_table_can_be_emptied_at_one_stroke(staff):
    ledger.record("test.deed", staff)
    tables = [model._meta.db_table for model in FROZEN] if connection.vendor == "postgresql" else [AuditEvent._meta.db_table]
    for table in tables:
        with pytest.raises(IntegrityError, match="append-only table"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f'TRUNCATE "{table}" CASCADE' if connection.vendor == "postgresql" else f'DELETE FROM "{table}"')
    assert AuditEvent.objects.exists() is True
