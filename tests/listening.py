"""Hears what a response says of keys, whatever kind of file it is, and which statements read them."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from exams.bank.models import AnswerKey, DraftKey
from tests.factories import sittings as make

# What each secret place holds of its own (tests/factories/sittings.py).
PLACES = {
    "the accepted spellings of a blank": f"{make.CANARY} accepted",
    "the number that is right": make.CANARY_NUMBER,
    "the reason": f"{make.CANARY} because",
    "the reason at an option": f"{make.CANARY} option",
    "the points of the rubric": f"{make.CANARY} rubric",
    "the model answer": f"{make.CANARY} model",
}
KEY_TABLES = (AnswerKey._meta.db_table, DraftKey._meta.db_table)


def words_of(response: Any) -> str:
    """The text of a page, of JSON and of CSV; of an XLSX or a ZIP, everything that is packed in it."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return _unpacked(content)


def _unpacked(content: bytes) -> str:
    if not content.startswith(b"PK\x03\x04"):
        return content.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(f"{name}\n{_unpacked(archive.read(name))}" for name in archive.namelist())


def heard_in(response: Any) -> list[str]:
    """The secret places that a response tells of."""
    words = words_of(response)
    return [place for place, secret in PLACES.items() if secret in words]


@contextmanager
def key_statements() -> Iterator[list[str]]:
    """The statements on the tables of keys while this lasts."""
    found: list[str] = []

    def watch(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        found.extend(table for table in KEY_TABLES if table in sql)
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(watch):
        yield found
