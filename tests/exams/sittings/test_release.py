"""When answers are shown: after the window, and not while anybody still sits the exam (R7)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from exams.sittings.allowing import allow_minutes, void_attempt
from exams.sittings.api import pause, submit
from exams.sittings.release import LONGEST_PAUSE, release_of
from exams.sittings.starting import start
from tests.factories import sittings as make
from tests.factories.people import LoginFactory, StaffFactory
from training_site.lib import clock


@pytest.fixture
def closed(staff, trainer, monkeypatch):
    """A finished attempt and one with half an hour more, a minute after the window of their exam has ended."""
    exam = make.published_exam(2, release="after_close", closes_at=clock.now() + timedelta(minutes=20))
    done = make.finished(staff, exam)
    slow = make.attempt(StaffFactory(login=LoginFactory()), exam)
    allow_minutes(exam, slow.staff, 30, "视力", trainer.login)
    later = clock.now() + timedelta(minutes=21)
    monkeypatch.setattr(clock, "now", lambda: later)
    slow.refresh_from_db()
    done.refresh_from_db()
    return done, slow


def test_a_colleague_still_at_work_keeps_the_answers_closed(closed, client_of):
    done, slow = closed
    answers = reverse("sittings:answers", args=[done.public_id])
    assert slow.deadline > clock.now()
    assert client_of(done.staff).get(answers).status_code == 302
    assert "仍在作答" in release_of(done).sentence
    submit(slow, slow.staff)
    assert make.CANARY in client_of(done.staff).get(answers).content.decode()


def test_an_attempt_that_was_voided_keeps_nobody_waiting(closed, trainer):
    done, slow = closed
    assert not release_of(done).open
    void_attempt(slow, "缺席", trainer.login)
    assert release_of(done).open


def test_a_preview_keeps_nobody_waiting(closed, trainer):
    done, slow = closed
    submit(slow, slow.staff)
    start(done.exam, trainer, purpose="preview")
    assert release_of(done).open


def test_a_pause_that_was_forgotten_keeps_nobody_waiting_for_more_than_a_day(closed, trainer):
    done, slow = closed
    pause([slow], "断电", trainer.login)
    assert not release_of(done, clock.now() + LONGEST_PAUSE).open
    assert release_of(done, clock.now() + LONGEST_PAUSE + timedelta(seconds=1)).open
    assert timedelta(hours=12) <= LONGEST_PAUSE <= timedelta(days=2)
