"""The content files of the academy keep to the format and the rules of a whole graph."""

from pathlib import Path
from typing import Any

import pytest
import yaml

import training_site.demo
from etiquette.scenarios.checking import problems_of
from etiquette.scenarios.grading import best_points
from etiquette.scenarios.importing import graph_from, head_from, scores_from

FILES = sorted((Path(training_site.demo.__file__).parent / "content" / "scenarios").glob("*.yaml"))


def read(path: Path) -> dict[str, Any]:
    whole: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return whole


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_content_file_is_a_whole_graph(path: Path) -> None:
    mapping = read(path)

    assert head_from(mapping)["title_zh"] == mapping["title"]["zh"]
    assert [str(problem) for problem in problems_of(graph_from(mapping), scores_from(mapping))] == []
    assert best_points(graph_from(mapping), scores_from(mapping)) >= 6


def test_content_has_the_twelve_scenarios() -> None:
    assert [path.stem for path in FILES] == [f"sc-{number:02}" for number in range(1, 13)]
