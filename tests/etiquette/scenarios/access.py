"""Who gets what from the scenarios' addresses; written by hand. A run is its owner's, so to everybody else it is not there."""

from types import SimpleNamespace
from typing import Any

from etiquette.scenarios.api import start_run
from tests.factories.people import StaffFactory
from tests.factories.scenarios import scenario

STAFF = {"public": "login", "staff": "ok", "trainer": "ok", "supervisor": "ok", "hr": "ok", "auditor": "ok"}
OWNER = {"public": "login", "staff": "404", "trainer": "404", "supervisor": "404", "hr": "404", "auditor": "404"}
ROWS = {
    "scenarios:list": STAFF,
    "scenarios:cover": STAFF,
    "scenarios:run": OWNER,
    "scenarios:choose": OWNER,
    "scenarios:debrief": OWNER,
}


def world() -> SimpleNamespace:
    """A published scenario and somebody's open run."""
    published = scenario()
    return SimpleNamespace(scenario=published, run=start_run(published, StaffFactory()))


def arguments(world: Any) -> dict[str, dict[str, Any]]:
    """The arguments of the addresses that have some."""
    run = {"public_id": world.run.public_id}
    return {"scenarios:cover": {"code": world.scenario.code}, "scenarios:run": run, "scenarios:choose": run, "scenarios:debrief": run}
