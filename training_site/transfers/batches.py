"""Statements as wide as the database allows: Django takes SQLite for narrower than it is (999 parameters)."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any, TypeVar

from django.db import connection

T = TypeVar("T")
ROWS = 1000


@contextmanager
def wide_statements() -> Iterator[None]:
    """Inside, bulk_create on SQLite fills statements up to the library's real limit of parameters, as on PostgreSQL."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    features: Any = connection.features
    before = features.max_query_params
    features.max_query_params = max(before, connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER))
    try:
        yield
    finally:
        features.max_query_params = before


def slices(items: Iterable[T], size: int = ROWS) -> Iterator[list[T]]:
    """`items` in pieces of at most `size`; no more than one piece is made at a time."""
    rest = iter(items)
    while piece := list(islice(rest, size)):
        yield piece
