"""Nobody can tell the right answer of the sample academy from its looks: its length, or that most statements are false."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from training_site.demo.reading import load, load_all

TOKEN = re.compile(r"\{\{([\w-]+)\}\}")
LANGUAGES = ["zh", "en"]
USES = ["sealed", "practice"]
load_once = cache(load)


def shown(text: str, lang: str) -> str:
    """A text as it is read, its figures written out."""
    units = load_once("units.yaml")
    words = {row["key"]: (row["quantity"], units[row["unit"]][lang]) for row in load_once("values.yaml")}
    figures = {key: f"{quantity} {unit if lang == 'zh' else unit[1]}" for key, (quantity, unit) in words.items()}
    return TOKEN.sub(lambda found: figures[found[1]], text)


def sticks_out(right: list[str], wrong: list[str], lang: str) -> bool:
    """Whether a right text is longer than every wrong one."""
    return max(len(shown(text, lang)) for text in right) > max(len(shown(text, lang)) for text in wrong)


def questions(kind: str, use: str) -> list[dict[str, Any]]:
    return [row for rows in load_all("questions/*.yaml") for row in rows if (row["kind"], row["use"]) == (kind, use)]


def nodes() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for scenario in load_all("scenarios/*.yaml"):
        for name, node in scenario["nodes"].items():
            yield f"{scenario['id']} {name}", node["choices"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("use", USES)
def test_the_right_option_is_seldom_the_longest(use, lang):
    rows = questions("single", use)
    texts = [(row, {option["id"]: option["text"][lang] for option in row["options"]}) for row in rows]
    longest = [row["id"] for row, said in texts if sticks_out([said.pop(row["key"])], list(said.values()), lang)]
    assert len(rows) >= 10
    assert len(longest) / len(rows) <= 0.4, longest


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_good_choice_is_seldom_the_longest(lang):
    split = {
        name: [[row["text"][lang] for row in choices if (row["grade"] == "good") is good] for good in (True, False)] for name, choices in nodes()
    }
    longest = [name for name, (right, wrong) in split.items() if sticks_out(right, wrong, lang)]
    assert len(split) >= 50
    assert len(longest) / len(split) <= 1 / 3, longest


@pytest.mark.parametrize("use", USES)
def test_true_and_false_statements_keep_the_balance(use):
    keys = [row["key"] for row in questions("truefalse", use)]
    assert len(keys) >= 4
    assert 0.4 <= sum(keys) / len(keys) <= 0.6
