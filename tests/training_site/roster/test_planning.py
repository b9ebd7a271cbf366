"""What a roster file would do, with every error at its own row and column."""

import tracemalloc
from datetime import date

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser, Group
from django.utils import translation

from tests.factories.people import LoginFactory, PostingFactory, StaffFactory, SupervisionFactory
from tests.samples.rosters import BROKEN, GOOD, TITLES_EN, TITLES_ZH
from tests.training_site.roster.world import organisation
from training_site.lib.errors import Refused
from training_site.people.models import OrgUnit
from training_site.roster.kind import RosterKind
from training_site.transfers.api import Table
from training_site.transfers.reading import Lines

TODAY = date(2026, 11, 22)


@pytest.fixture
def world(db):
    with time_machine.travel("2026-11-22 04:00:00+00:00", tick=False):
        yield organisation()


def table(rows, titles=TITLES_ZH):
    """A table as the reader hands it over: texts, numbered from 2, empty rows left out."""
    texts = [[str(cell) if cell is not None else "" for cell in row] for row in rows]
    return Table(titles, [[number, *row] for number, row in enumerate(texts, start=2) if any(row)])


def plan(rows, titles=TITLES_ZH, by=None):
    """The whole plan: rows are made while they are gone through, and notes are complete after the last."""
    made = RosterKind().plan(table(rows, titles), by or AnonymousUser())
    made.rows = list(made.rows)
    return made


def row(number="J1001", name="林小禾", unit="S1", job="counter", hired="2026-11-02", since="", left="", email="", supervisor=""):
    return [number, name, "", unit, job, hired, since, left, email, "", supervisor]


def faults(made):
    return [(planned.number, fault["column"], fault["code"]) for planned in made.rows for fault in planned.problems]


def only(made):
    (planned,) = made.rows
    return planned


def known(world, number="J1001", unit=None, **fields):
    person = StaffFactory(staff_number=number, name="林小禾", login=LoginFactory(username=number), hired_on=date(2026, 11, 2), **fields)
    PostingFactory(staff=person, unit=unit or world.first, job_role=world.counter, starts_on=date(2026, 11, 2))
    return person


def test_good_file_brings_four_new_people(world):
    made = plan(GOOD)
    assert [planned.effect for planned in made.rows] == ["new"] * 4
    assert faults(made) == []
    assert [(change["what"], change["new"]) for change in made.rows[1].changes] == [
        ("hired_on", "2026-11-02"),
        ("unit", "单位 S1"),
        ("job", "营业厅服务岗"),
        ("starts_on", "2026-11-02"),
    ]


def test_broken_file_names_every_error_at_the_spreadsheets_own_row_and_column(world):
    assert faults(plan(BROKEN)) == [
        (3, "staff_number", "twice"),
        (4, "name", "missing"),
        (4, "email", "bad_email"),
        (4, "hired_on", "bad_date"),
        (4, "unit", "unknown_unit"),
        (4, "job", "unknown_job"),
        (6, "email", "email_twice"),
        (6, "left_on", "left_before_hired"),
        (6, "supervisor", "own_supervisor"),
        (7, "staff_number", "bad_number"),
        (7, "hired_on", "bad_date"),
        (8, "hired_on", "missing_hired"),
    ]


def test_every_fault_has_a_sentence_in_both_languages(world):
    kind = RosterKind()
    for language in ("en", "zh-hans"):
        with translation.override(language):
            sentences = [kind.sentence(fault) for planned in plan(BROKEN).rows for fault in planned.problems]
        assert all(sentence.endswith((".", "。")) for sentence in sentences)


@pytest.mark.parametrize("titles", [TITLES_ZH[:9], TITLES_EN, [title.upper() + " *" for title in TITLES_EN]])
def test_titles_are_understood_in_both_languages(world, titles):
    made = RosterKind().plan(table([row()[:9]], titles), AnonymousUser())
    assert (only(made).effect, made.notes) == ("new", [])


def test_a_missing_column_refuses_the_file_and_names_it(world):
    with translation.override("en"), pytest.raises(Refused, match="Unit code"):
        plan([["J1001", "x", "counter"]], ["Staff number", "Name", "Job role"])


