"""What other rooms use of the scenarios."""

from etiquette.scenarios.debrief import debrief
from etiquette.scenarios.drafts import archive_scenario, copy_scenario, restore_scenario
from etiquette.scenarios.importing import import_scenario
from etiquette.scenarios.models import ChoiceMade, Run, Scenario, ScenarioVersion
from etiquette.scenarios.publishing import publish_scenario
from etiquette.scenarios.queries import chapters_cited, scenarios_passed
from etiquette.scenarios.replaying import start_replay
from etiquette.scenarios.running import choose, path_through, put_aside, record_run, start_run

__all__ = [
    "ChoiceMade",
    "Run",
    "Scenario",
    "ScenarioVersion",
    "archive_scenario",
    "chapters_cited",
    "choose",
    "copy_scenario",
    "debrief",
    "import_scenario",
    "path_through",
    "publish_scenario",
    "put_aside",
    "record_run",
    "restore_scenario",
    "scenarios_passed",
    "start_replay",
    "start_run",
]
