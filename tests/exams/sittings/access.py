"""The access matrix of this room."""

from types import SimpleNamespace
from typing import Any

from exams.sittings.pulse import token_of
from tests.factories import sittings as make
from tests.factories.people import LoginFactory, StaffFactory
from tests.house.access import of

RESULTS = {"public": "login", "staff": "403", "trainer": "ok", "supervisor": "403", "hr": "ok", "auditor": "ok"}
DECIDERS = {**RESULTS, "auditor": "403"}
MARKERS = {**DECIDERS, "hr": "403"}
NEVER = "edit delete history history_results usage"
NOT_MINE = {"staff": "404", "trainer": "404", "supervisor": "404", "hr": "404", "auditor": "404"}

# The attempt belongs to somebody who is none of those who ask; it is marked.
ROWS = {
    "sittings:cover": {"public": "login", "staff": "ok", "trainer": "ok", "supervisor": "ok", "hr": "ok", "auditor": "ok"},
    "sittings:paper": {"public": "login", **NOT_MINE},
    "sittings:save": {"public": "401", "staff": "ok", "trainer": "ok", "supervisor": "ok", "hr": "ok", "auditor": "ok"},  # a GET: 405 in JSON
    "sittings:flag": {"public": "401", "staff": "ok", "trainer": "ok", "supervisor": "ok", "hr": "ok", "auditor": "ok"},
    "sittings:pulse": dict.fromkeys(("public", "staff", "trainer", "supervisor", "hr", "auditor"), "ok"),  # the token is the right
    "sittings:room": {"public": "login", "staff": "403", "trainer": "ok", "supervisor": "ok", "hr": "ok", "auditor": "403"},
    "sittings:room_rows": {"public": "login", "staff": "403", "trainer": "ok", "supervisor": "ok", "hr": "ok", "auditor": "403"},
    "sittings:state": {"public": "401", **NOT_MINE},
    "sittings:submit": {"public": "401", "staff": "ok", "trainer": "ok", "supervisor": "ok", "hr": "ok", "auditor": "ok"},
    "sittings:result": {"public": "login", "staff": "404", "trainer": "ok", "supervisor": "404", "hr": "ok", "auditor": "ok"},
    "sittings:answers": {"public": "login", **NOT_MINE},
    **of("results", "index index_results inspect exams exam people preview", RESULTS),
    **of("results", "void grant", DECIDERS),
    "results:marking": MARKERS,
    "results:mark": {**MARKERS, "trainer": "404"},  # nothing of this attempt waits for a person
    "results:change_mark": {**MARKERS, "trainer": "404"},  # nor was anything of it marked by one
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
