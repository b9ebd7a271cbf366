"""Review cycles of the sample academy: one closed, one open, and two certificates that were revoked."""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import cycle as cycle_through
from typing import Any

from django.db import transaction
from django.utils import timezone

from exams.certificates import api as certificates
from exams.reviews import api as reviews
from training_site.demo.days import after, moment, working
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
    reviews.open_cycle(cycle, by, units=[])
    cycle = reviews.ReviewCycle.objects.get(pk=cycle.pk)
    if row["closed"]:
        _past(cycle, plan, opens, by)
        reviews.close_cycle(reviews.ReviewCycle.objects.get(pk=cycle.pk), by)
    else:
        UnderWay(cycle, plan, today).load(by)


def _past(cycle: Any, plan: dict[str, Any], opens: date, by: Any) -> None:
    """A signed and answered review of everybody in a team; the first person of some teams objects, with one outcome or the other."""
    chance = random.Random(cycle.code)  # nosec B311: made-up ratings, no secret
    opened_at = moment(after(opens, 0), chance)
    teams = _teams(opens)
    facts = reviews.facts_of(cycle, [staff.pk for _supervisor, team in teams for staff in team], timezone.localdate(opened_at))
    objections = list(plan["objections"])
    for supervisor, team in teams:
        story = objections.pop(0) if objections and team else None
        for staff in team:
            with transaction.atomic():
                _review(cycle, staff, supervisor, plan, opened_at, chance, by, facts[staff.pk], story)
            story = None


def _teams(day: date) -> list[tuple[StaffMember, list[StaffMember]]]:
    """Each supervisor of a day with the people to review; the hotline has two supervisors, and each person has one review."""
    teams, seen = [], set[int]()
    for supervision in Supervision.objects.filter(in_force(day)).select_related("supervisor").order_by("supervisor__staff_number"):
        people = team_of(supervision.supervisor, day).filter(hired_on__lt=day).exclude(pk__in=seen).order_by("staff_number")
        teams.append((supervision.supervisor, list(people)))
        seen |= {staff.pk for staff in people}
    return teams


def _review(
    cycle: Any, staff: StaffMember, supervisor: StaffMember, plan: dict[str, Any], opened_at: datetime, chance: random.Random, by: Any,
    facts: dict[str, Any], story: dict[str, Any] | None,
) -> None:  # fmt: skip
    ratings = _ratings(plan, chance)
    signed_on = after(timezone.localdate(opened_at), chance.randint(5, 15))
    signed, objection = moment(signed_on, chance), None
    if story is not None:
        ratings |= {code: reviews.Entry(value, story["comment"]["zh"]) for code, value in story["ratings"].items()}
        objected = after(signed_on, 2)
        reason, decision = (f"{story[name]['zh']}\n{story[name]['en']}" for name in ("reason", "decision"))
        objection = reviews.Objection(moment(objected, chance), reason, moment(after(objected, 4), chance), by, decision, story["changes"])
    reviews.record_review_history(
        cycle, staff, supervisor, ratings=ratings, opened_at=opened_at, signed_at=signed,
        acknowledged_at=None if objection else moment(after(signed_on, 1), chance), objection=objection, facts=facts,
    )  # fmt: skip


def _ratings(plan: dict[str, Any], chance: random.Random, *, own: bool = False) -> dict[str, reviews.Entry]:
    """A rating for each indicator with a comment, as a supervisor gives it, or the person (`own`): a little kinder."""
    entries = {}
    for row in plan["indicators"]:
        value = chance.choices([2, 3, 4, 5], [0, 3, 6, 3] if own else [1, 4, 6, 2])[0]
        entries[row["code"]] = reviews.Entry(value, chance.choice(plan["self_comments"] if own else plan["comments"][value])["zh"])
    return entries


