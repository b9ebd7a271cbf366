"""Changing one part of a draft: pure functions that give a new graph and new scores and leave the old ones alone."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from django.utils.translation import gettext as _

from etiquette.scenarios.grading import nodes_of
from etiquette.scenarios.talk import LETTERS
from training_site.lib.errors import Refused

Draft = tuple[dict[str, Any], dict[str, Any]]


def with_node(draft: Draft, node: Mapping[str, Any], entries: Mapping[str, Any], *, is_start: bool) -> Draft:
    """Put a node with its choices in place of the one with its id, or at the end; `entries` are the scores by choice id."""
    graph, scores = deepcopy(draft)
    old = nodes_of(graph).get(node["id"])
    for choice in old["choices"] if old else []:
        scores["choices"].pop(choice["id"], None)
    taken = sorted(set(entries) & set(scores["choices"]))
    if taken:
        raise Refused(_("The choice id %(choice)s stands twice. Give each choice its own.") % {"choice": taken[0]})
    scores["choices"] |= entries
    if old is None:
        graph["nodes"].append(dict(node))
    else:
        graph["nodes"] = [dict(node) if one["id"] == node["id"] else one for one in graph["nodes"]]
    if is_start or not graph["start"]:
        graph["start"] = node["id"]
    return graph, scores


def without_node(draft: Draft, name: str) -> Draft:
    """Take a node and its choices away. What led there is left dangling, and publishing will say so."""
    graph, scores = deepcopy(draft)
    gone = nodes_of(graph).get(name)
    for choice in gone["choices"] if gone else []:
        scores["choices"].pop(choice["id"], None)
    graph["nodes"] = [node for node in graph["nodes"] if node["id"] != name]
    if graph["start"] == name:
        graph["start"] = graph["nodes"][0]["id"] if graph["nodes"] else ""
    return graph, scores


def moved_node(draft: Draft, name: str, by: int) -> Draft:
    """Move a node up (−1) or down (+1) in the order in which trainers read it."""
    graph, scores = deepcopy(draft)
    names = [node["id"] for node in graph["nodes"]]
    at = names.index(name)
    to = min(max(at + by, 0), len(names) - 1)
    graph["nodes"].insert(to, graph["nodes"].pop(at))
    return graph, scores


def with_endings(draft: Draft, endings: Sequence[Mapping[str, Any]]) -> Draft:
    """Put these endings in place of the old ones."""
    graph, scores = deepcopy(draft)
    scores["endings"] = [dict(ending) for ending in endings]
    return graph, scores


def free_choice_id(node: str, taken: set[str]) -> str:
    """The first of d1-a, d1-b … that is not taken."""
    return next(name for name in (f"{node}-{letter.lower()}{extra}" for extra in ("", "2", "3", "4") for letter in LETTERS) if name not in taken)


def free_node_id(graph: Mapping[str, Any]) -> str:
    """The first of d1, d2 … that no node has."""
    taken = set(nodes_of(graph))
    return next(f"d{number}" for number in range(1, len(taken) + 2) if f"d{number}" not in taken)
