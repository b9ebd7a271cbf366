"""What choices are worth and when a run is passed: pure functions over a graph and its scores (shapes in models.py).

The rule, as trainers know it: a good choice brings 2 points, a weak one 0, a forbidden one −2. A red line fails the run
whatever the points. A run is passed when its ending is not a failed one, no red line was touched, and its points reach
60 % of what the best path through this scenario brings.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from etiquette.scenarios.states import DIMENSIONS, FAILED, FORBIDDEN, GOOD, WEAK

POINTS: Mapping[str, int] = {GOOD: 2, WEAK: 0, FORBIDDEN: -2}
PASS_PERCENT = 60

Graph = Mapping[str, Any]
Scores = Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """How a run ended. `points` may be negative; `best` is the most the scenario can bring."""

    ending: str
    outcome: str
    points: int
    best: int
    red_line: bool
    passed: bool


def nodes_of(graph: Graph) -> dict[str, Mapping[str, Any]]:
    """The nodes of a graph by id, in their order."""
    return {str(node["id"]): node for node in graph["nodes"]}


def endings_of(scores: Scores) -> dict[str, Mapping[str, Any]]:
    """The endings by id, in their order."""
    return {str(ending["id"]): ending for ending in scores["endings"]}


def points_of(grade: str) -> int:
    """What one choice brings: good 2, weak 0, forbidden −2."""
    return POINTS[grade]


def is_passed(outcome: str, points: int, best: int, red_line: bool) -> bool:
    """The rule at the top of this module, in whole numbers: `points` / `best` ≥ 60 %, reached exactly counts."""
    return outcome != FAILED and not red_line and points * 100 >= best * PASS_PERCENT


def best_points(graph: Graph, scores: Scores) -> int:
    """The most points any path from the start to an ending that is not failed can bring.

    Each node is looked at once. Raises ValueError where no such path exists; the graph must have been checked
    (checking.py) to be free of circles.
    """
    nodes, endings, known = nodes_of(graph), endings_of(scores), {}  # type: ignore[var-annotated]

    def best_from(place: str) -> int | None:
        if place in endings:
            return None if endings[place]["outcome"] == FAILED else 0
        if place not in known:
            onward = [(points_of(entry["grade"]), best_from(entry["to"])) for entry in _entries(nodes[place], scores)]
            reached = [points + rest for points, rest in onward if rest is not None]
            known[place] = max(reached) if reached else None
        return known[place]

    best = best_from(str(graph["start"]))
    if best is None:
        raise ValueError("no path leads to an ending that is not failed")
    return best


def _entries(node: Mapping[str, Any], scores: Scores) -> Iterable[Mapping[str, Any]]:
    return (scores["choices"][choice["id"]] for choice in node["choices"])


def outcome_of(choices: Sequence[str], scores: Scores, best: int) -> Outcome:
    """How a whole run ends: the last of `choices` (ids, in order) must lead to an ending. Raises KeyError on an unknown id."""
    entries = [scores["choices"][choice] for choice in choices]
    ending = endings_of(scores)[entries[-1]["to"]]
    points = sum(points_of(entry["grade"]) for entry in entries)
    red_line = any(entry["red_line"] for entry in entries)
    return Outcome(str(ending["id"]), ending["outcome"], points, best, red_line, is_passed(ending["outcome"], points, best, red_line))


def silence_of(node: Mapping[str, Any], scores: Scores) -> str | None:
    """The choice of a timed node that is taken when its time runs out."""
    return next((str(choice["id"]) for choice in node["choices"] if scores["choices"][choice["id"]].get("silence")), None)


@dataclass(frozen=True)
class Dimension:
    """What a path brought in one dimension: `points` of `full`, the most its steps offered there."""

    code: str
    points: int
    full: int

    @property
    def is_low(self) -> bool:
        """Below the share from which a run is passed."""
        return self.points * 100 < self.full * PASS_PERCENT


def dimensions_of(path: Sequence[tuple[str, str]], graph: Graph, scores: Scores) -> list[Dimension]:
    """The dimensions of a path of (node, choice) ids, in their fixed order; those no step of it was weighed by are left out.

    A step is weighed by a dimension when a choice of its node carries it; a choice that does not brings 0 there.
    """
    nodes, found = nodes_of(graph), []
    for code in DIMENSIONS:
        points = full = 0
        for node, taken in path:
            given = {choice["id"]: scores["choices"][choice["id"]].get("dims", {}).get(code, 0) for choice in nodes[node]["choices"]}
            points, full = points + given[taken], full + max(given.values())
        if full:
            found.append(Dimension(code, points, full))
    return found


def walk(graph: Graph, scores: Scores, pick: Callable[[list[tuple[str, str]]], str]) -> list[str]:
    """Choice ids from the start to an ending; `pick([(choice id, grade), …])` decides at each node. For made-up histories."""
    nodes, taken, place = nodes_of(graph), [], str(graph["start"])  # type: ignore[var-annotated]
    while place in nodes:
        taken.append(pick([(choice["id"], scores["choices"][choice["id"]]["grade"]) for choice in nodes[place]["choices"]]))
        place = scores["choices"][taken[-1]]["to"]
    return taken
