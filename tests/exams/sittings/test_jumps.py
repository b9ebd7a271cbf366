"""A wall clock that jumps closes nobody's paper, costs nobody time and gives nobody any (reliability.md R4, P3)."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from exams.sittings.api import AnswerEvent, Attempt, pause, resume, submit, sweep
from exams.sittings.pulse import token_of
from exams.sittings.saving import GRACE
from tests.factories import sittings as make
from training_site.lib import clock

A = {"option": "a"}
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def of_an_hour(staff, began=timedelta()):
    """An attempt with an hour to go, begun so long ago."""
    return make.attempt(staff, make.published_exam(2, limit_minutes=60), at=clock.now() - began)


@pytest.fixture
def client(staff, client_of):
    """The taker's browser, known to a process that has seen the clock before."""
    client = client_of(staff)
    client.get("/account/login/")
    return client


def jumped(by):
    """The machine's clock is set forward or back at once; the time that really passes is the same."""
    return time_machine.travel(clock.now() + by)


def url(name, sitting):
    return reverse(f"sittings:{name}", args=[sitting.public_id])


def save(client, sitting, key="", **changed):
    facts = {"item": 1, "revision": 0, "client_key": key or uuid4().hex, "response": A, **changed}
    return client.post(url("save", sitting), json.dumps(facts), content_type="application/json")


def state_of(sitting):
    sitting.refresh_from_db()
    return sitting.state


def test_the_sweep_closes_nothing_after_a_jump_forward(staff, caplog):
    sitting = of_an_hour(staff)
    assert sweep() == 0
    with jumped(2 * HOUR):
        assert sweep() == 0
        assert state_of(sitting) == "open"
    assert ["The clock has jumped" in record.getMessage() for record in caplog.records] == [True]
    assert sweep() == 0
    assert caplog.records[-1].getMessage() == "The clock is right again."


def test_the_sweep_closes_nothing_after_a_jump_back_and_goes_on_when_the_clock_is_right_again(staff):
    assert sweep() == 0
    sitting = of_an_hour(staff, began=4 * HOUR)
    with jumped(-HOUR):
        assert sweep() == 0
    assert (sweep(), state_of(sitting)) == (1, "marked")


def test_a_jump_within_five_minutes_stops_nothing(staff):
    assert sweep() == 0
    sitting = of_an_hour(staff, began=2 * HOUR)
    with jumped(4 * MINUTE):
        assert (sweep(), state_of(sitting)) == (1, "marked")


@pytest.mark.parametrize("by", [2 * HOUR, -2 * HOUR])
def test_the_time_left_is_not_told_while_the_clock_is_in_doubt(staff, client, by):
    sitting = of_an_hour(staff)
    for address in (url("state", sitting), reverse("sittings:pulse", args=[token_of(sitting)])):
        with jumped(by):
            told = client.get(address)
        assert (told.status_code, told.json()["error"], int(told["Retry-After"]) > 0) == (503, "clock", True)
        assert (told.json()["state"], told.json()["paused"], "left" in told.json()) == ("open", False, False)
        assert client.get(address).status_code == 200


def test_the_paper_opens_in_doubt_and_tells_no_time(staff, client):
    sitting = of_an_hour(staff)
    with jumped(2 * HOUR):
        page = client.get(url("paper", sitting))
    assert (page.status_code, "left" in page.context["state"]) == (200, False)


def test_an_answer_that_only_a_jump_makes_late_is_asked_for_again(staff, client):
    sitting = of_an_hour(staff)
    with jumped(2 * HOUR):
        told = save(client, sitting, key="the-same-key")
    assert (told.status_code, told.json()["error"], int(told["Retry-After"]) > 0) == (503, "clock", True)
    assert (told.json()["state"], told.json()["deadline"]) == ("open", sitting.deadline.isoformat())
    assert not AnswerEvent.objects.exists()
    assert save(client, sitting, key="the-same-key").status_code == 200


def test_an_answer_that_only_a_jump_makes_early_is_not_taken(staff, client):
    sitting = of_an_hour(staff, began=HOUR + 2 * MINUTE)
    with jumped(-HOUR):
        assert save(client, sitting, key="the-same-key").status_code == 503
    assert not AnswerEvent.objects.exists()
    assert save(client, sitting, key="the-same-key").status_code == 410
    assert AnswerEvent.objects.get().reason == "late"


