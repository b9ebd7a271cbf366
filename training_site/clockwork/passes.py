"""The ordered list of settle passes. Each has up to three forms with equal results: some people, due now, everything.

A pass is a pure look at what is owed; a unique constraint below proves that it was done once, so that any form may run at any time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.core.management import call_command

from courses.paths import api as paths
from exams.analysis import api as analysis
from exams.certificates import api as certificates
from exams.sittings import api as sittings
from training_site.ledger import api as ledger
from training_site.lib import clock
from training_site.privacy import api as privacy


@dataclass(frozen=True)
class Pass:
    """One room's settling. `events` are the wakes that concern it; `people` (staff ids) and `everything` return how many rows they added."""

    name: str
    events: frozenset[str] = frozenset()
    people: Callable[[list[int]], int] | None = None
    tick: Callable[[datetime], int] | None = None
    everything: Callable[[], int] | None = None


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
    Pass("close overdue attempts", tick=lambda now: sittings.sweep()),
    Pass("learning paths", LEARNING, paths.settle_people, everything=paths.settle_all),
    Pass("certificates", frozenset({"exam.passed"}), _certificates, everything=certificates.settle_all),
    Pass("measured difficulty", everything=analysis.settle_all),
    Pass("scheduled publishing", tick=_publish_scheduled),
    Pass("owed jobs", tick=lambda now: ledger.run_due()),
    Pass("seal the ledger", tick=lambda now: ledger.seal_pending()),
    Pass("export the ledger's heads", tick=ledger.export_heads),
    Pass("retention", tick=lambda now: privacy.owe_daily()),
]


def settle_people(staff_ids: list[int], event: str) -> int:
    """Settle what one event of these people touches, lowest room first; returns rows added."""
    return sum(step.people(staff_ids) for step in PASSES if step.people and event in step.events)


def tick() -> dict[str, int]:
    """What time alone makes due."""
    now = clock.now()
    return {step.name: step.tick(now) for step in PASSES if step.tick}


def settle_everything() -> dict[str, int]:
    """The nightly full form; changes nothing where the wakes were heard."""
    return {step.name: step.everything() for step in PASSES if step.everything}
