"""Where people are posted today, for lists of any length."""

from datetime import timedelta

import pytest

from tests.factories.people import PostingFactory, StaffFactory, unit
from training_site.lib import clock
from training_site.people import queries
from training_site.people.api import postings_by_person

pytestmark = pytest.mark.django_db


def test_the_posts_of_today_come_with_unit_and_job_role(django_assert_num_queries):
    today = clock.today()
    here, moves, gone, nowhere = StaffFactory(), StaffFactory(), StaffFactory(), StaffFactory()
    place = unit("S1")
    PostingFactory(staff=here, unit=place)
    PostingFactory(staff=moves, unit=place, ends_on=today)
    PostingFactory(staff=moves, unit=place, starts_on=today + timedelta(days=1))
    PostingFactory(staff=gone, unit=place, ends_on=today - timedelta(days=1))
    with django_assert_num_queries(1):
        found = postings_by_person(person.pk for person in (here, moves, gone, nowhere))
        assert {staff: (str(post.unit.code), post.job_role.code, post.ends_on) for staff, post in found.items()} == {
            here.pk: ("S1", "counter", None),
            moves.pk: ("S1", "counter", today),
        }


def test_the_posts_of_a_large_house_are_asked_for_in_pieces(django_assert_num_queries, monkeypatch):
    """A list of ids has to fit into a statement, whatever the database."""
    monkeypatch.setattr(queries, "AT_ONCE", 2)
    people = [PostingFactory(unit=place).staff.pk for place in [unit("S1")] * 5]
    with django_assert_num_queries(3):
        assert set(postings_by_person(people)) == set(people)
