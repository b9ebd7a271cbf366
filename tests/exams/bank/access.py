"""Who gets what from the bank's addresses; written by hand."""

from types import SimpleNamespace
from typing import Any

from tests.factories import bank

WRITERS = {
    "public": "login", "staff": "403", "trainer": "ok", "approver": "ok", "supervisor": "403", "hr": "403", "auditor": "403",
    "administrator": "ok",
}  # fmt: skip
READERS = {**WRITERS, "auditor": "ok"}
ROWS = {
    "questions:index": READERS,
    "questions:index_results": READERS,
    "questions:queue": READERS,
    "questions:show": READERS,
    "questions:compare": READERS,
    "questions:do": WRITERS,
    "questions:add": WRITERS,
    "questions:write": WRITERS,
    "questions:edit": WRITERS,
    "questions:preview": WRITERS,
}


def world() -> SimpleNamespace:
    """One published question."""
    return SimpleNamespace(version=bank.question_version())


def arguments(world: Any) -> dict[str, dict[str, Any]]:
    """The arguments of the addresses that have some."""
    pk = world.version.question_id
    return {
        "questions:show": {"pk": pk},
        "questions:edit": {"pk": pk},
        "questions:compare": {"pk": pk, "number": 1},
        "questions:do": {"pk": pk, "deed": "approve"},
        "questions:write": {"kind": "single"},
        "questions:preview": {"kind": "single"},
    }
