"""Who gets what from the addresses of exams in the admin; written by hand."""

from types import SimpleNamespace
from typing import Any

from tests.factories import sittings as make
from tests.house.access import of

READERS = {
    "public": "login", "staff": "403", "trainer": "ok", "approver": "ok", "supervisor": "403", "hr": "ok", "auditor": "ok",
    "administrator": "ok",
}  # fmt: skip
WRITERS = {**READERS, "hr": "403", "auditor": "403"}
NOBODY = {**WRITERS, "trainer": "403", "approver": "403", "administrator": "403"}
ONE = "edit history history_results usage publish archive restore copy fill"

ROWS = {
    **of("exams", "index index_results inspect", READERS),
    **of("exams", f"add {ONE}", WRITERS),
    "exams:delete": NOBODY,  # exams are archived
}


def world() -> SimpleNamespace:
    """One published exam."""
    return SimpleNamespace(exam=make.published_exam(1))


def arguments(world: Any) -> dict[str, dict[str, Any]]:
    """The arguments of the addresses that have some."""
    return {f"exams:{name}": {"pk": world.exam.pk} for name in f"{ONE} inspect delete".split()}
