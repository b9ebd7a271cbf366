"""A roster from the upload to the last row: all or nothing, once, and never what was not shown."""

from contextlib import contextmanager
from datetime import date

import pytest
import time_machine
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from tests.factories.people import JobRoleFactory
from tests.samples.rosters import BROKEN, GOOD, workbook
from tests.training_site.roster.test_planning import known, row
from tests.training_site.roster.world import organisation
from training_site.ledger.models import AuditEvent
from training_site.ledger.waking import _listeners, on_wake
from training_site.lib.errors import Refused, SomeoneElseWasFirst
from training_site.lib.moves import move_one
from training_site.logins.models import User
from training_site.people.api import posting_of, team_of
from training_site.people.models import OrgUnit, Posting, StaffMember, Supervision
from training_site.transfers import quiet, running
from training_site.transfers.api import ImportRun, PlannedRow, confirm, discard, receive


@pytest.fixture
def world(db):
    with time_machine.travel("2026-11-22 04:00:00+00:00", tick=False):
        yield organisation()


@pytest.fixture
def heard(django_capture_on_commit_callbacks):
    """Who was woken, with which event."""
    events: list[tuple[str, str]] = []

    def listen(staff_ids, event):
        events.extend((number, event) for number in StaffMember.objects.filter(pk__in=staff_ids).values_list("staff_number", flat=True))

    on_wake(listen)
    with django_capture_on_commit_callbacks(execute=True):
        yield events
    _listeners.remove(listen)


@pytest.fixture
def unheard():
    """Nobody is woken: what upper rooms do for each person is not this room's count."""
    kept = list(_listeners)
    _listeners.clear()
    yield
    _listeners.extend(kept)


def upload(rows, name="roster.xlsx"):
    return SimpleUploadedFile(name, workbook(rows))


def bring_in(rows, by):
    run = receive("roster", upload(rows), by.login)
    return confirm(run, by.login)


def test_receiving_plans_and_changes_nothing(world, hr):
    people = StaffMember.objects.count()
    run = receive("roster", upload(GOOD), hr.login)
    assert (run.state, run.counts, run.row_count) == ("planned", {"new": 4, "warned": 0}, 4)
    assert StaffMember.objects.count() == people


def test_confirming_brings_people_posts_and_logins(world, hr):
    run = bring_in(GOOD, hr)
    assert run.state == "applied"
    lin = StaffMember.objects.get(staff_number="J1001")
    assert (lin.name, lin.login.username, lin.login.email) == ("林小禾", "J1001", "lin@example.org")
    assert (lin.login.must_change_password, lin.login.has_usable_password()) == (True, False)
    post = posting_of(lin)
    assert (post.unit, post.job_role.code, post.starts_on) == (world.first, "counter", date(2026, 11, 2))


def test_the_named_supervisor_sees_the_team(world, hr):
    bring_in(GOOD, hr)
    manager = StaffMember.objects.get(staff_number="J2001")
    assert sorted(team_of(manager).values_list("staff_number", flat=True)) == ["J1001", "J1002"]
    assert list(manager.login.groups.values_list("name", flat=True)) == ["supervisor"]


def test_the_same_file_twice_changes_nothing(world, hr):
    bring_in(GOOD, hr)
    before = [list(model.objects.order_by("pk").values()) for model in (StaffMember, Posting, Supervision, User)]
    run = bring_in(GOOD, hr)
    assert run.counts == {"unchanged": 4, "warned": 0}
    assert [list(model.objects.order_by("pk").values()) for model in (StaffMember, Posting, Supervision, User)] == before


def test_a_file_with_one_error_is_never_applied(world, hr):
    run = receive("roster", upload(BROKEN), hr.login)
    assert run.counts["error"] == 5
    with pytest.raises(Refused):
        confirm(run, hr.login)
    assert StaffMember.objects.filter(staff_number="J1001").exists() is False


