"""Renewals: rooms above say from when a pass wants renewing. The exam's door asks, and never learns who they are or what runs out.

A room registers in its AppConfig.ready(): `renewals.register_renewals(function)`. It is asked about people who have passed only.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from exams.papers.api import Exam
from training_site.people.api import StaffMember


@dataclass(frozen=True)
class Renewal:
    """From `opens_at` on, who passed with the attempt `attempt_id` may sit the exam again.

    `until_then` says in a sentence when that will be, `since_then` why it is so now. A later pass than this attempt has no need of it.
    """

    attempt_id: int
    opens_at: datetime
    until_then: str
    since_then: str


Renewals = Callable[[Exam, Collection[int]], Mapping[int, Renewal]]

_asked: list[Renewals] = []


def register_renewals(function: Renewals) -> None:
    """Register a function of (exam, ids of people) to what wants renewing of whom; a second registration of the same one is ignored."""
    if function not in _asked:
        _asked.append(function)


def renewals_of(exam: Exam, staff_ids: Collection[int]) -> dict[int, Renewal]:
    """What wants renewing, by the person's id; where several rooms name something, what opens first."""
    found: dict[int, Renewal] = {}
    for function in _asked:
        for staff_id, one in function(exam, staff_ids).items():
            known = found.get(staff_id)
            found[staff_id] = one if known is None or one.opens_at < known.opens_at else known
    return found


def renewal(exam: Exam, staff: StaffMember) -> Renewal | None:
    """What wants renewing of one person, None where nothing does."""
    return renewals_of(exam, [staff.pk]).get(staff.pk)
