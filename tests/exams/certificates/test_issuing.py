"""Issuing: once for each pass, frozen, in a chain of replacements."""

from datetime import date

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, IntegrityError

from exams.certificates.api import Certificate, CertificateType, issue_for_history, reissue, revoke, settle_all, settle_person, status
from exams.certificates.issuing import last_day
from exams.certificates.signing import is_genuine
from tests.factories import certificates as make
from tests.factories.people import JobRoleFactory, PostingFactory, StaffFactory, unit
from training_site.ledger.models import AuditEvent, OwedJob
from training_site.lib.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        (date(2026, 12, 17), 12, date(2027, 12, 16)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 1, 1), 1, date(2026, 1, 31)),
    ],
)
def test_last_day_is_the_day_before_the_same_day(first, months, last):
    assert last_day(first, months) == last


def test_settling_a_person_issues_once():
    person = StaffFactory()
    make.certificate_type()
    make.result(person)
    assert (settle_person(person.pk), settle_person(person.pk), settle_all()) == (1, 0, 0)


def test_settling_everybody_equals_settling_each():
    people = [StaffFactory() for _ in range(3)]
    make.certificate_type()
    for person in people:
        make.result(person)
    assert settle_all() == 3
    assert list(Certificate.objects.values_list("staff", flat=True).order_by("staff")) == sorted(person.pk for person in people)


def test_a_failed_exam_earns_nothing():
    person = StaffFactory()
    make.certificate_type()
    make.result(person, passed=False)
    assert settle_all() == 0


def test_a_type_for_a_job_role_passes_over_other_jobs():
    kind = make.certificate_type(job_role=JobRoleFactory(code="hotline"))
    counter, hotline = StaffFactory(), StaffFactory()
    where = unit("HQ", kind="head-office")
    PostingFactory(staff=counter, unit=where, job_role=JobRoleFactory(code="counter"))
    PostingFactory(staff=hotline, unit=where, job_role=kind.job_role)
    make.result(counter)
    make.result(hotline)
    assert settle_all() == 1
    assert Certificate.objects.get().staff == hotline


def test_a_person_who_left_is_owed_nothing():
    person = StaffFactory(left_on=date(2026, 2, 1))
    make.certificate_type()
    make.result(person)
    assert settle_all() == 0


def test_an_archived_type_is_owed_to_nobody():
    kind = make.certificate_type()
    CertificateType.objects.filter(pk=kind.pk).update(archived_at="2026-01-01T00:00Z")
    make.result(StaffFactory())
    assert settle_all() == 0


def test_a_regraded_pass_earns_no_second_certificate():
    person = StaffFactory()
    make.certificate_type()
    first = make.result(person)
    settle_all()
    make.regraded(first, passed=True, percent="95.00")
    assert settle_all() == 0


def test_a_later_pass_replaces_the_certificate():
    person = StaffFactory()
    old = make.certificate(person, date(2026, 1, 10))
    new = make.certificate(person, date(2026, 6, 10))
    assert (new.supersedes, status(Certificate.objects.get(pk=old.pk), date(2026, 6, 11))) == (old, "superseded")


def test_numbers_of_a_year_run_on():
    for _ in range(3):
        make.certificate(StaffFactory(), date(2026, 3, 1))
    make.certificate(StaffFactory(), date(2025, 3, 1))
    assert list(Certificate.objects.order_by("number").values_list("number", flat=True)) == [
        "JL-2025-000001", "JL-2026-000001", "JL-2026-000002", "JL-2026-000003",
    ]  # fmt: skip


def test_facts_are_frozen_against_later_changes():
    person = StaffFactory(name="林晓禾")
    certificate = make.certificate(person)
    person.name = "林晓和"
    person.save()
    CertificateType.objects.update(wording_zh="别的话")
    certificate.refresh_from_db()
    assert certificate.facts["holder"]["name"] == "林晓禾"
    assert certificate.facts["wording"]["zh"].startswith("完成**营业厅服务岗**")
    assert is_genuine(certificate)


def test_a_changed_fact_no_longer_matches_its_signature():
    certificate = make.certificate(StaffFactory())
    certificate.facts["holder"]["name"] = "王二"
    assert not is_genuine(certificate)


def test_a_column_that_differs_from_the_facts_is_no_longer_genuine():
    certificate = make.certificate(StaffFactory())
    certificate.expires_on = date(2099, 1, 1)
    assert not is_genuine(certificate)


def test_a_certificate_cannot_be_changed():
    certificate = make.certificate(StaffFactory())
    with pytest.raises(DatabaseError), transaction.atomic():
        Certificate.objects.filter(pk=certificate.pk).update(number="JL-1")


def test_a_certificate_cannot_be_deleted():
    certificate = make.certificate(StaffFactory())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {Certificate._meta.db_table} WHERE id = {certificate.pk}")


def test_a_live_pass_owes_its_file():
    make.certificate_type()
    person = StaffFactory()
    make.result(person)
    settle_person(person.pk)
    assert list(OwedJob.objects.values_list("kind", "version")) == [("certificate.pdf", "both")]


def test_a_certificate_of_the_past_owes_no_file():
    kind = make.certificate_type()
    issued = issue_for_history(make.result(StaffFactory()), date(2026, 1, 5))
    assert [row.type for row in issued] == [kind]
    assert OwedJob.objects.count() == 0


def test_issuing_is_written_into_the_ledger():
    certificate = make.certificate(StaffFactory())
    event = AuditEvent.objects.get(deed="certificates.issued")
    assert event.facts == {"number": certificate.number, "digest": certificate.digest, "supersedes": None}


def test_issuing_again_keeps_the_last_day_and_takes_the_facts_of_today(hr):
    person = StaffFactory(name="林晓禾")
    old = make.certificate(person)
    person.name = "林小禾"
    person.save()
    new = reissue(old, "姓名更正", hr.login)
    assert (new.supersedes, new.expires_on, new.facts["holder"]["name"], new.occasion) == (old, old.expires_on, "林小禾", "reissue")


def test_issuing_again_wants_a_reason(hr):
    with pytest.raises(Refused):
        reissue(make.certificate(StaffFactory()), "  ", hr.login)


def test_a_revoked_certificate_is_not_issued_again(hr):
    certificate = make.certificate(StaffFactory())
    revoke(certificate, "代考", hr.login)
    with pytest.raises(Refused):
        reissue(certificate, "再发", hr.login)


def test_a_replaced_certificate_is_not_replaced_twice():
    person = StaffFactory()
    old = make.certificate(person)
    reissue(old, "更正", None)
    with pytest.raises(Refused):
        reissue(old, "更正", None)


def test_the_database_holds_one_certificate_for_each_pass():
    certificate = make.certificate(StaffFactory())
    copy = Certificate.objects.get(pk=certificate.pk)
    copy.pk, copy.code, copy.number = None, "X" * 20, "JL-X"
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save(force_insert=True)


def test_two_passes_one_after_another_settle_to_one_chain():
    person = StaffFactory()
    kind = make.certificate_type()
    for month in (1, 5, 9):
        make.certificate(person, date(2026, month, 1), kind=kind)
    assert list(Certificate.objects.order_by("pk").values_list("supersedes__number", flat=True)) == [None, "JL-2026-000001", "JL-2026-000002"]
