"""The outbox of jobs: once at a time however many deliver, as long as it takes, again when the process is gone."""

from datetime import timedelta

import pytest

from tests.at_once import told
from training_site.ledger import api as ledger
from training_site.ledger.models import AuditEvent, OwedJob
from training_site.lib import clock

WORKERS = "tests.training_site.ledger.workers"


@ledger.handler("test.noted")
def note(object_id, version):
    ledger.record("test.noted", OwedJob(pk=1))


@pytest.fixture
def noted():
    """How often the job was done."""
    return lambda: AuditEvent.objects.filter(deed="test.noted").count()


@pytest.mark.server
def test_a_job_longer_than_its_lease_is_run_once_however_many_deliver_it(own_database):
    assert told(own_database, WORKERS, "long", "5") == {"runs": 1, "state": "done", "tries": 1}


@pytest.mark.server
def test_a_job_that_hangs_is_begun_again_by_another(own_database):
    assert told(own_database, WORKERS, "hanging", "2") == {"runs": 2, "state": "done", "tries": 2}


def test_a_job_whose_process_is_gone_is_run_when_its_lease_is_over(db, noted):
    past, future = clock.now() - timedelta(seconds=1), clock.now() + timedelta(minutes=1)
    gone = OwedJob.objects.create(kind="test.noted", object_id="1", state="running", leased_until=past, tries=1)
    OwedJob.objects.create(kind="test.noted", object_id="2", state="running", leased_until=future, tries=1)
    assert (ledger.run_due(), noted()) == (1, 1)
    gone.refresh_from_db()
    assert (gone.state, gone.tries) == ("done", 2)


def test_no_job_is_begun_after_the_time_is_over(db, noted):
    for number in range(3):
        OwedJob.objects.create(kind="test.noted", object_id=str(number), not_before=clock.now() - timedelta(minutes=1))
    assert (ledger.run_due(most=timedelta(0)), noted()) in {(0, 0), (1, 1)}
    assert (ledger.run_due() + noted()) >= 4
