"""Who may open what, written by hand."""

from typing import Any

from tests.factories import reviews as make
from tests.house.access import of

_SIGNED_IN = {"public": "login", "staff": "ok", "trainer": "ok", "supervisor": "ok", "hr": "ok", "auditor": "ok"}
_HOUSE = {"public": "login", "staff": "403", "trainer": "403", "supervisor": "403", "hr": "ok", "auditor": "ok"}

_HR = {**_HOUSE, "auditor": "403"}
_CYCLE = "history history_results usage copy_as_new"

ROWS = {
    **of("review_cycles", "index index_results", _HOUSE),
    **of("review_cycles", f"add {_CYCLE}", _HR),
    # Once open it is looked at where it is run; the form leads everybody of the admin there, and that page asks again.
    "review_cycles:edit": {**_HOUSE, "trainer": "ok"},
    "review_cycles:delete": {**_HR, "hr": "403"},
    "reviews:mine": _SIGNED_IN,
    "reviews:team": {"public": "login", "staff": "403", "trainer": "403", "supervisor": "ok", "hr": "ok", "auditor": "403"},
    "reviews:cycles": _HOUSE,
    "reviews:open": _HR,
    "reviews:export_team": {"public": "login", "staff": "403", "trainer": "403", "supervisor": "ok", "hr": "ok", "auditor": "403"},
    "reviews:open_team": {"public": "login", "staff": "403", "trainer": "403", "supervisor": "ok", "hr": "ok", "auditor": "403"},
    "reviews:cycle": _HOUSE,
    "reviews:export": _HOUSE,
    "reviews:review": {"public": "login", "staff": "404", "trainer": "404", "supervisor": "404", "hr": "ok", "auditor": "ok"},
    # Answers POST only; 405 to a GET counts as inside, and the object is asked for by the POST.
    "reviews:save": {"public": "401", "staff": "ok", "trainer": "ok", "supervisor": "ok", "hr": "ok", "auditor": "ok"},
}


def arguments(world: Any) -> dict[str, dict[str, Any]]:
    """A review in a unit that none of the asking people supervises."""
    made = make.opened(1)
    public_id = make.review_of(made).public_id
    with_code = ("cycle", "export", "open", "open_team", "export_team")
    by_code = {f"reviews:{name}": {"code": made.cycle.code} for name in with_code}
    cycles = {f"review_cycles:{name}": {"pk": made.cycle.pk} for name in [*_CYCLE.split(), "edit", "delete"]}
    return {**by_code, **cycles, "reviews:review": {"public_id": public_id}, "reviews:save": {"public_id": public_id}}
