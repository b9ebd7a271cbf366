"""A person's page: their results to open, how their sign-in stands, and the help that whoever looks may give."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings

from tests.factories import sittings
from tests.factories.people import LoginFactory, PostingFactory, StaffFactory, SupervisionFactory, unit
from training_site.lib import clock
from training_site.people.api import issue_code, login_state

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(supervisor):
    """A shop that the supervisor answers for."""
    place = unit("S1")
    SupervisionFactory(supervisor=supervisor, unit=place)
    return place


@pytest.fixture
def member(shop):
    """One of the supervisor's people."""
    return PostingFactory(staff=StaffFactory(login=LoginFactory()), unit=shop).staff


def page(client_of, who, person, language="en"):
    client = client_of(who)
    client.cookies["django_language"] = language
    return client.get(f"/team/{person.public_id}/").content.decode()


def lock(person):
    """As five wrong passwords leave it."""
    AccessAttempt.objects.create(
        username=person.login.username.casefold(), ip_address="10.0.0.1", failures_since_start=settings.AXES_FAILURE_LIMIT, attempt_time=clock.now()
    )


@pytest.mark.parametrize("who", ["supervisor", "hr"])
def test_each_result_opens_and_leads_to_all_of_the_person(member, request, client_of, who):
    sitting = sittings.finished(member, sittings.published_exam(1))
    viewer = request.getfixturevalue(who)
    address = f"/exams/attempt/{sitting.public_id}/result/"
    text = page(client_of, viewer, member)
    assert f'<a class="row" href="{address}">' in text
    assert f'href="/team/results/?q={member.staff_number}"' in text
    assert client_of(viewer).get(address).status_code == 200


def test_the_list_of_results_opens_each_of_them(member, supervisor, client_of):
    sitting = sittings.finished(member, sittings.published_exam(1))
    assert client_of(supervisor).get("/team/results/").content.decode().count(f'href="/exams/attempt/{sitting.public_id}/result/"') == 2


def test_a_locked_sign_in_is_said_and_opened_from_there(member, supervisor, client_of):
    assert "Can sign in" in page(client_of, supervisor, member)
    assert "/unlock/" not in page(client_of, supervisor, member)
    lock(member)
    text = page(client_of, supervisor, member)
    here = f"next=/team/{member.public_id}/"
    assert "Locked after wrong attempts" in text
    assert [f'href="/account/people/{member.public_id}/{deed}/?{here}"' in text for deed in ("unlock", "code")] == [True, True]
    answer = client_of(supervisor).post(f"/account/people/{member.public_id}/unlock/", {"next": f"/team/{member.public_id}/"})
    assert answer["Location"] == f"/team/{member.public_id}/"
    assert login_state(member).locked is False


def test_a_lock_that_has_run_out_is_no_lock(member):
    lock(member)
    AccessAttempt.objects.update(attempt_time=clock.now() - timedelta(hours=settings.AXES_COOLOFF_TIME, seconds=1))
    assert login_state(member).locked is False


def test_a_code_that_works_is_told_with_its_last_moment(member, hr, client_of):
    issue_code(member, hr.login)
    assert "A one-time code works until" in page(client_of, hr, member)


def test_whoever_may_not_open_the_login_reads_whom_to_ask(shop, supervisor, client_of):
    colleague = PostingFactory(staff=StaffFactory(login=LoginFactory(roles=["trainer"])), unit=shop).staff
    text = page(client_of, supervisor, colleague)
    assert "Ask HR or an administrator." in text
    assert (f"/account/people/{colleague.public_id}/" in text, "/new-code/" in text) == (False, False)


@pytest.mark.parametrize("who", ["supervisor", "hr"])
def test_an_administrators_login_is_opened_by_administrators_only(shop, request, client_of, who):
    administrator = PostingFactory(staff=StaffFactory(login=LoginFactory(roles=["administrator"])), unit=shop).staff
    text = page(client_of, request.getfixturevalue(who), administrator)
    assert ("Only an administrator opens this login." in text, "Ask HR" in text) == (True, False)


def test_on_the_own_page_the_sign_in_leads_to_the_account(hr, client_of):
    text = page(client_of, hr, hr)
    own = text[text.index('id="sign-in"') : text.index("</section>", text.index('id="sign-in"'))]
    assert ('href="/account/me/"' in own, "administrator" in own) == (True, False)


def test_without_a_login_nothing_is_offered(shop, supervisor, client_of):
    person = PostingFactory(staff=StaffFactory(), unit=shop).staff
    text = page(client_of, supervisor, person)
    assert ("No login yet" in text, "/account/people/" in text) == (True, False)


def test_an_exam_in_progress_leads_into_its_room(member, shop, supervisor, hr, client_of):
    exam = sittings.published_exam(1)
    assert "/room/" not in page(client_of, supervisor, member)
    sittings.attempt(member, exam)
    elsewhere = PostingFactory(staff=StaffFactory(login=LoginFactory()), unit=unit("S2")).staff
    sittings.attempt(elsewhere, exam)
    colleague = PostingFactory(staff=StaffFactory(login=LoginFactory()), unit=shop).staff
    assert "/room/" not in page(client_of, supervisor, colleague)
    assert f'href="/exams/{exam.code}/room/"' in page(client_of, supervisor, member)
    team = client_of(supervisor).get("/team/")
    assert [(row.code, row.people) for row in team.context["sitting"]] == [(exam.code, 1)]
    assert f'href="/exams/{exam.code}/room/"' in team.content.decode()
    assert [row.people for row in client_of(hr).get("/team/").context["sitting"]] == [2]
    assert client_of(supervisor).get(f"/exams/{exam.code}/room/").status_code == 200
