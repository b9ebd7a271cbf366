"""Who gets what from the addresses of courses and lessons; written by hand."""

from types import SimpleNamespace
from typing import Any

from tests.factories import lessons as make
from tests.house.access import of

READERS = {
    "public": "login", "staff": "ok", "trainer": "ok", "approver": "ok", "supervisor": "ok", "hr": "ok", "auditor": "ok", "administrator": "ok",
}  # fmt: skip
# Lessons are for trainers and approvers; auditors look on.
DESK = {**READERS, "staff": "403", "supervisor": "403", "hr": "403", "administrator": "403"}
CHANGERS = {**DESK, "auditor": "403"}
IN_NO_LESSON = {**DESK, "staff": "404", "supervisor": "404", "hr": "404", "administrator": "404"}
ROWS = {
    "lessons:catalogue": READERS,
    "lessons:course": READERS,
    "lessons:lesson": READERS,
    "lessons:file": IN_NO_LESSON,  # the file is in no published lesson
    "lessons:progress": {**READERS, "public": "401"},
    "lessons:watched": {**READERS, "public": "401"},
    "lessons:finish": READERS,
    "lessons:check": READERS,
    "lessons_admin:courses": DESK,
    "lessons_admin:archive": CHANGERS,
    "lessons_admin:restore": CHANGERS,
    "lessons_admin:copy": CHANGERS,
    **of("lesson_file_chooser", "choose choose_results create chosen chosen_multiple", CHANGERS),
    **of("lesson_files", "index index_results add edit delete inspect history history_results usage", CHANGERS),
}


def world() -> SimpleNamespace:
    """One course with a quick check, and a file that no lesson shows."""
    make.practice_question()
    course = make.course("co-1", [make.lesson_file("co-1-l1", [make.text_block(), make.check_block("b7", "q-3001")])])
    return SimpleNamespace(course=course, file=make.attachment())


def arguments(world: Any) -> dict[str, dict[str, Any]]:
    """The arguments of the addresses that have some."""
    lesson = {"course": "co-1", "lesson": "co-1-l1"}
    course = {"code": "co-1"}
    return {
        "lessons:course": {"course": "co-1"},
        "lessons:lesson": lesson,
        "lessons:progress": lesson,
        "lessons:watched": {**lesson, "anchor": "b7"},
        "lessons:finish": lesson,
        "lessons:check": {**lesson, "anchor": "b7"},
        "lesson_file_chooser:chosen": {"pk": world.file.pk},
        **{f"lesson_files:{name}": {"pk": world.file.pk} for name in ("edit", "delete", "inspect", "history", "history_results", "usage")},
        "lessons:file": {"public_id": world.file.public_id},
        "lessons_admin:archive": course,
        "lessons_admin:restore": course,
        "lessons_admin:copy": course,
    }
