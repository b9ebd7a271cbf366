"""Who gets what from item analysis; written by hand."""

from types import SimpleNamespace
from typing import Any

from tests.factories import sittings as make

READERS = {"public": "login", "staff": "403", "trainer": "ok", "supervisor": "403", "hr": "403", "auditor": "ok"}
ROWS = {"analysis_exams": READERS, "analysis_items": READERS}


def world() -> SimpleNamespace:
    """One published exam."""
    return SimpleNamespace(exam=make.published_exam(1))


def arguments(world: Any) -> dict[str, dict[str, Any]]:
    """The arguments of the addresses that have some."""
    return {"analysis_items": {"code": world.exam.code}}
