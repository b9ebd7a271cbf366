"""Review cycles of the sample academy: one closed, one open, and two certificates that were revoked."""

import random
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from exams.certificates import api as certificates
from exams.reviews import api as reviews
from training_site.demo.reading import load
from training_site.people.api import OrgUnit, StaffMember, Supervision, in_force, team_of


def load_reviews(today: date, by: Any) -> int:
    """Create both cycles once; returns the number of reviews there are."""
    plan = load("reviews.yaml")
    if not reviews.ReviewCycle.objects.exists():
        for row in plan["cycles"]:
            _cycle(row, plan, today, by)
    return reviews.Review.objects.count()


def _cycle(row: dict[str, Any], plan: dict[str, Any], today: date, by: Any) -> None:
    start, end = (today + timedelta(days=offset) for offset in row["period"])
    opens, closes = today + timedelta(days=row["opens"]), today + timedelta(days=row["closes"])
    cycle = reviews.write_cycle(
        row["code"], title=row["title"], indicators=plan["indicators"], period_from=start, period_to=end, opens_on=opens, closes_on=closes
    )
    units = OrgUnit.objects.filter(pk__in=Supervision.objects.filter(in_force()).values("unit"))
    if not row["closed"]:
        reviews.open_cycle(cycle, by, units=units)
        return
    reviews.open_cycle(cycle, by, units=[])
    _past(reviews.ReviewCycle.objects.get(pk=cycle.pk), plan, opens, by)
    reviews.close_cycle(reviews.ReviewCycle.objects.get(pk=cycle.pk), by)


def _past(cycle: Any, plan: dict[str, Any], opens: date, by: Any) -> None:
    """A signed and acknowledged review of everybody in a team, one of them with an objection that was upheld."""
    chance = random.Random(cycle.code)  # nosec B311: made-up ratings, no secret
    comments, first, seen = plan["comments"], True, set()
    for supervision in Supervision.objects.filter(in_force(opens)).select_related("supervisor").order_by("supervisor__staff_number"):
        for staff in team_of(supervision.supervisor, opens).filter(hired_on__lt=opens).order_by("staff_number"):
            if staff.pk in seen:  # the hotline has two supervisors; each person has one review
                continue
            seen.add(staff.pk)
            values = {row["code"]: chance.choices([2, 3, 4, 5], [1, 4, 6, 2])[0] for row in plan["indicators"]}
            ratings = {code: reviews.Entry(value, chance.choice(comments[value])["zh"]) for code, value in values.items()}
            signed = _moment(opens + timedelta(days=chance.randint(5, 15)), chance)
            objection = None
            if first:
                decided = signed + timedelta(days=6)
                texts = plan["objection"]
                objection = reviews.Objection(
                    signed + timedelta(days=2),
                    texts["reason"]["zh"],
                    decided,
                    by,
                    texts["decision"]["zh"],
                    {"complaints": min(values["complaints"] + 1, 4)},
                )
            with transaction.atomic():
                reviews.record_review_history(
                    cycle, staff, supervision.supervisor, ratings=ratings, opened_at=_moment(opens, chance), signed_at=signed,
                    acknowledged_at=None if objection else signed + timedelta(days=1), objection=objection,
                )  # fmt: skip
            first = False


def load_revocations(by: Any) -> int:
    """Revoke the certificates of two long-serving people, so that the public check has something to say no to."""
    reasons = load("reviews.yaml")["revocations"]
    if not certificates.Revocation.objects.exists():
        people = StaffMember.objects.filter(staff_number__startswith="J1").order_by("-staff_number")
        held = [certificates.of_staff(person).first() for person in people[:40]]
        for certificate, reason in zip([row for row in held if row is not None], reasons, strict=False):
            certificates.revoke(certificate, reason["zh"], by)
    return certificates.Revocation.objects.count()


def _moment(day: date, chance: random.Random) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(chance.randint(9, 17), chance.randint(0, 59))))
