"""The access matrix of this room."""

import json
from types import SimpleNamespace
from typing import Any

from exams.sittings.pulse import token_of
from tests.factories import sittings as make
from tests.factories.people import LoginFactory, StaffFactory
from tests.house.access import of

SIGNED_IN = {
    "public": "login", "staff": "ok", "trainer": "ok", "approver": "ok", "supervisor": "ok", "hr": "ok", "auditor": "ok", "administrator": "ok",
}  # fmt: skip
RESULTS = {**SIGNED_IN, "staff": "403", "supervisor": "403"}
DECIDERS = {**RESULTS, "approver": "403", "auditor": "403", "administrator": "403"}
MARKERS = {**RESULTS, "hr": "403", "auditor": "403", "administrator": "403"}
ROOM = {**SIGNED_IN, "staff": "403", "approver": "403", "auditor": "403", "administrator": "403"}
NEVER = "edit delete history history_results usage"
NOT_MINE = {**dict.fromkeys(SIGNED_IN, "404"), "public": "login"}
NOT_MINE_AS_JSON = {**NOT_MINE, "public": "401"}

# The attempt belongs to somebody who is none of those who ask; it is marked.
ROWS = {
    "sittings:cover": SIGNED_IN,
    **of("sittings", "paper answers", NOT_MINE),
    **of("sittings", "save flag state submit", NOT_MINE_AS_JSON),
    "sittings:pulse": dict.fromkeys(SIGNED_IN, "ok"),  # the token is the right
    **of("sittings", "room room_rows", ROOM),
    "sittings:result": {**RESULTS, "staff": "404", "supervisor": "404", "approver": "404", "administrator": "404"},
    **of("results", "index index_results inspect exams exam people", RESULTS),
    **of("results", "void grant", DECIDERS),
    **of("results", "marking preview", MARKERS),
    "results:mark": {**MARKERS, "trainer": "404", "approver": "404"},  # nothing of this attempt waits for a person
    "results:change_mark": {**MARKERS, "trainer": "404", "approver": "404"},  # nor was anything of it marked by one
    **of("results", f"add {NEVER}", dict.fromkeys(RESULTS, "403") | {"public": "login"}),
}


def arguments(world: SimpleNamespace) -> dict[str, dict[str, Any]]:
    """A marked attempt of a stranger, and its exam."""
    exam = make.published_exam(1)
    sitting = make.finished(StaffFactory(login=LoginFactory()), exam)
    one = {"public_id": sitting.public_id}
    attempt, of_exam = {"pk": sitting.pk}, {"pk": exam.pk}
    names = ("paper", "save", "flag", "state", "submit", "result", "answers")
    return {
        "sittings:cover": {"code": exam.code},
        "sittings:room": {"code": exam.code},
        "sittings:room_rows": {"code": exam.code},
        "sittings:pulse": {"token": token_of(sitting)},
        **{f"sittings:{name}": one for name in names},
        **{f"results:{name}": attempt for name in f"inspect void mark change_mark {NEVER}".split()},
        **{f"results:{name}": of_exam for name in ("exam", "preview")},
        "results:people": {**of_exam, "which": "absent"},
        "results:grant": {**of_exam, "public_id": sitting.staff.public_id},
    }


def bodies(world: SimpleNamespace) -> dict[str, str]:
    """What is well formed, so that it is asked whose paper it is."""
    answer = {"item": 1, "revision": 0, "client_key": "0123456789abcdef0123456789abcdef", "response": {"option": "a"}}
    return {"sittings:save": json.dumps(answer), "sittings:flag": json.dumps({"item": 1, "flagged": True})}
