"""What "my training" says of norms to sign: every set that waits, once, with its day and its reason."""

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.urls import reverse

from courses.paths.api import settle_all
from etiquette.signing.api import request_reading, sign_set, versions_of
from etiquette.signing.models import SigningSet
from etiquette.signing.panels import to_sign_panel
from tests.factories import paths
from tests.factories.norms import norm_version
from tests.factories.people import JobRoleFactory
from tests.factories.rows import FEW, MANY
from tests.factories.signing import many_sets, signing_set
from training_site.lib import clock, slots
from training_site.people.api import TRAINER, has_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return paths.hired()


def page(client_of, person):
    client = client_of(person)
    client.cookies["django_language"] = "en"
    return client.get(reverse("desk:my_training")).content.decode()


def sign(person, chosen):
    sign_set(chosen, person, person.name, [version.pk for version in versions_of(chosen)])


def panel(text):
    return text[text.index('id="to-sign"') : text.index("</section>", text.index('id="to-sign"'))] if 'id="to-sign"' in text else ""


def test_a_set_of_ones_job_stands_there_with_its_reason_and_the_way_in(client_of, person):
    signing_set()
    said = panel(page(client_of, person))
    assert f'href="{reverse("signing:set", kwargs={"code": "set-ch09"})}"' in said
    assert [words in said for words in ("3 clauses, binds your job", "To sign", "by ", reverse("signing:list"))] == [True] * 4


def test_nothing_stands_there_once_all_is_signed(client_of, person):
    sign(person, signing_set())
    assert panel(page(client_of, person)) == ""


def test_a_revised_clause_is_asked_for_again(client_of, person):
    sign(person, signing_set())
    norm_version("N-9.2-01", text_zh="迎接客户要主动，先微笑问好")
    said = panel(page(client_of, person))
    assert [words in said for words in ("1 of 3 clauses has been revised or added", "Sign again", "binds your job")] == [True, True, False]


def test_who_was_asked_to_sign_reads_so(client_of, person):
    request_reading(signing_set(job_roles=("hotline",)), [person], clock.today() + timedelta(days=2), None)
    assert "3 clauses, you were asked to sign" in panel(page(client_of, person))


def test_what_is_overdue_comes_first_and_the_rest_is_counted(client_of, person):
    for number in range(1, 5):
        signing_set(f"set-{number}", norms=[f"N-9.2-0{number}"])
    SigningSet.objects.filter(code="set-3").update(published_at=clock.now() - timedelta(days=20))
    type(person.postings.get()).objects.update(starts_on=clock.today() - timedelta(days=20))
    said = panel(page(client_of, person))
    assert said.index("set-3") < said.index("set-1")
    assert [words in said for words in ("Overdue", "All 4 sets to sign", "set-4")] == [True, True, False]


def test_a_set_that_the_path_asks_for_is_not_said_twice(client_of, person):
    signing_set()
    paths.path(stages=[("First", 1, 30, [("signing", "set-ch09")])])
    settle_all()
    text = page(client_of, person)
    assert panel(text) == ""
    assert text.count("set-ch09/") == 1


def test_a_day_set_by_hand_before_that_of_the_path_is_said(client_of, person):
    chosen = signing_set()
    paths.path(stages=[("First", 1, 30, [("signing", "set-ch09")])])
    settle_all()
    request_reading(chosen, [person], clock.today() + timedelta(days=1), None)
    assert "you were asked to sign" in panel(page(client_of, person))


def test_a_step_that_is_done_does_not_hide_the_second_signature(client_of, person):
    chosen = signing_set()
    paths.path(stages=[("First", 1, 30, [("signing", "set-ch09")])])
    sign(person, chosen)
    settle_all()
    norm_version("N-9.2-01", text_zh="迎接客户要主动，先微笑问好")
    text = page(client_of, person)
    assert "Sign again" in panel(text)
    assert "Nothing is due" not in text


@pytest.mark.parametrize("count", [FEW, MANY])
def test_the_panel_takes_what_it_has_declared(person, django_assert_num_queries, count):
    JobRoleFactory()
    many_sets(count)
    request = RequestFactory().get("/")
    request.user = person.login
    has_role(request.user, TRAINER)  # whose page it is, every page has asked before
    declared = next(filling.queries for filling in slots.fillings("desk.my_training") if filling.panel is to_sign_panel)
    assert declared == 6
    with django_assert_num_queries(declared):
        assert to_sign_panel(request, person)


def test_with_nothing_to_sign_the_panel_takes_two_statements(person, django_assert_num_queries):
    request = RequestFactory().get("/")
    with django_assert_num_queries(2):
        assert to_sign_panel(request, person) is None
