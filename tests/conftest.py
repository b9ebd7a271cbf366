"""Fixtures every test may use."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.utils import translation

from tests import databases
from tests.factories.people import LoginFactory, StaffFactory
from training_site.lib import clockwatch

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

# Files of half a minute and more. They go first, so that the workers of a whole run end at about the same time.
LONG = [
    "house/test_academy.py",
    "house/test_language.py",
    "house/test_access.py",
    "house/test_private.py",
    "house/test_sealed.py",
    "house/test_odd_queries.py",
    "exams/sittings/test_canaries.py",
    "exams/sittings/test_kill.py",
    "exams/sittings/test_at_once.py",
    "training_site/ledger/test_heads.py",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long files in the order of LONG, then everything as it was found."""
    place = {databases.ROOT / "tests" / name: number for number, name in enumerate(LONG)}
    items.sort(key=lambda item: place.get(item.path, len(place)))


@pytest.fixture(autouse=True)
def language_of_the_site() -> None:
    """Every test begins in it: a page that the one before asked for may have left its own language active in this thread."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def clock_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test begins like a new process, which has not looked at the clock yet."""
    monkeypatch.setattr(clockwatch, "_watch", clockwatch.ClockWatch())


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """Point Django at a fresh copy of the migrated template for this run."""
    from training_site.settings import env

    server = databases.run_server()
    url = server.copy(databases.migrated())
    connection = connections["default"]
    os.environ["DECORUM_TEST_URL"] = url
    before = os.environ.get("DATABASE_URL")
    os.environ["DATABASE_URL"] = url
    connection.settings_dict["NAME"] = env.database("DATABASE_URL", "")["NAME"]
    connection.settings_dict["CONN_MAX_AGE"] = 0
    yield
    with django_db_blocker.unblock():
        connections.close_all()
    if before is None:
        os.environ.pop("DATABASE_URL")
    else:
        os.environ["DATABASE_URL"] = before
    server.drop(url)


@pytest.fixture
def own_database() -> Iterator[str]:
    """The URL of a migrated database that only this test's own processes use."""
    server = databases.run_server()
    url = server.copy(databases.migrated())
    yield url
    server.drop(url)


@pytest.fixture
def academy_database() -> Iterator[str]:
    """The URL of a copy of the whole sample academy."""
    server = databases.run_server()
    url = server.copy(databases.academy())
    yield url
    server.drop(url)


@pytest.fixture
def staff(db: None) -> Any:
    """A new hire with a login."""
    return StaffFactory(login=LoginFactory())


@pytest.fixture
def client_of() -> Callable[[Any], Client]:
    """A test client signed in as the person or login given."""

    def sign_in(who: Any) -> Client:
        client = Client()
        client.force_login(getattr(who, "login", None) or who, backend="training_site.people.backends.ActiveLoginBackend")
        return client

    return sign_in


@pytest.fixture
def trainer(db: None) -> Any:
    """A trainer."""
    return StaffFactory(login=LoginFactory(roles=["trainer"]))


@pytest.fixture
def approver(db: None) -> Any:
    """A second trainer who approves."""
    return StaffFactory(login=LoginFactory(roles=["trainer", "approver"]))


@pytest.fixture
def supervisor(db: None) -> Any:
    """A supervisor; their units come from SupervisionFactory."""
    return StaffFactory(login=LoginFactory(roles=["supervisor"]))


@pytest.fixture
def hr(db: None) -> Any:
    """Somebody of human resources."""
    return StaffFactory(login=LoginFactory(roles=["hr"]))
