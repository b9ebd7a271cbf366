"""Is a graph whole? Pure functions that find everything wrong with a draft and name the node and the choice."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from etiquette.scenarios.grading import Graph, Scores, endings_of, nodes_of
from etiquette.scenarios.states import DIMENSIONS, FAILED, FORBIDDEN, GOOD, GRADES, MAX_DIMENSION, OUTCOMES
from training_site.lib.errors import Refused

MIN_CHOICES, MAX_CHOICES = 2, 6
MIN_SECONDS, MAX_SECONDS = 10, 600


@dataclass(frozen=True)
class Problem:
    """One thing wrong: where (node and choice ids, "" for the whole) and a sentence that says what to do."""

    node: str
    choice: str
    sentence: str

    def __str__(self) -> str:
        if self.choice:
            return _("Node %(node)s, choice %(choice)s: %(problem)s") % {"node": self.node, "choice": self.choice, "problem": self.sentence}
        if self.node:
            return _("Node %(node)s: %(problem)s") % {"node": self.node, "problem": self.sentence}
        return self.sentence


def problems_of(graph: Graph, scores: Scores) -> list[Problem]:
    """Everything that keeps a draft from being published, in the order of its nodes."""
    nodes, endings = nodes_of(graph), endings_of(scores)
    if not nodes:
        return [Problem("", "", _("There is no node yet. Write at least one."))]
    found = [*_twice(graph, scores), *_start(graph, nodes), *_endings(scores)]
    for node in graph["nodes"]:
        found += _node(node, scores, set(nodes), endings)
    if not found:
        found += [*_circles(graph, scores), *_unreached(graph, scores)]
    if not found and not _can_pass(graph, scores):
        found.append(Problem("", "", _("No path leads to an ending that is not failed. Let at least one do so.")))
    return found


def refuse_if_broken(graph: Graph, scores: Scores) -> None:
    """Raise Refused with every problem, one a line."""
    found = problems_of(graph, scores)
    if found:
        raise Refused("\n".join(str(problem) for problem in found))


def targets_of(node: Any, scores: Scores) -> list[str]:
    """Where the choices of a node lead, unset ones left out."""
    return [to for choice in node["choices"] if (to := scores["choices"].get(choice["id"], {}).get("to"))]


def reachable(graph: Graph, scores: Scores) -> set[str]:
    """Ids of the nodes and endings that some path from the start comes to."""
    nodes, seen, waiting = nodes_of(graph), set(), [str(graph["start"])]  # type: ignore[var-annotated]
    while waiting:
        place = waiting.pop()
        if place not in seen:
            seen.add(place)
            waiting += targets_of(nodes[place], scores) if place in nodes else []
    return seen


def _twice(graph: Graph, scores: Scores) -> Iterator[Problem]:
    places = [node["id"] for node in graph["nodes"]] + [ending["id"] for ending in scores["endings"]]
    for place in sorted({place for place in places if places.count(place) > 1}):
        yield Problem(place, "", _("This id stands twice among nodes and endings. Give each its own."))
    choices = [choice["id"] for node in graph["nodes"] for choice in node["choices"]]
    for choice in sorted({choice for choice in choices if choices.count(choice) > 1}):
        yield Problem("", "", _("The choice id %(choice)s stands twice. Give each choice its own.") % {"choice": choice})


def _start(graph: Graph, nodes: dict[str, Any]) -> Iterator[Problem]:
    if graph["start"] not in nodes:
        yield Problem("", "", _("The scenario does not say with which node it starts. Choose one."))


def _endings(scores: Scores) -> Iterator[Problem]:
    if not scores["endings"]:
        yield Problem("", "", _("There is no ending yet. Write at least one good and one failed ending."))
    for ending in scores["endings"]:
        if ending["outcome"] not in OUTCOMES:
            yield Problem(ending["id"], "", _("The outcome of an ending is good, middle or failed."))
        if not ending["title"].get("zh") or not ending["text"].get("zh"):
            yield Problem(ending["id"], "", _("Give the ending a title and a text in Chinese."))


def _node(node: Any, scores: Scores, nodes: set[str], endings: dict[str, Any]) -> Iterator[Problem]:
    name = node["id"]
    if not node["says"].get("zh"):
        yield Problem(name, "", _("Write what the customer says, in Chinese."))
    if node["voice"] not in range(5):
        yield Problem(name, "", _("The tension of the voice is a number from 0 to 4."))
    if len(node["choices"]) < MIN_CHOICES:
        yield Problem(name, "", _("A node needs at least two choices."))
    if len(node["choices"]) > MAX_CHOICES:
        yield Problem(name, "", _("A node has at most six choices."))
    for sentence in _clock(node, scores):
        yield Problem(name, "", sentence)
    for choice in node["choices"]:
        for sentence in _choice(choice, scores["choices"].get(choice["id"]), nodes, endings):
            yield Problem(name, choice["id"], sentence)


def _clock(node: Any, scores: Scores) -> Iterator[str]:
    silent = sum(bool(scores["choices"].get(choice["id"], {}).get("silence")) for choice in node["choices"])
    seconds = node.get("seconds")
    if seconds and not MIN_SECONDS <= seconds <= MAX_SECONDS:
        yield _("The time of a step is %(least)s to %(most)s seconds, or none.") % {"least": MIN_SECONDS, "most": MAX_SECONDS}
    if seconds and silent != 1:
        yield _("Mark the one choice that silence counts as when the time runs out.")
    if silent and not seconds:
        yield _("A choice counts as silence, but the step has no time. Give it one, or take the mark away.")


def _choice(choice: Any, entry: Any, nodes: set[str], endings: dict[str, Any]) -> Iterator[str]:
    if not choice["text"].get("zh"):
        yield _("Write what is said or done, in Chinese.")
    if entry is None or entry["grade"] not in GRADES:
        yield _("Grade it good, weak or forbidden.")
        return
    if entry["to"] not in nodes and entry["to"] not in endings:
        yield _("It leads to “%(to)s”, which is neither a node nor an ending.") % {"to": entry["to"]} if entry["to"] else _("Choose where it leads.")
    if entry["red_line"] and entry["grade"] != FORBIDDEN:
        yield _("Only a forbidden choice can touch a red line.")
    if entry["red_line"] and endings.get(entry["to"], {}).get("outcome") != FAILED:
        yield _("A red line leads straight to a failed ending.")
    if entry["grade"] != GOOD and not entry["better"].get("zh"):
        yield _("Write better words, in Chinese, for a choice that is not good.")
    if not entry["effect"].get("zh"):
        yield _("Write what happens then, in Chinese.")
    if not all(code in DIMENSIONS and points in range(MAX_DIMENSION + 1) for code, points in entry.get("dims", {}).items()):
        yield _("A dimension brings 0, 1 or 2 points.")
    if not entry["cites"]:
        yield _("Cite at least one norm.")


def _circles(graph: Graph, scores: Scores) -> Iterator[Problem]:
    """Nodes from which a path leads back to themselves: a run might never end."""
    nodes = nodes_of(graph)
    done: set[str] = set()
    open_now: list[str] = []
    back: list[str] = []

    def visit(place: str) -> None:
        if place in open_now:
            back.append(place)
        elif place in nodes and place not in done:
            open_now.append(place)
            for to in targets_of(nodes[place], scores):
                visit(to)
            open_now.pop()
            done.add(place)

    visit(str(graph["start"]))
    for place in dict.fromkeys(back):
        yield Problem(place, "", _("A path leads back here, so a run might never end. Let it lead forwards."))


def _unreached(graph: Graph, scores: Scores) -> Iterator[Problem]:
    seen = reachable(graph, scores)
    for place in [*nodes_of(graph), *endings_of(scores)]:
        if place not in seen:
            yield Problem(place, "", _("No choice leads here. Let one lead here or remove it."))


def _can_pass(graph: Graph, scores: Scores) -> bool:
    seen = reachable(graph, scores)
    return any(ending["outcome"] != FAILED for place, ending in endings_of(scores).items() if place in seen)
