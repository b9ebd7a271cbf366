"""Who gets what from the scenarios' addresses; written by hand. A run is its owner's, so to everybody else it is not there."""

from types import SimpleNamespace
from typing import Any

from etiquette.scenarios.api import start_run
from tests.factories.people import StaffFactory
from tests.factories.scenarios import scenario

STAFF = {
    "public": "login", "staff": "ok", "trainer": "ok", "approver": "ok", "supervisor": "ok", "hr": "ok", "auditor": "ok", "administrator": "ok",
}  # fmt: skip
OWNER = {**dict.fromkeys(STAFF, "404"), "public": "login"}
TEAM = {**STAFF, "staff": "403", "trainer": "403", "approver": "403", "auditor": "403", "administrator": "403"}
READERS = {**STAFF, "staff": "403", "supervisor": "403", "hr": "403"}
WRITERS = {**READERS, "approver": "403", "auditor": "403"}  # an approver reads scenarios; no second pair of eyes is asked for
ROWS = {
    "scenarios:list": STAFF,
    "scenarios:cover": STAFF,
    "scenarios:run": OWNER,
    "scenarios:choose": OWNER,
    "scenarios:debrief": OWNER,
    "scenarios:abandon": OWNER,
    "scenarios:replay": OWNER,
    "scenarios:team_paths": TEAM,
    "scenarios:team_path": TEAM,
    "scenarios_admin:index": READERS,
    "scenarios_admin:index_results": READERS,
    "scenarios_admin:paths": READERS,
    "scenarios_admin:overview": READERS,
    "scenarios_admin:preview": READERS,
    "scenarios_admin:versions": READERS,
    "scenarios_admin:statistics": READERS,
    "scenarios_admin:add": WRITERS,
    "scenarios_admin:head": WRITERS,
    "scenarios_admin:new_node": WRITERS,
    "scenarios_admin:node": WRITERS,
    "scenarios_admin:move_node": WRITERS,
    "scenarios_admin:remove_node": WRITERS,
    "scenarios_admin:endings": WRITERS,
    "scenarios_admin:publish": WRITERS,
    "scenarios_admin:archive": WRITERS,
    "scenarios_admin:restore": WRITERS,
    "scenarios_admin:copy": WRITERS,
}


def world() -> SimpleNamespace:
    """A published scenario and somebody's open run."""
    published = scenario()
    return SimpleNamespace(scenario=published, run=start_run(published, StaffFactory()))


def arguments(world: Any) -> dict[str, dict[str, Any]]:
    """The arguments of the addresses that have some."""
    run, draft = {"public_id": world.run.public_id}, {"pk": world.scenario.pk}
    node = {**draft, "node": "d1"}
    own = {"scenarios:cover": {"code": world.scenario.code}, "scenarios:run": run, "scenarios:choose": run, "scenarios:debrief": run}
    own |= {"scenarios:abandon": run, "scenarios:replay": run, "scenarios:team_path": {"code": world.scenario.code}}
    of_node = {"scenarios_admin:node", "scenarios_admin:move_node", "scenarios_admin:remove_node"}
    plain = {f"scenarios_admin:{name}" for name in ("index", "index_results", "paths", "add")}
    admin = {name: node if name in of_node else draft for name in ROWS if name.startswith("scenarios_admin:") and name not in plain}
    return {**own, **admin}
