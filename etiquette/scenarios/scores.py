"""The only doors to grades, targets, effects and endings (reliability.md R7). Nobody else reads the two tables.

`for_run` is called to move a run on and to show the effects of choices already made; what it returns never goes to a template
as a whole. `for_debrief` refuses a run that has not ended. `for_editor` is for trainers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from etiquette.scenarios.models import Run, Scenario, ScenarioScores, ScenarioVersion, VersionScores, empty_scores
from training_site.lib.errors import Refused

Scores = dict[str, Any]


@dataclass(frozen=True)
class VersionSecrets:
    """The scores of a version and the points of its best path."""

    scores: Scores
    best: int


def for_run(version_id: int) -> VersionSecrets:
    """To move a run on. One query."""
    row = VersionScores.objects.get(version=version_id)
    return VersionSecrets(row.scores, row.best_points)


def for_debrief(run: Run) -> VersionSecrets:
    """After the end. Raises Refused while the run is open."""
    if run.state != "finished":
        raise Refused(_("This scenario has not ended yet. Go through it to the end, then the debrief opens."))
    return for_run(run.version_id)


def for_editor(scenario: Scenario) -> Scores:
    """The scores of the draft."""
    row = ScenarioScores.objects.filter(scenario=scenario).first()
    return dict(row.scores) if row else empty_scores()


def for_trainers(version: ScenarioVersion) -> Scores:
    """The scores of a published version, for statistics and for copies."""
    return for_run(version.pk).scores


def for_many(versions: Iterable[ScenarioVersion]) -> dict[int, Scores]:
    """The scores of several published versions by version id, for the trainers' figures. One query."""
    return dict(VersionScores.objects.filter(version__in=list(versions)).values_list("version", "scores"))


def keep_draft(scenario: Scenario, scores: Scores) -> None:
    """Write the scores of the draft."""
    ScenarioScores.objects.update_or_create(scenario=scenario, defaults={"scores": scores})


def freeze(version: ScenarioVersion, scores: Scores, best: int) -> None:
    """Write the scores of a new version, once."""
    VersionScores.objects.create(version=version, scores=scores, best_points=best)
