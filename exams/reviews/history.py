"""The door for reviews of the past (sample data, a change of system): the same rows as people leave, with their dates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from exams.reviews.evidence import digest_of, facts_of
from exams.reviews.models import Evidence, Indicator, Rating, Review, ReviewCycle
from exams.reviews.rating import Entry
from exams.reviews.signing import acknowledge, decide, object_to, sign
from exams.reviews.states import OPEN, SELF, SUPERVISOR
from training_site.lib.errors import Refused
from training_site.people.api import StaffMember, posting_of
from training_site.people.roles import AnyUser


@dataclass(frozen=True)
class Objection:
    """An objection of the past and its decision; `changes`: indicator code → corrected rating."""

    at: datetime
    reason: str
    decided_at: datetime
    decided_by: AnyUser
    decision: str
    changes: Mapping[str, int]


@transaction.atomic
def record_review_history(
    cycle: ReviewCycle,
    staff: StaffMember,
    reviewer: StaffMember,
    *,
    ratings: Mapping[str, Entry],
    opened_at: datetime,
    signed_at: datetime,
    self_ratings: Mapping[str, Entry] | None = None,
    acknowledged_at: datetime | None = None,
    objection: Objection | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Review:
    """Write one signed review of an open cycle; `close_cycle` afterwards closes them all.

    Ratings by indicator code. Evidence is what the platform knows for the period as of `opened_at`; who writes many gives each
    person's `facts` out of one `facts_of` for that day. Raises Refused where a
    live signature would be refused (a missing rating, a 1 or 5 without comment), and without a posting on that day.
    """
    day = timezone.localdate(opened_at)
    posting = posting_of(staff, day)
    if posting is None or cycle.state != OPEN:
        raise Refused("A review of the past wants an open cycle and a posting on its day.")
    review = Review.objects.create(
        cycle=cycle, staff=staff, reviewer=reviewer, unit=posting.unit, job_role=posting.job_role, opened_at=opened_at,
        self_rated_at=opened_at if self_ratings else None,
    )  # fmt: skip
    frozen = dict(facts) if facts is not None else facts_of(cycle, [staff.pk], day)[staff.pk]
    Evidence.objects.create(review=review, number=1, facts=frozen, digest=digest_of(frozen), taken_at=opened_at)
    codes = dict(Indicator.objects.filter(cycle=cycle).values_list("code", "pk"))
    Rating.objects.bulk_create(
        Rating(review=review, indicator_id=codes[code], side=side, value=entry.value, comment=entry.comment, saved_at=signed_at)
        for side, given in ((SELF, self_ratings or {}), (SUPERVISOR, ratings))
        for code, entry in given.items()
    )
    sign(review, reviewer, signed_at)
    review.refresh_from_db()
    if objection is not None:
        object_to(review, staff, objection.reason, objection.at)
        review.refresh_from_db()
        changes = {codes[code]: value for code, value in objection.changes.items()}
        decide(review, objection.decided_by, objection.decision, changes, objection.decided_at)
    elif acknowledged_at is not None:
        acknowledge(review, staff, acknowledged_at)
    review.refresh_from_db()
    return review
