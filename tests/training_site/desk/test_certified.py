"""The certificates of a team: whose, in which state, found, paged, exported."""

import io
from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from exams.certificates import api as certificates
from exams.certificates.api import revoke
from tests.factories.certificates import certificate, many
from tests.factories.people import JobRoleFactory, LoginFactory, PostingFactory, StaffFactory, SupervisionFactory, unit
from tests.factories.rows import FEW, MANY
from training_site.desk.workbench import waiting_for
from training_site.lib import clock
from training_site.transfers.api import ExportRun

pytestmark = pytest.mark.django_db
LIST = "/team/certificates/"


@pytest.fixture
def shop(supervisor):
    """A shop that the supervisor answers for."""
    place = unit("S1")
    SupervisionFactory(supervisor=supervisor, unit=place)
    return place


def posted(place, role="counter", **fields):
    return PostingFactory(staff=StaffFactory(**fields), unit=place, job_role=JobRoleFactory(code=role)).staff


def ending(person, days):
    """A certificate of a year that ends in about so many days."""
    return certificate(person, clock.today() - timedelta(days=365 - days))


def listed(client, query=""):
    return [row.certificate.staff for row in client.get(LIST + query).context["rows"]]


def test_a_supervisor_sees_the_own_units_and_human_resources_everybody(shop, supervisor, hr, client_of):
    mine, other = posted(shop), posted(unit("S2"))
    for person in (mine, other, supervisor):
        certificate(person)
    assert listed(client_of(supervisor)) == [mine]
    assert set(listed(client_of(hr))) == {mine, other, supervisor}


def test_who_has_left_stands_there_on_request(shop, supervisor, hr, client_of):
    gone = posted(shop)
    certificate(gone)
    type(gone).objects.filter(pk=gone.pk).update(left_on=clock.today() - timedelta(days=1))
    assert (listed(client_of(hr)), listed(client_of(hr), "?left=1"), listed(client_of(supervisor), "?left=1")) == ([], [gone], [])


def test_the_list_is_narrowed_by_state_and_counts_each(shop, supervisor, client_of):
    people = {state: posted(shop) for state in ("expired", "soon", "valid", "revoked")}
    ends = {"expired": -10, "soon": 40, "valid": 200, "revoked": 300}
    made = {state: ending(person, ends[state]) for state, person in people.items()}
    revoke(made["revoked"], "试卷被盗用", supervisor.login)
    client = client_of(supervisor)
    found = {state: listed(client, f"?state={state}") for state in ("due", "soon", "expired", "valid", "ended")}
    assert found == {
        "due": [people["expired"], people["soon"]], "soon": [people["soon"]], "expired": [people["expired"]],
        "valid": [people["valid"], people["soon"]], "ended": [people["revoked"]],
    }  # fmt: skip
    page = client.get(LIST)
    assert page.context["counts"] == {"all": 4, "soon": 1, "expired": 1, "valid": 2, "ended": 1}
    assert {row.certificate.staff: row.state for row in page.context["rows"]} == {person: state for state, person in people.items()}


@pytest.mark.parametrize(("days", "state"), [(61, "valid"), (60, "soon"), (0, "soon"), (-1, "expired")])
def test_the_last_days_of_a_certificate(shop, supervisor, client_of, days, state):
    made = certificate(posted(shop), clock.today())
    with time_machine.travel(datetime.combine(made.expires_on - timedelta(days=days), time(4), UTC), tick=False):
        found = [row.state for row in client_of(supervisor).get(LIST).context["rows"]]
        shown = {name: bool(listed(client_of(supervisor), f"?state={name}")) for name in ("soon", "expired", "valid")}
    assert found == [state]
    assert shown == {"soon": state == "soon", "expired": state == "expired", "valid": state != "expired"}


