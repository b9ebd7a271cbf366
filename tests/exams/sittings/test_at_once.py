"""Once only, with real processes on a database of their own (reliability.md P2, P4, R1, R10)."""

import pytest

from tests import at_once

pytestmark = pytest.mark.server


@pytest.fixture
def told(own_database):
    """Tell a story with so many processes and return what came of it."""
    return lambda story, processes: at_once.told(own_database, "tests.exams.sittings.workers", story, str(processes))


def test_fifty_starts_at_once_make_one_attempt(told):
    assert told("first_starts", 50) == {"attempts": 1, "answers": 1, "questions": 3}


def test_fifty_who_start_and_hand_in_at_once_get_the_limit(told):
    assert told("starts", 50) == {"attempts": 3, "numbers": [1, 2, 3], "answered": 50}


def test_twenty_who_hand_in_at_once_make_one_result(told):
    assert told("submits", 20) == {"results": 1, "marks": 3, "deeds": 1}


def test_five_hundred_saves_from_two_tabs_lose_nothing(told):
    assert told("tabs", 2) == {"lost": 0, "accepted_equal": True, "rejected_equal": True, "other": [], "faults": []}


def test_what_was_saved_while_handing_in_is_marked(told):
    assert told("closing", 12) == {"saved_equal": True, "marked_equal": True, "statuses": [], "faults": []}


def test_twenty_who_pause_and_resume_at_once_make_one_pause(told):
    assert told("pauses", 20) == {"paused": 1, "resumed": 1, "rows": 1, "moved": True, "running": True}


def test_an_attempt_is_paused_or_handed_in_but_never_both(told):
    assert told("pause_or_hand_in", 20) == {"one_won": True}
