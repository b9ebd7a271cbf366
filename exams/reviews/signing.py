"""What people put their names to: the signature, the countersignature or objection, the decision. Statements are only added."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exams.reviews.deadlines import after_working_days
from exams.reviews.evidence import current, digest_of
from exams.reviews.models import Indicator, Rating, Review, ReviewCycle, Statement
from exams.reviews.rating import entries_of, missing
from exams.reviews.refusals import reason_of
from exams.reviews.states import (
    ACKNOWLEDGED,
    BEFORE_SIGNING,
    CLOSED,
    CYCLE_MOVES,
    DECIDED,
    HIGHEST,
    LOWEST,
    OBJECTED,
    OPEN,
    RATED,
    REVIEW_MOVES,
    SELF,
    SIGNED,
    SUPERVISOR,
)  # fmt: skip
from exams.reviews.weights import weighted_total
from training_site.ledger import api as ledger
from training_site.lib import clock
from training_site.lib.errors import Refused, SomeoneElseWasFirst
from training_site.lib.moves import move
from training_site.people.api import HR, StaffMember, has_role, supervisors_of
from training_site.people.roles import AnyUser

SCHEMA = 1
LONGEST = 2000


def record_of(review: Review) -> dict[str, Any]:
    """The record as it is signed: schema, cycle, evidence (its digest), total, indicators (code, title, weight, value, comment, self_value)."""
    own, theirs = entries_of(review, SELF), entries_of(review, SUPERVISOR)
    indicators = list(Indicator.objects.filter(cycle=review.cycle_id))
    evidence = current(review)
    rows = []
    for indicator in indicators:
        entry, self_entry = theirs[indicator.pk], own.get(indicator.pk)
        rows.append(
            {
                "code": indicator.code,
                "title": {"zh": indicator.title_zh, "en": indicator.title_en},
                "weight": indicator.weight,
                "value": entry.value,
                "comment": entry.comment,
                "self_value": self_entry.value if self_entry and review.self_rated_at else None,
            }
        )
    total = weighted_total((row["weight"], row["value"]) for row in rows)
    return {
        "schema": SCHEMA,
        "cycle": review.cycle.code,
        "evidence": evidence.digest if evidence else "",
        "indicators": rows,
        "total": str(total),
    }


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def _state(review: Review, kind: str, person: StaffMember, text: str, facts: dict[str, Any], at: datetime) -> Statement:
    said = {"kind": kind, "person": person.pseudonym, "at": _utc(at), "text": text, "facts": facts}
    try:
        with transaction.atomic():
            return Statement.objects.create(review=review, kind=kind, person=person, text=text, facts=facts, digest=digest_of(said), at=at)
    except IntegrityError:
        raise SomeoneElseWasFirst(_("This has been said already. Load the page again to see how the review stands.")) from None


def holds(statement: Statement) -> bool:
    """True when a statement's digest follows from what it says."""
    said = {
        "kind": statement.kind,
        "person": statement.person.pseudonym,
        "at": _utc(statement.at),
        "text": statement.text,
        "facts": statement.facts,
    }
    return statement.digest == digest_of(said)


def _moved(review: Review, to: str, **changes: Any) -> None:
    if not move(Review.objects.filter(pk=review.pk, state=review.state), REVIEW_MOVES, to, **changes):
        raise SomeoneElseWasFirst(_("This review stands differently by now. Load the page again and look before you go on."))