class UnderWay:
    """The open cycle: in every team some people are further than others."""

    def __init__(self, cycle: Any, plan: dict[str, Any], today: date) -> None:
        self.cycle = cycle
        self.plan = plan
        self.chance = random.Random(cycle.code)  # nosec B311: made-up ratings, no secret
        # Nine days ago opened and rated by the person, three days ago signed, yesterday answered: each on the working day nearest before.
        days = [working(today - timedelta(days=back), cycle.opens_on, today - timedelta(days=1)) for back in (9, 3, 1)]
        self.opened_at, self.signed_at, answered_at = (moment(day, self.chance) for day in days)
        self.answered_at = max(answered_at, self.signed_at + timedelta(hours=2))

    def load(self, by: Any) -> None:
        """First the reviews that are signed, with their days; then everybody else's, opened today; then what is rated of these."""
        stories = list(self._stories())
        signed = [(staff, supervisor, state) for staff, supervisor, state in stories if state in {"signed", "acknowledged", "objected"}]
        facts = reviews.facts_of(self.cycle, [staff.pk for staff, _supervisor, _state in signed], timezone.localdate(self.opened_at))
        for staff, supervisor, state in signed:
            with transaction.atomic():
                self._signed(staff, supervisor, state, facts[staff.pk])
        units = OrgUnit.objects.filter(pk__in=Supervision.objects.filter(in_force()).values("unit"))
        reviews.open_cycle(self.cycle, by, units=units)
        rows = {row.staff_id: row for row in reviews.Review.objects.filter(cycle=self.cycle, state="open").select_related("reviewer")}
        codes = dict(reviews.Indicator.objects.filter(cycle=self.cycle).values_list("code", "pk"))
        for staff, _supervisor, state in stories:
            if state in {"self", "rated"}:
                with transaction.atomic():
                    self._rated(rows[staff.pk], staff, state, codes)

    def _stories(self) -> Iterator[tuple[StaffMember, StaffMember, str]]:
        plan, others = self.plan["under_way"], cycle_through(self.plan["under_way"]["others"])
        for supervisor, team in _teams(timezone.localdate(self.opened_at)):
            states = plan["teams"].get(supervisor.staff_number) or next(others)
            yield from ((staff, supervisor, state) for staff, state in zip(reversed(team), states, strict=False))

    def _signed(self, staff: StaffMember, supervisor: StaffMember, state: str, facts: dict[str, Any]) -> None:
        given = _ratings(self.plan, self.chance)
        story = self.plan["objection"]
        if state == "objected":
            given |= {code: reviews.Entry(value, story["comment"]["zh"]) for code, value in story["ratings"].items()}
        review = reviews.record_review_history(
            self.cycle, staff, supervisor, ratings=given, self_ratings=_ratings(self.plan, self.chance, own=True), opened_at=self.opened_at,
            signed_at=self.signed_at, acknowledged_at=self.answered_at if state == "acknowledged" else None, facts=facts,
        )  # fmt: skip
        if state == "objected":
            reviews.object_to(review, staff, f"{story['reason']['zh']}\n{story['reason']['en']}", self.answered_at)

    def _rated(self, review: Any, staff: StaffMember, state: str, codes: dict[str, int]) -> None:
        reviews.rate_self(review, staff, {codes[code]: entry for code, entry in _ratings(self.plan, self.chance, own=True).items()})
        if state == "rated":
            reviews.rate(review, review.reviewer, {codes[code]: entry for code, entry in _ratings(self.plan, self.chance).items()})


def load_revocations(by: Any) -> int:
    """Revoke the certificates of two long-serving people, so that the public check has something to say no to."""
    reasons = load("reviews.yaml")["revocations"]
    if not certificates.Revocation.objects.exists():
        people = StaffMember.objects.filter(staff_number__startswith="J1").order_by("-staff_number")
        held = certificates.in_force().filter(staff__in=people).select_related("staff").order_by("-staff__staff_number", "-issued_on", "-pk")
        latest = list({row.staff_id: row for row in reversed(held)}.values())[::-1]
        for certificate, reason in zip(latest, reasons, strict=False):
            certificates.revoke(certificate, reason["zh"], by)
    return certificates.Revocation.objects.count()
