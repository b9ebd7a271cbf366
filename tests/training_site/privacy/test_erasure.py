"""Erasure: two people, one act, never undone; afterwards the person is nowhere but where it was declared."""

import json
from datetime import date, timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings as site
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from etiquette.signing.api import sign_set, unsigned
from tests.factories import certificates, reviews, signing
from tests.factories.people import LoginFactory, PostingFactory, StaffFactory
from training_site.ledger import api as ledger
from training_site.ledger.models import AuditEvent
from training_site.lib import clock
from training_site.lib.errors import Refused
from training_site.people.codes import issue_code
from training_site.people.models import OneTimeCode, StaffMember
from training_site.privacy import copying, correcting, erasing
from training_site.privacy.models import DataExport, ErasureRequest
from training_site.transfers.models import ImportRun, PlannedRow

NAME, LATIN, NUMBER, MAIL, PHONE = "欧阳独名", "Ouyang Duming", "Q7700123", "duming@only.example", "13912340077"
# Where a name may still stand afterwards, and nowhere else (docs/decisions/0006-erasure.md).
DECLARED = {("exams_certificates_certificate", "facts"), ("etiquette_signing_signature", "typed_name")}


@pytest.fixture
def administrator(db):
    return StaffFactory(login=LoginFactory(roles=["administrator"]))


@pytest.fixture
def hr_two_roles(db):
    return StaffFactory(login=LoginFactory(roles=["hr", "administrator"]))


@pytest.fixture
def leaver(db, hr, client_of, django_capture_on_commit_callbacks):
    """Somebody about whom there is a row in as many tables as possible, who left three years ago."""
    login = LoginFactory(username=NUMBER, display_name=NAME, email=MAIL, roles=["trainer"])
    person = StaffFactory(name=NAME, name_latin=LATIN, staff_number=NUMBER, email=MAIL, mobile=PHONE, hired_on=date(2020, 1, 1), login=login)
    made = reviews.opened(1)
    PostingFactory(staff=person, unit=made.shop)
    certificates.certificate(person)
    readings = signing.signing_set()
    sign_set(readings, person, NAME, [version.pk for version in unsigned(readings, person)])
    issue_code(person)
    Client().post("/account/login/", {"login": NUMBER, "password": "wrong"})
    Client().post("/account/login/", {"login": MAIL, "password": "wrong"})
    assert AccessAttempt.objects.count() == 2
    edited = {"name": NAME, "name_latin": LATIN, "staff_number": NUMBER, "email": MAIL, "mobile": PHONE[:-1] + "8", "reason": f"{NAME} asked"}
    assert client_of(hr).post(f"/admin/staff/edit/{person.pk}/", edited).status_code == 302
    StaffMember.objects.filter(pk=person.pk).update(mobile=PHONE)
    log(person, "wagtail.edit", user=hr.login)
    log(login, "wagtail.edit", user=hr.login)
    assert ModelLogEntry.objects.filter(label=NAME).count() == 2
    correcting.ask_correction(person, f"{NAME} should read otherwise", login)
    file = {"kind": "roster", "file_name": "r.xlsx", "sha256": "0" * 64, "size": 1, "by": hr.login}
    run = ImportRun.objects.create(**file, state="applied", plan={"derived": [{"supervisor": NUMBER, "unit": "S1"}]})
    PlannedRow.objects.create(run=run, number=2, effect="new", key=NUMBER, title=NAME, changes=[{"what": "name", "old": "", "new": NAME}])
    PlannedRow.objects.create(run=run, number=3, effect="moved", key="J1", title="别人", changes=[{"what": "supervisor", "old": "", "new": NUMBER}])
    with django_capture_on_commit_callbacks(execute=True):
        copying.order_copy(person, login)
    client_of(hr).get("/admin/staff/", {"q": NAME, "export": "csv"})
    StaffMember.objects.filter(pk=person.pk).update(left_on=clock.today() - timedelta(days=1095))
    person.refresh_from_db()
    return person


