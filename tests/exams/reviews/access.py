"""Who may open what, written by hand."""

from typing import Any

from tests.factories import reviews as make

_SIGNED_IN = {"public": "login", "staff": "ok", "trainer": "ok", "supervisor": "ok", "hr": "ok", "auditor": "ok"}
_HOUSE = {"public": "login", "staff": "403", "trainer": "403", "supervisor": "403", "hr": "ok", "auditor": "ok"}

ROWS = {
    "reviews:mine": _SIGNED_IN,
    "reviews:team": {"public": "login", "staff": "403", "trainer": "403", "supervisor": "ok", "hr": "ok", "auditor": "403"},
    "reviews:cycles": _HOUSE,
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
    by_code = {name: {"code": made.cycle.code} for name in ("reviews:cycle", "reviews:export")}
    return {**by_code, "reviews:review": {"public_id": public_id}, "reviews:save": {"public_id": public_id}}