def test_a_failure_half_way_leaves_nothing_behind(world, hr):
    def fail_at_supervisions(execute, sql, params, many, context):
        if sql.startswith("INSERT") and "supervision" in sql:
            raise DatabaseError("disk full")
        return execute(sql, params, many, context)

    run = receive("roster", upload(GOOD), hr.login)
    with connection.execute_wrapper(fail_at_supervisions), pytest.raises(DatabaseError):
        confirm(run, hr.login)
    assert StaffMember.objects.filter(staff_number__startswith="J1").exists() is False
    assert User.objects.filter(username="J1001").exists() is False


def test_data_that_changed_meanwhile_are_shown_before_anything_happens(world, hr):
    run = receive("roster", upload([row()]), hr.login)
    known(world)
    run = confirm(run, hr.login)
    assert (run.state, run.counts) == ("planned", {"unchanged": 1, "warned": 0})
    assert run.problem != ""


def test_a_plan_is_applied_once(world, hr):
    run = receive("roster", upload(GOOD), hr.login)
    confirm(ImportRun.objects.get(pk=run.pk), hr.login)
    with pytest.raises(SomeoneElseWasFirst):
        confirm(run, hr.login)


def test_moving_ends_the_old_post_the_day_before(world, hr):
    person = known(world)
    bring_in([row(unit="S2", since="2026-12-01")], hr)
    assert list(person.postings.values_list("unit__code", "starts_on", "ends_on")) == [
        ("S1", date(2026, 11, 2), date(2026, 11, 30)),
        ("S2", date(2026, 12, 1), None),
    ]


def test_a_move_on_the_first_day_corrects_the_post(world, hr):
    person = known(world)
    bring_in([row(unit="S2", since="2026-11-02")], hr)
    assert list(person.postings.values_list("unit__code", "starts_on", "ends_on")) == [("S2", date(2026, 11, 2), None)]


def test_leaving_ends_post_and_supervision(world, hr):
    manager = known(world, "J2001")
    Supervision.objects.create(supervisor=manager, unit=world.first, starts_on=date(2026, 11, 2))
    bring_in([row("J2001", left="2026-11-22")], hr)
    manager.refresh_from_db()
    assert manager.left_on == date(2026, 11, 22)
    assert [manager.postings.get().ends_on, manager.supervisions.get().ends_on] == [date(2026, 11, 22)] * 2


def test_coming_back_begins_a_new_post_and_keeps_the_history(world, hr):
    person = known(world)
    bring_in([row(left="2026-11-10")], hr)
    bring_in([row(hired="2026-11-20")], hr)
    person.refresh_from_db()
    assert (person.left_on, person.hired_on) == (None, date(2026, 11, 20))
    assert list(person.postings.values_list("starts_on", "ends_on")) == [
        (date(2026, 11, 2), date(2026, 11, 10)),
        (date(2026, 11, 20), None),
    ]


def test_changed_details_reach_the_login(world, hr):
    person = known(world)
    bring_in([row(name="林小荷", email="lin@example.org")], hr)
    login = User.objects.get(pk=person.login.pk)
    assert (login.display_name, login.email, login.has_usable_password()) == ("林小荷", "lin@example.org", True)


def test_whom_it_concerns_is_woken(world, hr, heard, django_capture_on_commit_callbacks):
    known(world, "J1002")
    known(world, "J1003")
    with django_capture_on_commit_callbacks(execute=True):
        bring_in([row(), row("J1002", unit="S2"), row("J1003", left="2026-11-22")], hr)
    assert sorted(heard) == [("J1001", "person.hired"), ("J1002", "person.moved"), ("J1003", "person.left")]


def test_every_step_is_audited_with_the_files_hash(world, hr):
    run = bring_in(GOOD, hr)
    events = AuditEvent.objects.filter(subject_kind="training_site_transfers.importrun").order_by("pk")
    assert [event.deed for event in events] == ["transfers.import_received", "transfers.import_applied"]
    assert {event.facts["sha256"] for event in events} == {run.sha256}


