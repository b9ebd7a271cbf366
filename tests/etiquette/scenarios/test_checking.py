"""A broken graph is refused with the node and the choice by name."""

from typing import Any

import pytest

from etiquette.scenarios.checking import problems_of
from etiquette.scenarios.importing import graph_from, scores_from
from tests.factories.scenarios import choice, ending, mapping, node


def said(whole: dict[str, Any]) -> list[str]:
    return [str(problem) for problem in problems_of(graph_from(whole), scores_from(whole))]


def test_whole_graph_has_no_problem() -> None:
    assert said(mapping()) == []


def test_dangling_target_is_named_with_node_and_choice() -> None:
    whole = mapping()
    whole["nodes"]["d1"]["choices"][1]["to"] = "d9"

    assert said(whole) == ["Node d1, choice d1-b: It leads to “d9”, which is neither a node nor an ending."]


def test_unreached_node_is_named() -> None:
    whole = mapping()
    whole["nodes"]["d3"] = node(choice("d3-a", "good", "e-good"), choice("d3-b", "weak", "e-mid"), name="d3")

    assert said(whole) == ["Node d3: No choice leads here. Let one lead here or remove it."]


def test_unreached_ending_is_named() -> None:
    whole = mapping()
    whole["endings"]["e-far"] = ending("good")

    assert said(whole) == ["Node e-far: No choice leads here. Let one lead here or remove it."]


def test_single_choice_is_not_enough() -> None:
    whole = mapping()
    del whole["nodes"]["d2"]["choices"][0]

    assert said(whole) == ["Node d2: A node needs at least two choices."]


def test_red_line_must_lead_to_a_failed_ending() -> None:
    whole = mapping()
    whole["nodes"]["d1"]["choices"][2]["to"] = "e-mid"

    assert said(whole) == ["Node d1, choice d1-c: A red line leads straight to a failed ending."]


def test_circle_is_named_once() -> None:
    whole = mapping()
    whole["nodes"]["d2"]["choices"].append(choice("d2-c", "weak", "d1"))

    assert said(whole) == ["Node d1: A path leads back here, so a run might never end. Let it lead forwards."]


def test_scenario_that_can_only_fail_is_refused() -> None:
    whole = mapping()
    for end in whole["endings"].values():
        end["outcome"] = "failed"

    assert said(whole) == ["No path leads to an ending that is not failed. Let at least one do so."]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"grade": "bad"}, "Node d1, choice d1-b: Grade it good, weak or forbidden."),
        ({"better": {}}, "Node d1, choice d1-b: Write better words, in Chinese, for a choice that is not good."),
        ({"cites": []}, "Node d1, choice d1-b: Cite at least one norm."),
        ({"red_line": True, "to": "e-fail"}, "Node d1, choice d1-b: Only a forbidden choice can touch a red line."),
    ],
)
def test_choice_that_is_not_whole_says_what_is_missing(change: dict[str, Any], sentence: str) -> None:
    whole = mapping()
    whole["nodes"]["d1"]["choices"][1].update(change)

    assert said(whole) == [sentence]


def test_id_that_stands_twice_is_named() -> None:
    whole = mapping()
    whole["endings"]["d2"] = ending("good")

    assert said(whole)[0] == "Node d2: This id stands twice among nodes and endings. Give each its own."
