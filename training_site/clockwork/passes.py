"""The ordered list of settle passes. Each has up to three forms with equal results: some people, due now, everything.

A pass is a pure look at what is owed; a unique constraint below proves that it was done once, so that any form may run at any time.
One that fails is logged and counted, and the others run.
"""

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.core.management import call_command

from courses.paths import api as paths
from exams.analysis import api as analysis
from exams.certificates import api as certificates
from exams.sittings import api as sittings
from training_site.ledger import api as ledger
from training_site.lib import clock, clockwatch
from training_site.privacy import api as privacy

logger = logging.getLogger(__name__)

FAILED_IN_A_ROW: Counter[str] = Counter()  # by pass, since this process began


@dataclass(frozen=True)
class Pass:
    """One room's settling. `events` are the wakes that concern it; `people` (staff ids) and `everything` return how many rows they added.

    `by_clock`: the tick does what cannot be taken back because a date has come, so it waits while the clock is in doubt (R4).
    """

    name: str
    events: frozenset[str] = frozenset()
    people: Callable[[list[int]], int] | None = None
    tick: Callable[[datetime], int] | None = None
    everything: Callable[[], int] | None = None
    by_clock: bool = False


LEARNING = frozenset(
    {"person.hired", "person.moved", "lesson.read", "course.completed", "scenario.finished", "norms.signed", "exam.submitted", "exam.passed"}
)


def _certificates(staff_ids: list[int]) -> int:
    return sum(certificates.settle_person(staff_id) for staff_id in staff_ids)


def _publish_scheduled(now: datetime) -> int:
    """Wagtail's own command: lessons and courses with a date of publication."""
    call_command("publish_scheduled", verbosity=0)
    return 0


PASSES = [
    Pass("seal the ledger", tick=lambda now: ledger.seal_all(), everything=lambda: ledger.seal_all(everything=True)),
    Pass("close overdue attempts", tick=lambda now: sittings.sweep(), by_clock=True),
    Pass("learning paths", LEARNING, paths.settle_people, everything=paths.settle_all),
    Pass("certificates", frozenset({"exam.passed"}), _certificates, everything=certificates.settle_all),
    Pass("measured difficulty", everything=analysis.settle_all),
    Pass("scheduled publishing", tick=_publish_scheduled, by_clock=True),
    Pass("owed jobs", tick=lambda now: ledger.run_due()),
    Pass("export the ledger's heads", tick=ledger.export_heads, by_clock=True),
    Pass("retention", tick=lambda now: privacy.owe_daily(), by_clock=True),
]


def attempt(name: str, deed: Callable[[], int]) -> int | None:
    """Do one pass's part; None when it failed, which is logged with how often it has by now."""
    try:
        rows = deed()
    except Exception:  # whatever one room runs into, time goes on for the others
        FAILED_IN_A_ROW[name] += 1
        logger.exception("The pass “%s” failed, %s times in a row. The others go on, and it will find what it owes.", name, FAILED_IN_A_ROW[name])
        return None
    del FAILED_IN_A_ROW[name]
    return rows


def settle_people(staff_ids: list[int], event: str) -> int:
    """Settle what one event of these people touches, lowest room first; returns rows added."""
    steps = [(step.name, step.people) for step in PASSES if step.people and event in step.events]
    return sum(attempt(name, partial(people, staff_ids)) or 0 for name, people in steps)


def tick() -> dict[str, int | None]:
    """What time alone makes due, while the clock is in doubt only what does not go by it; None for a pass that failed."""
    now, trusted = clock.now(), clockwatch.trusted()
    due = [(step.name, step.tick) for step in PASSES if step.tick and (trusted or not step.by_clock)]
    return {name: attempt(name, partial(deed, now)) for name, deed in due}


def settle_everything() -> dict[str, int | None]:
    """The nightly full form; changes nothing where the wakes were heard."""
    return {step.name: attempt(step.name, step.everything) for step in PASSES if step.everything}
