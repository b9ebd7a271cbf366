"""Who may open the pages of the desk."""

from typing import Any

from tests.factories.people import StaffFactory

EVERYBODY = {
    "public": "login", "staff": "ok", "trainer": "ok", "approver": "ok", "supervisor": "ok", "hr": "ok", "auditor": "ok", "administrator": "ok",
}  # fmt: skip
# An administrator keeps the platform going; people's learning is none of their work.
LEADS = {**EVERYBODY, "staff": "403", "trainer": "403", "approver": "403", "auditor": "403", "administrator": "403"}
# Somebody else's person: a supervisor of another unit does not learn that they exist.
OTHERS = {**LEADS, "supervisor": "404"}

ROWS = {
    "desk:home": EVERYBODY,
    "desk:my_training": EVERYBODY,
    "desk:my_results": EVERYBODY,
    "desk:team": LEADS,
    "desk:results": {**LEADS, "auditor": "ok"},
    "desk:certificates": {**LEADS, "auditor": "ok"},
    "desk:person": OTHERS,
    "desk:reset_login": OTHERS,
}


def arguments(world: Any) -> dict[str, Any]:
    """A person outside everybody's team."""
    stranger = StaffFactory()
    return {"desk:person": {"public_id": stranger.public_id}, "desk:reset_login": {"public_id": stranger.public_id}}
