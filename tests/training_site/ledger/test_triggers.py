"""A trigger that was lost stops site, worker and clockwork, and migrate puts it up again; what no longer refuses counts as lost."""

import os
import subprocess
import sys

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from exams.reviews.models import Rating
from tests import databases
from tests.at_once import told
from training_site.ledger import api as ledger
from training_site.ledger.append_only import FROZEN, install_for_app, triggers_of
from training_site.ledger.models import AuditEvent

MISSING = "Triggers are missing or not as declared: ao_training_site_ledger_auditevent_update."


@pytest.fixture(scope="module")
def starts(tmp_path_factory):
    """How the three processes started on a database that had lost one trigger, and after `migrate`."""
    server = databases.run_server()
    url = server.copy(databases.migrated())
    with_tasks = {"settings": "training_site.settings.dev", "DECORUM_MEDIA": str(tmp_path_factory.mktemp("media"))}
    yield told(url, "tests.training_site.ledger.starts", **with_tasks)
    server.drop(url)


@pytest.mark.server
@pytest.mark.parametrize("name", ["site", "worker", "clockwork"])
def test_a_lost_trigger_lets_nothing_start(starts, name):
    code, said = starts["before"][name]
    assert (code, MISSING in said, "Traceback" in said) == (1, True, False)


@pytest.mark.server
@pytest.mark.parametrize("name", ["site", "worker", "clockwork"])
def test_migrate_puts_a_lost_trigger_up_again_and_everything_starts(starts, name):
    assert starts["migrate"][0] == 0, starts["migrate"][1]
    assert starts["after"][name][0] == 0, starts["after"][name][1]


@pytest.mark.server
def test_a_database_that_does_not_answer_is_said_in_a_sentence(tmp_path):
    url = {"sqlite": f"sqlite:///{tmp_path}/nowhere/none.sqlite3", "postgresql": f"postgresql://decorum@/none?host={tmp_path}"}
    surroundings = {"DATABASE_URL": url[databases.run_server().vendor], "DJANGO_SETTINGS_MODULE": databases.TEST, "PYTHONPATH": str(databases.ROOT)}
    command = [sys.executable, "manage.py", "clockwork", "--once"]
    start = subprocess.run(command, cwd=databases.ROOT, env={**os.environ, **surroundings}, capture_output=True, text=True, check=False)
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


def test_a_trigger_that_was_replaced_under_its_comment_counts_as_missing(db):
    """`CREATE OR REPLACE` keeps the comment, by which PostgreSQL knows what was declared."""
    trigger = next(trigger for trigger in triggers_of(AuditEvent, connection.vendor) if trigger.name == UPDATE)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            kept = "SELECT obj_description(oid, 'pg_trigger') FROM pg_trigger WHERE tgname = %s"
            before = cursor.execute(kept, [UPDATE]).fetchone()
            cursor.execute(trigger.made.replace("CREATE TRIGGER", "CREATE OR REPLACE TRIGGER").replace("EXECUTE", "WHEN (false) EXECUTE"))
            assert cursor.execute(kept, [UPDATE]).fetchone() == before
        else:
            cursor.execute(f"DROP TRIGGER {UPDATE}")
            cursor.execute(trigger.made.replace(" BEGIN ", " WHEN 0 BEGIN "))
    assert ledger.missing_triggers() == [UPDATE]
    install_for_app(AuditEvent._meta.app_config)
    assert ledger.missing_triggers() == []


def test_a_comment_of_an_earlier_version_is_brought_up_to_date(db):
    trigger = triggers_of(AuditEvent, connection.vendor)[0]
    if connection.vendor == "postgresql":  # SQLite keeps the statement itself
        with connection.cursor() as cursor:
            cursor.execute(f"COMMENT ON TRIGGER {trigger.name} ON {trigger.table} IS '{trigger.digest}'")
        assert ledger.missing_triggers() == [trigger.name]
    call_command("migrate", "training_site_ledger", verbosity=0)
    assert ledger.missing_triggers() == []


def row_of_any_content(cursor, model):
    """Triggers of SQLite ask row by row; what no check of the table lets in is refused by them all the same."""
    columns = [f'"{field.column}"' for field in model._meta.local_concrete_fields]
    cursor.execute("PRAGMA ignore_check_constraints = ON")
    cursor.execute(f'INSERT INTO "{model._meta.db_table}" ({", ".join(columns)}) VALUES ({", ".join(["900001"] * len(columns))})')
    cursor.execute("PRAGMA ignore_check_constraints = OFF")


STROKES = {"postgresql": ['TRUNCATE "{0}" CASCADE'], "sqlite": ['DELETE FROM "{0}"', 'UPDATE "{0}" SET "{1}" = "{1}" + 1']}


@pytest.mark.parametrize("model", FROZEN, ids=lambda model: model._meta.db_table)
def test_no_declared_table_can_be_changed_or_emptied_at_one_stroke(db, model):
    before = transaction.savepoint()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            row_of_any_content(cursor, model)
        for stroke in STROKES[connection.vendor]:
            # By its own trigger: what is emptied takes other tables with it, and theirs refuse, too.
            with pytest.raises(IntegrityError, match=rf"append-only table {model._meta.db_table}\b"), transaction.atomic():
                cursor.execute(stroke.format(model._meta.db_table, model._meta.pk.column))
    transaction.savepoint_rollback(before)
