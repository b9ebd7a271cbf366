"""The screens of reviews: whose they are, what they show to whom and when."""

import pytest
from django.urls import reverse

from exams.reviews.api import Indicator, Rating, Review, ReviewCycle, Statement, rate, rate_self, save_draft
from tests.factories import reviews as make
from tests.factories.people import LoginFactory, StaffFactory

pytestmark = pytest.mark.django_db


def form(made, value="4", **more):
    """What the rating form sends, every indicator alike."""
    ids = Indicator.objects.filter(cycle=made.cycle).values_list("pk", flat=True)
    return {f"value-{pk}": value for pk in ids} | {f"comment-{pk}": "原因" for pk in ids} | more


def test_a_supervisor_opens_the_reviews_of_the_team(client_of):
    made = make.house(2)
    client_of(made.supervisor).post(reverse("reviews:open_team", args=[made.cycle.code]))
    assert Review.objects.filter(reviewer=made.supervisor).count() == 2


def test_the_team_list_shows_the_own_team_only(client_of):
    made = make.opened(1)
    stranger = StaffFactory(login=LoginFactory(roles=["supervisor"]))
    texts = [client_of(who).get(reverse("reviews:team")).content.decode() for who in (made.supervisor, stranger)]
    assert [made.people[0].name in text for text in texts] == [True, False]


@pytest.mark.parametrize("count", [3, 300])
def test_the_team_list_costs_the_same_for_few_and_many(client_of, count, django_assert_max_num_queries):
    made = make.opened(count)
    client = client_of(made.supervisor)
    client.get(reverse("reviews:team"))
    with django_assert_max_num_queries(12):
        client.get(reverse("reviews:team"))


@pytest.mark.parametrize("count", [3, 300])
def test_the_cycle_page_costs_the_same_for_few_and_many(client_of, hr, count, django_assert_max_num_queries):
    made = make.opened(count)
    client = client_of(hr)
    url = reverse("reviews:cycle", args=[made.cycle.code])
    client.get(url)
    with django_assert_max_num_queries(13):
        client.get(url)


def test_the_review_page_has_a_fixed_number_of_statements(client_of, django_assert_max_num_queries):
    made = make.opened(1)
    make.signed(made)
    client = client_of(made.people[0])
    url = make.review_of(made).get_absolute_url()
    client.get(url)
    with django_assert_max_num_queries(16):
        client.get(url)


def test_the_supervisor_signs_on_the_page(client_of):
    made = make.opened(1)
    row = make.review_of(made)
    client_of(made.supervisor).post(row.get_absolute_url(), form(made, deed="sign", agreed="on"))
    assert make.review_of(made).state == "signed"


def test_without_the_tick_nothing_is_signed_and_nothing_lost(client_of):
    made = make.opened(1)
    reply = client_of(made.supervisor).post(make.review_of(made).get_absolute_url(), form(made, deed="sign"))
    assert (reply.status_code, make.review_of(made).state, Rating.objects.filter(value=4).count()) == (422, "rated", 5)


def test_an_incomplete_form_names_what_is_missing_and_keeps_the_rest(client_of):
    made = make.opened(1)
    sent = form(made, deed="sign", agreed="on")
    first = Indicator.objects.filter(cycle=made.cycle).first()
    sent[f"value-{first.pk}"] = ""
    reply = client_of(made.supervisor).post(make.review_of(made).get_absolute_url(), sent)
    assert (reply.status_code, str(first.title_zh) in reply.content.decode(), Rating.objects.filter(value=4).count()) == (422, True, 4)


@pytest.mark.parametrize("value", ["6", "x", "-1", "4.5"])
def test_a_value_that_is_no_rating_is_refused(client_of, value):
    made = make.opened(1)
    reply = client_of(made.supervisor).post(make.review_of(made).get_absolute_url(), form(made, value, deed="save"))
    assert (reply.status_code, Rating.objects.count()) == (422, 0)


def test_a_deed_that_does_not_exist_is_not_found(client_of):
    made = make.opened(1)
    assert client_of(made.supervisor).post(make.review_of(made).get_absolute_url(), {"deed": "promote"}).status_code == 404


def test_autosave_keeps_one_indicator(client_of):
    made = make.opened(1)
    first = Indicator.objects.filter(cycle=made.cycle).first().pk
    url = reverse("reviews:save", args=[make.review_of(made).public_id])
    reply = client_of(made.supervisor).post(url, {f"value-{first}": "4", f"comment-{first}": "好"})
    assert (reply.status_code, reply.json()["total"], reply.json()["missing"]) == (200, "4.00", 4)


def test_autosave_of_a_signed_review_says_why_not(client_of):
    made = make.opened(1)
    row = make.signed(made)
    reply = client_of(made.supervisor).post(reverse("reviews:save", args=[row.public_id]), form(made, "2"))
    assert (reply.status_code, list(reply.json())) == (409, ["problem"])


@pytest.mark.parametrize("who", ["colleague", "director"])
def test_autosave_by_anybody_else_changes_nothing(client_of, who):
    made = make.opened(2)
    login = made.people[1] if who == "colleague" else made.director
    reply = client_of(login).post(reverse("reviews:save", args=[make.review_of(made).public_id]), form(made))
    assert (reply.status_code, Rating.objects.count()) == (404 if who == "colleague" else 409, 0)


