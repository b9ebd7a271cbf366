"""The list of files that came in: auditors see all, whoever brings in a kind sees that kind and goes on to the run."""

import pytest

from tests.factories.people import LoginFactory
from training_site.transfers.models import ImportRun

pytestmark = pytest.mark.django_db


def came(kind, name, state="applied"):
    return ImportRun.objects.create(kind=kind, file_name=name, sha256="0" * 64, size=1, state=state, by=LoginFactory())


@pytest.fixture
def files():
    """A roster, and a file of a kind that only others bring in."""
    return came("roster", "november.xlsx"), came("questions", "questions.xlsx")


def test_human_resources_see_the_files_of_their_own_kind_and_open_them(files, hr, client_of):
    page = client_of(hr).get("/admin/import_runs/").content.decode()
    assert ("november.xlsx" in page, "questions.xlsx" in page) == (True, False)
    assert f'href="/admin/roster/{files[0].public_id}/"' in page
    assert client_of(hr).get(f"/admin/roster/{files[0].public_id}/").status_code == 200


def test_auditors_see_all_files_without_links_that_are_closed_to_them(files, client_of):
    page = client_of(LoginFactory(roles=["auditor"])).get("/admin/import_runs/").content.decode()
    assert ("november.xlsx" in page, "questions.xlsx" in page) == (True, True)
    assert "/admin/roster/" not in page


def test_past_files_are_narrowed_by_state_and_paged(hr, client_of):
    for number in range(25):
        came("roster", f"applied-{number}.xlsx")
    came("roster", "put-away.xlsx", state="discarded")
    client = client_of(hr)
    page = client.get("/admin/roster/?state=discarded")
    assert [run.file_name for run, _summary in page.context["runs"]] == ["put-away.xlsx"]
    assert [(part["code"], part["count"]) for part in page.context["states"]] == [("applied", 25), ("discarded", 1)]
    second = client.get("/admin/roster/?state=applied&p=2")
    assert len(second.context["runs"]) == 5
    assert "state=applied" in second.content.decode()
    client.cookies["django_language"] = "en"
    assert "No file like this." in client.get("/admin/roster/?state=refused").content.decode()
