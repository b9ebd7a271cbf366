"""The outbox of jobs: owed inside the business transaction, run after it, again until done, safe to run twice."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import DatabaseError, connections, models, transaction
from django_tasks import task

from training_site.ledger.models import JOB_MOVES, OwedJob
from training_site.lib import clock
from training_site.lib.moves import move

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
# From then on a lease is renewed no more. The longest jobs, large imports and copies of personal data, take minutes; what still runs after
# an hour hangs, and would keep its job from everybody until the process ends.
LONGEST = timedelta(hours=1)
MOST_TRIES = 8

_handlers: dict[str, Callable[[str, str], None]] = {}


def handler(kind: str) -> Callable[[Callable[[str, str], None]], Callable[[str, str], None]]:
    """Register `function(object_id, version)` for a kind of job. It must cope with the object being gone, and with running twice."""

    def register(function: Callable[[str, str], None]) -> Callable[[str, str], None]:
        _handlers[kind] = function
        return function

    return register


def owe(kind: str, object_id: object, version: object = "") -> OwedJob:
    """Owe a job, once per kind, object and version; it is handed to the worker when the transaction commits."""
    job, created = OwedJob.objects.get_or_create(kind=kind, object_id=str(object_id), version=str(version))
    if created:
        transaction.on_commit(lambda: run_owed.enqueue(job.pk))
    return job


def job_state(kind: str, object_id: object, version: object = "") -> str:
    """The state of an owed job: waiting, running, failed, done; "" where it is not owed."""
    found = OwedJob.objects.filter(kind=kind, object_id=str(object_id), version=str(version)).values_list("state", flat=True).first()
    return found or ""


@contextmanager
def _kept(job: OwedJob) -> Iterator[None]:
    """While the job runs, its lease is renewed from beside it, so that nobody else begins it; it ends with the process, or with LONGEST."""
    stop, end = threading.Event(), time.monotonic() + LONGEST.total_seconds()

    def beat() -> None:
        while not stop.wait(LEASE.total_seconds() / 10):
            if time.monotonic() > end:
                logger.error("Job %s has run for %s and hangs, it seems; its lease is left to end, and it is begun again.", job, LONGEST)
                return
            try:
                _mine(job).update(leased_until=clock.now() + LEASE)
            except DatabaseError:  # locked, or away for a moment: nine more beats follow before the lease is over
                logger.warning("The lease of job %s could not be renewed.", job, exc_info=True)
            finally:
                connections.close_all()  # those of this thread

    heart = threading.Thread(target=beat, name=f"lease of job {job.pk}", daemon=True)
    heart.start()
    try:
        yield
    finally:
        stop.set()
        heart.join()


def _mine(job: OwedJob) -> models.QuerySet[OwedJob]:
    """The job as long as it is this taking of it: every taking counts one try more."""
    return OwedJob.objects.filter(pk=job.pk, state="running", tries=job.tries)


@task()
def run_owed(job_id: int) -> None:
    """Run one owed job under a lease; a failure is kept with its reason and tried again later, ever more slowly."""
    now = clock.now()
    free = models.Q(leased_until__isnull=True) | models.Q(leased_until__lt=now)
    waiting = OwedJob.objects.filter(free, pk=job_id, not_before__lte=now)
    running = OwedJob.objects.filter(pk=job_id, state="running", leased_until__lt=now)
    taken = waiting.filter(state="waiting").update(state="running", leased_until=now + LEASE, tries=models.F("tries") + 1)
    if not taken and not running.update(leased_until=now + LEASE, tries=models.F("tries") + 1):
        return
    job = OwedJob.objects.get(pk=job_id)
    try:
        with _kept(job):
            _handlers[job.kind](job.object_id, job.version)
    except Exception as error:  # whatever a handler raises is logged, kept with the job, and tried again
        logger.exception("Job %s failed, try %s.", job, job.tries)
        state = "failed" if job.tries >= MOST_TRIES else "waiting"
        pause = timedelta(seconds=5 * 3 ** min(job.tries, 7))
        move(_mine(job), JOB_MOVES, state, problem=f"{type(error).__name__}: {error}"[:2000], leased_until=None, not_before=clock.now() + pause)
        return
    move(_mine(job), JOB_MOVES, "done", done_at=clock.now(), leased_until=None, problem="")


def run_due(limit: int = 50, most: timedelta = timedelta(seconds=5)) -> int:
    """Clockwork: run jobs whose hand-over got lost or whose next try has come; return how many were tried.

    None is begun after `most`, so that what else clockwork has to do comes round again.
    """
    now, end = clock.now(), time.monotonic() + most.total_seconds()
    lost = models.Q(state="waiting", not_before__lte=now - timedelta(seconds=20)) | models.Q(state="running", leased_until__lt=now)
    tried = 0
    for job_id in list(OwedJob.objects.filter(lost).order_by("not_before").values_list("pk", flat=True)[:limit]):
        if time.monotonic() > end:
            break
        run_owed.func(job_id)
        tried += 1
    return tried
