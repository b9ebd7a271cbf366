"""Lists of certificates at 3 and at 300 rows: the same statements, whatever became of the rows."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exams.certificates.api import Certificate, CertificateType, Revocation
from exams.sittings.api import Attempt
from tests.factories import certificates as make
from tests.factories.people import LoginFactory, PostingFactory, StaffFactory, unit
from tests.factories.rows import FEW, MANY, like
from training_site.people.api import StaffMember

pytestmark = pytest.mark.django_db

# Pages of the administration, and the most statements that one may take.
ADMIN_LISTS = [
    ("index", {}, 15), ("index", {"status": "valid"}, 15), ("index", {"status": "revoked"}, 15), ("index", {"q": "JL-2026"}, 15),
    ("index", {"export": "csv"}, 18), ("index", {"export": "xlsx"}, 18), ("proposals", {}, 12),
]  # fmt: skip


@pytest.fixture
def posted(db):
    """Makes a person in a shop, so that certificates name a unit."""
    shop = unit("S1")

    def one(**fields):
        person = StaffFactory(**fields)
        PostingFactory(staff=person, unit=shop, starts_on=date(2025, 1, 1))
        return person

    return one


def issued(people):
    """A certificate of each, every third one revoked, the attempt of every other one void."""
    rows = make.many(people)
    Revocation.objects.bulk_create(Revocation(certificate=row, reason="代考") for row in rows[::3])
    Attempt.objects.filter(certificates__in=[row.pk for row in rows[1::3]]).update(state="void")
    return rows


def statements(client, address, query):
    """How many statements a page takes, once warm."""
    client.get(address, query)
    with CaptureQueriesContext(connection) as context:
        reply = client.get(address, query)
    assert reply.status_code == 200
    return len(context)


@pytest.mark.parametrize(("name", "query", "most"), ADMIN_LISTS)
def test_a_list_in_the_administration_takes_the_same_statements_for_few_and_many(client_of, hr, posted, name, query, most):
    client, counts = client_of(hr), []
    for number in (FEW, MANY):
        issued([posted(), *StaffMember.objects.bulk_create(StaffFactory.build_batch(number - 1))])
        counts.append(statements(client, reverse(f"certificates_admin:{name}"), query))
    assert Certificate.objects.count() == FEW + MANY
    assert counts[0] == counts[1] <= most


def test_ones_own_list_takes_the_same_statements_for_few_and_many(client_of, posted):
    counts = []
    for number in (FEW, MANY):
        person = posted(login=LoginFactory())
        issued([person] * number)
        counts.append(statements(client_of(person), reverse("certificates:mine"), {}))
    assert counts[0] == counts[1] <= 7


@pytest.mark.parametrize("query", [{}, {"export": "csv"}])
def test_the_types_take_the_same_statements_for_few_and_many(client_of, hr, query):
    client, counts, sample = client_of(hr), [], make.certificate_type("sample")
    for number in (FEW, MANY):
        CertificateType.objects.bulk_create(like(sample, code=f"kind-{number}-{each}") for each in range(number))
        counts.append(statements(client, reverse("certificate_types:index"), query))
    assert counts[0] == counts[1] <= 18
