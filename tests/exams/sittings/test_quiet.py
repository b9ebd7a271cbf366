"""While papers are open, nobody may hold the database for long; the sentence says until when."""

from exams.sittings.api import submit
from exams.sittings.quiet import papers_are_open
from tests.factories import sittings as make
from training_site.transfers import quiet


def test_open_papers_are_said_until_the_last_is_handed_in(staff):
    assert papers_are_open() is None
    attempt = make.attempt(staff, make.published_exam())
    assert papers_are_open() is not None
    submit(attempt)
    assert papers_are_open() is None


def test_imports_ask_here(db):
    assert papers_are_open in quiet._reasons