def test_the_uploaded_file_goes_when_the_run_has_ended(world, hr):
    run = receive("roster", upload(GOOD), hr.login)
    kept = f"imports/{run.public_id}"
    assert storages["private"].exists(kept) is True
    confirm(run, hr.login)
    assert storages["private"].exists(kept) is False


def test_discarding_removes_rows_and_file_and_stays_on_record(world, hr):
    run = discard(receive("roster", upload(GOOD), hr.login), hr.login)
    assert (run.state, PlannedRow.objects.count()) == ("discarded", 0)
    assert AuditEvent.objects.filter(deed="transfers.import_discarded").count() == 1


@pytest.mark.parametrize("name", ["roster.xls", "roster.exe", "roster"])
def test_other_endings_are_refused(world, hr, name):
    with pytest.raises(Refused):
        receive("roster", SimpleUploadedFile(name, b"x"), hr.login)


def test_a_file_that_is_no_spreadsheet_is_refused_with_the_reason(world, hr):
    run = receive("roster", SimpleUploadedFile("roster.xlsx", b"no archive"), hr.login)
    assert run.state == "refused"
    assert run.problem != ""


def test_csv_in_the_encoding_of_old_spreadsheet_programs_is_read(world, hr):
    text = "工号,姓名,单位代码,岗位,入职日期\nJ1001,林小禾,S1,counter,2026-11-02\n"
    run = receive("roster", SimpleUploadedFile("roster.csv", text.encode("gb18030")), hr.login)
    assert (run.state, run.counts) == ("planned", {"new": 1, "warned": 0})


