"""The roster screens in the admin, as HR walks through them."""

import io
import re

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser, Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests.factories.people import PASSWORD
from tests.factories.rows import FEW, MANY
from tests.samples.rosters import BROKEN, GOOD, workbook
from tests.training_site.roster.test_planning import row
from tests.training_site.roster.world import organisation
from training_site.ledger.models import AuditEvent
from training_site.lib import clock
from training_site.logins.models import User
from training_site.people.models import OneTimeCode, StaffMember
from training_site.roster import slips
from training_site.roster.columns import COLUMNS
from training_site.roster.kind import RosterKind
from training_site.transfers.api import ExportRun, ImportRun, Table

DESK = "/admin/roster/"


@pytest.fixture
def world(db):
    with time_machine.travel("2026-11-22 04:00:00+00:00", tick=False):
        yield organisation()


@pytest.fixture
def desk(world, hr, client_of):
    client = client_of(hr)
    client.cookies["django_language"] = "en"
    return client


def send(desk, rows, name="roster.xlsx"):
    response = desk.post(DESK, {"file": SimpleUploadedFile(name, workbook(rows))})
    return response["Location"]


def test_an_upload_leads_to_its_plan(desk):
    page = desk.get(send(desk, GOOD)).content.decode()
    assert "5 changes would be made" in page
    assert "Apply this plan" in page


def test_errors_stand_at_their_row_and_column_and_nothing_can_be_applied(desk):
    page = desk.get(send(desk, BROKEN)).content.decode()
    assert "5 rows have errors; nothing can be applied" in page
    assert "Apply this plan" not in page
    texts = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "There is no unit “S9”. Correct it, or enter the unit first." in texts
    assert "This staff number stands in row 2 already." in texts


def test_confirming_an_erroneous_plan_by_hand_changes_nothing(desk):
    url = send(desk, BROKEN)
    page = desk.post(f"{url}confirm/", follow=True).content.decode()
    assert "Rows with errors stand in this plan" in page
    assert StaffMember.objects.filter(staff_number="J1001").exists() is False


@pytest.mark.parametrize(
    ("query", "numbers"), [("?effect=error", ["3", "4", "6", "7", "8"]), ("?effect=new", ["2"]), ("?q=J1005", ["8"]), ("?q=nobody", [])]
)
def test_rows_are_filtered_and_found(desk, query, numbers):
    page = desk.get(send(desk, BROKEN) + query).content.decode()
    assert re.findall(r'<td class="num">(\d+)</td>', page) == numbers


def test_rows_are_paged(desk):
    url = send(desk, [row(f"K{number:03d}") for number in range(60)])
    assert len(re.findall(r'<td class="num">', desk.get(url).content.decode())) == 50
    assert len(re.findall(r'<td class="num">', desk.get(f"{url}?p=2").content.decode())) == 10


def test_the_plan_page_asks_the_same_for_three_and_three_hundred_rows(desk, django_assert_num_queries):
    counts = []
    for size in (3, 300):
        url = send(desk, [row(f"K{number:03d}") for number in range(size)])
        desk.get(url)
        with django_assert_num_queries(12):
            counts.append(desk.get(url).status_code)
    assert counts == [200, 200]


def test_a_wrong_file_is_refused_at_the_field(desk):
    response = desk.post(DESK, {"file": SimpleUploadedFile("roster.docx", b"x")})
    assert response.status_code == 422
    assert "Choose an XLSX or CSV file." in response.content.decode()


def test_no_file_at_all_is_said(desk):
    assert "Choose a file first." in desk.post(DESK).content.decode()


def test_the_template_is_a_file_that_could_be_brought_in(desk):
    sheet = load_workbook(io.BytesIO(desk.get(f"{DESK}template/").content)).active
    titles, example = [[str(cell.value or "") for cell in line] for line in sheet.iter_rows()]
    assert titles == [f"{column.title}*" if column.required else str(column.title) for column in COLUMNS]
    plan = RosterKind().plan(Table(titles, [[2, *example]]), AnonymousUser())
    assert {fault["code"] for fault in next(iter(plan.rows)).problems} == {"unknown_unit"}


def test_faults_are_exported_with_row_numbers_and_recorded(desk):
    response = desk.get(send(desk, BROKEN) + "faults/?format=csv")
    lines = response.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Row,Key,Name,Kind,Column,What to do"
    assert lines[1].startswith("3,J1001,林小禾,error,Staff number,")
    assert ExportRun.objects.get().name == "roster-faults"


def test_slips_show_a_code_for_each_new_person_that_opens_the_door(desk, client):
    url = send(desk, GOOD)
    desk.post(f"{url}confirm/")
    sheet = desk.post(f"{url}slips/")
    assert sheet["Cache-Control"] == "no-store, private"
    codes = re.findall(r'class="slip-code">([0-9A-Z]{5}-[0-9A-Z]{5})<', sheet.content.decode())
    assert len(codes) == 4
    opened = client.post("/account/first/", {"staff_number": "J1001", "code": codes[0]})
    assert opened["Location"] == "/account/set-password/"


