"""The pages of signed-in people."""

import re
from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.urls import reverse

from exams.certificates.api import revoke
from exams.certificates.panels import person_panel, result_panel
from exams.certificates.tasks import make_pdf
from tests.factories import certificates as make
from tests.factories.people import LoginFactory, PostingFactory, StaffFactory, SupervisionFactory, unit
from training_site.lib import clock
from training_site.people.roles import roles_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return StaffFactory(name="林晓禾", login=LoginFactory())


def test_my_list_shows_mine_only(person, client_of):
    mine, other = make.certificate(person), make.certificate(StaffFactory())
    text = client_of(person).get(reverse("certificates:mine")).content.decode()
    assert (mine.number in text, other.number in text) == (True, False)


def test_an_empty_list_says_what_will_be_here(person, client_of):
    assert 'class="empty"' in client_of(person).get(reverse("certificates:mine")).content.decode()


def test_the_file_is_handed_to_its_owner(person, client_of):
    certificate = make.certificate(person)
    make_pdf(str(certificate.pk), "both")
    answer = client_of(person).get(reverse("certificates:download", args=[certificate.code]))
    assert (answer["Content-Type"], answer["Content-Disposition"]) == ("application/pdf", f'attachment; filename="{certificate.number}.pdf"')
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")


def test_a_file_not_made_yet_leads_back_to_the_page(person, client_of):
    certificate = make.certificate(person)
    answer = client_of(person).get(reverse("certificates:download", args=[certificate.code]))
    assert (answer.status_code, answer["Location"]) == (302, certificate.get_absolute_url())


def test_a_supervisor_sees_the_team_and_nobody_else(client_of, supervisor, person):
    shop = unit("S1")
    SupervisionFactory(supervisor=supervisor, unit=shop)
    PostingFactory(staff=person, unit=shop)
    own, other = make.certificate(person), make.certificate(StaffFactory())
    client = client_of(supervisor)
    assert [client.get(row.get_absolute_url()).status_code for row in (own, other)] == [200, 404]


@pytest.fixture
def led(supervisor, person):
    """A person of the supervisor's team."""
    shop = unit("S1")
    SupervisionFactory(supervisor=supervisor, unit=shop)
    PostingFactory(staff=person, unit=shop)
    return person


def shown(page):
    """The list of certificates on a person's page: address and state of each, from the top."""
    text = page.content.decode()
    section = text[text.index('aria-labelledby="certs"') :]
    return re.findall(r'<a href="(/certificates/[^"]+)">.*?class="st (st-\w+)"', section[: section.index("</section>")], re.DOTALL)


def test_a_supervisor_sees_the_state_of_each_certificate_newest_first_and_may_open_all(client_of, supervisor, led, hr):
    today = clock.today()
    kinds = [make.certificate_type(code=f"kind-{number}", title_en=f"Kind {number}", exam=make.exam(f"exam-{number}")) for number in range(4)]
    expired = make.certificate(led, today - timedelta(days=400), kind=kinds[0])
    soon = make.certificate(led, today - timedelta(days=350), kind=kinds[1])
    replaced = make.certificate(led, today - timedelta(days=200), kind=kinds[2])
    newer = make.certificate(led, today - timedelta(days=10), kind=kinds[2])
    revoked = make.certificate(led, today - timedelta(days=5), kind=kinds[3])
    revoke(revoked, "代考", hr.login)
    client = client_of(supervisor)
    found = shown(client.get(reverse("desk:person", args=[led.public_id])))
    rows = [(revoked, "late"), (newer, "done"), (replaced, "off"), (soon, "soon"), (expired, "late")]
    assert found == [(row.get_absolute_url(), f"st-{state}") for row, state in rows]
    assert {client.get(address).status_code for address, _ in found} == {200}


def test_older_certificates_are_folded_and_three_hundred_take_one_statement(client_of, supervisor, led, django_assert_num_queries):
    make.many([led] * 300)
    page = client_of(supervisor).get(reverse("desk:person", args=[led.public_id]))
    assert len(shown(page)) == 300
    assert "<summary" in page.content.decode().split('aria-labelledby="certs"')[1].split("</section>")[0]
    request = RequestFactory().get("/")
    request.user = supervisor.login
    roles_of(supervisor.login)  # the page around the panel has asked that already
    with django_assert_num_queries(1):
        person_panel(request, led)


def test_the_result_page_shows_the_certificate_it_earned(person):
    certificate = make.certificate(person)
    request = RequestFactory().get("/")
    request.user = person.login
    assert certificate.number in result_panel(request, certificate.result)


def page_of(certificate, client):
    make_pdf(str(certificate.pk), "both")
    return client.get(certificate.get_absolute_url()).content.decode()


def test_the_page_of_a_valid_certificate_has_no_stamp_and_puts_the_download_first(person, client_of):
    text = page_of(make.certificate(person), client_of(person))
    assert ("void-stamp" in text, "data-void" in text, 'class="btn btn-main" href="/certificates/' in text) == (False, False, True)


def test_the_page_of_a_certificate_that_counts_no_longer_says_so_and_is_stamped(person, client_of, hr):
    today = clock.today()
    expired = make.certificate(person, today - timedelta(days=400), kind=make.certificate_type(code="a", exam=make.exam("a")))
    replaced, newer = (make.certificate(person, today - timedelta(days=days)) for days in (20, 10))
    revoked = make.certificate(person, kind=make.certificate_type(code="b", exam=make.exam("b")))
    revoke(revoked, "代考", hr.login)
    client = client_of(person)
    for row in (expired, replaced, revoked):
        text = page_of(row, client)
        assert ("void-stamp" in text, "data-void" in text, "btn-main" in text) == (True, True, False)
    assert newer.get_absolute_url() in page_of(replaced, client).split("data-void")[1].split("</p>")[0]
    assert reverse("certificates:sheet", args=[revoked.code]) not in page_of(revoked, client)


def test_the_result_page_says_that_a_certificate_was_revoked(person, hr):
    certificate = make.certificate(person)
    revoke(certificate, "代考", hr.login)
    request = RequestFactory().get("/")
    request.user = person.login
    assert reverse("certificates:download", args=[certificate.code]) not in result_panel(request, certificate.result)


def test_a_failed_result_has_no_panel(person):
    request = RequestFactory().get("/")
    request.user = person.login
    assert result_panel(request, make.result(person, passed=False)) is None


def test_the_panel_takes_two_statements(person, django_assert_num_queries):
    certificate = make.certificate(person)
    request = RequestFactory().get("/")
    request.user = person.login
    roles_of(person.login)  # the page around the panel has asked that already
    with django_assert_num_queries(2):
        result_panel(request, certificate.result)
