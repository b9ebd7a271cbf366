"""Who gets what from the addresses of learning paths; written by hand. Trainers write paths, HR decides about enrolments."""

from types import SimpleNamespace
from typing import Any

from courses.paths.api import Enrolment, settle_people
from tests.factories import paths as make
from tests.house.access import of

READERS = {
    "public": "login", "staff": "403", "trainer": "ok", "approver": "403", "supervisor": "403", "hr": "ok", "auditor": "ok",
    "administrator": "ok",
}  # fmt: skip
WRITERS = {**READERS, "hr": "403", "auditor": "403"}
ADMITTERS = {**READERS, "auditor": "403", "administrator": "403"}
DECIDERS = {**ADMITTERS, "trainer": "403"}
NOBODY = {**DECIDERS, "hr": "403"}

ROWS = {
    "learning_paths:index": READERS,
    "learning_paths:index_results": READERS,
    "learning_paths:inspect": READERS,
    "learning_paths:add": WRITERS,
    "learning_paths:edit": WRITERS,
    "learning_paths:copy": WRITERS,
    "learning_paths:archive": WRITERS,
    "learning_paths:restore": WRITERS,
    "enrolments:index": READERS,
    "enrolments:index_results": READERS,
    "enrolments:inspect": READERS,
    "enrolments:add": DECIDERS,
    "enrolments:due": DECIDERS,
    "enrolments:end": DECIDERS,
    "enrolments:reopen": DECIDERS,
    "enrolments:admit": ADMITTERS,
    **of("learning_paths", "history history_results usage", WRITERS),
    **of("enrolments", "history history_results", DECIDERS),
    **of("enrolments", "usage edit delete", NOBODY),
    "learning_paths:delete": NOBODY,
}


GENERATED = ("history", "history_results", "usage", "delete")


def world() -> SimpleNamespace:
    """A path with an exam, and somebody on it."""
    path = make.three_stages()
    person = make.hired()
    settle_people([person.pk])
    return SimpleNamespace(path=path, enrolment=Enrolment.objects.get(staff=person))


def arguments(world: Any) -> dict[str, dict[str, Any]]:
    """The arguments of the addresses that have some."""
    one, exam = {"pk": world.enrolment.pk}, world.path.stages.get(order=2).steps.get(kind="exam")
    paths = {f"learning_paths:{name}": {"pk": world.path.pk} for name in (*GENERATED, "inspect", "edit", "copy", "archive", "restore")}
    enrolments = {f"enrolments:{name}": one for name in (*GENERATED, "inspect", "due", "end", "reopen", "edit")}
    return {**paths, **enrolments, "enrolments:admit": {**one, "step": exam.pk}}
