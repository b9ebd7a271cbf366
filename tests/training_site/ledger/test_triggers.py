"""A trigger that was lost stops the site, and migrate puts it up again."""

import os
import subprocess
import sys

import pytest

from tests import databases

DROP = """
import django; django.setup()
from django.db import connection
from training_site.ledger.append_only import trigger_names
from training_site.ledger.models import AuditEvent
name = trigger_names(AuditEvent, connection.vendor)[0]
connection.cursor().execute(f'DROP TRIGGER "{name}"' + (f" ON {AuditEvent._meta.db_table}" if connection.vendor == "postgresql" else ""))
"""


def python(url, *arguments):
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "training_site.settings.test", "PYTHONPATH": str(databases.ROOT)}
    return subprocess.run([sys.executable, *arguments], cwd=databases.ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.server
def test_a_lost_trigger_stops_the_site_until_migrate(own_database):
    assert python(own_database, "-c", DROP).returncode == 0
    start = python(own_database, "-c", "import training_site.wsgi")
    assert start.returncode == 1
    assert "Triggers are missing: ao_training_site_ledger_auditevent_update" in start.stderr
    databases.manage(own_database, "migrate", "-v0")
    assert python(own_database, "-c", "import training_site.wsgi").returncode == 0
