"""The main pages cost no more than docs/developers/weights.md says, on the whole sample academy."""

import math
import re

import pytest

from tests import at_once, databases

pytestmark = pytest.mark.server
TABLE = databases.ROOT / "docs" / "developers" / "weights.md"
HEAVIEST_EXAM = 150  # kB with all its files (issue 2, 1.6)


def stated():
    """{page: [statements, kB, kB with files]} as the table has them."""
    rows = re.findall(r"^\| ([^|]+?) \| (\d+) \| (\d+) \| (\d+) \|$", TABLE.read_text(encoding="utf-8"), re.MULTILINE)
    return {name: [int(figure) for figure in figures] for name, *figures in rows}


def test_the_main_pages_are_as_light_as_the_table_says(academy_database):
    told = at_once.told(academy_database, "tests.house.weighing", DECORUM_MEDIA=str(databases.MEDIA))
    measured = {name: [asked, math.ceil(page / 1000), math.ceil(whole / 1000)] for name, (asked, page, whole) in told.items()}
    said = stated()
    assert set(measured) == set(said)
    heavier = {name: figures for name, figures in measured.items() if any(here > most for here, most in zip(figures, said[name], strict=True))}
    assert heavier == {}
    assert measured["exam paper, 40 questions"][2] <= HEAVIEST_EXAM
