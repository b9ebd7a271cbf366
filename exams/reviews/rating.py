"""Rating: drafts that lose nothing, the person's own side, the supervisor's side."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from exams.reviews.models import Indicator, Rating, Review
from exams.reviews.refusals import FieldRefused
from exams.reviews.states import BEFORE_SIGNING, HIGHEST, LOWEST, NEEDS_COMMENT, OPEN, RATED, REVIEW_MOVES, SELF, SUPERVISOR
from exams.reviews.weights import weighted_total
from training_site.ledger import api as ledger
from training_site.lib import clock
from training_site.lib.errors import Refused
from training_site.lib.moves import move
from training_site.people.api import StaffMember

LONGEST_COMMENT = 2000


@dataclass(frozen=True)
class Entry:
    """One indicator as it is filled in: a rating 1–5 or None, and a comment."""

    value: int | None
    comment: str = ""


Entries = Mapping[int, Entry]


def entries_of(review: Review, side: str) -> dict[int, Entry]:
    """What is stored of a side, by indicator id."""
    rows = Rating.objects.filter(review=review, side=side).values_list("indicator", "value", "comment")
    return {indicator: Entry(value, comment) for indicator, value, comment in rows}


def total_of(review: Review, side: str = SUPERVISOR) -> Decimal | None:
    """The weighted total of a side as far as it is rated."""
    entries = entries_of(review, side)
    weights = Indicator.objects.filter(cycle=review.cycle_id).values_list("pk", "weight")
    return weighted_total((weight, entries[pk].value if pk in entries else None) for pk, weight in weights)


def may_write(review: Review, person: StaffMember | None, side: str) -> bool:
    """Whether a person may fill in a side now: their own until it is handed in, the reviewer's until it is signed."""
    if person is None or review.state not in BEFORE_SIGNING:
        return False
    if side == SELF:
        return review.staff_id == person.pk and review.self_rated_at is None
    return review.reviewer_id == person.pk


def _checked(review: Review, person: StaffMember, side: str, entries: Entries) -> None:
    if not may_write(review, person, side):
        raise Refused(_("This part of the review cannot be changed any more. Load the page again to see how it stands."))
    known = set(Indicator.objects.filter(cycle=review.cycle_id).values_list("pk", flat=True))
    for indicator, entry in entries.items():
        if indicator not in known:
            raise Refused(_("This indicator does not belong to the review."))
        if entry.value is not None and not LOWEST <= entry.value <= HIGHEST:
            raise FieldRefused(f"value-{indicator}", _("A rating is a number from 1 to 5."))
        if len(entry.comment) > LONGEST_COMMENT:
            raise FieldRefused(f"comment-{indicator}", _("Shorten the comment to at most %(most)d characters.") % {"most": LONGEST_COMMENT})


def save_draft(review: Review, person: StaffMember, side: str, entries: Entries) -> datetime:
    """Keep what is filled in so far, complete or not; returns when. A rated review that is changed is open again.

    Raises Refused for somebody else's side, a review that is signed, or a value that is none.
    """
    now = clock.now()
    with transaction.atomic():
        review = Review.objects.select_for_update().get(pk=review.pk)
        _checked(review, person, side, entries)
        for indicator, entry in entries.items():
            Rating.objects.update_or_create(
                review=review,
                indicator_id=indicator,
                side=side,
                defaults={"value": entry.value, "comment": entry.comment.strip(), "saved_at": now},
            )
        if side == SUPERVISOR:
            target = OPEN if missing(review, SUPERVISOR) else RATED
            move(Review.objects.filter(pk=review.pk), REVIEW_MOVES, target)
    return now


def missing(review: Review, side: str, entries: Entries | None = None) -> list[FieldRefused]:
    """What is still to be filled in before a side can be handed in or signed, in the order of the indicators: of what is stored, or of `entries`."""
    if entries is None:
        entries = entries_of(review, side)
    gaps = []
    for indicator in Indicator.objects.filter(cycle=review.cycle_id):
        entry = entries.get(indicator.pk, Entry(None))
        if entry.value is None:
            gaps.append(FieldRefused(f"value-{indicator.pk}", _("“%(indicator)s” is not rated yet.") % {"indicator": indicator}))
        elif side == SUPERVISOR and entry.value in NEEDS_COMMENT and not entry.comment.strip():
            sentence = _("“%(indicator)s” is rated %(value)d: say why in the comment.") % {"indicator": indicator, "value": entry.value}
            gaps.append(FieldRefused(f"comment-{indicator.pk}", sentence))
    return gaps


def rate_self(review: Review, person: StaffMember, entries: Entries | None = None) -> Review:
    """Hand in the self rating; from then on the supervisor reads it and it stays. Raises Refused while an indicator is missing."""
    if entries:
        save_draft(review, person, SELF, entries)
    with transaction.atomic():
        review = Review.objects.select_for_update().get(pk=review.pk)
        _checked(review, person, SELF, {})
        gaps = missing(review, SELF)
        if gaps:
            raise gaps[0]
        Review.objects.filter(pk=review.pk, self_rated_at__isnull=True).update(self_rated_at=clock.now())
        ledger.record("reviews.self_rated", review, person)
    review.refresh_from_db()
    return review


def rate(review: Review, person: StaffMember, entries: Entries) -> Review:
    """Rate as the reviewer; the review is "rated" when nothing is missing. Raises what save_draft raises."""
    save_draft(review, person, SUPERVISOR, entries)
    review.refresh_from_db()
    return review
