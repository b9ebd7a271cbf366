"""The people screens in the admin."""

import io
import re
from uuid import uuid4

import pytest
from openpyxl import load_workbook

from tests.factories.people import JobRoleFactory, LoginFactory, PostingFactory, StaffFactory, SupervisionFactory, unit
from tests.factories.rows import like
from training_site.ledger import api as ledger
from training_site.ledger.models import AuditEvent
from training_site.lib import clock
from training_site.logins.models import User
from training_site.people.models import OrgUnit, Posting, StaffMember, Supervision
from training_site.transfers.models import ExportRun


@pytest.fixture
def world(db):
    head = unit("HQ", kind="head-office")
    first = unit("S1", head)
    head.refresh_from_db()
    second = unit("S2", head)
    lin = StaffFactory(staff_number="J1", name="林小禾", name_latin="Lin Xiaohe", login=LoginFactory(username="J1"))
    bai = StaffFactory(staff_number="J2", name="白鹿鸣", login=LoginFactory(username="J2"))
    PostingFactory(staff=lin, unit=first)
    PostingFactory(staff=bai, unit=second, job_role=JobRoleFactory(code="hotline", name_zh="热线服务岗", name_en="Hotline staff"))
    return {"head": head, "first": first, "second": second, "lin": lin, "bai": bai}


@pytest.fixture
def desk(world, hr, client_of):
    client = client_of(hr)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def chief(world):
    return StaffFactory(staff_number="J9", name="钱管", login=LoginFactory(roles=["administrator"]))


def numbers(response):
    return sorted(set(re.findall(r"\bJ[12]\b", re.sub(r"<[^>]+>", " ", response.content.decode()))))


@pytest.mark.parametrize(
    ("query", "found"),
    [("q=J1", ["J1"]), ("q=白鹿", ["J2"]), ("q=xiaohe", ["J1"]), ("standing=waiting", ["J1", "J2"]), ("standing=left", []), ("standing=no-post", [])],
)
def test_staff_are_searched_and_filtered(desk, query, found):
    assert numbers(desk.get(f"/admin/staff/results/?{query}")) == found


def test_staff_are_filtered_by_unit_with_those_below(desk, world):
    assert numbers(desk.get(f"/admin/staff/results/?unit={world['first'].pk}")) == ["J1"]
    assert numbers(desk.get(f"/admin/staff/results/?unit={world['head'].pk}")) == ["J1", "J2"]


def test_staff_are_filtered_by_job_role(desk, world):
    role = world["bai"].postings.get().job_role
    assert numbers(desk.get(f"/admin/staff/results/?job_role={role.pk}")) == ["J2"]


def test_the_staff_list_asks_the_same_for_three_and_three_hundred_people(desk, django_assert_num_queries):
    desk.get("/admin/staff/")
    for count in (1, 297):
        first = PostingFactory(staff=StaffFactory(login=LoginFactory()), unit=OrgUnit.objects.get(code="S1"))
        logins = User.objects.bulk_create(like(first.staff.login, username=f"K{count}-{number}") for number in range(1, count))
        people = [like(first.staff, staff_number=login.username, login=login, pseudonym=login.username, public_id=uuid4()) for login in logins]
        Posting.objects.bulk_create(like(first, staff=person) for person in StaffMember.objects.bulk_create(people))
        with django_assert_num_queries(13):
            desk.get("/admin/staff/")


def test_the_staff_export_is_escaped_and_recorded(desk, world, hr):
    StaffMember.objects.filter(pk=world["lin"].pk).update(name="=cmd()")
    response = desk.get("/admin/staff/?export=csv&q=J1")
    lines = response.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Staff number,Name,Name in Latin letters,Unit,Job role,In this post since")
    assert lines[1].startswith("J1,'=cmd(),Lin Xiaohe,Unit S1,Counter staff,2026-01-05")
    run = ExportRun.objects.get()
    assert (run.name, run.row_count, run.by, run.filters) == ("staff", 1, hr.login, {"q": ["…"]})


def test_wagtails_own_exports_go_the_same_way(world, client_of):
    admin = User.objects.create_superuser("root", password="x" * 12)
    User.objects.filter(pk=admin.pk).update(display_name="=1+1")
    response = client_of(admin).get("/admin/reports/site-history/?export=xlsx")
    assert response.status_code == 200
    load_workbook(io.BytesIO(response.content))
    assert ExportRun.objects.count() == 1


def test_a_persons_page_shows_posts_login_and_what_was_done(desk, world, hr):
    ledger.record("people.code_issued", world["lin"], hr.login)
    page = desk.get(f"/admin/staff/inspect/{world['lin'].pk}/").content.decode()
    assert [word in page for word in ("Unit S1", "Counter staff", "can sign in", "one-time code issued", "Reset the password")] == [True] * 5