def texts_of(value):
    """Every text of a value, JSON opened at any depth."""
    if isinstance(value, str):
        yield value
        if value[:1] in "[{":
            try:
                yield from texts_of(json.loads(value))
            except ValueError:
                return
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from texts_of(key)
            yield from texts_of(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts_of(item)


def traces():
    """(table, column) of every cell of the database that holds one of the words."""
    words, found = [word.casefold() for word in (NAME, LATIN, NUMBER, MAIL, PHONE)], set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    if any(word in text.casefold() for text in texts_of(value) for word in words):
                        found.add((table, column))
    return found


def files_with_traces():
    words = [word.encode() for word in (NAME, LATIN, NUMBER, MAIL, PHONE)]
    return [path.name for path in site.PRIVATE_ROOT.rglob("*") if path.is_file() and any(word in path.read_bytes() for word in words)]


def test_afterwards_the_person_is_nowhere_but_where_it_was_declared(leaver, hr, administrator, django_capture_on_commit_callbacks):
    before = traces()
    assert {("training_site_people_staffmember", "name"), ("wagtailcore_modellogentry", "label"), ("axes_accessattempt", "username")} <= before
    assert {("training_site_transfers_plannedrow", "changes"), ("training_site_transfers_importrun", "plan")} <= before
    copy = DataExport.objects.get()
    request = erasing.ask_erasure(leaver, f"{NAME} wrote to us", hr.login)
    with django_capture_on_commit_callbacks(execute=True):
        erasing.erase(request, administrator.login)
    assert traces() == DECLARED
    assert files_with_traces() == []
    assert not copying.storages["private"].exists(copy.stored_as)


def test_files_that_no_row_names_go_too(leaver, hr, administrator, django_capture_on_commit_callbacks):
    """A run that died after it had stored its file could not write down that there is one."""
    storages["private"].save(f"personal-data/{DataExport.objects.get().public_id}-dead.zip", ContentFile(NAME.encode()))
    with django_capture_on_commit_callbacks(execute=True):
        erasing.erase(erasing.ask_erasure(leaver, "own wish", hr.login), administrator.login)
    assert files_with_traces() == []
    assert storages["private"].listdir("personal-data") == ([], [])


def test_the_record_goes_on_under_the_pseudonym_and_the_chain_stays_whole(leaver, hr, administrator):
    ledger.seal_all()
    events = AuditEvent.objects.count()
    erasing.erase(erasing.ask_erasure(leaver, "own wish", hr.login), administrator.login)
    leaver.refresh_from_db()
    assert (leaver.name, leaver.staff_number, leaver.email, leaver.mobile) == (leaver.pseudonym, leaver.pseudonym, "", "")
    assert leaver.erased_at is not None
    assert leaver.certificates.count() == 1
    assert leaver.signatures.count() == 3
    login = leaver.login
    assert (login.username, login.is_active, login.email, list(login.groups.all())) == (leaver.pseudonym, False, "", [])
    assert not login.has_usable_password()
    assert OneTimeCode.objects.filter(login=login).count() == 0
    ledger.seal_all()
    assert ledger.verify() == []
    assert AuditEvent.objects.count() == events + 2
    assert AuditEvent.objects.get(deed="privacy.erased").actor == administrator.pseudonym


def test_other_peoples_rows_of_a_plan_keep_all_but_the_number(leaver, hr, administrator):
    erasing.erase(erasing.ask_erasure(leaver, "own wish", hr.login), administrator.login)
    (row,) = PlannedRow.objects.all()
    assert (row.key, row.title, row.changes[0]["new"]) == ("J1", "别人", leaver.pseudonym)


def test_it_takes_two_people(leaver, hr, hr_two_roles, administrator):
    with pytest.raises(Refused):
        erasing.ask_erasure(leaver, "x", administrator.login)
    request = erasing.ask_erasure(leaver, "own wish", hr_two_roles.login)
    with pytest.raises(Refused):
        erasing.erase(request, hr_two_roles.login)
    with pytest.raises(Refused):
        erasing.erase(request, hr.login)
    with pytest.raises(IntegrityError), transaction.atomic():
        ErasureRequest.objects.filter(pk=request.pk).update(state="done", decided_by=hr_two_roles.login, decided_at=clock.now())
    leaver.refresh_from_db()
    assert leaver.name == NAME


@pytest.mark.parametrize("left", [None, 0, 729])
def test_it_waits_for_the_legal_minimum(leaver, hr, left):
    day = None if left is None else clock.today() - timedelta(days=left)
    StaffMember.objects.filter(pk=leaver.pk).update(left_on=day)
    leaver.refresh_from_db()
    with pytest.raises(Refused):
        erasing.ask_erasure(leaver, "own wish", hr.login)
    assert ErasureRequest.objects.count() == 0


def test_it_happens_once_and_is_not_asked_for_twice(leaver, hr, administrator):
    request = erasing.ask_erasure(leaver, "own wish", hr.login)
    with pytest.raises(Refused):
        erasing.ask_erasure(leaver, "own wish", hr.login)
    erasing.erase(request, administrator.login)
    with pytest.raises(Refused):
        erasing.erase(ErasureRequest.objects.get(), administrator.login)
    leaver.refresh_from_db()
    with pytest.raises(Refused):
        erasing.ask_erasure(leaver, "again", hr.login)
    with pytest.raises(Refused):
        copying.order_copy(leaver, hr.login)


def test_a_refusal_leaves_everything_and_it_can_be_asked_again(leaver, hr, administrator):
    request = erasing.ask_erasure(leaver, "own wish", hr.login)
    with pytest.raises(Refused):
        erasing.refuse_erasure(request, administrator.login, " ")
    erasing.refuse_erasure(request, administrator.login, "a dispute is open")
    leaver.refresh_from_db()
    assert leaver.name == NAME
    assert erasing.ask_erasure(leaver, "again", hr.login).state == "asked"


def test_the_screens_say_what_follows_and_want_the_number_typed(leaver, hr, administrator, client_of):
    desk, office = client_of(hr), client_of(administrator)
    page = desk.get(f"/admin/erasures/ask/{leaver.pk}/").content.decode()
    assert "无法撤回" in page
    assert desk.post(f"/admin/erasures/ask/{leaver.pk}/", {"reason": "本人要求"}).status_code == 302
    request = ErasureRequest.objects.get()
    url = f"/admin/erasures/decide/{request.pk}/"
    assert desk.get(url).status_code == 403
    assert "已签发的证书" in office.get(url).content.decode()
    assert office.post(url, {"outcome": "erase", "number": "J1"}).context["form"].errors["number"]
    assert office.post(url, {"outcome": "erase", "number": NUMBER.lower()}).status_code == 302
    leaver.refresh_from_db()
    assert leaver.erased_at is not None
    assert office.get("/admin/erasures/").status_code == 200
    assert desk.get(f"/admin/staff/inspect/{leaver.pk}/").status_code == 200
    assert desk.get(f"/admin/staff/edit/{leaver.pk}/").status_code == 404


def test_a_group_of_roles_is_not_left_behind(leaver, hr, administrator):
    erasing.erase(erasing.ask_erasure(leaver, "own wish", hr.login), administrator.login)
    assert not Group.objects.get(name="trainer").user_set.filter(pk=leaver.login_id).exists()
    call_command("verify_ledger")
