"""The worker outlives its database."""

import os
import subprocess
import sys

import pytest

from tests import databases

# The database fails three statements about tasks, as one that is being restarted does; then it is there again, and a job is owed.
STORY = """
import django; django.setup()
from django.core.management import call_command
from django.db import OperationalError, connection
from training_site.ledger.management.commands import db_worker
from training_site.ledger.models import OwedJob
from training_site.ledger import api as ledger

db_worker.FIRST_WAIT, db_worker.LONGEST_WAIT = 0.1, 0.2
done, lost = [], []
ledger.handler("test.owed")(lambda object_id, version: done.append(object_id))
ledger.owe("test.owed", 7)

def away(execute, sql, params, many, context):
    if "django_tasks" in sql and len(lost) < 3:
        lost.append(sql)
        raise OperationalError("server closed the connection unexpectedly")
    return execute(sql, params, many, context)

with connection.execute_wrapper(away):
    call_command("db_worker", max_tasks=1, interval=0, batch={batch}, reload=False, startup_delay=False)
print(len(lost), done, OwedJob.objects.get().state)
"""


def run(url, story):
    root = databases.ROOT
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": databases.DEV, "PYTHONPATH": str(root)}
    return subprocess.run([sys.executable, "-c", story], cwd=root, env=environment, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.server
def test_a_worker_whose_database_was_away_goes_on_when_it_is_back(own_database):
    told = run(own_database, STORY.format(batch=False))
    assert (told.returncode, told.stdout.splitlines()[-1:]) == (0, ["3 ['7'] done"]), told.stderr
    assert told.stderr.count("The database does not answer: server closed the connection unexpectedly.") == 3


CUTTING = """
import django; django.setup()
from pathlib import Path
from django.conf import settings
from django.core.management import call_command
from training_site.lib import fonts

settings.CACHE_DIR = Path("{folder}")
fonts.STYLES = ("Sans",)  # one takes as long as a test should
call_command("db_worker", interval=0, batch=True, reload=False, startup_delay=False)
"""


@pytest.mark.server
def test_a_worker_cuts_the_fonts_before_the_first_document_waits_for_them(own_database, tmp_path):
    told = run(own_database, CUTTING.format(folder=tmp_path))
    assert told.returncode == 0, told.stderr
    assert [path.suffix for path in (tmp_path / "fonts").iterdir()] == [".otf"]


@pytest.mark.server
def test_a_worker_that_empties_the_queue_once_says_that_it_could_not(own_database):
    told = run(own_database, STORY.format(batch=True))
    assert (told.returncode, "server closed the connection unexpectedly" in told.stderr) == (1, True)
