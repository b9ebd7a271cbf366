"""Spreadsheets are read by a process of its own, which takes most of a test's time: one that these tests have read before is not read again.

What the reader does is proven in tests/training_site/transfers/test_reading.py.
"""

import functools

import pytest
from django.utils import translation

from training_site.transfers import running
from training_site.transfers.reading import Table, read_in_child


@functools.cache
def _read(content: bytes, name: str, most_rows: int, language: str | None) -> Table:
    return read_in_child(content, name, most_rows)


@pytest.fixture(autouse=True)
def spreadsheets_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same bytes, read in the same language, are the same table."""
    monkeypatch.setattr(running, "read_in_child", lambda content, name, most_rows: _read(content, name, most_rows, translation.get_language()))