def test_an_auditor_reads_a_persons_page_and_changes_nothing(world, client_of):
    auditor = StaffFactory(login=LoginFactory(roles=["auditor"]))
    client = client_of(auditor)
    client.cookies["django_language"] = "en"
    page = client.get(f"/admin/staff/inspect/{world['lin'].pk}/").content.decode()
    assert "Reset the password" not in page
    assert client.get(f"/admin/staff/edit/{world['lin'].pk}/").status_code == 403
    assert client.post(f"/admin/staff/end/{world['lin'].pk}/", {"left_on": "2026-11-01"}).status_code == 403


def test_correcting_details_reaches_the_login_and_the_log(desk, world):
    lin = world["lin"]
    details = {"name": "林小荷", "name_latin": "", "staff_number": lin.staff_number, "email": "lin@example.org", "mobile": "", "reason": "证件"}
    desk.post(f"/admin/staff/edit/{lin.pk}/", details)
    login = User.objects.get(pk=lin.login.pk)
    assert (login.display_name, login.email) == ("林小荷", "lin@example.org")
    assert AuditEvent.objects.get(deed="people.details_changed").facts == {"fields": ["name", "name_latin", "email"]}


def test_an_address_of_somebody_else_is_refused_at_the_field(desk, world):
    User.objects.filter(pk=world["bai"].login.pk).update(email="bai@example.org")
    page = desk.post(f"/admin/staff/edit/{world['lin'].pk}/", {"name": "林小禾", "email": "Bai@example.org"}).content.decode()
    assert "This e-mail address belongs to somebody else." in page


@pytest.mark.parametrize("field", [{"email": "hr@example.org"}, {"staff_number": "J99"}])
@pytest.mark.parametrize("superuser", [False, True])
def test_hr_does_not_climb_through_an_administrators_address_or_number(desk, chief, client_of, field, superuser):
    User.objects.filter(pk=chief.login.pk).update(is_superuser=superuser)
    if superuser:
        chief.login.groups.clear()
    before = User.objects.values("username", "email").get(pk=chief.login.pk)
    details = {"name": chief.name, "staff_number": "J9", "email": "", "reason": "证件", **field}
    page = desk.post(f"/admin/staff/edit/{chief.pk}/", details).content.decode()
    assert "Only an administrator changes the e-mail address or staff number of an administrator." in page
    assert next(iter(field.values())) in page
    assert User.objects.values("username", "email").get(pk=chief.login.pk) == before
    client_of(StaffFactory(login=LoginFactory(roles=["administrator"]))).post(f"/admin/staff/edit/{chief.pk}/", details)
    assert StaffMember.objects.filter(pk=chief.pk, **field).exists()


def test_hr_corrects_an_administrators_name(desk, chief):
    desk.post(f"/admin/staff/edit/{chief.pk}/", {"name": "钱理", "staff_number": "J9", "email": "", "reason": "证件"})
    assert StaffMember.objects.get(pk=chief.pk).name == "钱理"


def test_an_employment_is_ended_and_taken_back(desk, world):
    lin = world["lin"]
    today = clock.today()
    desk.post(f"/admin/staff/end/{lin.pk}/", {"left_on": today.isoformat()})
    lin.refresh_from_db()
    assert lin.left_on == today
    desk.post(f"/admin/staff/stay/{lin.pk}/")
    lin.refresh_from_db()
    assert (lin.left_on, lin.postings.get().ends_on) == (None, None)


def test_a_wrong_leaving_date_is_refused_at_the_field(desk, world):
    page = desk.post(f"/admin/staff/end/{world['lin'].pk}/", {"left_on": "2020-01-01"}).content.decode()
    assert "before the beginning of the present post" in page


def test_only_administrators_give_tasks(desk, world, chief, client_of):
    url = f"/admin/staff/roles/{world['lin'].pk}/"
    assert desk.post(url, {"roles": ["administrator"]}).status_code == 403
    client_of(chief).post(url, {"roles": ["trainer", "approver"]})
    assert sorted(world["lin"].login.groups.values_list("name", flat=True)) == ["approver", "trainer"]
    assert AuditEvent.objects.get(deed="people.roles_changed").facts == {"given": ["approver", "trainer"], "taken": []}


def test_an_administrator_cannot_lock_themselves_out(world, chief, client_of):
    client_of(chief).post(f"/admin/staff/roles/{chief.pk}/", {"roles": []})
    assert list(chief.login.groups.values_list("name", flat=True)) == ["administrator"]


def test_units_are_added_below_and_moved(desk, world):
    fields = {"code": "S1-A", "name_zh": "柜台", "name_en": "Desk", "kind": "shop", "closed_on": ""}
    desk.post("/admin/units/new/", {"parent": world["first"].pk, **fields})
    added = OrgUnit.objects.get(code="S1-A")
    assert added.get_parent() == world["first"]
    desk.post(f"/admin/units/edit/{added.pk}/", {"parent": world["second"].pk, **fields})
    assert OrgUnit.objects.get(code="S1-A").get_parent() == world["second"]
    assert OrgUnit.find_problems() == ([], [], [], [], [])