def applied(desk, rows=GOOD):
    """The address of a roster that has been applied."""
    url = send(desk, rows)
    desk.post(f"{url}confirm/")
    return url


def codes_of(page):
    """{staff number: code} of a sheet of slips."""
    text = page.content.decode()
    return dict(re.findall(r'class="num">([^<]+)</dd></div>.*?class="slip-code">([0-9A-Z-]+)<', text, re.DOTALL))


def test_printing_again_leaves_slips_alone_that_still_work(desk):
    url = applied(desk)
    first = codes_of(desk.post(f"{url}slips/"))
    page = desk.get(url).content.decode()
    assert "Each of them holds a slip that still works." in page
    answer = desk.post(f"{url}slips/", follow=True).content.decode()
    assert "Everybody chosen holds a slip that still works." in answer
    assert (len(first), OneTimeCode.objects.count(), OneTimeCode.objects.filter(withdrawn_at=None).count()) == (4, 4, 4)


def test_printing_again_on_purpose_makes_the_old_slips_void_and_is_audited(desk, hr):
    url = applied(desk)
    desk.post(f"{url}slips/")
    assert "Print again: the old slips become void" in desk.get(url).content.decode()
    assert len(codes_of(desk.post(f"{url}slips/", {"again": "1"}))) == 4
    assert AuditEvent.objects.filter(deed="people.code_issued", actor=hr.pseudonym).count() == 8
    assert OneTimeCode.objects.filter(withdrawn_at=None).count() == 4


def test_whose_code_was_used_up_or_too_old_is_printed_for_without_asking(desk):
    url = applied(desk)
    first = codes_of(desk.post(f"{url}slips/"))
    spoilt = sorted(first)[:2]
    login = StaffMember.objects.get(staff_number=spoilt[0]).login
    OneTimeCode.objects.filter(login=login).update(used_at=clock.now())
    OneTimeCode.objects.filter(login__staff_member__staff_number=spoilt[1]).update(expires_at=clock.now())
    assert sorted(codes_of(desk.post(f"{url}slips/"))) == spoilt


def test_the_next_sheet_goes_on_where_the_last_one_ended_and_says_how_many_are_left(desk, monkeypatch):
    monkeypatch.setattr(slips, "MOST_AT_ONCE", 3)
    url = applied(desk)
    first = desk.post(f"{url}slips/")
    assert "1 more person of this choice waits for a slip." in first.content.decode()
    assert "1 of them has no slip that works." in desk.get(url).content.decode()
    second = desk.post(f"{url}slips/")
    assert [len(codes_of(first)), len(codes_of(second)), len({*codes_of(first), *codes_of(second)})] == [3, 1, 4]
    assert "of this choice" not in second.content.decode()


def test_printing_all_again_begins_with_the_oldest_slips(desk, monkeypatch):
    monkeypatch.setattr(slips, "MOST_AT_ONCE", 2)
    url = applied(desk)
    sheets = []
    for minute in range(4):
        with time_machine.travel(f"2026-11-22 05:0{minute}:00+00:00", tick=False):
            sheets.append(sorted(codes_of(desk.post(f"{url}slips/", {"again": "1"}))))
    assert sheets[0] != sheets[1]
    assert sheets[:2] == sheets[2:]


def test_all_are_printed_again_sheet_by_sheet_and_none_of_them_twice(desk, monkeypatch):
    monkeypatch.setattr(slips, "MOST_AT_ONCE", 3)
    url, sheets, left, chosen = applied(desk), [], [], {"again": "1"}
    desk.post(f"{url}slips/"), desk.post(f"{url}slips/")
    for minute in range(2):
        with time_machine.travel(f"2026-11-22 05:0{minute}:00+00:00", tick=True):
            sheet = desk.post(f"{url}slips/", chosen)
            sheets.append(sorted(codes_of(sheet)))
            left += re.findall(r"(\d+) more pe", sheet.content.decode())
            page = desk.get(sheet.context["back"]).content.decode()
            chosen = {"again": "1", "since": "".join(re.findall(r'name="since" value="([^"]+)"', page))}
    assert (left, [len(sheet) for sheet in sheets], len({number for sheet in sheets for number in sheet})) == (["1"], [3, 1], 4)
    assert ('value="1" checked' in page, 'name="since"' in page) == (False, False)


