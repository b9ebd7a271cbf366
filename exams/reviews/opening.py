"""Opening a cycle: its indicators are checked and fixed, then people get their reviews with frozen evidence, in batches."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from etiquette.norms.api import versions_for
from exams.reviews.evidence import digest_of, facts_of
from exams.reviews.models import Evidence, Indicator, IndicatorCitation, Review, ReviewCycle
from exams.reviews.states import CLOSED, CYCLE_MOVES, EVIDENCE_KINDS, OPEN, PLANNED
from training_site.ledger import api as ledger
from training_site.lib import clock
from training_site.lib.errors import Refused
from training_site.lib.moves import move_one
from training_site.people.api import OrgUnit, Posting, StaffMember, Supervision, employed, in_force, units_supervised_by
from training_site.people.roles import AnyUser

BATCH = 200
# Commas as they are typed in Chinese (U+FF0C, U+3001).
SEPARATORS = str.maketrans({"\uff0c": ",", "\u3001": ","})


class NotOpen(Refused):
    """Reviews cannot be added: their cycle is not open, or not any more."""


@dataclass(frozen=True)
class Plan:
    """Who would get a review now, each with the reviewer, and who would not because nobody supervises them."""

    people: list[tuple[Posting, int]]
    without_reviewer: list[StaffMember]


@dataclass(frozen=True)
class Opened:
    """What opening did: reviews added, people passed over because nobody supervises them."""

    added: int
    without_reviewer: list[StaffMember]


def split_codes(text: str) -> list[str]:
    """Clause numbers separated by commas of either language."""
    return [code for code in (part.strip() for part in text.translate(SEPARATORS).split(",")) if code]


def norm_codes_of(indicator: Indicator) -> list[str]:
    """The clause numbers that an indicator names."""
    return split_codes(indicator.norm_codes)


def check_indicators(cycle: ReviewCycle) -> list[Indicator]:
    """The indicators of a cycle, fit to be opened. Raises Refused: none, weights that do not add up to 100, an unknown norm."""
    indicators = list(Indicator.objects.filter(cycle=cycle))
    if not indicators:
        raise Refused(_("The cycle has no indicators yet."))
    whole = sum(indicator.weight for indicator in indicators)
    if whole != 100:
        raise Refused(_("The weights add up to %(sum)d%%; they must add up to 100%%.") % {"sum": whole})
    versions_for([code for indicator in indicators for code in norm_codes_of(indicator)])
    return indicators


def _fix_citations(rows: Iterable[Indicator]) -> None:
    indicators = list(rows)
    versions = versions_for([code for indicator in indicators for code in norm_codes_of(indicator)])
    IndicatorCitation.objects.bulk_create(
        IndicatorCitation(indicator=indicator, norm_version=versions[code])
        for indicator in indicators
        for code in dict.fromkeys(norm_codes_of(indicator))
    )


def open_cycle(
    cycle: ReviewCycle, by: AnyUser, *, units: Iterable[OrgUnit] | None = None, team_of: StaffMember | None = None, day: date | None = None
) -> Opened:
    """Open a cycle for the people in `units` and below, or in a supervisor's units, or (neither given) for everybody.

    The first call checks and fixes the indicators; a further one adds people who have no review yet, and goes on where an
    earlier call was cut short. Raises Refused for indicators that do not add up, or a closed cycle.
    """
    day = day or clock.today()
    begin(cycle, by)
    plan = plan_for(cycle, day, units=units, team_of=team_of)
    added = sum(add_batch(cycle, plan.people[start : start + BATCH], by, day) for start in range(0, len(plan.people), BATCH))
    return Opened(added, plan.without_reviewer)


def why_not_begin(cycle: ReviewCycle) -> str:
    """Why no review of a cycle can be opened, in a sentence; "" when they can."""
    if cycle.state == CLOSED:
        return _("This cycle is closed.")
    if cycle.state == PLANNED:
        try:
            check_indicators(cycle)
        except Refused as refusal:
            return str(refusal)
    return ""


def begin(cycle: ReviewCycle, by: AnyUser) -> None:
    """Open a planned cycle: its indicators are fixed in the norms of the day. Raises Refused for what does not add up, or a closed cycle."""
    why_not = why_not_begin(cycle)
    if why_not:
        raise Refused(why_not)
    if cycle.state == PLANNED:
        with transaction.atomic():
            move_one(cycle, CYCLE_MOVES, OPEN)
            _fix_citations(Indicator.objects.filter(cycle=cycle))
            ledger.record("reviews.cycle_opened", cycle, by, code=cycle.code)


def plan_for(cycle: ReviewCycle, day: date, *, units: Iterable[OrgUnit] | None = None, team_of: StaffMember | None = None) -> Plan:
    """Who has no review in a cycle yet and would get one on a day. Three statements however many."""
    known = set(Review.objects.filter(cycle=cycle).values_list("staff_id", flat=True))
    postings = [posting for posting in _postings(day, units, team_of) if posting.staff_id not in known]
    reviewers = nearest_supervisors([posting.unit for posting in postings], day)
    people, lacking = [], []
    for posting in postings:
        reviewer = next((candidate for candidate in reviewers[posting.unit_id] if candidate != posting.staff_id), None)
        if reviewer is None:
            lacking.append(posting.staff)
        else:
            people.append((posting, reviewer))
    return Plan(people, lacking)


def _postings(day: date, units: Iterable[OrgUnit] | None, team_of: StaffMember | None) -> list[Posting]:
    """The posting of the day of everybody concerned, one for each person (the latest), in the order of staff numbers."""
    rows = Posting.objects.filter(in_force(day), staff__in=employed(day).values("pk"))
    if team_of is not None:
        rows = rows.filter(unit__in=units_supervised_by(team_of, day).values("pk")).exclude(staff=team_of)
    elif units is not None:
        below = Q(pk__in=[])
        for unit in units:
            below = below | Q(unit__path__startswith=unit.path)
        rows = rows.filter(below)
    latest: dict[int, Posting] = {}
    for posting in rows.select_related("staff", "unit", "job_role").order_by("staff__staff_number", "starts_on", "pk"):
        latest[posting.staff_id] = posting
    return list(latest.values())


def nearest_supervisors(units: Iterable[OrgUnit], day: date) -> dict[int, list[int]]:
    """Unit id → ids of the people who answer for it on a day, the nearest unit first. One statement."""
    steplen = OrgUnit.steplen
    at: dict[str, list[int]] = {}
    rows = Supervision.objects.filter(in_force(day), supervisor__in=employed(day).values("pk")).order_by("supervisor__staff_number")
    for path, supervisor in rows.values_list("unit__path", "supervisor"):
        at.setdefault(path, []).append(supervisor)
    return {
        unit.pk: [supervisor for end in range(len(unit.path), 0, -steplen) for supervisor in at.get(unit.path[:end], [])]
        for unit in {unit.pk: unit for unit in units}.values()
    }


@transaction.atomic
def add_batch(cycle: ReviewCycle, plans: Sequence[tuple[Posting, int]], by: AnyUser, day: date) -> int:
    """Reviews with their frozen evidence for those of a plan who still have none; returns how many. Raises NotOpen for a cycle that is not open."""
    # Held to the end: who closes the cycle waits for these reviews and counts them, and of two batches the second sees the first.
    if ReviewCycle.objects.select_for_update().filter(pk=cycle.pk, state=OPEN).values_list("pk", flat=True).first() is None:
        raise NotOpen(_("This cycle is not open."))
    known = set(Review.objects.filter(cycle=cycle, staff__in=[posting.staff_id for posting, _reviewer in plans]).values_list("staff_id", flat=True))
    fresh = [(posting, reviewer) for posting, reviewer in plans if posting.staff_id not in known]
    if not fresh:
        return 0
    Review.objects.bulk_create(
        Review(cycle=cycle, staff_id=posting.staff_id, reviewer_id=reviewer, unit_id=posting.unit_id, job_role_id=posting.job_role_id)
        for posting, reviewer in fresh
    )
    reviews = list(Review.objects.filter(cycle=cycle, staff__in=[posting.staff_id for posting, _reviewer in fresh]))
    facts = facts_of(cycle, [review.staff_id for review in reviews], day)
    Evidence.objects.bulk_create(
        Evidence(review=review, number=1, facts=facts[review.staff_id], digest=digest_of(facts[review.staff_id]), by=by) for review in reviews
    )
    ledger.record("reviews.reviews_opened", cycle, by, code=cycle.code, reviews=len(reviews))
    return len(reviews)


def write_cycle(code: str, *, title: Mapping[str, str], indicators: Sequence[Mapping[str, Any]], **fields: Any) -> ReviewCycle:
    """Create a planned cycle, or change one that has not been opened, to exactly this (the loader of content files).

    `fields`: period_from, period_to, opens_on, closes_on, objection_days; `indicators`: [{code, title {zh, en}, description? {zh, en},
    weight, cites? [codes], evidence? [kinds]}]. A cycle that was opened is left as it is. Raises Refused on an unknown kind of evidence.
    """
    kinds = {kind for kind, _label in EVIDENCE_KINDS}
    for row in indicators:
        unknown = set(row.get("evidence", ())) - kinds
        if unknown:
            raise Refused(_("There is no evidence of the kind “%(kind)s”.") % {"kind": sorted(unknown)[0]})
    with transaction.atomic():
        cycle = ReviewCycle.objects.filter(code=code).first()
        if cycle is not None and cycle.state != PLANNED:
            return cycle
        values = {"title_zh": title.get("zh", ""), "title_en": title.get("en", ""), **fields}
        cycle, _created = ReviewCycle.objects.update_or_create(code=code, defaults=values)
        Indicator.objects.filter(cycle=cycle).delete()
        for order, row in enumerate(indicators, start=1):
            described = row.get("description", {})
            Indicator.objects.create(
                cycle=cycle, order=order, code=row["code"], title_zh=row["title"].get("zh", ""), title_en=row["title"].get("en", ""),
                description_zh=described.get("zh", ""), description_en=described.get("en", ""), weight=row["weight"],
                norm_codes=", ".join(row.get("cites", ())), evidence_kinds=list(row.get("evidence", ())),
            )  # fmt: skip
    return ReviewCycle.objects.get(pk=cycle.pk)


def copy_cycle(cycle: ReviewCycle, by: AnyUser) -> ReviewCycle:
    """A planned cycle with the indicators of another, its days a year later, under the first free code of the kind "<code>-2"."""
    taken = set(ReviewCycle.objects.filter(code__startswith=cycle.code[:34]).values_list("code", flat=True))
    code = next(name for number in range(2, 1000) if (name := f"{cycle.code[:34]}-{number}") not in taken)
    days = {name: a_year_later(getattr(cycle, name)) for name in ("period_from", "period_to", "opens_on", "closes_on")}
    rows = Indicator.objects.filter(cycle=cycle)
    with transaction.atomic():
        fresh = ReviewCycle.objects.create(code=code, title_zh=cycle.title_zh, title_en=cycle.title_en, objection_days=cycle.objection_days, **days)
        for row in rows:
            row.pk, row.cycle = None, fresh
            row.save(force_insert=True)
        ledger.record("reviews.cycle_planned", fresh, by, code=code, like=cycle.code)
    return fresh


def a_year_later(day: date) -> date:
    """The same day of the next year; 28 February for 29 February."""
    return day.replace(year=day.year + 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year + 1)
