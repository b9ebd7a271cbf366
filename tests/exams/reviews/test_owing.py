"""Opening many reviews: a job that counts, goes on where it was, and ends with its cycle."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from exams.reviews import opening, owing
from exams.reviews.api import Evidence, Review, ReviewCycle, close_cycle
from exams.reviews.models import Opening
from tests.factories import reviews as make
from training_site.ledger.models import OwedJob
from training_site.lib import clock
from training_site.lib.errors import Refused, SomeoneElseWasFirst

pytestmark = pytest.mark.django_db


@pytest.fixture
def few(monkeypatch):
    """Batches of two, so that five people are many."""
    monkeypatch.setattr(opening, "BATCH", 2)


@pytest.fixture
def made(few):
    return make.house(5)


def page_of(client, made):
    client.cookies["django_language"] = "en"
    return client.get(reverse("reviews:cycle", args=[made.cycle.code])).content.decode()


def test_many_are_owed_and_the_page_counts_them(made, client_of, hr, django_capture_on_commit_callbacks):
    client = client_of(hr)
    with django_capture_on_commit_callbacks() as owed:
        client.post(reverse("reviews:open", args=[made.cycle.code]))
    assert (Review.objects.count(), ReviewCycle.objects.get().state) == (0, "open")
    page = page_of(client, made)
    assert ("Being opened: 0 of 6 reviews." in page, 'http-equiv="refresh"' in page) == (True, True)
    for run in owed:
        run()
    row = Opening.objects.get()
    assert (row.done, row.total, row.ended_at is not None) == (6, 6, True)
    assert (Review.objects.count(), Evidence.objects.filter(by=hr.login).count()) == (6, 6)
    assert "Being opened" not in page_of(client, made)


def test_few_are_opened_at_once(client_of, hr):
    made = make.house(1)
    client_of(hr).post(reverse("reviews:open", args=[made.cycle.code]))
    assert (Review.objects.count(), Opening.objects.count()) == (2, 0)


def test_a_job_that_was_cut_short_goes_on_where_it_was(made, hr):
    _plan, row = owing.open_or_owe(made.cycle, hr.login, clock.today())
    plan = opening.plan_for(made.cycle, clock.today())
    opening.add_batch(made.cycle, plan.people[:3], hr.login, clock.today())
    owing.open_owed(str(row.pk))
    owing.open_owed(str(row.pk))
    row.refresh_from_db()
    assert (row.done, Review.objects.count(), Evidence.objects.count()) == (6, 6, 6)


def test_a_team_s_job_opens_the_team_only(made):
    _plan, row = owing.open_or_owe(made.cycle, made.supervisor.login, clock.today(), team_of=made.supervisor)
    owing.open_owed(str(row.pk))
    assert set(Review.objects.values_list("staff", flat=True)) == {person.pk for person in made.people}


def test_nobody_opens_a_second_time_while_it_runs(made, hr, client_of):
    owing.open_or_owe(made.cycle, hr.login, clock.today())
    with pytest.raises(Refused):
        owing.open_or_owe(made.cycle, hr.login, clock.today())
    assert client_of(hr).post(reverse("reviews:open", args=[made.cycle.code])).status_code == 422
    assert Opening.objects.count() == 1


def test_a_job_that_gave_up_says_so_and_stands_in_nobody_s_way(made, hr, client_of):
    owing.open_or_owe(made.cycle, hr.login, clock.today())
    OwedJob.objects.update(state="failed")
    page = page_of(client_of(hr), made)
    assert ("Opening stopped at 0 of 6 reviews." in page, 'http-equiv="refresh"' in page) == (True, False)
    assert owing.open_or_owe(made.cycle, hr.login, clock.today())[1] is not None
    assert "Opening stopped" not in page_of(client_of(hr), made)


def test_what_stopped_for_other_people_keeps_its_note(made, hr, client_of):
    owing.open_or_owe(made.cycle, hr.login, clock.today())
    OwedJob.objects.update(state="failed")
    owing.open_or_owe(made.cycle, made.supervisor.login, clock.today(), team_of=made.supervisor)
    OwedJob.objects.update(state="failed")
    assert "Opening stopped at 0 of 6 reviews." in page_of(client_of(hr), made)
    owing.open_or_owe(made.cycle, made.supervisor.login, clock.today(), team_of=made.supervisor)
    assert Opening.objects.filter(ended_at__isnull=True).count() == 2
    OwedJob.objects.update(state="failed")
    owing.open_or_owe(made.cycle, hr.login, clock.today(), units=[made.shop])
    assert Opening.objects.filter(ended_at__isnull=True).count() == 3


def test_opening_everybody_ends_what_stopped_for_a_part_of_them(made, hr):
    owing.open_or_owe(made.cycle, made.supervisor.login, clock.today(), team_of=made.supervisor)
    OwedJob.objects.update(state="failed")
    _plan, row = owing.open_or_owe(made.cycle, hr.login, clock.today())
    assert [found.pk for found in Opening.objects.filter(ended_at__isnull=True)] == [row.pk]


@pytest.mark.parametrize("whose", ["everybody", "unit", "team"])
def test_the_database_holds_one_opening_of_the_same_people(made, whose):
    units, team_of = ([made.shop.code] if whose == "unit" else []), (made.supervisor if whose == "team" else None)
    row = {"cycle": made.cycle, "units": units, "team_of": team_of, "day": clock.today(), "total": 5, "by": made.director.login}
    Opening.objects.create(**row, ended_at=clock.now())
    Opening.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Opening.objects.create(**row)


def test_a_cycle_closed_between_two_batches_ends_the_job(made, hr):
    def closing(execute, sql, *rest):
        done = execute(sql, *rest)
        if 'INSERT INTO "exams_reviews_evidence"' in sql:
            ReviewCycle.objects.update(state="closed")
        return done

    _plan, row = owing.open_or_owe(made.cycle, hr.login, clock.today())
    with connection.execute_wrapper(closing):
        owing.open_owed(str(row.pk))
    row.refresh_from_db()
    assert (Review.objects.count(), row.ended_at is not None) == (2, True)


def test_a_closed_cycle_takes_no_more_reviews(made, hr):
    opening.begin(made.cycle, hr.login)
    plan = opening.plan_for(made.cycle, clock.today())
    close_cycle(ReviewCycle.objects.get(), hr.login)
    with pytest.raises(opening.NotOpen):
        opening.add_batch(made.cycle, plan.people, hr.login, clock.today())
    assert Review.objects.count() == 0


def test_a_cycle_closed_meanwhile_ends_the_job(made, hr):
    _plan, row = owing.open_or_owe(made.cycle, hr.login, clock.today())
    ReviewCycle.objects.update(state="closed")
    owing.open_owed(str(row.pk))
    row.refresh_from_db()
    assert (Review.objects.count(), row.ended_at is not None) == (0, True)


def test_two_who_press_at_once_are_told_so_and_nothing_is_half_opened(made, hr, monkeypatch):
    real = opening.plan_for

    def doubled(*args, **kwargs):  # what the second of them has planned before the first is done
        plan = real(*args, **kwargs)
        return opening.Plan(plan.people[:1] * 2, plan.without_reviewer)

    monkeypatch.setattr(opening, "plan_for", doubled)
    with pytest.raises(SomeoneElseWasFirst):
        owing.open_or_owe(made.cycle, hr.login, clock.today())
    assert (Review.objects.count(), Evidence.objects.count()) == (0, 0)
