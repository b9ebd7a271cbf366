"""Acts on reviews that cannot be undone ask first: acknowledging, and opening for many."""

from datetime import timedelta

import pytest
from django.urls import reverse

from exams.reviews.api import Indicator, Review, ReviewCycle
from tests.factories import reviews as make
from training_site.lib import clock

pytestmark = pytest.mark.django_db


def page_of(client, address, **query):
    client.cookies["django_language"] = "en"
    return client.get(address, query).content.decode()


def test_acknowledging_wants_the_tick_and_says_what_it_ends(client_of):
    made = make.opened(1)
    row = make.signed(made)
    client = client_of(made.people[0])
    assert "this ends my right to object" in page_of(client, row.get_absolute_url())
    response = client.post(row.get_absolute_url(), {"deed": "acknowledge"})
    assert (response.status_code, make.review_of(made).state, 'id="read-error"' in response.content.decode()) == (422, "signed", True)


def test_after_the_last_day_the_tick_ends_nothing_more(client_of, monkeypatch):
    made = make.opened(1)
    row = make.signed(made)
    monkeypatch.setattr(clock, "today", lambda: row.object_until + timedelta(days=1))
    assert "my right to object" not in page_of(client_of(made.people[0]), row.get_absolute_url())


def test_opening_for_everybody_names_how_many_first_and_who_gets_none(client_of, hr):
    made = make.house(2)
    client = client_of(hr)
    address = reverse("reviews:open", args=[made.cycle.code])
    page = page_of(client, address)
    assert [words in page for words in ("Open 3 reviews?", "For everybody", "cannot be taken back", made.director.name)] == [True] * 4
    assert (Review.objects.count(), ReviewCycle.objects.get().state) == (0, "planned")
    assert client.post(address)["Location"] == reverse("reviews:cycle", args=[made.cycle.code])
    assert (Review.objects.count(), ReviewCycle.objects.get().state) == (3, "open")


def test_opening_for_a_unit_and_for_a_team_count_their_own(client_of, hr):
    made = make.house(2)
    unit = reverse("reviews:open", args=[made.cycle.code])
    assert "Open 2 reviews?" not in page_of(client_of(hr), unit, unit="HQ")
    assert "S1" in page_of(client_of(hr), unit, unit="S1")
    assert "Open 2 reviews?" in page_of(client_of(made.supervisor), reverse("reviews:open_team", args=[made.cycle.code]))
    assert client_of(hr).get(unit, {"unit": "nowhere"}).status_code == 404


def test_who_has_a_review_is_not_counted_again(client_of, hr):
    made = make.opened(2)
    assert "Open 1 review?" in page_of(client_of(hr), reverse("reviews:open", args=[made.cycle.code]))


def test_weights_that_do_not_add_up_are_said_before_anybody_opens(client_of, hr):
    made = make.house(1)
    Indicator.objects.filter(code="quality").update(weight=41)
    client, address = client_of(hr), reverse("reviews:open", args=[made.cycle.code])
    assert "The weights add up to 101%" in page_of(client, address)
    assert (client.post(address).status_code, Review.objects.count()) == (422, 0)


def test_a_team_does_not_open_a_cycle_before_its_day(client_of):
    made = make.house(1, opens_on=clock.today() + timedelta(days=3), closes_on=clock.today() + timedelta(days=30))
    client, address = client_of(made.supervisor), reverse("reviews:open_team", args=[made.cycle.code])
    assert "This cycle has not begun yet." in page_of(client, address)
    assert (client.post(address).status_code, Review.objects.count()) == (422, 0)


@pytest.mark.parametrize("count", [3, 300])
def test_asking_costs_the_same_for_few_and_many(client_of, hr, count, django_assert_num_queries):
    made = make.house(count)
    client, address = client_of(hr), reverse("reviews:open", args=[made.cycle.code])
    client.get(address)
    with django_assert_num_queries(8):
        client.get(address)