def test_two_columns_of_one_meaning_refuse_the_file(world):
    with pytest.raises(Refused):
        plan([["J1", "x", "y", "S1", "counter"]], ["工号", "姓名", "Name", "单位代码", "岗位"])


def test_a_column_that_is_not_read_is_noted(world):
    made = plan([[*row(), "A"]], [*TITLES_ZH, "血型"])
    assert made.notes == [{"column": "", "code": "column_not_read", "value": "血型"}]


@pytest.mark.parametrize("text", ["2026-11-02", "2026/11/2", "2026.11.2", "20261102", "2026年11月2日", "2026-11-02 00:00:00"])
def test_dates_are_understood_as_people_write_them(world, text):
    assert only(plan([row(hired=text)])).data.fields["hired_on"] == date(2026, 11, 2)


@pytest.mark.parametrize("text", ["2026-13-01", "2.11.2026", "46000", "soon", "1899-01-01", "2026-11-02x5"])
def test_what_is_no_date_is_an_error(world, text):
    assert faults(plan([row(hired=text)])) == [(2, "hired_on", "bad_date")]


def test_a_known_person_with_the_same_details_is_unchanged(world):
    known(world)
    planned = only(plan([row(number="j1001")]))
    assert (planned.effect, planned.changes, planned.key) == ("unchanged", [], "J1001")


def test_empty_cells_leave_what_is_known(world):
    known(world, email="lin@example.org", mobile="13800000000")
    assert only(plan([row(email="")])).effect == "unchanged"


def test_changed_details_show_old_and_new(world):
    known(world)
    planned = only(plan([row(name="林小荷", email="lin@example.org")]))
    assert planned.effect == "changed"
    assert planned.changes == [{"what": "name", "old": "林小禾", "new": "林小荷"}, {"what": "email", "old": "", "new": "lin@example.org"}]


def test_another_unit_is_a_move_from_today(world):
    known(world)
    planned = only(plan([row(unit="S2")]))
    assert planned.effect == "moved"
    assert planned.changes == [
        {"what": "unit", "old": "单位 S1", "new": "单位 S2"},
        {"what": "starts_on", "old": "", "new": "2026-11-22"},
    ]


def test_a_move_cannot_begin_before_the_present_post(world):
    known(world)
    assert faults(plan([row(unit="S2", since="2026-10-01", hired="")])) == [
        (2, "starts_on", "starts_before_hired"),
        (2, "starts_on", "before_present_post"),
    ]


def test_a_leaving_date_is_a_leave(world):
    known(world)
    planned = only(plan([row(left="2026-11-30")]))
    assert (planned.effect, planned.changes) == ("leaves", [{"what": "left_on", "old": "", "new": "2026-11-30"}])


def test_somebody_who_left_stays_so_without_a_later_day_of_hire(world):
    known(world, left_on=date(2026, 11, 10))
    planned = only(plan([row()]))
    assert (planned.effect, [fault["code"] for fault in planned.warnings]) == ("unchanged", ["still_left"])


def test_somebody_who_left_comes_back_with_a_later_day_of_hire(world):
    known(world, left_on=date(2026, 11, 10))
    assert only(plan([row(hired="2026-11-20")])).effect == "returns"


def test_an_email_of_somebody_else_is_an_error(world):
    LoginFactory(email="Lin@example.org")
    assert faults(plan([row(email="lin@example.org")])) == [(2, "email", "email_taken")]


def test_the_name_of_a_service_login_is_an_error(world):
    LoginFactory(username="J1001")
    assert faults(plan([row()])) == [(2, "staff_number", "login_taken")]


def test_a_closed_unit_is_an_error(world):
    OrgUnit.objects.filter(code="S1").update(closed_on=TODAY)
    assert faults(plan([row()])) == [(2, "unit", "closed_unit")]


def test_two_units_of_one_name_need_the_code(world):
    OrgUnit.objects.filter(code="S2").update(name_zh="单位 S1")
    assert faults(plan([row(unit="单位 S1")])) == [(2, "unit", "ambiguous_unit")]