@pytest.mark.parametrize("since", ["", "yesterday", "2026-11-22T05:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_round_of_printing_again_that_never_was_begins_now(desk, since):
    url = applied(desk)
    desk.post(f"{url}slips/")
    assert len(codes_of(desk.post(f"{url}slips/", {"again": "1", "since": since}))) == 4


def test_an_administrator_among_those_who_wait_is_left_out_and_said(desk):
    url = applied(desk)
    StaffMember.objects.get(staff_number="J1001").login.groups.add(Group.objects.get(name="administrator"))
    page = desk.get(url).content.decode()
    assert "3 people wait for their first sign-in" in page
    assert "1 administrator of this file waits too: only an administrator can issue their code" in page
    assert sorted(codes_of(desk.post(f"{url}slips/"))) == ["J1002", "J1003", "J2001"]
    for person in StaffMember.objects.filter(staff_number__in=["J1002", "J1003", "J2001"]):
        User.objects.filter(pk=person.login_id).update(must_change_password=False)
    page = desk.get(url).content.decode()
    assert ("Nobody waits for a slip" in page, "1 administrator of this file" in page, "has set a password" in page) == (True, True, False)


def test_an_administrator_prints_for_administrators_too(desk, hr):
    url = applied(desk)
    StaffMember.objects.get(staff_number="J1001").login.groups.add(Group.objects.get(name="administrator"))
    hr.login.groups.add(Group.objects.get(name="administrator"))
    page = desk.get(url).content.decode()
    assert ("4 people wait for their first sign-in" in page, "administrator of this file" in page) == (True, False)
    assert len(codes_of(desk.post(f"{url}slips/"))) == 4


def test_slips_are_printed_for_one_unit_with_all_below_it(desk):
    rows = [row("K001", unit="S1"), row("K002", unit="S1"), row("K003", unit="S2")]
    url = applied(desk, rows)
    page = desk.get(url).content.decode()
    units = re.findall(r'<option value="([^"]*)"[^>]*>\u3000*([^<]*)', page)
    assert [(code, re.findall(r"\d+", text.split("(")[1])) for code, text in units][-2:] == [("S1", ["2", "2"]), ("S2", ["1", "1"])]
    assert sorted(codes_of(desk.post(f"{url}slips/", {"unit": "S2"}))) == ["K003"]
    assert sorted(codes_of(desk.post(f"{url}slips/", {"unit": units[1][0]}))) == ["K001", "K002"]


def test_a_unit_that_is_gone_prints_nothing(desk):
    url = applied(desk)
    assert "This unit is no longer there." in desk.post(f"{url}slips/", {"unit": "nowhere"}, follow=True).content.decode()
    assert OneTimeCode.objects.count() == 0


def test_the_page_of_an_applied_roster_asks_the_same_for_three_and_three_hundred_people(desk):
    counts = []
    for size in (FEW, MANY):
        url = applied(desk, [row(f"K{size}{number:03d}") for number in range(size)])
        desk.get(url)
        with CaptureQueriesContext(connection) as asked:
            assert f"{size} people wait" in desk.get(url).content.decode()
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 15


def test_who_has_set_a_password_gets_no_slip(desk):
    url = send(desk, GOOD)
    desk.post(f"{url}confirm/")
    login = StaffMember.objects.get(staff_number="J1001").login
    login.set_password(PASSWORD)
    login.must_change_password = False
    login.save()
    assert desk.post(f"{url}slips/").content.decode().count("slip-code") == 3


def test_discarding_leads_back_and_says_so(desk):
    page = desk.post(send(desk, GOOD) + "discard/", follow=True).content.decode()
    assert "has been discarded. Nothing was changed." in page
    assert ImportRun.objects.get().state == "discarded"


def test_a_run_that_is_still_being_read_says_so_and_can_be_handed_over(desk, hr, django_capture_on_commit_callbacks):
    run = ImportRun.objects.get(public_id=send(desk, GOOD).rstrip("/").rsplit("/", 1)[1])
    ImportRun.objects.filter(pk=run.pk).update(state="reading")
    page = desk.get(f"{DESK}{run.public_id}/").content.decode()
    assert "The file is being read." in page
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(f"{DESK}{run.public_id}/resume/")
    run.refresh_from_db()
    assert run.state == "planned"


def test_the_page_speaks_chinese(desk):
    desk.cookies["django_language"] = "zh-hans"
    page = desk.get(send(desk, BROKEN)).content.decode()
    assert "5 行有错误，还不能执行" in page
    assert "没有单位“S9”。请更正，或先登记这个单位。" in page


@pytest.mark.parametrize("rows", [GOOD, BROKEN])
def test_a_plan_is_not_discarded_by_one_tap(desk, rows):
    page = desk.get(send(desk, rows)).content.decode()
    asking = page[page.index('<details class="import-ask">') : page.index("</details>", page.index('<details class="import-ask">'))]
    assert page.count('action="discard/"') == asking.count('action="discard/"') == 1
    assert "would have to be brought in again" in asking
