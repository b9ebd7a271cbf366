"""Flood limits count in the database: two processes share them, and ordinary pages pay nothing."""

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.at_once import told
from tests.training_site.people.test_at_once import WORKERS

TABLE = "training_site_people_limits"


@pytest.mark.server
def test_a_second_process_counts_on(own_database):
    assert told(own_database, WORKERS, "knocks", "2") == [[200, 200], [200, 429]]


def test_the_table_holds_no_address(client, db):
    client.post("/account/first/", {"staff_number": "J1", "code": "nothing"}, REMOTE_ADDR="203.0.113.7")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT cache_key FROM {TABLE}")
        keys = [row[0] for row in cursor.fetchall()]
    assert keys
    assert not [key for key in keys if "203.0.113.7" in key or "login" in key]


def test_a_used_second_factor_is_known_to_every_process(db):
    from allauth.mfa.totp.internal import auth

    assert auth.cache.add("used", "y", 60) is True
    assert caches["limits"].add("used", "y", 60) is False


@pytest.mark.parametrize("path", ["/account/login/", "/account/first/", "/account/me/"])
def test_reading_a_page_asks_no_limit(path, staff, client_of, client):
    asking = client_of(staff) if path.endswith("/me/") else client
    with CaptureQueriesContext(connection) as queries:
        assert asking.get(path).status_code == 200
    assert [query["sql"] for query in queries if TABLE in query["sql"]] == []
