"""Who may open what, written by hand."""

from typing import Any

from tests.factories import reviews as make
from tests.house.access import of

_SIGNED_IN = {
    "public": "login", "staff": "ok", "trainer": "ok", "approver": "ok", "supervisor": "ok", "hr": "ok", "auditor": "ok", "administrator": "ok",
}  # fmt: skip
_HOUSE = {**dict.fromkeys(_SIGNED_IN, "403"), "public": "login", "hr": "ok", "auditor": "ok"}
_HR = {**_HOUSE, "auditor": "403"}
_TEAM = {**_HR, "supervisor": "ok"}
_NOT_THEIRS = {**dict.fromkeys(_SIGNED_IN, "404"), "public": "login", "hr": "ok", "auditor": "ok"}
_CYCLE = "history history_results usage copy_as_new"

ROWS = {
    **of("review_cycles", "index index_results", _HOUSE),
    **of("review_cycles", f"add {_CYCLE}", _HR),
    "review_cycles:edit": _HR,
    "review_cycles:delete": {**_HR, "hr": "403"},
    "reviews:mine": _SIGNED_IN,
    "reviews:team": _TEAM,
    "reviews:cycles": _HOUSE,
    "reviews:open": _HR,
    **of("reviews", "export_team open_team", _TEAM),
    "reviews:cycle": _HOUSE,
    "reviews:export": _HOUSE,
    "reviews:review": _NOT_THEIRS,
    "reviews:save": {**_NOT_THEIRS, "public": "401", "hr": "409", "auditor": "409"},  # they read; only the two people rate
}
POSTS = {"reviews:cycle": {"auditor": "403"}}


def arguments(world: Any) -> dict[str, dict[str, Any]]:
    """A review in a unit that none of the asking people supervises."""
    made = make.opened(1)
    public_id = make.review_of(made).public_id
    with_code = ("cycle", "export", "open", "open_team", "export_team")
    by_code = {f"reviews:{name}": {"code": made.cycle.code} for name in with_code}
    cycles = {f"review_cycles:{name}": {"pk": made.cycle.pk} for name in [*_CYCLE.split(), "edit", "delete"]}
    return {**by_code, **cycles, "reviews:review": {"public_id": public_id}, "reviews:save": {"public_id": public_id}}


def bodies(world: Any) -> dict[str, Any]:
    """A deed that is somebody else's: whoever may read is told so in a sentence."""
    return {"reviews:review": {"deed": "acknowledge"}}