@pytest.mark.parametrize("by", [HOUR / 4, -HOUR / 4])
def test_an_answer_in_time_whichever_reading_is_right_is_taken(staff, client, by):
    sitting = of_an_hour(staff, began=HOUR / 2)
    with jumped(by):
        told = save(client, sitting)
    assert (told.status_code, told.json()["state"], "left" in told.json()) == (200, "open", False)
    assert sitting.questions.get(position=1).response == A


def test_an_answer_late_whichever_reading_is_right_is_late(staff, client):
    sitting = of_an_hour(staff, began=4 * HOUR)
    with jumped(HOUR):
        told = save(client, sitting)
    assert (told.status_code, told.json()["error"], told.json()["left"]) == (410, "late", 0)


@pytest.mark.parametrize("by", [2 * HOUR, -2 * HOUR])
def test_whoever_hands_in_while_the_clock_is_in_doubt_has_handed_in(staff, client, by):
    sitting = of_an_hour(staff, began=HOUR / 2)
    make.answer(sitting, 1, A)
    with jumped(by):
        told = client.post(url("submit", sitting))
    assert (told.status_code, state_of(sitting), sitting.closed_by) == (200, "marked", "taker")
    assert sitting.started_at <= sitting.submitted_at <= sitting.deadline + GRACE


def test_what_is_handed_in_late_whichever_reading_is_right_is_closed_by_the_clock(staff, client):
    sitting = of_an_hour(staff, began=4 * HOUR)
    with jumped(HOUR):
        submit(sitting, staff.login)
    assert (state_of(sitting), sitting.closed_by) == ("marked", "clock")


@pytest.mark.parametrize("by", [3 * HOUR, -3 * HOUR])
def test_a_pause_over_a_jump_gives_just_the_time_that_passed(staff, client, trainer, by):
    sitting = of_an_hour(staff)
    before = sitting.deadline
    pause([sitting], "停电", trainer.login)
    with jumped(by):
        assert client.get(url("state", sitting)).json()["left"] > 59 * 60  # a clock that stands still is beyond doubt
        assert resume([sitting], trainer.login) == 1
    sitting.refresh_from_db()
    assert timedelta() <= sitting.deadline - before < MINUTE


def test_a_pause_can_begin_after_a_jump(staff, client, trainer):
    sitting = of_an_hour(staff)
    with jumped(3 * HOUR):
        assert pause([sitting], "时钟不对", trainer.login) == 1
        assert client.get(url("state", sitting)).json()["left"] > 59 * 60


@pytest.mark.parametrize("by", [HOUR, -HOUR])
def test_nobody_begins_while_the_clock_is_in_doubt_and_the_door_says_why(staff, client, by):
    exam = make.published_exam(2, limit_minutes=60)
    door = reverse("sittings:cover", args=[exam.code])
    with jumped(by):
        refused = client.post(door, follow=True).content.decode()
        assert "时钟" in refused
        assert not Attempt.objects.exists()
        assert client.get(door).context["standing"].allowed is False
    assert client.post(door).status_code == 302
    sitting = Attempt.objects.get()
    assert timedelta() <= clock.now() - sitting.started_at < MINUTE
    assert sitting.deadline - sitting.started_at == HOUR


@pytest.mark.parametrize("by", [HOUR, -HOUR])
def test_a_jump_opens_no_window(staff, client, by):
    exam = make.published_exam(2, opens_at=clock.now() + by / 2, closes_at=clock.now() + by / 2 + HOUR / 4)
    with jumped(by / 2 + MINUTE * 6):
        assert client.get(reverse("sittings:cover", args=[exam.code])).context["standing"].allowed is False
        client.post(reverse("sittings:cover", args=[exam.code]))
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("by", [HOUR, -HOUR])
def test_an_attempt_in_progress_is_gone_on_with_in_doubt(staff, client, by):
    sitting = of_an_hour(staff)
    with jumped(by):
        door = client.post(reverse("sittings:cover", args=[sitting.exam.code]))
    assert door.headers["Location"] == url("paper", sitting)
