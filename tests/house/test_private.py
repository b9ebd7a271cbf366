"""What a signed-in person is sent is kept by no cache, whatever the address and the answer; no address leads out of the site (R16)."""

import re

import pytest

from tests.house import access

OUTSIDE = ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example/", "javascript:alert(1)", "http:elsewhere.example"]


def kept(module, role, world, client):
    """(name, status, header) of every address of a room whose answer some cache might keep."""
    arguments = access.arguments_of(module, world)
    found, asked = [], 0
    for name in module.ROWS:
        url = access.address_of(name, arguments)
        if url is None:
            continue
        asked += 1
        response = client.get(url)
        said = {word.strip() for word in response.headers.get("Cache-Control", "").split(",")}
        if said != {"no-store", "private"}:
            found.append((name, role, response.status_code, sorted(said)))
    return found, asked


@pytest.mark.parametrize("role", ["staff", "hr", "trainer"])
@pytest.mark.parametrize("module", access.row_files(), ids=lambda module: module.__name__.split(".", 1)[1])
def test_no_answer_to_a_signed_in_person_is_kept(module, role, clients, world):
    found, asked = kept(module, role, world, clients[role])
    assert found == []
    assert asked > 0


def test_the_public_is_told_nothing_private(clients, world):
    response = clients["public"].get("/account/login/")
    assert response.status_code == 200
    assert response.headers.get("Cache-Control") != "no-store, private"


@pytest.mark.parametrize("target", OUTSIDE)
@pytest.mark.parametrize("path", ["/account/login/", "/account/language/", "/account/logout/", "/account/first/", "/account/set-password/"])
def test_no_door_leads_out_of_the_site(path, target, clients):
    client = clients["staff"] if path in {"/account/language/", "/account/logout/", "/account/set-password/"} else clients["public"]
    password = {"login": clients["staff"].person.login.username, "password": "counter-six-steps"}
    response = client.post(path + f"?next={target}", {"next": target, "language": "en", **password})
    location = response.headers.get("Location", "/")
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))
    assert "elsewhere.example" not in location.split("?")[0]


@pytest.mark.parametrize("target", OUTSIDE)
def test_no_page_about_a_person_links_out_of_the_site(target, clients, world):
    page = clients["hr"].get(f"/account/people/{world.staff.public_id}/unlock/", {"next": target})
    assert page.status_code == 200
    leads = re.findall(r'(?:href|action|name="next" value)="([^"]*)"', page.content.decode())
    assert len(leads) > 5
    assert [lead for lead in leads if lead.startswith(("http", "//", "/\\", "javascript"))] == []
