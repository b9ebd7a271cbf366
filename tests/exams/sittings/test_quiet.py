"""While papers are open, nobody may hold the database for long; the sentence says until when."""

from datetime import timedelta

from django.utils import timezone

from exams.sittings.api import pause, submit
from exams.sittings.quiet import papers_are_open
from exams.sittings.saving import GRACE, ON_ITS_WAY
from tests.factories import sittings as make
from tests.factories.people import LoginFactory, StaffFactory
from training_site.lib import clock
from training_site.transfers import quiet


def test_open_papers_are_said_until_the_last_is_handed_in(staff):
    assert papers_are_open() is None
    attempt = make.attempt(staff, make.published_exam())
    assert papers_are_open() is not None
    submit(attempt)
    assert papers_are_open() is None


def test_a_paused_paper_is_named_with_its_exam(staff, trainer):
    attempt = make.attempt(staff, make.published_exam())
    pause([attempt], "断电", trainer.login)
    sentence = papers_are_open()
    assert (str(attempt.exam) in sentence, "暂停" in sentence, "结束" in sentence) == (True, True, False)
    other = make.attempt(StaffFactory(login=LoginFactory()), make.published_exam())
    both = papers_are_open()
    assert (str(attempt.exam) in both, f"{timezone.localtime(other.deadline):%H:%M}" in both) == (True, True)


def test_an_answer_that_arrived_in_time_is_still_waited_for(staff, monkeypatch):
    attempt = make.attempt(staff, make.published_exam())
    monkeypatch.setattr(clock, "now", lambda: attempt.deadline + GRACE + ON_ITS_WAY)
    assert papers_are_open() is not None
    monkeypatch.setattr(clock, "now", lambda: attempt.deadline + GRACE + ON_ITS_WAY + timedelta(seconds=1))
    assert papers_are_open() is None


def test_imports_ask_here(db):
    assert papers_are_open in quiet._reasons
