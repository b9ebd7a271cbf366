"""The database as it is really used: what a commit has told stored is on the disk, and only who writes begins a transaction (reliability.md R3)."""

from django.db import connection


def told(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def test_a_commit_is_on_the_disk_before_anybody_is_told_saved(db):
    if connection.vendor == "postgresql":
        assert told("SHOW synchronous_commit") == "on"
        return
    full, twenty_seconds = 2, 20_000
    assert told("PRAGMA journal_mode") == "wal"
    assert told("PRAGMA synchronous") == full
    assert told("PRAGMA busy_timeout") == twenty_seconds


def test_no_request_is_a_transaction_and_every_transaction_on_sqlite_is_a_writer(db):
    assert connection.settings_dict["ATOMIC_REQUESTS"] is False
    assert connection.settings_dict["AUTOCOMMIT"] is True
    if connection.vendor == "sqlite":
        assert connection.transaction_mode == "IMMEDIATE"