def sign(review: Review, person: StaffMember, at: datetime | None = None) -> Statement:
    """The reviewer signs: ratings are locked, the person may read, acknowledge or object within the working days of the cycle.

    Raises Refused for anybody but the reviewer, while an indicator is not rated, and where a rating of 1 or 5 has no comment.
    """
    at = at or clock.now()
    with transaction.atomic():
        # The review alone: who closes the cycle holds it first and then its reviews.
        review = Review.objects.select_for_update(of=("self",)).select_related("cycle").get(pk=review.pk)
        if review.reviewer_id != person.pk:
            raise Refused(_("Only the reviewer signs this review."))
        if review.state not in BEFORE_SIGNING:
            raise Refused(_("This review is signed already."))
        gaps = missing(review, SUPERVISOR)
        if gaps:
            raise gaps[0]
        facts = record_of(review)
        statement = _state(review, SIGNED, person, "", facts, at)
        Rating.objects.filter(review=review, locked_at__isnull=True).update(locked_at=at)
        if review.state == OPEN:
            _moved(review, RATED)
            review.state = RATED
        until = after_working_days(timezone.localdate(at), review.cycle.objection_days)
        _moved(review, SIGNED, signed_at=at, score=Decimal(facts["total"]), object_until=until)
        ledger.record("reviews.signed", review, person, digest=statement.digest)
        ledger.wake(review.staff_id, "review.signed")
    return statement


def _of_the_person(review: Review, person: StaffMember) -> Review:
    review = Review.objects.select_for_update().get(pk=review.pk)
    if review.staff_id != person.pk:
        raise Refused(_("Only the person reviewed can do this."))
    if review.state != SIGNED:
        raise Refused(_("This review is not waiting for your answer."))
    return review


def acknowledge(review: Review, person: StaffMember, at: datetime | None = None) -> Statement:
    """The person countersigns: has read it and raises no objection. Raises Refused for anybody else, or when it is not signed."""
    at = at or clock.now()
    with transaction.atomic():
        review = _of_the_person(review, person)
        statement = _state(review, ACKNOWLEDGED, person, "", {"schema": SCHEMA, "signed": _signed_digest(review)}, at)
        _moved(review, ACKNOWLEDGED)
        ledger.record("reviews.acknowledged", review, person, digest=statement.digest)
    return statement


def object_to(review: Review, person: StaffMember, reason: str, at: datetime | None = None) -> Statement:
    """The person objects, with a reason, until the last day (`object_until`). Raises Refused without one, or later."""
    at = at or clock.now()
    reason = reason_of(reason, _("Say what you object to and why."), LONGEST)
    with transaction.atomic():
        review = _of_the_person(review, person)
        if review.object_until is not None and timezone.localdate(at) > review.object_until:
            raise Refused(
                _("The time for an objection ended on %(day)s. Talk to human resources.") % {"day": date_format(review.object_until, "DATE_FORMAT")}
            )
        statement = _state(review, OBJECTED, person, reason, {"schema": SCHEMA, "signed": _signed_digest(review)}, at)
        _moved(review, OBJECTED)
        ledger.record("reviews.objected", review, person, digest=statement.digest)
    return statement


def _signed_digest(review: Review) -> str:
    return Statement.objects.values_list("digest", flat=True).get(review=review, kind=SIGNED)


def may_decide(review: Review, user: AnyUser) -> bool:
    """Whether a login decides an objection: human resources, or who supervises the reviewer; never the two people concerned."""
    person = getattr(user, "staff_member", None)
    if person is None or review.state != OBJECTED or person.pk in {review.staff_id, review.reviewer_id}:
        return False
    return has_role(user, HR) or supervisors_of(review.reviewer).filter(pk=person.pk).exists()


def decide(review: Review, user: AnyUser, text: str, changes: Mapping[int, int] | None = None, at: datetime | None = None) -> Statement:
    """Decide an objection with a reason; `changes` (indicator id → rating) are corrections that stand beside the signed ratings.

    The total becomes that of the corrected ratings. Raises Refused for anybody who may not decide, without a reason, or for
    a rating that is none.
    """
    at = at or clock.now()
    text = reason_of(text, _("Give the reason for the decision. The person and the reviewer read it."), LONGEST)
    if not may_decide(review, user):
        raise Refused(_("Human resources or the reviewer’s own supervisor decide on an objection."))
    person: StaffMember = user.staff_member
    with transaction.atomic():
        review = Review.objects.select_for_update().get(pk=review.pk)
        if review.state != OBJECTED:
            raise Refused(_("This objection has been decided already."))
        facts = _corrected(review, dict(changes or {}))
        statement = _state(review, DECIDED, person, text, facts, at)
        _moved(review, DECIDED, score=Decimal(facts["total"]))
        ledger.record("reviews.decided", review, person, digest=statement.digest, changed=bool(facts["changes"]))
        ledger.wake(review.staff_id, "review.decided")
    return statement