def test_the_person_does_not_see_ratings_before_they_are_signed(client_of):
    made = make.opened(1)
    rate(make.review_of(made), made.supervisor, make.entries(made.cycle))
    text = client_of(made.people[0]).get(make.review_of(made).get_absolute_url()).content.decode()
    assert "Because of quality" not in text


def test_the_supervisor_does_not_see_a_self_rating_before_it_is_handed_in(client_of):
    made = make.opened(1)
    row = make.review_of(made)
    save_draft(row, made.people[0], "self", make.entries(made.cycle))
    before = client_of(made.supervisor).get(row.get_absolute_url()).content.decode()
    rate_self(row, made.people[0])
    after = client_of(made.supervisor).get(row.get_absolute_url()).content.decode()
    assert ["Because of quality" in text for text in (before, after)] == [False, True]


def test_the_person_acknowledges_on_the_page(client_of):
    made = make.opened(1)
    row = make.signed(made)
    client_of(made.people[0]).post(row.get_absolute_url(), {"deed": "acknowledge", "read": "on"})
    assert make.review_of(made).state == "acknowledged"


def test_the_person_objects_and_hr_decides_on_the_page(client_of, hr):
    made = make.opened(1)
    row = make.signed(made, quality=2)
    client_of(made.people[0]).post(row.get_absolute_url(), {"deed": "object", "reason": "投诉不是我的"})
    quality = Indicator.objects.get(cycle=made.cycle, code="quality").pk
    client_of(hr).post(row.get_absolute_url(), {"deed": "decide", "reason": "归属有误", f"change-{quality}": "4"})
    assert (make.review_of(made).state, list(Statement.objects.values_list("kind", flat=True))) == ("decided", ["signed", "objected", "decided"])


def test_an_auditor_reads_and_decides_nothing(client_of):
    made = make.opened(1)
    auditor = StaffFactory(login=LoginFactory(roles=["auditor"]))
    row = make.signed(made)
    page = client_of(auditor).get(row.get_absolute_url())
    reply = client_of(auditor).post(reverse("reviews:cycle", args=[made.cycle.code]), {"deed": "close"})
    assert (page.status_code, reply.status_code, ReviewCycle.objects.get().state) == (200, 403, "open")


def test_hr_opens_and_exports_a_cycle(client_of, hr):
    made = make.house(2)
    client = client_of(hr)
    client.post(reverse("reviews:open", args=[made.cycle.code]), {"unit": "S1"})
    reply = client.get(reverse("reviews:export", args=[made.cycle.code]), {"format": "csv"})
    lines = reply.content.decode("utf-8-sig").strip().splitlines()
    assert (reply["Content-Type"], len(lines)) == ("text/csv; charset=utf-8", 4)


def test_the_filters_of_the_cycle_page_narrow_the_export(client_of, hr):
    made = make.opened(3)
    reply = client_of(hr).get(reverse("reviews:export", args=[made.cycle.code]), {"format": "csv", "q": made.people[1].staff_number})
    assert len(reply.content.decode("utf-8-sig").strip().splitlines()) == 2


def test_an_empty_list_says_what_will_be_here(client_of, staff):
    assert 'class="empty"' in client_of(staff).get(reverse("reviews:mine")).content.decode()


def names_on(client, **asked):
    return [review.staff.name for review in client.get(reverse("reviews:team"), asked).context["page_obj"]]


def test_the_team_list_is_narrowed_by_name_number_state_and_unit(client_of):
    made = make.opened(3)
    make.signed(made, 1)
    client = client_of(made.supervisor)
    names = [person.name for person in made.people]
    assert names_on(client, q=names[2]) == [names[2]]
    assert names_on(client, q=made.people[0].staff_number) == [names[0]]
    assert (names_on(client, state="signed"), len(names_on(client, unit="S1")), len(names_on(client, state="nonsense"))) == ([names[1]], 3, 3)


def test_a_filter_that_fits_nobody_says_so_and_leads_back(client_of):
    made = make.opened(1)
    page = client_of(made.supervisor).get(reverse("reviews:team"), {"cycle": made.cycle.code, "q": "没有这个人"}).content.decode()
    assert ('class="empty"' in page, f'href="?cycle={made.cycle.code}"' in page) == (True, True)


def test_the_team_s_export_holds_what_is_filtered_of_the_own_team_and_no_unsigned_rating(client_of):
    made = make.opened(3)
    rate(make.review_of(made), made.supervisor, make.entries(made.cycle))
    make.signed(made, 1)
    address = reverse("reviews:export_team", args=[made.cycle.code])

    def lines(who, **asked):
        return client_of(who).get(address, {"format": "csv", **asked}).content.decode("utf-8-sig").strip().splitlines()

    rows = lines(made.supervisor)
    assert (len(rows), rows[1].count(",4"), rows[2].count(",4")) == (4, 0, 6)
    assert len(lines(made.supervisor, state="signed")) == 2
    assert len(lines(StaffFactory(login=LoginFactory(roles=["supervisor"])))) == 1
