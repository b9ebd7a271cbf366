"""Several processes use one code, and confirm one import, at the same moment: once is once (R10)."""

import pytest

from tests.at_once import told

pytestmark = pytest.mark.server
WORKERS, PROCESSES = "tests.training_site.people.workers", 8


def test_a_code_opens_once_however_many_use_it(own_database):
    assert told(own_database, WORKERS, "code", str(PROCESSES)) == ["in"] + ["out"] * (PROCESSES - 1)


def test_an_import_is_applied_once_however_many_confirm(own_database, tmp_path):
    done = told(own_database, WORKERS, "roster", str(PROCESSES), DECORUM_MEDIA=str(tmp_path))
    assert done == [["applied"] + ["refused"] * (PROCESSES - 1), [4, 4, 1]]


def test_of_files_that_contradict_each_other_one_is_applied_and_the_others_are_shown_anew(own_database, tmp_path):
    """All of them were planned from the same data; what the first one writes is what the next one has to look at."""
    assert told(own_database, WORKERS, "rosters", "3", DECORUM_MEDIA=str(tmp_path)) == [["applied", "planned", "planned"], True]
