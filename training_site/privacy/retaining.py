"""The pass of retention: what is past its period goes, in batches of at most 500, and the pass is recorded.

Append-only tables are never touched; a kind that names one is refused.
"""

import logging

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from training_site.ledger import api as ledger
from training_site.ledger.append_only import FROZEN
from training_site.lib import clock
from training_site.people.retention import BATCH, Kept, kept_kinds
from training_site.privacy.models import RetentionRun

JOB = "privacy.retention"
logger = logging.getLogger(__name__)


class RetentionFault(Exception):
    """Some kinds could not be removed; all others were."""


def past(kind: Kept) -> int:
    """How many rows of a kind are past their period now."""
    return kind.past(kind.before()).count() if kind.past else 0


def run(dry: bool = False) -> RetentionRun:
    """Remove (or, dry, only count) what is past its period; every kind for itself, so that one fault stops no other: it is counted as None."""
    started = clock.now()
    counts: dict[str, int | None] = {}
    for kind in kept_kinds():
        if kind.past is not None:
            try:
                counts[kind.code] = past(kind) if dry else _remove(kind)
            except Exception:  # whatever a room's own remover raises: the kinds after it are due all the same
                logger.exception("Retention of %s failed.", kind.code)
                counts[kind.code] = None
    with transaction.atomic():
        row = RetentionRun.objects.create(day=clock.today(), dry=dry, counts=counts, started_at=started, ended_at=clock.now())
        if not dry:
            done = {code: count for code, count in counts.items() if count is not None}
            ledger.record("privacy.retention_run", row, None, counts=done, failed=failed(row))
    return row


def failed(row: RetentionRun) -> list[str]:
    """The codes of the kinds at which a pass failed."""
    return [code for code, count in row.counts.items() if count is None]


def _remove(kind: Kept) -> int:
    if kind.past is None or kind.remove is None:
        return 0
    rows = kind.past(kind.before())
    if rows.model in FROZEN:
        raise ImproperlyConfigured(f"{kind.code}: {rows.model._meta.label} is append-only; retention never removes from it.")
    total = 0
    while batch := list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            kind.remove(batch)
        total += len(batch)
    return total


def owe_daily() -> int:
    """Clockwork: owe today's pass to the worker, once however many ask; returns 1 when it was owed just now."""
    day = clock.today().isoformat()
    if ledger.job_state(JOB, day):
        return 0
    with transaction.atomic():
        ledger.owe(JOB, day)
    return 1


@ledger.handler(JOB)
def run_daily(day: str, version: str = "") -> None:
    """The worker's part; a second run on a day finds nothing left and says so. What failed fails the job, which tries again later."""
    if codes := failed(run()):
        raise RetentionFault(", ".join(codes))
