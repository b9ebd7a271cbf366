"""Every address has a hand-written row, and the site answers every role as the row says."""

import pytest

from tests.house import access
from training_site.people.access import policy_of

# Addresses of libraries by the beginning of their route: what each role is told. Written by hand.
ADMIN = {"public": "login", "staff": "403", "trainer": "in", "supervisor": "403", "hr": "in", "auditor": "in"}
CLOSED = {"public": "login", "staff": "403", "trainer": "403", "supervisor": "403", "hr": "403", "auditor": "403"}
OPEN = dict.fromkeys(access.ROLES, "in")
FOREIGN = {
    "admin/": ADMIN,
    "documents/": CLOSED,
    "account/": OPEN,
    "pages/": {**OPEN, "public": "login"},
}


def own(address: access.Address) -> bool:
    """True for a view that one of our rooms wrote."""
    holder = getattr(address.callback, "view_class", address.callback)
    return holder.__module__.split(".")[0] in access.PACKAGES


def test_every_view_declares_a_policy():
    assert [address.route for address in access.addresses() if policy_of(address.callback, address.route) is None] == []


def test_every_own_address_has_a_row():
    """Also what Wagtail adds to a viewset of ours: history, usage, delete …"""
    found = [address for address in access.addresses() if address.name]
    namespaces = {address.name.rpartition(":")[0] for address in found if own(address)} - {""}
    wanted = {address.name for address in found if own(address) or address.name.rpartition(":")[0] in namespaces}
    assert sorted(wanted - set(access.rows())) == []


def test_every_library_address_has_a_row():
    strange = [address.route for address in access.addresses() if not own(address) and not any(address.route.startswith(start) for start in FOREIGN)]
    assert strange == []


def mismatches(rows, arguments, clients):
    """(name, role, expected, told) wherever the site and a row disagree."""
    found = []
    for name, row in rows.items():
        url = access.address_of(name, arguments)
        for role in access.ROLES if url else []:
            told = access.answer(clients[role], url)
            if told != row[role]:
                found.append((name, role, row[role], told))
    return found


@pytest.mark.parametrize("module", access.row_files(), ids=lambda module: module.__name__.split(".", 1)[1])
def test_the_site_answers_as_the_rows_say(module, clients, world):
    assert mismatches(module.ROWS, access.arguments_of(module, world), clients) == []


def test_a_wrong_row_would_be_seen(clients):
    rows = {"desk:my_training": {**dict.fromkeys(access.ROLES, "ok"), "public": "ok"}}
    assert mismatches(rows, {}, clients) == [("desk:my_training", "public", "ok", "login")]


@pytest.mark.parametrize("role", access.ROLES)
def test_the_admin_door_answers_as_its_row_says(role, clients):
    told = access.answer(clients[role], "/admin/")
    assert {"ok": "in"}.get(told, told) == ADMIN[role]


# Doors that libraries bring along and nobody needs: one address each.
UNUSED = [
    "/documents/1/norms.pdf",
    "/documents/authenticate_with_password/1/",
    "/account/signup/",
    "/account/email/",
    "/account/confirm-email/",
    "/account/password/change/",
    "/account/password/reset/",
    "/account/2fa/",
]


@pytest.mark.parametrize("path", UNUSED)
def test_doors_of_libraries_that_nobody_needs_are_closed(path, clients):
    assert {role: access.answer(client, path) for role, client in clients.items()} == CLOSED


@pytest.mark.parametrize("path", ["/admin/login/", "/admin/password_reset/"])
def test_wagtails_own_doors_lead_to_ours(path, clients):
    assert access.answer(clients["public"], path) == "login"
