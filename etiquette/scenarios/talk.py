"""The conversation as far as it has gone, and nothing beyond: what templates of an open run are given.

A branch not taken, a grade, a target or an ending never enters these objects, so that no template can show one.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from etiquette.scenarios import scores as secret
from etiquette.scenarios.grading import Graph, nodes_of
from etiquette.scenarios.models import Run
from etiquette.scenarios.running import deadline_of
from training_site.lib import clock

Pair = dict[str, str]
LETTERS = "ABCDEF"


@dataclass(frozen=True)
class Line:
    """One entry of the conversation: `who` is "scene" (what happens), "customer" or "me"."""

    who: str
    text: Pair


@dataclass(frozen=True)
class Option:
    """One answer at the present node."""

    id: str
    letter: str
    text: Pair


@dataclass(frozen=True)
class Moment:
    """Where somebody stands: the conversation so far and the present node."""

    lines: list[Line]
    step: int
    node: str
    step_name: Pair
    voice: int
    voice_word: Pair
    first_word: Pair
    options: list[Option]
    seconds: int | None = None  # the whole time of a timed step, where the clock runs
    left: int = 0  # what the server's clock leaves of it
    new_from: int = 0  # lines from this place on were not there before the last choice


def moment_of(run: Run) -> Moment:
    """The present moment of an open run. Two queries."""
    made = [(row.node, row.choice) for row in run.choices.all()]
    effects = {choice: entry["effect"] for choice, entry in secret.for_run(run.version_id).scores["choices"].items()} if made else {}
    moment = moment_at(run.version.graph, effects, made, run.node)
    deadline = deadline_of(run)
    if deadline is None:
        return moment
    seconds = int(nodes_of(run.version.graph)[run.node]["seconds"])
    return replace(moment, seconds=seconds, left=min(seconds, max(0, math.ceil((deadline - clock.now()).total_seconds()))))


def moment_at(graph: Graph, effects: dict[str, Pair], made: Sequence[tuple[str, str]], place: str) -> Moment:
    """The same for any path (the preview has no run): `made` are (node, choice) ids, `place` the node where it stands."""
    nodes = nodes_of(graph)
    lines: list[Line] = []
    new_from = 0
    for node, choice in made:
        lines += _opening(nodes[node])
        new_from = len(lines)
        lines.append(Line("me", next(option["text"] for option in nodes[node]["choices"] if option["id"] == choice)))
        if any(effects.get(choice, {}).values()):
            lines.append(Line("scene", effects[choice]))
    here = nodes[place]
    first = nodes[made[0][0]] if made else here
    return Moment(
        lines=lines + _opening(here),
        step=len(made) + 1,
        node=place,
        step_name=here["step"],
        voice=here["voice"],
        voice_word=here["voice_word"],
        first_word=first["voice_word"],
        options=[Option(choice["id"], letter, choice["text"]) for letter, choice in zip(LETTERS, here["choices"], strict=False)],
        new_from=new_from,
    )


def _opening(node: Any) -> list[Line]:
    scene = [Line("scene", node["scene"])] if any(node["scene"].values()) else []
    return [*scene, Line("customer", node["says"])]
