"""What a certificate is on a day, and what leads to its withdrawal."""

import sqlite3
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection

from exams.certificates.api import Certificate, expiring, keep, of_staff, of_status, proposals, reissue, revoke, status
from exams.sittings.api import void_attempt
from tests.factories import certificates as make
from tests.factories.people import StaffFactory
from tests.factories.rows import like
from training_site.lib.errors import Refused, SomeoneElseWasFirst
from training_site.people.models import StaffMember

pytestmark = pytest.mark.django_db

LAST = date(2027, 1, 9)


@pytest.fixture
def certificate():
    return make.certificate(StaffFactory(), date(2026, 1, 10))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 1, 10), "valid"),
        (LAST - timedelta(days=30), "valid"),
        (LAST - timedelta(days=29), "expiring"),
        (LAST, "expiring"),
        (LAST + timedelta(days=1), "expired"),
    ],
)
def test_status_follows_the_calendar(certificate, day, expected):
    assert status(certificate, day) == expected


def test_status_counts_a_revocation_from_its_day_on(certificate, hr):
    with time_machine.travel(datetime(2026, 5, 1, 12, tzinfo=UTC), tick=False):
        revoke(certificate, "代考", hr.login)
    fresh = Certificate.objects.get(pk=certificate.pk)
    assert (status(fresh, date(2026, 4, 30)), status(fresh, date(2026, 5, 2))) == ("valid", "revoked")


def test_a_filter_by_status_equals_asking_each_row(hr):
    with time_machine.travel(datetime(2026, 12, 20, 12, tzinfo=UTC), tick=False):
        people = [StaffFactory() for _ in range(5)]
        make.certificate(people[0], date(2026, 6, 1))
        make.certificate(people[1], date(2026, 1, 10))
        make.certificate(people[2], date(2025, 1, 10))
        reissue(make.certificate(people[3], date(2026, 6, 1)), "更正", None)
        revoke(make.certificate(people[4], date(2026, 6, 1)), "代考", hr.login)
        asked = {}
        for row in Certificate.objects.all():
            asked.setdefault(status(row), set()).add(row.pk)
        filtered = {name: set(of_status(Certificate.objects.all(), name).values_list("pk", flat=True)) for name in asked}
    assert filtered == asked
    assert sorted(asked) == ["expired", "expiring", "revoked", "superseded", "valid"]


def test_revoking_twice_says_that_somebody_was_first(certificate, hr):
    revoke(certificate, "代考", hr.login)
    with pytest.raises(SomeoneElseWasFirst):
        revoke(certificate, "代考", hr.login)


def test_revoking_wants_a_reason(certificate, hr):
    with pytest.raises(Refused):
        revoke(certificate, "", hr.login)


def test_a_void_attempt_is_proposed_and_never_withdrawn_by_itself(certificate, hr):
    void_attempt(certificate.attempt, "代考", hr.login)
    found = proposals()
    assert [(row.certificate, row.ground) for row in found] == [(certificate, "void")]
    assert status(Certificate.objects.get(pk=certificate.pk), date(2026, 2, 1)) == "valid"


def test_a_regrade_to_a_fail_is_proposed(certificate):
    make.regraded(certificate.result, passed=False)
    assert [(row.certificate, row.ground) for row in proposals()] == [(certificate, "failed")]


def test_a_decision_to_keep_ends_the_proposal(certificate, hr):
    make.regraded(certificate.result, passed=False)
    keep(certificate, "更正后的题不影响能力", hr.login)
    assert proposals() == []


def test_a_decision_to_keep_does_not_cover_a_later_ground(certificate, hr):
    make.regraded(certificate.result, passed=False)
    keep(certificate, "更正后的题不影响能力", hr.login)
    void_attempt(certificate.attempt, "代考", hr.login)
    assert [row.ground for row in proposals()] == ["void"]


def test_a_certificate_in_order_has_nothing_to_decide(certificate, hr):
    with pytest.raises(Refused):
        keep(certificate, "没事", hr.login)


def test_proposals_take_two_statements(django_assert_num_queries):
    for _ in range(3):
        made = make.certificate(StaffFactory(), date(2026, 1, 10))
        make.regraded(made.result, passed=False)
    with django_assert_num_queries(2):
        assert len(proposals()) == 3


def test_expiring_names_only_these_people_and_days():
    with time_machine.travel(datetime(2026, 12, 20, 12, tzinfo=UTC), tick=False):
        near, far, other = StaffFactory(), StaffFactory(), StaffFactory()
        wanted = make.certificate(near, date(2026, 1, 10))
        make.certificate(far, date(2026, 6, 10))
        make.certificate(other, date(2026, 1, 10))
        assert list(expiring(StaffMember.objects.filter(pk__in=[near.pk, far.pk]), 30)) == [wanted]


@pytest.fixture
def narrow_statements():
    """Statements on SQLite take fifty values: a library built so has a limit of thousands, which a large house passes."""
    connection.ensure_connection()
    if connection.vendor != "sqlite":
        yield
        return
    before = connection.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 50)
    yield
    connection.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, before)


def test_expiring_is_asked_for_more_people_than_a_statement_takes_values(narrow_statements):
    wanted = make.certificate(StaffFactory(), date(2026, 1, 10))
    keys = [f"K{number}" for number in range(60)]
    others = (like(wanted.staff, staff_number=key, pseudonym=key, public_id=uuid4()) for key in keys)
    StaffMember.objects.bulk_create(others, batch_size=2)
    with time_machine.travel(datetime(2026, 12, 20, 12, tzinfo=UTC), tick=False):
        assert list(expiring(StaffMember.objects.all(), 30)) == [wanted]


@pytest.mark.parametrize("count", [3, 300])
def test_a_list_with_its_standing_takes_one_statement(count, django_assert_num_queries):
    person = StaffFactory()
    make.many([person] * count)
    with django_assert_num_queries(1):
        assert len([status(row) for row in of_staff(person)]) == count