def test_large_files_wait_for_the_worker(world, hr, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(running, "AT_ONCE_BYTES", 10)
    monkeypatch.setattr(running, "AT_ONCE_ROWS", 1)
    with django_capture_on_commit_callbacks(execute=False) as callbacks:
        run = receive("roster", upload(GOOD), hr.login)
    assert (run.state, len(callbacks)) == ("reading", 1)
    callbacks[0]()
    run.refresh_from_db()
    assert run.state == "planned"
    with django_capture_on_commit_callbacks(execute=False) as callbacks:
        confirm(run, hr.login)
    assert run.state == "applying"
    for callback in callbacks:
        callback()
    run.refresh_from_db()
    assert run.state == "applied"


def test_a_thousand_people_take_few_statements(world, hr, django_assert_max_num_queries):
    rows = [row(f"K{number:05d}", f"员{number}") for number in range(1000)]
    run = receive("roster", upload(rows), hr.login)
    with django_assert_max_num_queries(40):
        confirm(run, hr.login)
    assert run.state == "applied"
    assert Posting.objects.filter(staff__staff_number__startswith="K").count() == 1000


def test_statements_grow_by_less_than_ten_per_thousand_rows(world, hr, unheard, django_capture_on_commit_callbacks):
    counts = []
    for size, letter in ((1100, "K"), (2100, "M")):
        rows = [row(f"{letter}{number:05d}", f"员{number}") for number in range(size)]
        with CaptureQueriesContext(connection) as captured, django_capture_on_commit_callbacks(execute=True):
            run = receive("roster", upload(rows), hr.login)
        with CaptureQueriesContext(connection) as applied, django_capture_on_commit_callbacks(execute=True):
            confirm(run, hr.login)
        counts.append(len(captured) + len(applied))
    assert counts[1] - counts[0] <= 10


@pytest.fixture
def looked():
    """In how many transactions each look at the units happened: a plan looks once outside, the write asks once inside."""
    outside, seen = len(connection.savepoint_ids), []

    def look(execute, sql, *arguments):
        if f'"closed_on" FROM "{OrgUnit._meta.db_table}" ORDER BY' in sql:
            seen.append(len(connection.savepoint_ids) - outside)
        return execute(sql, *arguments)

    with connection.execute_wrapper(look):
        yield seen


@contextmanager
def before_the_write(deed):
    """`deed` happens once, when the plan has been made again and the writing transaction is about to begin."""
    waiting = [deed]

    def begin(execute, sql, *arguments):
        if sql.startswith("SAVEPOINT") and waiting:
            waiting.pop()()
        return execute(sql, *arguments)

    with connection.execute_wrapper(begin):
        yield


def test_planning_holds_no_transaction(world, hr, looked):
    run = receive("roster", upload(GOOD), hr.login)
    assert looked == [0]
    confirm(run, hr.login)
    assert (run.state, looked) == ("applied", [0, 0, 1])


def test_planned_rows_are_kept_in_short_transactions(world, hr, monkeypatch):
    monkeypatch.setattr(running, "PIECE", 2)
    run = receive("roster", upload(GOOD), hr.login)
    with CaptureQueriesContext(connection) as captured:
        running.plan_run(ImportRun.objects.get(pk=move_one(run, {"planned": {"reading"}}, "reading").pk))
    kinds = [query["sql"].split()[0] for query in captured if PlannedRow._meta.db_table in query["sql"] or "SAVEPOINT" in query["sql"]]
    assert kinds.count("SAVEPOINT") == 4  # two pieces of old rows go, two pieces of new ones come
    assert sorted(PlannedRow.objects.values_list("number", flat=True)) == [2, 3, 4, 5]


def test_who_is_overtaken_while_keeping_a_plan_writes_no_further_row(world, hr, monkeypatch):
    monkeypatch.setattr(running, "PIECE", 2)
    monkeypatch.setattr(running, "AT_ONCE_BYTES", 10)
    run = receive("roster", upload(GOOD), hr.login)

    def overtake(execute, sql, *arguments):
        result = execute(sql, *arguments)
        if sql.startswith(f'INSERT INTO "{PlannedRow._meta.db_table}"'):
            ImportRun.objects.filter(pk=run.pk).update(plan_digest="another turn")
        return result

    with connection.execute_wrapper(overtake), pytest.raises(SomeoneElseWasFirst):
        running.plan_run(run)
    assert (PlannedRow.objects.count(), ImportRun.objects.get(pk=run.pk).state) == (2, "reading")


def test_what_is_written_meanwhile_and_changes_nothing_shown_stops_nothing(world, hr, looked):
    run = receive("roster", upload(GOOD), hr.login)
    with before_the_write(lambda: JobRoleFactory(code="other")):
        confirm(run, hr.login)
    assert (run.state, looked) == ("applied", [0, 0, 1, 0, 1])


def test_what_is_written_meanwhile_and_changes_the_plan_is_shown_first(world, hr):
    run = receive("roster", upload([row()]), hr.login)
    with before_the_write(lambda: known(world)):
        run = confirm(run, hr.login)
    assert (run.state, run.counts) == ("planned", {"unchanged": 1, "warned": 0})
    assert "have changed" in run.problem or "变" in run.problem


@pytest.fixture
def busy(monkeypatch):
    """Somebody needs the database, and four rows are many."""
    monkeypatch.setattr(quiet, "MOST_ROWS", 3)
    monkeypatch.setattr(quiet, "_reasons", [lambda: "Papers are open."])


def test_a_long_write_is_refused_on_sqlite_while_somebody_needs_the_database(world, hr, busy):
    run = receive("roster", upload(GOOD), hr.login)
    if connection.vendor == "sqlite":
        with pytest.raises(Refused, match="Papers are open") as refused:
            confirm(run, hr.login)
        assert "4" in str(refused.value)
        assert ImportRun.objects.get(pk=run.pk).state == "planned"
    else:
        assert confirm(run, hr.login).state == "applied"


def test_the_worker_hands_a_long_write_back_with_the_reason(world, hr, busy):
    run = receive("roster", upload(GOOD), hr.login)
    ImportRun.objects.filter(pk=run.pk).update(state="applying", confirmed_by=hr.login)
    run = running.apply_run(ImportRun.objects.get(pk=run.pk))
    assert (run.state, run.problem[:16]) == (("planned", "Papers are open.") if connection.vendor == "sqlite" else ("applied", ""))


def test_few_rows_are_written_at_any_time(world, hr, busy):
    assert bring_in([row()], hr).state == "applied"
