"""Reviews of the past: the same rows, with their dates."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from exams.reviews.api import Entry, Objection, Statement, close_cycle, open_cycle, record_review_history
from exams.reviews.signing import holds
from tests.factories import reviews as make
from training_site.lib.errors import Refused
from training_site.people.api import OrgUnit

pytestmark = pytest.mark.django_db

DAY = datetime(2026, 2, 10, 2, tzinfo=UTC)


def ratings(value=4):
    return {code: Entry(value, f"Because of {code}") for code in make.WEIGHTS}


@pytest.fixture
def made():
    house = make.house(2)
    open_cycle(house.cycle, None, units=OrgUnit.objects.none())
    house.cycle.refresh_from_db()
    return house


def test_an_acknowledged_review_stands_with_its_dates(made):
    row = record_review_history(
        made.cycle, made.people[0], made.supervisor, ratings=ratings(), self_ratings=ratings(5), opened_at=DAY,
        signed_at=DAY.replace(day=20), acknowledged_at=DAY.replace(day=23),
    )  # fmt: skip
    said = list(Statement.objects.filter(review=row))
    assert (row.state, row.score, row.signed_at, [statement.at.day for statement in said]) == (
        "acknowledged",
        Decimal("4.00"),
        DAY.replace(day=20),
        [20, 23],
    )
    assert all(holds(statement) for statement in said)


def test_an_objection_of_the_past_is_decided(made, hr):
    objection = Objection(DAY.replace(day=22), "投诉不是我的", DAY.replace(day=26), hr.login, "归属有误", {"quality": 5})
    row = record_review_history(
        made.cycle, made.people[0], made.supervisor, ratings=ratings(), opened_at=DAY, signed_at=DAY.replace(day=20), objection=objection
    )
    assert (row.state, row.score) == ("decided", Decimal("4.40"))


def test_a_closed_cycle_of_the_past(made, hr):
    for person in made.people:
        record_review_history(
            made.cycle, person, made.supervisor, ratings=ratings(), opened_at=DAY, signed_at=DAY.replace(day=20), acknowledged_at=DAY.replace(day=21)
        )
    assert close_cycle(made.cycle, hr.login) == 2


def test_an_incomplete_rating_of_the_past_is_refused(made):
    with pytest.raises(Refused):
        record_review_history(made.cycle, made.people[0], made.supervisor, ratings={}, opened_at=DAY, signed_at=DAY)
