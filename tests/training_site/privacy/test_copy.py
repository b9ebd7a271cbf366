"""A copy of one's own data: everything in it, nothing of others, fetched by who ordered it, gone after seven days."""

import hashlib
import io
import json
import zipfile
from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import DatabaseError, connection

from tests.factories.people import LoginFactory, PostingFactory, StaffFactory
from tests.factories.sittings import finished, published_exam
from training_site.ledger.models import AuditEvent
from training_site.lib import clock
from training_site.lib.errors import Refused
from training_site.people.models import StaffMember
from training_site.people.personal_data import parts
from training_site.privacy import copying, retaining
from training_site.privacy.models import DataExport


@pytest.fixture
def person(db):
    made = StaffFactory(name="欧阳独名", name_latin="Ouyang Duming", mobile="13900001234", login=LoginFactory())
    PostingFactory(staff=made)
    return made


@pytest.fixture
def made(person, django_capture_on_commit_callbacks):
    finished(person, published_exam())
    StaffFactory(name="陌生旁人", login=LoginFactory())
    with django_capture_on_commit_callbacks(execute=True):
        copying.order_copy(person, person.login)
    return DataExport.objects.get()


def archive_of(row):
    with storages["private"].open(row.stored_as) as handle:
        return zipfile.ZipFile(io.BytesIO(handle.read()))


def test_the_worker_makes_a_file_with_every_part(made, person):
    assert (made.state, made.done_parts, made.total_parts) == ("ready", len(parts()), len(parts()))
    archive = archive_of(made)
    names = set(archive.namelist())
    assert {"contents.html", "my-data-zh-Hans.html", "my-data-en.html", "everything.json", "style.css"} <= names
    everything = json.loads(archive.read("everything.json"))
    assert set(everything["rooms"]) == {part.room for part in parts()}
    people = next(table for table in everything["rooms"]["training_site.people"] if table["table"] == "training_site_people.staffmember")
    assert people["rows"][0]["name"] == "欧阳独名"
    answers = [table for table in everything["rooms"]["exams.sittings"] if table["table"] == "exams_sittings.answerevent"]
    assert answers[0]["rows"]
    assert [name for name in names if name.startswith("tables/") and name.endswith(".csv")]
    assert archive.read("tables/01-01-staffmember.csv").decode("utf-8-sig").splitlines()[1].startswith(person.staff_number)


def test_both_languages_can_be_read_and_nobody_else_is_in_it(made):
    archive = archive_of(made)
    zh, en = archive.read("my-data-zh-Hans.html").decode(), archive.read("my-data-en.html").decode()
    assert 'lang="zh-Hans"' in zh
    assert "欧阳独名 的数据" in zh
    assert "Data of 欧阳独名" in en
    assert "Staff number" in en or "staff number" in en
    assert "考试" in archive.read("contents.html").decode()
    assert not [name for name in archive.namelist() if "陌生旁人" in archive.read(name).decode("utf-8", "ignore")]


def test_no_key_and_no_question_is_in_it(made):
    text = archive_of(made).read("everything.json").decode()
    for word in ("answerkey", '"key"', "feedback", "stem", "grader_version"):
        assert word not in text


def test_only_who_ordered_it_fetches_it_and_that_is_written_down(made, person, client_of, hr):
    url = f"/account/data/copy/{made.public_id}/"
    answer = client_of(person).get(url)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Cache-Control"] == "no-store, private"
    assert zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))).testzip() is None
    assert client_of(hr).get(url).status_code == 404
    assert AuditEvent.objects.filter(deed="privacy.copy_fetched", actor=person.pseudonym).count() == 1


def test_after_seven_days_it_is_gone(made, person, client_of):
    stored = made.stored_as
    with time_machine.travel(clock.now() + timedelta(days=7, hours=1), tick=False):
        assert client_of(person).get(f"/account/data/copy/{made.public_id}/").status_code == 404
        retaining.run()
    made.refresh_from_db()
    assert made.state == "removed"
    assert not storages["private"].exists(stored)


def test_one_is_made_at_a_time(person):
    copying.order_copy(person, person.login)
    with pytest.raises(Refused):
        copying.order_copy(person, person.login)
    assert DataExport.objects.count() == 1


def test_hr_makes_one_only_for_who_has_left(person, hr):
    with pytest.raises(Refused):
        copying.order_copy(person, hr.login)
    StaffMember.objects.filter(pk=person.pk).update(left_on=clock.today())
    person.refresh_from_db()
    assert copying.order_copy(person, hr.login).by == hr.login


def test_the_page_orders_it_and_shows_how_far_it_is(person, client_of):
    client = client_of(person)
    assert client.get("/account/data/").status_code == 200
    assert client.post("/account/data/copy/")["Location"] == "/account/data/"
    page = client.get("/account/data/").content.decode()
    assert f"{len(parts())}" in page
    assert 'http-equiv="refresh"' in page
    assert "/account/data/" in client.get("/account/me/").content.decode()


