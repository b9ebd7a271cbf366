"""What the desk shows of reviews."""

import pytest
from django.test import RequestFactory

from exams.reviews.api import rate_self
from exams.reviews.panels import person_panel, team_panel, waiting_panel
from tests.factories import reviews as make
from training_site.people.roles import roles_of

pytestmark = pytest.mark.django_db


def request_of(person):
    """A request as the frame of a page has it: signed in, roles known."""
    request = RequestFactory().get("/")
    request.user = person.login
    roles_of(person.login)
    return request


def test_a_review_waits_until_the_self_rating_is_handed_in_and_again_when_signed():
    made = make.opened(1)
    person = made.people[0]
    shown = [waiting_panel(request_of(person), person) is not None]
    rate_self(make.review_of(made), person, make.entries(made.cycle))
    shown.append(waiting_panel(request_of(person), person) is not None)
    make.signed(made)
    shown.append(waiting_panel(request_of(person), person) is not None)
    assert shown == [True, False, True]


def test_the_team_panel_counts_what_is_to_be_signed():
    made = make.opened(3)
    make.signed(made)
    html = team_panel(request_of(made.supervisor), made.supervisor.login)
    assert " 2 " in html


def test_without_a_cycle_there_is_no_team_panel(supervisor):
    assert team_panel(request_of(supervisor), supervisor.login) is None


def test_a_colleague_sees_nobody_elses_reviews():
    made = make.opened(2)
    assert person_panel(request_of(made.people[1]), made.people[0]) is None


@pytest.mark.parametrize("count", [3, 300])
def test_the_panels_keep_their_budgets(count, django_assert_max_num_queries):
    made = make.opened(count)
    request, own = request_of(made.supervisor), request_of(made.people[0])
    with django_assert_max_num_queries(4):
        team_panel(request, made.supervisor.login)
    with django_assert_max_num_queries(1):
        waiting_panel(own, made.people[0])
    with django_assert_max_num_queries(4):
        person_panel(request, made.people[0])
