"""A small organisation with a supervisor, a cycle with the sample weights, and reviews in every state."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from exams.reviews.api import Entry, Indicator, Review, ReviewCycle, open_cycle, rate, sign, write_cycle
from tests.factories.people import JobRoleFactory, LoginFactory, PostingFactory, StaffFactory, SupervisionFactory, unit
from training_site.people.api import OrgUnit, Posting, StaffMember

WEIGHTS = {"quality": 40, "complaints": 25, "training": 20, "conduct": 10, "teamwork": 5}
WITH_LOGIN = 5  # of a large team the others are made in bulk, and without a login
EVIDENCE = {"quality": ["scenarios"], "training": ["results", "certificates", "signed", "paths"]}


def cycle(code: str = "2026-q4", **fields: Any) -> ReviewCycle:
    """A planned cycle over 2026, to be finished by the end of January."""
    defaults = {"period_from": date(2026, 1, 1), "period_to": date(2026, 12, 31), "opens_on": date(2026, 1, 2), "closes_on": date(2027, 1, 31)}
    return write_cycle(
        code,
        title={"zh": "2026年第四季度考核", "en": "Review of the fourth quarter of 2026"},
        indicators=[
            {"code": name, "title": {"zh": f"指标 {name}", "en": f"Indicator {name}"}, "weight": weight, "evidence": EVIDENCE.get(name, [])}
            for name, weight in WEIGHTS.items()
        ],
        **{**defaults, **fields},
    )


@dataclass
class House:
    """Head office above one shop: a director above the supervisor, the supervisor above the people."""

    head: OrgUnit
    shop: OrgUnit
    director: StaffMember
    supervisor: StaffMember
    people: list[StaffMember]
    cycle: ReviewCycle


def house(people: int = 2, **fields: Any) -> House:
    """The organisation with a planned cycle."""
    head = unit("HQ", kind="head-office")
    shop = unit("S1", parent=head)
    director = StaffFactory(login=LoginFactory(roles=["supervisor"]), name="郑航")
    supervisor = StaffFactory(login=LoginFactory(roles=["supervisor"]), name="周敏")
    PostingFactory(staff=director, unit=head)
    PostingFactory(staff=supervisor, unit=shop)
    SupervisionFactory(supervisor=director, unit=head)
    SupervisionFactory(supervisor=supervisor, unit=shop)
    staff = [StaffFactory(login=LoginFactory()) for _ in range(min(people, WITH_LOGIN))]
    staff += StaffMember.objects.bulk_create(StaffFactory.build_batch(people - len(staff)))
    counter = JobRoleFactory()
    Posting.objects.bulk_create(PostingFactory.build(staff=person, unit=shop, job_role=counter) for person in staff)
    return House(head, OrgUnit.objects.get(pk=shop.pk), director, supervisor, staff, cycle(**fields))


def opened(people: int = 2) -> House:
    """The organisation with an open cycle and reviews for the supervisor's team."""
    made = house(people)
    open_cycle(made.cycle, made.supervisor.login, team_of=made.supervisor)
    made.cycle.refresh_from_db()
    return made


def review_of(made: House, index: int = 0) -> Review:
    """The review of one of the people."""
    return Review.objects.select_related("cycle", "reviewer", "staff").get(cycle=made.cycle, staff=made.people[index])


def entries(cycle: ReviewCycle, value: int = 4, **other: int) -> dict[int, Entry]:
    """A rating of every indicator: `value`, or another by code; every one with a comment."""
    codes = Indicator.objects.filter(cycle=cycle).values_list("pk", "code")
    return {pk: Entry(other.get(code, value), f"Because of {code}") for pk, code in codes}


def signed(made: House, index: int = 0, **values: int) -> Review:
    """The review of one of the people, rated and signed by the supervisor."""
    row = review_of(made, index)
    rate(row, made.supervisor, entries(made.cycle, **values))
    sign(row, made.supervisor)
    return review_of(made, index)
