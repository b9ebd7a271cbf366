"""Who gets what from item analysis; written by hand."""

from types import SimpleNamespace
from typing import Any

from tests.factories import sittings as make
from tests.factories.people import LoginFactory, StaffFactory

READERS = {
    "public": "login", "staff": "403", "trainer": "ok", "approver": "403", "supervisor": "403", "hr": "403", "auditor": "ok",
    "administrator": "403",
}  # fmt: skip
ROWS = {"analysis_exams": READERS, "analysis_items": READERS, "analysis_item": READERS}


def world() -> SimpleNamespace:
    """One published exam that ten people have sat, so that its figures are told."""
    exam = make.published_exam(2)
    papers = [make.finished(StaffFactory(login=LoginFactory()), exam, 1) for _number in range(10)]
    return SimpleNamespace(exam=exam, item=papers[0].questions.get(position=1).question_version_id)


def arguments(world: Any) -> dict[str, dict[str, Any]]:
    """The arguments of the addresses that have some."""
    code = {"code": world.exam.code}
    return {"analysis_items": code, "analysis_item": {**code, "pk": world.item}}
