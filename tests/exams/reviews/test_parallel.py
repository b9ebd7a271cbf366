"""Several processes at one cycle: its reviews are opened once, and none is added behind the one who closes it."""

import pytest

from tests.at_once import told
from tests.databases import DEV

STORIES = "tests.exams.reviews.workers"


@pytest.mark.server
def test_many_who_press_at_once_owe_one_opening(own_database):
    assert told(own_database, STORIES, "opens", "8", settings=DEV) == {"owed": 1, "refused": 7, "openings": 1, "jobs": 1}


@pytest.mark.server
def test_a_closed_cycle_holds_no_review_that_is_not_closed(own_database):
    assert told(own_database, STORIES, "closes", "4", settings=DEV) == {"late": 0}