def test_a_named_supervisor_begins_to_answer_for_the_unit(world):
    made = plan([row(supervisor="j2001"), row("J2001", "周敏")])
    assert made.derived == [{"supervisor": "J2001", "name": "周敏", "unit": "S1", "unit_name": "单位 S1"}]


def test_a_supervisor_who_answers_from_above_begins_nothing(world):
    manager = known(world, "J2001")
    SupervisionFactory(supervisor=manager, unit=world.head)
    assert plan([row(supervisor="J2001")]).derived == []


@pytest.mark.parametrize(("number", "code"), [("J9999", "unknown_supervisor"), ("J2001", "supervisor_left")])
def test_a_supervisor_must_be_here(world, number, code):
    known(world, "J2001", left_on=date(2026, 11, 10))
    assert faults(plan([row(supervisor=number)])) == [(2, "supervisor", code)]


def test_people_missing_from_the_file_are_noted_and_stay(world):
    known(world, "J2001")
    assert plan([row()]).notes == [{"column": "", "code": "not_in_file", "value": "1"}]


def test_the_number_of_queries_does_not_grow_with_the_rows(world, django_assert_num_queries):
    for count in (3, 300):
        rows = [row(f"J{number}") for number in range(1000, 1000 + count)]
        with django_assert_num_queries(8):
            plan(rows)


def test_only_an_administrator_changes_the_address_of_an_administrator(world, hr):
    """Whoever sets the address to which a forgotten password is mailed can use the login."""
    chief = known(world, "J9")
    chief.login.groups.add(Group.objects.get(name="administrator"))
    table = [row("J9", email="mine@example.org")]
    assert faults(plan(table, by=hr.login)) == [(2, "email", "email_closed")]
    assert faults(plan(table, by=LoginFactory(roles=["administrator"]))) == []
    assert faults(plan([row("J9", name="钱理")], by=hr.login)) == []


def test_a_kept_address_that_is_anothers_now_is_an_error_when_its_person_needs_a_login(world):
    gone = StaffFactory(staff_number="J1001", email="shared@example.org", hired_on=date(2026, 11, 2))
    LoginFactory(email="Shared@example.org")
    assert faults(plan([row(email="")])) == [(2, "email", "email_taken")]
    assert faults(plan([row(email="own@example.org")])) == []
    gone.left_on = date(2026, 11, 10)
    gone.save()
    assert faults(plan([row(hired="2026-11-20")])) == [(2, "email", "email_taken")]


def test_two_kept_addresses_that_are_the_same_do_not_both_become_logins(world):
    for number in ("J1001", "J1002"):
        StaffFactory(staff_number=number, email="shared@example.org", hired_on=date(2026, 11, 2))
    assert faults(plan([row("J1001"), row("J1002")])) == [(3, "email", "email_twice")]


def test_a_number_that_is_a_service_login_is_an_error_when_its_person_needs_a_login(world):
    StaffFactory(staff_number="J1001", hired_on=date(2026, 11, 2))
    LoginFactory(username="j1001")
    assert faults(plan([row()])) == [(2, "staff_number", "login_taken")]


def test_a_character_that_no_database_keeps_is_an_error_at_its_cell(world):
    made = plan([[*row(name="林\0小禾", unit="S\0", since="\0", email="a\0@example.org"), "x"]], [*TITLES_ZH, "Note\0"])
    assert faults(made) == [(2, column, "unreadable") for column in ("name", "email", "unit", "starts_on")]
    assert "\0" not in str([made.notes, made.rows[0].problems, made.rows[0].title])


def test_planning_keeps_no_rows(world):
    lines = "".join(
        f'[{number},"K{number:05d}","员{number}","","S1","counter","2026-11-02","","","k{number}@example.org","",""]\n' for number in range(4000)
    )
    tracemalloc.start()
    made = RosterKind().plan(Table(TITLES_ZH, Lines(lines.encode())), AnonymousUser())
    count = sum(1 for planned in made.rows if planned.effect == "new")
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (count, most < 4000 * 600) == (4000, True), most
