"""Several processes deliver one job that takes longer than its lease, or one that hangs.

python -m tests.training_site.ledger.workers <long|hanging> <processes>, prints JSON: how often it was run and how it stands.
"""

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django

from tests.at_once import together

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training_site.settings.test")


def long(processes: int) -> Any:
    """A lease of a second, a job of three, and so many who try to run it until it is done."""
    from training_site.ledger import api as ledger
    from training_site.ledger import jobs
    from training_site.ledger.models import AuditEvent, OwedJob

    jobs.LEASE = timedelta(seconds=1)
    job = OwedJob.objects.create(kind="test.long", object_id="1")
    pause = threading.Event().wait

    @ledger.handler("test.long")
    def work(_object_id: str, _version: str) -> None:
        ledger.record("test.ran", job)
        pause(3)

    def deliver(_index: int) -> None:
        while ledger.job_state("test.long", "1") != "done":
            jobs.run_owed.func(job.pk)
            pause(0.1)

    together(processes, deliver)
    job.refresh_from_db()
    return {"runs": AuditEvent.objects.filter(deed="test.ran").count(), "state": job.state, "tries": job.tries}


def hanging(processes: int) -> Any:
    """A lease of a second that is renewed for one more, and a job that the first who takes it never ends by itself."""
    from training_site.ledger import api as ledger
    from training_site.ledger import jobs
    from training_site.ledger.models import AuditEvent, OwedJob
    from training_site.lib import clock

    jobs.LEASE = jobs.LONGEST = timedelta(seconds=1)
    job = OwedJob.objects.create(kind="test.hangs", object_id="1", not_before=clock.now() - timedelta(minutes=1))
    pause = threading.Event().wait

    @ledger.handler("test.hangs")
    def work(_object_id: str, _version: str) -> None:
        ledger.record("test.ran", job)
        end = time.monotonic() + 15
        while OwedJob.objects.get(pk=job.pk).tries == 1 and time.monotonic() < end:
            pause(0.1)

    def deliver(_index: int) -> None:
        while ledger.job_state("test.hangs", "1") != "done":
            jobs.run_due()
            pause(0.1)

    together(processes, deliver)
    job.refresh_from_db()
    return {"runs": AuditEvent.objects.filter(deed="test.ran").count(), "state": job.state, "tries": job.tries}


STORIES: dict[str, Callable[[int], Any]] = {"long": long, "hanging": hanging}

if __name__ == "__main__":
    django.setup()
    print(json.dumps(STORIES[sys.argv[1]](int(sys.argv[2]))))