def _corrected(review: Review, changes: dict[int, int]) -> dict[str, Any]:
    signed = Statement.objects.get(review=review, kind=SIGNED)
    codes = dict(Indicator.objects.filter(cycle=review.cycle_id).values_list("pk", "code"))
    for indicator, value in changes.items():
        if indicator not in codes or not LOWEST <= value <= HIGHEST:
            raise Refused(_("A rating is a number from 1 to 5."))
    wanted = {codes[indicator]: value for indicator, value in changes.items()}
    rows = signed.facts["indicators"]
    moved = [
        {"code": row["code"], "from": row["value"], "to": wanted[row["code"]]}
        for row in rows
        if wanted.get(row["code"], row["value"]) != row["value"]
    ]
    total = weighted_total((row["weight"], wanted.get(row["code"], row["value"])) for row in rows)
    return {"schema": SCHEMA, "signed": signed.digest, "changes": moved, "total": str(total)}


def reassign(review: Review, reviewer: StaffMember, by: AnyUser) -> Review:
    """Give a review that is not signed to another reviewer (the old one left, or is concerned). Ratings so far stay as a draft.

    Raises Refused when it is signed, or when the reviewer would be the person.
    """
    if reviewer.pk == review.staff_id:
        raise Refused(_("Nobody reviews themselves."))
    with transaction.atomic():
        if not Review.objects.filter(pk=review.pk, state__in=BEFORE_SIGNING).update(reviewer=reviewer):
            raise Refused(_("This review is signed already."))
        ledger.record("reviews.reassigned", review, by, to=reviewer.pseudonym)
    review.refresh_from_db()
    return review


def unfinished(cycle: ReviewCycle, at: datetime | None = None) -> Any:
    """The reviews that keep a cycle from closing: not signed, an objection undecided, or still open to one."""
    today = timezone.localdate(at or clock.now())
    waiting = Q(state__in=[OPEN, RATED, OBJECTED]) | Q(state=SIGNED, object_until__gte=today)
    return Review.objects.filter(waiting, cycle=cycle)


def close_cycle(cycle: ReviewCycle, by: AnyUser, at: datetime | None = None) -> int:
    """Close a cycle and all its reviews; returns how many. From then on the database refuses every change.

    Raises Refused while reviews are not signed, objections are undecided or can still be raised.
    """
    at = at or clock.now()
    with transaction.atomic():
        # Reviews that are just being added hold the cycle, an objection of the last minute holds its review: both are waited for, then counted.
        ReviewCycle.objects.select_for_update().filter(pk=cycle.pk).values_list("pk", flat=True).first()
        list(Review.objects.select_for_update().filter(cycle=cycle).order_by("pk").values_list("pk", flat=True))
        left = unfinished(cycle, at).count()
        if left:
            sentence = ngettext(
                "%(count)d review is not finished yet. The list shows which.", "%(count)d reviews are not finished yet. The list shows which.", left
            )
            raise Refused(sentence % {"count": left})
        if not move(ReviewCycle.objects.filter(pk=cycle.pk, state=cycle.state), CYCLE_MOVES, CLOSED):
            raise SomeoneElseWasFirst(_("This cycle is not open."))
        closed = move(Review.objects.filter(cycle=cycle), REVIEW_MOVES, CLOSED)
        ledger.record("reviews.cycle_closed", cycle, by, code=cycle.code, reviews=closed)
    cycle.refresh_from_db()
    return closed
