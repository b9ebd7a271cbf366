"""What the platform knows of people in a period, as frozen JSON. Set-based: the same statements for one person and for three hundred."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.paths.api import journeys
from etiquette.scenarios.api import Scenario, scenarios_passed
from etiquette.signing.api import Signature, SigningSet
from exams.certificates import api as certificates
from exams.reviews.models import Evidence, Review, ReviewCycle
from exams.reviews.refusals import reason_of
from exams.reviews.states import BEFORE_SIGNING
from exams.reviews.touching import about_norms
from exams.sittings.api import current_results
from training_site.ledger import api as ledger
from training_site.lib import bilingual
from training_site.lib.errors import Refused, SomeoneElseWasFirst
from training_site.lib.reasons import LONGEST_REASON
from training_site.people.roles import AnyUser

SCHEMA = 2

Facts = dict[str, Any]


def canonical(facts: Any) -> bytes:
    """JSON that does not depend on key order or spacing."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest_of(facts: Any) -> str:
    """sha256 of canonical JSON, hexadecimal."""
    return hashlib.sha256(canonical(facts)).hexdigest()


def _moments(first: date, last: date) -> tuple[datetime, datetime]:
    zone = timezone.get_current_timezone()
    return datetime.combine(first, time.min, zone), datetime.combine(last, time.max, zone)


def _day(moment: datetime | None) -> str:
    return timezone.localdate(moment).isoformat() if moment else ""


def _results(staff_ids: list[int], since: datetime, until: datetime) -> dict[int, list[Facts]]:
    rows = current_results().filter(attempt__staff__in=staff_ids, attempt__submitted_at__range=(since, until))
    found: dict[int, list[Facts]] = {}
    for row in rows.select_related("attempt__exam").order_by("attempt__submitted_at"):
        attempt = row.attempt
        fact = {
            "title": bilingual.both_of(attempt.exam, "title"),
            "percent": str(row.percent),
            "passed": row.passed,
            "on": _day(attempt.submitted_at),
            "attempt": attempt.reference,
        }
        found.setdefault(attempt.staff_id, []).append(fact)
    return found


def _certificates(staff_ids: list[int], day: date) -> dict[int, list[Facts]]:
    found: dict[int, list[Facts]] = {}
    rows = certificates.with_standing(certificates.Certificate.objects.filter(staff__in=staff_ids, issued_on__lte=day))
    for row in rows.order_by("issued_on"):
        fact = {"title": row.facts["title"], "number": row.number, "expires_on": row.expires_on.isoformat(), "status": certificates.status(row, day)}
        found.setdefault(row.staff_id, []).append(fact)
    return found


def _signed(staff_ids: list[int], since: datetime, until: datetime) -> dict[int, list[Facts]]:
    titles = {row.pk: bilingual.both_of(row, "title") for row in SigningSet.objects.all()}
    counts: dict[tuple[int, int], int] = {}
    rows = Signature.objects.filter(staff__in=staff_ids, signed_at__range=(since, until)).order_by("signing_set", "pk")
    for staff, signing_set in rows.values_list("staff", "signing_set"):
        counts[staff, signing_set] = counts.get((staff, signing_set), 0) + 1
    found: dict[int, list[Facts]] = {}
    for (staff, signing_set), count in counts.items():
        found.setdefault(staff, []).append({"title": titles.get(signing_set, {"zh": "", "en": ""}), "norms": count})
    return found


def _paths(staff_ids: list[int], day: date) -> dict[int, list[Facts]]:
    return {
        staff: [
            {
                "title": bilingual.both_of(journey.enrolment.path, "title"),
                "done": journey.done,
                "total": len(journey.todos),
                "late": len(journey.late),
                "due_on": journey.enrolment.due_on.isoformat(),
            }
            for journey in mine
        ]
        for staff, mine in journeys(staff_ids, day).items()
    }


def _scenarios(staff_ids: list[int], since: datetime, until: datetime) -> dict[int, list[Facts]]:
    """Passed scenarios only: how a run went is practice and nobody else's to read."""
    titles = {row.code: bilingual.both_of(row, "title") for row in Scenario.objects.all()}
    found: dict[int, list[Facts]] = {}
    for staff, code, at in sorted(scenarios_passed(set(staff_ids)), key=lambda fact: fact[2]):
        if since <= at <= until:
            found.setdefault(staff, []).append({"title": titles.get(code, {"zh": code, "en": code}), "on": _day(at)})
    return found


def facts_of(cycle: ReviewCycle, staff_ids: Iterable[int], day: date) -> dict[int, Facts]:
    """Staff id → what is known for the cycle's period as seen on a day: schema, period {from, to}, as_of, five lists, and norms.

    results: title, percent (decimal string), passed, on, attempt; certificates: title, number, expires_on, status on the day;
    signed: title of the set, number of norms; paths: title, done, total, late, due_on; scenarios: title, on. Dates are ISO.
    norms (since schema 2): indicator code → touching.about_norms, which alone reaches back before the period and says so.
    """
    ids = list(staff_ids)
    since, until = _moments(cycle.period_from, min(cycle.period_to, day))
    parts = {
        "results": _results(ids, since, until),
        "certificates": _certificates(ids, day),
        "signed": _signed(ids, since, until),
        "paths": _paths(ids, day),
        "scenarios": _scenarios(ids, since, until),
    }
    norms = about_norms(cycle, ids, since, until)
    period = {"from": cycle.period_from.isoformat(), "to": cycle.period_to.isoformat()}
    return {
        staff: {
            "schema": SCHEMA, "period": period, "as_of": day.isoformat(), **{name: part.get(staff, []) for name, part in parts.items()},
            "norms": norms.get(staff, {}),
        }
        for staff in ids
    }  # fmt: skip


def current(review: Review) -> Evidence | None:
    """The evidence that counts: the latest that was frozen."""
    return Evidence.objects.filter(review=review).order_by("-number").first()


def freeze_evidence(review: Review, reason: str, by: AnyUser, day: date) -> Evidence:
    """Freeze the evidence of a review anew, because something was corrected. Raises Refused without a reason, and once it is signed.

    What was frozen before stays and can be read; ratings are not touched.
    """
    reason = reason_of(reason, _("Give the reason for freezing the evidence again. The person reads it."), LONGEST_REASON)
    facts = facts_of(review.cycle, [review.staff_id], day)[review.staff_id]
    before = current(review)
    try:
        with transaction.atomic():
            # The lock that signing takes too: nothing is frozen beside a signature that is just being written.
            if Review.objects.select_for_update().filter(pk=review.pk, state__in=BEFORE_SIGNING).first() is None:
                raise Refused(_("This review is signed; its evidence stays as it was signed."))
            number = before.number + 1 if before else 1
            row = Evidence.objects.create(review=review, number=number, facts=facts, digest=digest_of(facts), reason=reason, by=by)
            ledger.record("reviews.evidence_frozen_again", review, by, number=number, digest=row.digest)
    except IntegrityError:
        raise SomeoneElseWasFirst(_("Somebody else has just frozen the evidence. Load the page again and look before you go on.")) from None
    return row