def test_what_runs_out_soon_is_what_may_be_renewed(shop, supervisor, hr, client_of, monkeypatch):
    ending(posted(shop), 40)
    monkeypatch.setattr(certificates, "RENEWAL_DAYS", 30)
    client = client_of(supervisor)
    assert (listed(client, "?state=soon"), client.get(LIST).context["days"], client.get(LIST).context["rows"][0].state) == ([], 30, "valid")
    team = client.get("/team/").context
    assert (team["expiring_days"], team["expiring"]) == (30, [])
    assert waiting_for(hr.login) == []


def test_the_list_is_found_in_by_unit_job_name_and_number(shop, supervisor, client_of):
    below = unit("S1-1", parent=shop)
    above, inside = posted(shop, name="白鹿鸣"), posted(below, role="hotline", name="林小禾")
    first, second = certificate(above), certificate(inside)
    client = client_of(supervisor)
    assert [listed(client, query) for query in ("?unit=S1-1", "?job=counter", "?q=白鹿", f"?q={inside.staff_number}", f"?q={first.number}")] == [
        [inside], [above], [above], [inside], [above],
    ]  # fmt: skip
    assert listed(client, "?unit=nowhere") == []
    assert second.number in client.get(LIST).content.decode()


def test_nothing_is_said_in_two_ways(shop, supervisor, client_of):
    client = client_of(supervisor)
    client.cookies["django_language"] = "en"
    assert "No certificates yet" in client.get(LIST).content.decode()
    assert "No certificate fits" in client.get(LIST + "?state=soon").content.decode()


def test_the_rows_that_are_shown_are_exported_with_unit_and_job(shop, supervisor, client_of):
    certificate(posted(shop))
    ending(posted(unit("S1-1", parent=shop), name="=SUM(1)"), 20)
    client = client_of(supervisor)
    client.cookies["django_language"] = "en"
    answer = client.get(LIST + "?state=soon&export=xlsx")
    titles, only = [[cell.value for cell in line] for line in load_workbook(io.BytesIO(answer.content)).active]
    assert titles[:5] == ["Staff number", "Name", "Unit", "Job role", "Certificate"]
    assert only[1:4] + only[8:] == ["'=SUM(1)", "Unit S1-1", "Counter staff", "runs out within 60 days"]
    assert client.get(LIST + "?export=csv").content.decode("utf-8-sig").count("\n") == 3
    assert list(ExportRun.objects.order_by("pk").values_list("name", "row_count", "filters")) == [
        ("team-certificates", 1, {"state": ["soon"]}), ("team-certificates", 2, {}),
    ]  # fmt: skip


def test_the_list_takes_the_same_statements_at_three_and_three_hundred(shop, supervisor, client_of):
    client, counts = client_of(supervisor), []
    for number in (FEW, MANY):
        many([posted(shop)] * number)
        client.get(LIST)
        with CaptureQueriesContext(connection) as asked:
            page = client.get(LIST)
        counts.append(len(asked))
        assert len(page.context["rows"]) == min(number, 25)
    assert counts[0] == counts[1] <= 18


def test_the_team_page_names_eight_and_leads_to_all(shop, supervisor, client_of):
    for _number in range(9):
        ending(posted(shop), 30)
    client = client_of(supervisor)
    client.cookies["django_language"] = "en"
    page = client.get("/team/?unit=S1")
    assert len(page.context["expiring"]) == 8
    assert 'href="/team/certificates/?unit=S1&amp;state=due"' in page.content.decode()
    assert "All 9 certificates" in page.content.decode()
    assert len(listed(client, "?unit=S1&state=due")) == 9


def test_with_few_running_out_the_team_page_still_leads_to_the_list(shop, supervisor, client_of):
    assert f'href="{LIST}"' in client_of(supervisor).get("/team/").content.decode()


def test_an_auditor_reads_the_list_without_links_that_are_closed_to_them(client_of):
    auditor = StaffFactory(login=LoginFactory(roles=["auditor"]))
    person = posted(unit("S1"))
    made = certificate(person)
    text = client_of(auditor).get(LIST).content.decode()
    assert made.get_absolute_url() in text
    assert (f"/team/{person.public_id}/" in text, 'href="/team/"' in text) == (False, False)