def test_a_unit_cannot_hang_below_itself(desk, world):
    fields = {"parent": world["first"].pk, "code": "HQ", "name_zh": "总部", "name_en": "", "kind": "head-office", "closed_on": ""}
    page = desk.post(f"/admin/units/edit/{world['head'].pk}/", fields).content.decode()
    assert "A unit cannot belong to itself" in page


def test_a_unit_with_people_is_not_closed(desk, world):
    fields = {"parent": world["head"].pk, "code": "S1", "name_zh": "一", "name_en": "", "kind": "shop", "closed_on": "2026-11-22"}
    page = desk.post(f"/admin/units/edit/{world['first'].pk}/", fields).content.decode()
    assert "1 person is still posted here or below on that day." in page
    assert OrgUnit.objects.get(code="S1").closed_on is None


def test_a_supervisor_is_entered_by_staff_number_and_gets_the_role(desk, world):
    desk.post("/admin/supervisions/new/", {"staff_number": "j2", "unit": world["first"].pk, "starts_on": "2026-11-01", "ends_on": ""})
    row = Supervision.objects.get()
    assert (row.supervisor, row.unit) == (world["bai"], world["first"])
    assert list(world["bai"].login.groups.values_list("name", flat=True)) == ["supervisor"]


def test_a_supervisor_is_entered_once_per_unit(desk, world):
    SupervisionFactory(supervisor=world["bai"], unit=world["first"])
    fields = {"staff_number": "J2", "unit": world["first"].pk, "starts_on": "2026-11-01", "ends_on": ""}
    assert "entered for this unit already" in desk.post("/admin/supervisions/new/", fields).content.decode()
    assert Supervision.objects.count() == 1


def test_a_job_role_is_added_and_audited(desk):
    desk.post("/admin/job_roles/new/", {"code": "shop-manager", "name_zh": "店长", "name_en": "Shop manager", "order": "3"})
    assert AuditEvent.objects.get(deed="people.jobrole_added").facts == {"code": "shop-manager"}


@pytest.mark.parametrize("path", ["units", "job_roles", "supervisions", "staff"])
def test_lists_open_for_hr_and_are_closed_for_trainers(desk, trainer, client_of, path):
    assert desk.get(f"/admin/{path}/").status_code == 200
    assert client_of(trainer).get(f"/admin/{path}/").status_code == 403


def test_the_audit_log_is_for_auditors_and_names_people(world, hr, desk, client_of):
    ledger.record("people.code_issued", world["lin"], hr.login, round=1)
    assert desk.get("/admin/audit_log/").status_code == 403
    auditor = StaffFactory(login=LoginFactory(roles=["auditor"]))
    client = client_of(auditor)
    client.cookies["django_language"] = "en"
    page = client.get("/admin/audit_log/").content.decode()
    assert [word in page for word in ("one-time code issued", hr.name, "member of staff 林小禾")] == [True] * 3


AUDIT_FILTERS = [
    ("deed=people.code_issued", ["people.code_issued"]),
    ("by=j77", ["people.code_issued"]),
    ("by=J1", []),
    ("at_to=2020-01-01", []),
    ("q=code_used", ["people.code_used"]),
]


@pytest.mark.parametrize(("query", "found"), AUDIT_FILTERS)
def test_the_audit_log_is_filtered(world, client_of, query, found):
    doer = StaffFactory(staff_number="J77", login=LoginFactory(roles=["auditor"]))
    ledger.record("people.code_issued", world["lin"], doer.login)
    ledger.record("people.code_used", world["lin"])
    text = client_of(doer).get(f"/admin/audit_log/?export=csv&{query}").content.decode("utf-8-sig")
    assert [line.split(",")[1] for line in text.splitlines()[1:]] == found


def test_the_audit_log_is_exported_by_pseudonym(world, hr, client_of):
    ledger.record("people.code_issued", world["lin"], hr.login)
    auditor = StaffFactory(login=LoginFactory(roles=["auditor"]))
    text = client_of(auditor).get("/admin/audit_log/?export=csv").content.decode("utf-8-sig")
    assert hr.pseudonym in text


@pytest.mark.parametrize("path", ["audit_log/?at_from=0001-01-01", "export_runs/?at_to=9999-12-31", "scenarios/paths/?until=9999-12-31"])
def test_a_day_that_nobody_means_gets_a_sentence_at_its_field(world, client_of, path):
    client = client_of(StaffFactory(login=LoginFactory(roles=["auditor"])))
    client.cookies["django_language"] = "en"
    assert "Choose a day in the years 1900 to 2199." in client.get(f"/admin/{path}").content.decode()
