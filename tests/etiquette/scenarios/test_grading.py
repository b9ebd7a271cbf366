"""What choices are worth, and when a run is passed."""

import pytest

from etiquette.scenarios.grading import best_points, is_passed, outcome_of, walk
from etiquette.scenarios.importing import graph_from, scores_from
from tests.factories.scenarios import mapping


@pytest.fixture
def small():
    whole = mapping()
    return graph_from(whole), scores_from(whole)


def test_best_points_of_small_graph_are_two_good_choices(small) -> None:
    assert best_points(*small) == 4


def test_best_points_pass_over_paths_that_only_fail() -> None:
    whole = mapping()
    whole["nodes"]["d1"]["choices"][0]["to"] = "e-fail"

    assert best_points(graph_from(whole), scores_from(whole)) == 2


@pytest.mark.parametrize(
    ("outcome", "points", "best", "red_line", "passed"),
    [
        ("good", 6, 10, False, True),
        ("good", 5, 10, False, False),
        ("middle", 6, 10, False, True),
        ("failed", 10, 10, False, False),
        ("good", 10, 10, True, False),
        ("good", 0, 0, False, True),
        ("middle", -2, 4, False, False),
    ],
)
def test_is_passed_needs_points_an_ending_and_no_red_line(outcome: str, points: int, best: int, red_line: bool, passed: bool) -> None:
    assert is_passed(outcome, points, best, red_line) is passed


def test_outcome_of_red_line_fails_with_points_taken_away(small) -> None:
    end = outcome_of(["d1-c"], small[1], 4)

    assert (end.ending, end.points, end.red_line, end.passed) == ("e-fail", -2, True, False)


def test_walk_follows_the_picks_to_an_ending(small) -> None:
    assert walk(*small, lambda options: options[-2][0]) == ["d1-b", "d2-a"]
