"""Time is the server's (reliability.md R4, P3)."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from exams.sittings.api import Attempt, allow_minutes, close_overdue, current_result, submit
from exams.sittings.closing import close
from exams.sittings.marking import mark_attempt
from exams.sittings.saving import GRACE, ON_ITS_WAY
from tests.factories import sittings as make
from tests.factories.people import LoginFactory, StaffFactory
from training_site.ledger import api as ledger
from training_site.lib import clock
from training_site.settings import env

SECOND = timedelta(seconds=1)


@pytest.fixture
def sitting(staff):
    return make.attempt(staff, make.published_exam(2))


def test_an_overdue_attempt_is_closed_with_what_was_saved(sitting):
    make.answer(sitting, 1, {"option": "b"})
    assert close_overdue(sitting.deadline + GRACE + ON_ITS_WAY + SECOND) == 1
    sitting.refresh_from_db()
    assert (sitting.state, sitting.closed_by, sitting.submitted_at) == ("marked", "clock", sitting.deadline)
    assert current_result(sitting).score == 1


def test_nothing_is_closed_while_an_answer_in_time_may_still_be_on_its_way(sitting):
    assert close_overdue(sitting.deadline + GRACE + ON_ITS_WAY) == 0
    sitting.refresh_from_db()
    assert sitting.state == "open"


def test_an_answer_is_waited_for_longer_than_it_can_wait_for_a_busy_database():
    assert env.sqlite(Path("any"))["OPTIONS"]["timeout"] < ON_ITS_WAY.total_seconds()


def test_an_answer_that_arrived_in_time_and_waited_for_the_database_counts_whatever_the_clock_did_meanwhile(sitting):
    assert close_overdue(sitting.deadline + GRACE + SECOND) == 0
    assert make.answer(sitting, 1, {"option": "b"}, at=sitting.deadline + GRACE - SECOND).status == 200
    close_overdue(sitting.deadline + GRACE + ON_ITS_WAY + SECOND)
    assert current_result(sitting).score == 1


def test_a_late_hand_in_does_not_overtake_an_answer_that_arrived_in_time(sitting, staff, client_of, monkeypatch):
    client, door = client_of(staff), reverse("sittings:submit", args=[sitting.public_id])
    for after in (timedelta(milliseconds=1), ON_ITS_WAY):
        now = sitting.deadline + GRACE + after
        monkeypatch.setattr(clock, "now", lambda at=now: at)
        told = client.post(door)
        assert (told.status_code, told.json()["error"], told.json()["left"]) == (409, "open", 0)
    assert make.answer(sitting, 1, {"option": "b"}, at=sitting.deadline + GRACE).status == 200
    monkeypatch.setattr(clock, "now", lambda: sitting.deadline + GRACE + ON_ITS_WAY + SECOND)
    assert client.post(door).status_code == 200
    sitting.refresh_from_db()
    assert (sitting.state, sitting.closed_by, current_result(sitting).score) == ("marked", "clock", 1)


def test_the_page_is_told_how_long_the_paper_stays_open_after_its_end(sitting, staff, client_of):
    told = client_of(staff).get(reverse("sittings:state", args=[sitting.public_id])).json()
    assert told["patience"] == (GRACE + ON_ITS_WAY).total_seconds()


def test_minutes_granted_after_the_sweep_looked_keep_the_attempt_open(sitting, trainer):
    seen = Attempt.objects.get(pk=sitting.pk)
    allow_minutes(sitting.exam, sitting.staff, 5, "late paper", trainer.login)
    assert close(seen, "clock", seen.deadline) is False
    sitting.refresh_from_db()
    assert (sitting.state, sitting.deadline) == ("open", seen.deadline + timedelta(minutes=5))


def test_closing_twice_does_nothing_more(sitting):
    later = sitting.deadline + timedelta(hours=1)
    assert (close_overdue(later), close_overdue(later)) == (1, 0)
    assert sitting.results.count() == 1


def test_marking_that_was_cut_short_is_finished_by_the_next_sweep(sitting):
    Attempt.objects.update(state="submitted", submitted_at=clock.now(), closed_by="taker")
    close_overdue(clock.now())
    sitting.refresh_from_db()
    assert (sitting.state, current_result(sitting).score) == ("marked", 0)


def test_handing_in_after_time_counts_as_closed_by_the_clock(sitting, staff):
    submit(sitting, staff, sitting.deadline + timedelta(minutes=5))
    sitting.refresh_from_db()
    assert (sitting.closed_by, sitting.submitted_at) == ("clock", sitting.deadline + GRACE)


def test_handing_in_and_passing_are_told_to_the_upper_rooms(db, django_capture_on_commit_callbacks, monkeypatch):
    heard = []
    monkeypatch.setattr("training_site.ledger.waking._listeners", [lambda staff_ids, event: heard.extend((one, event) for one in staff_ids)])
    person = StaffFactory(login=LoginFactory())
    with django_capture_on_commit_callbacks(execute=True):
        make.finished(person, make.published_exam(1))
    assert heard == [(person.pk, "exam.submitted"), (person.pk, "exam.passed")]
    assert ledger.verify() == []


def test_whoever_comes_second_to_the_marking_tells_of_the_pass_too(sitting, staff, django_capture_on_commit_callbacks, monkeypatch):
    for item in (1, 2):
        make.answer(sitting, item, {"option": "b"})
    close(sitting, "taker", clock.now(), staff.login)
    first = mark_attempt(Attempt.objects.get(pk=sitting.pk))
    heard = []
    monkeypatch.setattr("training_site.ledger.waking._listeners", [lambda staff_ids, event: heard.extend((one, event) for one in staff_ids)])
    with django_capture_on_commit_callbacks(execute=True):
        assert mark_attempt(sitting) == first
    assert heard == [(staff.pk, "exam.passed")]