def files():
    storage = storages["private"]
    return storage.listdir("personal-data")[1] if storage.exists("personal-data") else []


def test_of_somebody_erased_while_the_copy_is_made_no_file_stays(person, monkeypatch):
    """The worker is in the middle of it when the second person confirms the erasure."""
    row = copying.order_copy(person, person.login)
    gathered = copying._gathered

    def slowly(row):
        content = gathered(row)
        StaffMember.objects.filter(pk=person.pk).update(erased_at=clock.now())
        return content

    monkeypatch.setattr(copying, "_gathered", slowly)
    copying.make_copy(str(row.pk))
    row.refresh_from_db()
    assert (row.state, row.stored_as, files()) == ("failed", "", [])
    assert not AuditEvent.objects.filter(deed="privacy.copy_made").exists()


def test_a_copy_that_fails_says_so_and_is_ordered_again(person, monkeypatch, django_capture_on_commit_callbacks):
    def fault(archive, row):
        raise RuntimeError("disk")

    with monkeypatch.context() as patched, django_capture_on_commit_callbacks(execute=True):
        patched.setattr(copying, "_write", fault)
        row = copying.order_copy(person, person.login)
    with django_capture_on_commit_callbacks(execute=True):
        assert DataExport.objects.get().state == "failed"
        assert copying.order_copy(person, person.login).pk == row.pk
        assert DataExport.objects.get().state == "waiting"
    row.refresh_from_db()
    assert (row.state, row.done_parts, len(files())) == ("ready", len(parts()), 1)


@contextmanager
def as_it_becomes_ready(deed):
    """`deed` happens once, when the file is stored and the copy is about to be called ready."""
    waiting = [deed]

    def ready(execute, sql, params, *arguments):
        if sql.startswith(f'UPDATE "{DataExport._meta.db_table}"') and "ready" in params and waiting:
            waiting.pop()()
        return execute(sql, params, *arguments)

    with connection.execute_wrapper(ready):
        yield


def test_a_second_run_that_fails_takes_nothing_from_the_first(person, monkeypatch):
    row = copying.order_copy(person, person.login)

    def second():
        def fault(row):
            raise RuntimeError("disk")

        with monkeypatch.context() as patched:
            patched.setattr(copying, "_gathered", fault)
            with pytest.raises(RuntimeError):
                copying.make_copy(str(row.pk))

    with as_it_becomes_ready(second):
        copying.make_copy(str(row.pk))
    row.refresh_from_db()
    assert (row.state, [f"personal-data/{name}" for name in files()]) == ("ready", [row.stored_as])


def test_of_two_runs_the_first_ones_file_is_the_copy(person):
    row = copying.order_copy(person, person.login)
    with as_it_becomes_ready(lambda: copying.make_copy(str(row.pk))):
        copying.make_copy(str(row.pk))
    row.refresh_from_db()
    assert (row.state, [f"personal-data/{name}" for name in files()]) == ("ready", [row.stored_as])
    assert AuditEvent.objects.filter(deed="privacy.copy_made").count() == 1
    with storages["private"].open(row.stored_as) as handle:
        assert hashlib.sha256(handle.read()).hexdigest() == row.sha256


def test_a_copy_that_cannot_be_written_down_leaves_no_file(person):
    row = copying.order_copy(person, person.login)

    def away():
        raise DatabaseError("the database is away")

    with as_it_becomes_ready(away), pytest.raises(DatabaseError):
        copying.make_copy(str(row.pk))
    row.refresh_from_db()
    assert (row.state, files()) == ("failed", [])


def test_what_a_dead_run_left_behind_goes_with_the_copy(made):
    storages["private"].save(f"personal-data/{made.public_id}-dead.zip", ContentFile(b"names"))
    storages["private"].save("personal-data/other.zip", ContentFile(b"names"))
    with time_machine.travel(clock.now() + timedelta(days=7, hours=1), tick=False):
        retaining.run()
    assert files() == ["other.zip"]


def test_a_run_that_comes_after_the_erasure_clears_what_another_left(person):
    row = copying.order_copy(person, person.login)
    storages["private"].save(f"personal-data/{row.public_id}-dead.zip", ContentFile(b"names"))
    StaffMember.objects.filter(pk=person.pk).update(erased_at=clock.now())
    copying.make_copy(str(row.pk))
    row.refresh_from_db()
    assert (row.state, files()) == ("failed", [])


def test_who_is_hr_no_more_fetches_no_leavers_copy(person, hr, client_of):
    StaffMember.objects.filter(pk=person.pk).update(left_on=clock.today())
    person.refresh_from_db()
    row = copying.order_copy(person, hr.login)
    copying.make_copy(str(row.pk))
    client, url = client_of(hr), f"/account/data/copy/{row.public_id}/"
    assert client.get(url).status_code == 200
    hr.login.groups.clear()
    assert client.get(url).status_code == 404
    assert "欧阳独名" not in client.get("/account/data/").content.decode()
