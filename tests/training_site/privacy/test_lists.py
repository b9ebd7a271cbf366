"""The lists of people, units, requests, the audit log, imports and exports cost the same at 3 and at 300 rows (1.5)."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.people import JobRoleFactory, LoginFactory, unit
from training_site.ledger import api as ledger
from training_site.ledger.models import AuditEvent
from training_site.lib import clock
from training_site.logins.models import User
from training_site.people.models import OrgUnit, Posting, StaffMember, Supervision
from training_site.privacy.models import CorrectionRequest, ErasureRequest
from training_site.transfers.models import ExportRun, ImportRun, PlannedRow

LISTS = [
    ("hr", "/admin/staff/"),
    ("hr", "/admin/units/"),
    ("hr", "/admin/supervisions/"),
    ("hr", "/admin/roster/"),
    ("hr", "/admin/correction_requests/"),
    ("hr", "/admin/erasures/"),
    ("auditor", "/admin/audit_log/"),
    ("auditor", "/admin/import_runs/"),
    ("auditor", "/admin/export_runs/"),
    ("auditor", "/admin/retention/"),
]


def fill(start, stop):
    """Rows from `start` to `stop` of everything the lists show, made in bulk."""
    numbers, today = range(start, stop), clock.today()
    User.objects.bulk_create(User(username=f"L{number}", display_name=f"林{number}") for number in numbers)
    logins = list(User.objects.filter(username__in=[f"L{number}" for number in numbers]))
    StaffMember.objects.bulk_create(
        StaffMember(staff_number=login.username, name=login.display_name, login=login, hired_on=today) for login in logins
    )
    people = list(StaffMember.objects.filter(login__in=logins))
    root, job = OrgUnit.objects.filter(code="ROOT").first() or unit("ROOT", kind="head-office"), JobRoleFactory()
    shops = [unit(f"S{number}", parent=OrgUnit.objects.get(pk=root.pk)) for number in numbers[:30]]
    Posting.objects.bulk_create(Posting(staff=person, unit=shops[0], job_role=job, starts_on=today) for person in people)
    Supervision.objects.bulk_create(Supervision(supervisor=person, unit=shops[0], starts_on=today) for person in people)
    CorrectionRequest.objects.bulk_create(CorrectionRequest(staff=person, text="x") for person in people)
    ErasureRequest.objects.bulk_create(ErasureRequest(staff=person, reason="x", asked_by=person.login) for person in people)
    AuditEvent.objects.bulk_create(
        AuditEvent(deed="people.unlocked", actor=person.pseudonym, subject_kind=StaffMember._meta.label_lower, subject_id=str(person.pk))
        for person in people
    )
    ledger.seal_all()
    file = {"kind": "roster", "sha256": "0" * 64, "size": 1, "state": "applied"}
    ImportRun.objects.bulk_create(ImportRun(file_name=f"{login}.csv", by=login, **file) for login in logins)
    ExportRun.objects.bulk_create(ExportRun(name="staff", file_name=f"{login}.csv", row_count=1, by=login) for login in logins)
    run = ImportRun.objects.filter(by=logins[0]).get()
    PlannedRow.objects.bulk_create(PlannedRow(run=run, number=number, effect="new", title=f"林{number}") for number in numbers)


def asked(client, path):
    """How many statements a page costs when everything that is kept between requests is warm."""
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    assert answer.status_code == 200
    return len(queries), answer.content.decode()


@pytest.mark.parametrize(("role", "path"), LISTS)
def test_a_list_costs_the_same_at_3_and_at_300_rows(role, path, db, client_of):
    client = client_of(LoginFactory(roles=[role]))
    fill(0, 3)
    few, page = asked(client, path)
    fill(3, 300)
    many, _page = asked(client, path)
    assert "林" in page or "L0" in page or "S0" in page or path.endswith("retention/")
    assert many == few, f"{path}: {few} statements at 3 rows, {many} at 300"


def test_an_imports_page_costs_the_same_at_3_and_at_300_rows(db, client_of):
    client = client_of(LoginFactory(roles=["hr"]))
    fill(0, 3)
    path = f"/admin/roster/{ImportRun.objects.get(by__username='L0').public_id}/"
    few, page = asked(client, path)
    fill(3, 300)
    run = ImportRun.objects.get(by__username="L0")
    PlannedRow.objects.bulk_create(PlannedRow(run=run, number=number, effect="new", title=f"林{number}") for number in range(1000, 1297))
    many, _page = asked(client, path)
    assert "林0" in page
    assert many == few


OPENED = [
    ("/admin/units/", "/admin/units/edit/", ["hr", "administrator"]),
    ("/admin/job_roles/", "/admin/job_roles/edit/", ["hr", "administrator"]),
    ("/admin/supervisions/", "/admin/supervisions/edit/", ["hr", "administrator"]),
    ("/admin/correction_requests/", "/admin/correction_requests/answer/", ["hr", "administrator"]),
    ("/admin/erasures/", "/admin/erasures/decide/", ["administrator"]),
]


@pytest.mark.parametrize(("path", "leads_to", "openers"), OPENED)
def test_a_title_leads_only_where_its_reader_may_go(db, client_of, path, leads_to, openers):
    fill(0, 1)
    for role in ("hr", "auditor", "administrator"):
        client = client_of(LoginFactory(roles=[role]))
        links = set(re.findall(rf'href="({leads_to}\d+/)"', client.get(path).content.decode()))
        assert bool(links) is (role in openers)
        assert {client.get(link).status_code for link in links} <= {200}


def test_who_reads_only_finds_what_was_asked_and_answered_in_the_list(db, client_of):
    fill(0, 1)
    CorrectionRequest.objects.update(text="姓名有误", state="refused", answer="证件上就是这样", answered_at=clock.now(), by=LoginFactory())
    page = client_of(LoginFactory(roles=["auditor"])).get("/admin/correction_requests/").content.decode()
    assert ("姓名有误" in page, "证件上就是这样" in page) == (True, True)
