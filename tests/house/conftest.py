"""What the tests over every address share: one signed-in client per role."""

from types import SimpleNamespace

import pytest
from django.test import Client

from tests.factories.people import LoginFactory, StaffFactory
from tests.house import access


@pytest.fixture
def clients(db):
    """One client per role; `client.person` is who is signed in."""
    found = {role: Client() for role in access.ROLES}
    for role, client in found.items():
        if role != "public":
            client.person = StaffFactory(login=LoginFactory(roles=[] if role == "staff" else [role]))
            client.force_login(client.person.login, backend="training_site.people.backends.ActiveLoginBackend")
    return found


@pytest.fixture
def world(clients):
    """The person of each role, for rows that ask about somebody's own things."""
    return SimpleNamespace(**{role: client.person for role, client in clients.items() if role != "public"})
