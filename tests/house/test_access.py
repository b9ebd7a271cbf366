"""Every address has a hand-written row, and the site answers every role as the row says."""

import functools
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured

from exams.reviews.models import ReviewCycle
from exams.reviews.viewsets import CycleEditView
from tests.house import access
from training_site.people.access import Address, addresses, check_policies, is_own, policy_of
from training_site.people.middleware import AccessMiddleware, HttpResponseForbidden

# Addresses of libraries by the beginning of their route: what each role is told. Written by hand.
OPEN = dict.fromkeys(access.ROLES, "in")
ADMIN = {**OPEN, "public": "login", "staff": "403", "supervisor": "403"}
CLOSED = {**dict.fromkeys(access.ROLES, "403"), "public": "login"}
FOREIGN = {
    "admin/": ADMIN,
    "documents/": CLOSED,
    "account/": OPEN,
    "pages/": {**OPEN, "public": "login"},
}


def own(address: Address) -> bool:
    """True for a view that one of our rooms wrote."""
    return is_own(address.callback)


def of_our_tables(address: Address) -> bool:
    """True for a view of Wagtail’s over a table of ours: its chooser of norms, say. Logins have a viewset of Wagtail’s own."""
    model = getattr(address.callback, "view_initkwargs", {}).get("model")
    return getattr(model, "__module__", "").split(".")[0] in access.PACKAGES and not address.name.startswith("wagtailusers_users:")


def test_every_view_declares_a_policy():
    assert check_policies() == []


@pytest.mark.parametrize("route", ["admin/exams/forgotten/", "pages/forgotten/", "account/login/forgotten/"])
def test_a_view_of_ours_is_not_spoken_for_by_its_route(route, monkeypatch, rf, trainer):
    """Wherever it hangs: nobody is served by it."""

    def forgotten(request):
        raise AssertionError

    assert policy_of(forgotten, route) is not None
    monkeypatch.setattr(forgotten, "__module__", "exams.sittings.deciding")
    assert policy_of(forgotten, route) is None
    assert policy_of(functools.partial(forgotten, pk=1), route) is None
    request = rf.get(f"/{route}")
    request.user, request.resolver_match = trainer.login, SimpleNamespace(route=route)
    with pytest.raises(ImproperlyConfigured):
        AccessMiddleware(forgotten).process_view(request, forgotten, (), {})


def test_the_check_at_start_up_names_a_view_without_a_policy(monkeypatch):
    marking = next(address for address in addresses() if address.name == "results:marking")
    monkeypatch.delattr(marking.callback, "access_policy")
    assert [(error.id, marking.route in error.msg) for error in check_policies()] == [("people.E001", True)]


def test_a_view_over_wagtails_asks_the_permission_policy_of_its_model(trainer, hr):
    """Before the view itself runs: one that answers in `dispatch` cannot forget to ask."""
    policy = policy_of(CycleEditView.as_view(model=ReviewCycle), "admin/review-cycles/edit/<int:pk>/")
    assert (policy.allows(hr.login), policy.allows(trainer.login)) == (True, False)
    silent = type("Silent", (CycleEditView,), {"permission_required": None, "__module__": CycleEditView.__module__})
    assert policy_of(silent.as_view(model=ReviewCycle), "admin/review-cycles/edit/<int:pk>/") is None


def test_every_own_address_has_a_row():
    """Also what Wagtail adds to a viewset of ours: history, usage, delete …"""
    found = [address for address in addresses() if address.name]
    namespaces = {address.name.rpartition(":")[0] for address in found if own(address) or of_our_tables(address)} - {""}
    wanted = {address.name for address in found if own(address) or address.name.rpartition(":")[0] in namespaces}
    assert sorted(wanted - set(access.rows())) == []


def test_every_library_address_has_a_row():
    strange = [address.route for address in addresses() if not own(address) and not any(address.route.startswith(start) for start in FOREIGN)]
    assert strange == []


def test_posts_and_bodies_belong_to_rows():
    """A name that no row has would say nothing."""
    for module in access.row_files():
        assert sorted(set(getattr(module, "POSTS", {})) - set(module.ROWS)) == []
    assert sorted(set(access.NOT_ASKED) - set(access.rows())) == []


@pytest.mark.parametrize("module", access.row_files(), ids=lambda module: module.__name__.split(".", 1)[1])
def test_the_site_answers_as_the_rows_say(module, clients, world):
    assert access.asked(module, clients, world) == []


def test_a_wrong_row_would_be_seen(clients):
    rows = {"desk:my_training": dict.fromkeys(access.ROLES, "ok")}
    assert access.mismatches(rows, {}, clients) == [
        access.Mismatch("desk:my_training", method, "public", "ok", "login") for method in ("GET", "POST")
    ]


ADDING_UNITS = {"units:add": {**CLOSED, "hr": "ok", "administrator": "ok"}}


def test_a_wrong_row_about_posts_would_be_seen(clients):
    found = access.mismatches(ADDING_UNITS, {}, clients, {"units:add": {"trainer": "ok"}})
    assert found == [access.Mismatch("units:add", "POST", "trainer", "ok", "403")]


def test_a_row_without_arguments_or_without_a_role_would_be_seen(clients):
    rows = {"desk:person": CLOSED, "desk:home": {**dict.fromkeys(access.ROLES, "ok"), "public": "login"}}
    del rows["desk:home"]["approver"]
    found = access.mismatches(rows, {}, clients)
    assert found[0] == access.Mismatch("desk:person", "", "", "arguments", "none")
    assert {(one.role, one.expected) for one in found[1:]} == {("approver", "a word")}


def test_a_refusal_that_changes_something_would_be_seen(clients, monkeypatch):
    """The refusal itself is right; that somebody’s name was changed before it is not."""
    people = type(clients["hr"].person).objects

    def refused(*args, **kwargs):
        people.filter(pk=clients["hr"].person.pk).update(name="改")
        return HttpResponseForbidden(*args, **kwargs)

    monkeypatch.setattr("training_site.people.middleware.HttpResponseForbidden", refused)
    found = access.mismatches(ADDING_UNITS, {}, clients)
    refused_roles = {"staff", "trainer", "approver", "supervisor", "auditor"}
    assert {(one.role, one.method, one.expected) for one in found} == {(role, "POST", "nothing changed") for role in refused_roles}


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
