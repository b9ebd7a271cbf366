"""One table of allowed moves, every move one guarded update."""

import pytest

from exams.sittings.models import Attempt
from exams.sittings.states import ATTEMPT_MOVES
from tests.factories import sittings as make
from training_site.lib.errors import SomeoneElseWasFirst
from training_site.lib.moves import move, move_one


@pytest.fixture
def marked(staff):
    return make.finished(staff, make.published_exam(1))


def test_what_the_table_does_not_allow_moves_nothing(marked):
    assert [move(Attempt.objects.all(), ATTEMPT_MOVES, to) for to in ("open", "submitted", "marked")] == [0, 0, 0]
    marked.refresh_from_db()
    assert marked.state == "marked"


def test_whoever_looked_earlier_comes_second(marked):
    seen = Attempt.objects.get()
    assert move_one(marked, ATTEMPT_MOVES, "void").state == "void"
    with pytest.raises(SomeoneElseWasFirst):
        move_one(seen, ATTEMPT_MOVES, "void")
