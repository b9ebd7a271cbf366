"""What people land on: their own next step, and a supervisor's own team, nobody else's."""

import re
from datetime import timedelta

import pytest

from courses.paths.api import LearningPath, PathRole, Stage, Step, settle_all
from tests.factories.people import JobRoleFactory, LoginFactory, PostingFactory, StaffFactory, SupervisionFactory, unit
from training_site.ledger.models import AuditEvent
from training_site.lib import clock


@pytest.fixture
def shops(db):
    """Head office with two shops."""
    head = unit("HQ", kind="head-office")
    return unit("S1", parent=head), unit("S2", parent=type(head).objects.get(pk=head.pk))


@pytest.fixture
def path(db):
    made = LearningPath.objects.create(code="lp-desk", title_zh="路径", title_en="Path", days=10)
    PathRole.objects.create(path=made, job_role=JobRoleFactory())
    stage = Stage.objects.create(path=made, order=1, title_zh="一", title_en="One", from_day=1, to_day=3)
    Step.objects.create(stage=stage, order=1, kind="signing", ref="set-none")
    return made


def hire(shop, days_ago=1, name="新人"):
    person = StaffFactory(login=LoginFactory(), hired_on=clock.today() - timedelta(days=days_ago), name=name)
    PostingFactory(staff=person, unit=shop, starts_on=person.hired_on)
    return person


def test_my_training_names_the_next_step_and_its_day(shops, path, client_of):
    person = hire(shops[0])
    settle_all()
    page = client_of(person).get("/training/")
    assert page.context["next"].step.ref == "set-none"
    assert page.context["next"].due_on == person.hired_on + timedelta(days=2)


def test_my_training_without_a_path_says_so(staff, client_of):
    page = client_of(staff).get("/training/")
    assert (page.context["next"], page.context["journey"]) == (None, None)


def test_a_supervisor_sees_the_own_units_only(shops, path, supervisor, client_of):
    SupervisionFactory(supervisor=supervisor, unit=shops[0])
    mine, other = hire(shops[0], name="自家人"), hire(shops[1], name="别家人")
    page = client_of(supervisor).get("/team/")
    assert [row.staff for row in page.context["page_obj"]] == [mine]
    assert client_of(supervisor).get(f"/team/{other.public_id}/").status_code == 404


def test_the_team_can_be_narrowed_to_what_is_overdue(shops, path, supervisor, client_of):
    SupervisionFactory(supervisor=supervisor, unit=shops[0])
    late, fresh = hire(shops[0], days_ago=20), hire(shops[0], days_ago=1)
    settle_all()
    client = client_of(supervisor)
    assert [row.staff for row in client.get("/team/?status=late").context["page_obj"]] == [late]
    assert {row.staff for row in client.get("/team/").context["page_obj"]} == {late, fresh}


def test_a_new_code_is_shown_once_and_written_down(shops, supervisor, client_of):
    SupervisionFactory(supervisor=supervisor, unit=shops[0])
    person = hire(shops[0])
    page = client_of(supervisor).post(f"/team/{person.public_id}/new-code/")
    assert len(page.context["code"].replace("-", "")) == 10
    assert AuditEvent.objects.filter(subject_kind="training_site_people.staffmember", subject_id=str(person.pk)).exists()
    assert page.context["code"] not in client_of(supervisor).get(f"/team/{person.public_id}/").content.decode()


def test_the_export_of_a_team_holds_its_people(shops, path, supervisor, client_of):
    SupervisionFactory(supervisor=supervisor, unit=shops[0])
    person = hire(shops[0], name="=HYPERLINK(1)")
    said = client_of(supervisor).get("/team/?export=csv").content.decode("utf-8-sig")
    assert person.staff_number in said
    assert "'=HYPERLINK(1)" in said


@pytest.mark.parametrize("on_a_path", [True, False])
def test_my_training_leads_to_every_place_to_learn(shops, path, staff, client_of, on_a_path):
    who = hire(shops[0]) if on_a_path else staff
    settle_all()
    page = client_of(who).get("/training/")
    text = page.content.decode()
    assert bool(page.context["journey"]) is on_a_path
    places = text[text.index('id="learn"') : text.index("</nav>", text.index('id="learn"'))]
    assert re.findall(r'<a class="row" href="([^"]+)"', places) == ["/courses/", "/scenarios/", "/signing/", "/norms/", "/reviews/"]
    assert text.index('id="learn"') > text.index('id="next"' if on_a_path else 'class="empty')


@pytest.mark.parametrize(("role", "first"), [("auditor", "/team/results/"), ("hr", "/team/"), ("supervisor", "/team/")])
def test_who_may_open_results_and_certificates_of_others_is_led_there(db, client_of, role, first):
    client = client_of(StaffFactory(login=LoginFactory(roles=[role])))
    assert client.get("/training/").content.decode().count(f'href="{first}"') == 2  # at the top, and at the bottom of a phone
    text = client.get(first).content.decode()
    assert [f'href="{place}"' in text for place in ("/team/results/", "/team/certificates/")] == [True, True]


def test_who_answers_for_nobody_has_no_way_to_the_results_of_others(client_of, staff, trainer):
    assert ['href="/team/' in client_of(who).get("/training/").content.decode() for who in (staff, trainer)] == [False, False]
