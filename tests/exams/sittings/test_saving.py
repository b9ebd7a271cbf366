"""One save: stored once, never lost, never accepted twice, late or stale (reliability.md R1, R2, R4, R5)."""

import json
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exams.sittings import saving
from exams.sittings.api import AnswerEvent, AttemptQuestion, submit
from exams.sittings.chain import faults_of
from exams.sittings.saving import GRACE
from tests.factories import sittings as make
from tests.factories.people import LoginFactory, StaffFactory
from training_site.lib import clock

A, B, C = {"option": "a"}, {"option": "b"}, {"option": "c"}


@pytest.fixture
def sitting(staff):
    return make.attempt(staff, make.published_exam(3))


def events(sitting):
    return list(AnswerEvent.objects.filter(attempt=sitting).order_by("seq").values_list("seq", "accepted", "reason", "response"))


def facts(**changed):
    return {"item": 1, "revision": 0, "client_key": uuid4().hex, "response": A, **changed}


def post(client, sitting, body):
    content = body if isinstance(body, str) else json.dumps(body)
    return client.post(reverse("sittings:save", args=[sitting.public_id]), content, content_type="application/json")


def test_a_save_stores_the_answer_and_its_event(sitting):
    saved = make.answer(sitting, 1, B)
    assert (saved.status, saved.facts["revision"], saved.facts["seq"], saved.facts["state"]) == (200, 1, 1, "open")
    item = sitting.questions.get(position=1)
    assert (item.response, item.revision) == (B, 1)
    assert events(sitting) == [(1, True, "", B)]


def test_the_same_key_gives_the_first_result_and_stores_nothing_more(sitting):
    first = make.answer(sitting, 1, B, key="the-same-key")
    again = make.answer(sitting, 1, B, key="the-same-key")
    assert (again.status, again.facts["revision"], again.facts["seq"]) == (200, first.facts["revision"], first.facts["seq"])
    assert events(sitting) == [(1, True, "", B)]


def test_the_same_key_of_a_rejected_answer_gives_the_same_rejection(sitting):
    make.answer(sitting, 1, A)
    first = make.answer(sitting, 1, B, key="the-same-key")
    again = make.answer(sitting, 1, B, key="the-same-key")
    assert (first.status, again.status) == (409, 409)
    assert events(sitting) == [(1, True, "", A), (2, False, "stale", B)]


def test_a_stale_answer_is_kept_and_both_sides_are_told(sitting):
    make.answer(sitting, 1, A)
    stale = make.answer(sitting, 1, B, revision=0)
    assert stale.status == 409
    assert (stale.facts["theirs"], stale.facts["yours"], stale.facts["revision"]) == (A, B, 1)
    assert events(sitting) == [(1, True, "", A), (2, False, "stale", B)]
    assert sitting.questions.get(position=1).response == A


def test_a_revision_belongs_to_its_question(sitting):
    make.answer(sitting, 1, A)
    assert make.answer(sitting, 2, B, revision=0).status == 200


def test_an_answer_after_the_grace_is_kept_but_not_taken(sitting):
    late = make.answer(sitting, 1, A, at=sitting.deadline + GRACE + timedelta(milliseconds=1))
    assert (late.status, late.facts["error"]) == (410, "late")
    assert events(sitting) == [(1, False, "late", A)]
    assert sitting.questions.get(position=1).response is None


def test_an_answer_within_the_grace_is_taken(sitting):
    assert make.answer(sitting, 1, A, at=sitting.deadline + GRACE).status == 200


def test_the_grace_is_at_most_thirty_seconds():
    assert timedelta(0) < GRACE <= timedelta(seconds=30)


@pytest.fixture
def slow(sitting, monkeypatch):
    """From now on requests arrive with the last second of the grace, and whatever looks at the clock again finds ten minutes gone."""
    moments = iter([sitting.deadline + GRACE])
    monkeypatch.setattr(clock, "now", lambda: next(moments, sitting.deadline + timedelta(minutes=10)))


def test_a_slow_server_costs_an_answer_no_time(sitting, staff, client_of, slow):
    assert post(client_of(staff), sitting, facts()).status_code == 200
    assert AnswerEvent.objects.get().arrived_at == sitting.deadline + GRACE


def test_a_slow_server_costs_a_hand_in_no_time(sitting, staff, client_of, slow):
    client_of(staff).post(reverse("sittings:submit", args=[sitting.public_id]))
    sitting.refresh_from_db()
    assert (sitting.closed_by, sitting.submitted_at) == ("taker", sitting.deadline + GRACE)


def test_an_answer_after_submitting_is_kept_but_not_taken(sitting, staff):
    submit(sitting, staff)
    closed = make.answer(sitting, 1, A)
    assert (closed.status, closed.facts["error"]) == (410, "closed")
    assert events(sitting) == [(1, False, "closed", A)]


def test_an_answer_can_be_taken_back(sitting):
    make.answer(sitting, 1, A)
    assert make.answer(sitting, 1, None, revision=1).status == 200
    item = AttemptQuestion.objects.get(attempt=sitting, position=1)
    assert (item.response, item.revision) == (None, 2)
    assert faults_of(sitting) == []


def test_somebody_elses_attempt_is_not_there(sitting, client_of):
    stranger = StaffFactory(login=LoginFactory())
    assert post(client_of(stranger), sitting, facts()).status_code == 404
    assert events(sitting) == []


def test_a_question_that_the_paper_does_not_have_is_not_there(sitting, staff, client_of):
    assert post(client_of(staff), sitting, facts(item=99)).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        "not json",
        "[]",
        '"text"',
        {"revision": 0, "client_key": "k" * 16, "response": A},
        {"item": 1, "client_key": "k" * 16, "response": A},
        {"item": 1, "revision": 0, "response": A},
        {"item": 1, "revision": 0, "client_key": "k" * 16},
        facts(item="1"),
        facts(item=True),
        facts(revision=-1),
        facts(revision="0"),
        facts(revision=None),
        facts(client_key=""),
        facts(client_key="k" * 41),
        facts(client_key="with spaces in it"),
        facts(client_key=5),
        facts(response={"option": "z"}),
        facts(response={"option": ["a"]}),
        facts(response=[1]),
    ],
)
def test_a_malformed_save_is_refused_and_stores_nothing(sitting, staff, client_of, body):
    answer = post(client_of(staff), sitting, body)
    assert (answer.status_code, answer.json()["error"]) == (400, "malformed")
    assert events(sitting) == []
    assert set(sitting.questions.values_list("revision", flat=True)) == {0}


def test_fields_that_a_browser_may_not_decide_are_ignored(sitting, staff, client_of):
    other = StaffFactory(login=LoginFactory())
    body = facts(score=100, passed=True, owner=other.pk, arrived_at="2020-01-01T00:00:00Z", accepted=True, share="1", state="marked")
    assert post(client_of(staff), sitting, body).status_code == 200
    event = AnswerEvent.objects.get(attempt=sitting)
    assert abs(event.arrived_at - clock.now()) < timedelta(minutes=1)
    sitting.refresh_from_db()
    assert (sitting.state, sitting.staff) == ("open", staff)


def test_somebody_signed_out_gets_json_and_no_redirect(sitting):
    answer = post(Client(), sitting, facts())
    assert (answer.status_code, answer.json()) == (401, {"error": "signed-out"})


@contextmanager
def failing(word, error):
    """The database fails at every statement that has this word in it."""

    def refuse(execute, sql, params, many, context):
        if word in sql:
            raise error
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


AWAY = OperationalError("the database is away")


@pytest.mark.parametrize("word", ["django_session", "training_site_logins_user", "exams_sittings_attemptquestion"])
def test_a_database_that_is_away_is_told_in_json_whichever_layer_meets_it(sitting, staff, client_of, word):
    client = client_of(staff)
    client.raise_request_exception = False
    with failing(word, AWAY):
        answer = post(client, sitting, facts(client_key="the-same-key"))
    assert (answer.status_code, answer.json(), answer["Retry-After"]) == (503, {"error": "busy"}, "5")
    assert post(client, sitting, facts(client_key="the-same-key")).status_code == 200


def test_a_database_that_is_busy_with_others_is_told_with_time_and_state(sitting, staff, client_of):
    client = client_of(staff)
    with failing("UPDATE", OperationalError("database is locked")):
        answer = post(client, sitting, facts(client_key="the-same-key"))
    assert (answer.status_code, answer.json()["error"], int(answer["Retry-After"]) > 0) == (503, "busy", True)
    assert (answer.json()["state"], answer.json()["deadline"]) == ("open", sitting.deadline.isoformat())
    assert events(sitting) == []
    assert post(client, sitting, facts(client_key="the-same-key")).status_code == 200


@pytest.fixture
def refused_as_busy(sitting, staff, client_of, monkeypatch):
    """The browser, what it sent within the grace to a busy database, and what it was told; by now the grace is over."""
    client, sent = client_of(staff), facts(client_key="the-same-key")
    monkeypatch.setattr(clock, "now", lambda: sitting.deadline + timedelta(seconds=5))
    with failing("UPDATE", OperationalError("database is locked")):
        told = post(client, sitting, sent).json()
    monkeypatch.setattr(clock, "now", lambda: sitting.deadline + GRACE + timedelta(seconds=7))
    return client, sent, told


def test_an_answer_that_a_busy_database_refused_keeps_the_moment_it_arrived(sitting, refused_as_busy):
    client, sent, told = refused_as_busy
    with failing("UPDATE", OperationalError("database is locked")):
        told = post(client, sitting, {**sent, "stamp": told["stamp"]}).json()  # busy once more
    assert post(client, sitting, {**sent, "stamp": told["stamp"]}).status_code == 200
    assert AnswerEvent.objects.get().arrived_at == sitting.deadline + timedelta(seconds=5)


def test_without_its_stamp_a_repeated_answer_arrives_when_it_arrives(sitting, refused_as_busy):
    client, sent, _told = refused_as_busy
    assert post(client, sitting, sent).status_code == 410


FORGED = "2020-01-01T00:00:00+00:00|0:0"


@pytest.mark.parametrize("changed", [{"client_key": "another-key"}, {"response": B}, {"item": 2}, {"revision": 1}, {"stamp": FORGED}, {"stamp": 5}])
def test_a_stamp_is_good_for_the_very_answer_that_arrived_and_for_no_other(sitting, refused_as_busy, changed):
    client, sent, told = refused_as_busy
    assert post(client, sitting, {**sent, "stamp": told["stamp"], **changed}).json()["error"] == "late"


def test_a_stamp_is_good_for_its_own_attempt_only(refused_as_busy, staff):
    client, sent, told = refused_as_busy
    other = make.attempt(staff, make.published_exam(1), at=clock.now() - timedelta(hours=2))
    assert post(client, other, {**sent, "stamp": told["stamp"]}).json()["error"] == "late"


def test_no_stamp_is_given_while_the_clock_is_in_doubt(sitting, staff, client_of):
    client = client_of(staff)
    client.get("/account/login/")
    with time_machine.travel(clock.now() + timedelta(minutes=6)), failing("UPDATE", OperationalError("database is locked")):
        told = post(client, sitting, facts())
    assert (told.status_code, told.json()["error"], "stamp" in told.json()) == (503, "busy", False)


def test_a_fault_of_our_own_is_told_in_json_too(sitting, staff, client_of):
    client = client_of(staff)
    client.raise_request_exception = False
    with failing("exams_sittings_attemptquestion", ValueError("a fault")):
        answer = post(client, sitting, facts())
    assert (answer.status_code, answer.json()) == (503, {"error": "failed"})


def test_a_page_without_a_database_says_it_in_words(sitting, staff, client_of):
    client = client_of(staff)
    client.raise_request_exception = False
    for error, expected in ((AWAY, (503, "5")), (ValueError("a fault"), (500, None))):
        with failing("training_site_logins_user", error):
            page = client.get(reverse("sittings:paper", args=[sitting.public_id]))
        assert (page.status_code, page.get("Retry-After")) == expected
        assert "服务器这边出了问题" in page.content.decode()


def test_a_program_that_sends_without_end_is_told_to_come_back(sitting, staff, client_of, monkeypatch):
    monkeypatch.setattr(saving, "MOST_A_MINUTE", 3)
    client, began = client_of(staff), clock.now()
    for revision in range(3):
        assert make.answer(sitting, 1, A, revision=revision, at=began + timedelta(seconds=revision)).status == 200
    told = make.answer(sitting, 1, B, revision=3, key="the-same-key", at=began + timedelta(seconds=50))
    assert (told.status, told.again, told.facts["state"]) == (429, 11, "open")
    answer = post(client, sitting, facts(revision=3, response=B))
    assert (answer.status_code, answer.json()["error"], 0 < int(answer["Retry-After"]) <= 61) == (429, "too-many", True)
    assert (answer.json()["state"], answer.json()["deadline"]) == ("open", sitting.deadline.isoformat())
    assert len(events(sitting)) == 3
    assert make.answer(sitting, 1, B, revision=3, key="the-same-key", at=began + timedelta(seconds=60)).status == 200


def test_no_number_of_answers_closes_the_door_for_good(sitting, monkeypatch):
    monkeypatch.setattr(saving, "MOST_A_MINUTE", 3)
    began = clock.now()
    said = [make.answer(sitting, 1, A, revision=turn, at=began + timedelta(seconds=21 * turn)).status for turn in range(8)]
    assert said == [200] * 8


def test_a_missing_csrf_token_is_told_in_json_with_a_fresh_cookie(sitting, staff):
    client = Client(enforce_csrf_checks=True)
    client.force_login(staff.login, backend="training_site.people.backends.ActiveLoginBackend")
    answer = post(client, sitting, facts())
    assert (answer.status_code, answer.json()) == (403, {"error": "csrf"})
    again = client.post(
        reverse("sittings:save", args=[sitting.public_id]),
        json.dumps(facts()),
        content_type="application/json",
        headers={"X-CSRFToken": client.cookies["csrftoken"].value},
    )
    assert again.status_code == 200


def test_every_answer_carries_time_and_state(sitting, staff, client_of):
    client = client_of(staff)
    saved, stale = post(client, sitting, facts()), post(client, sitting, facts())
    malformed, impossible = post(client, sitting, "nonsense"), post(client, sitting, facts(response={"option": "z"}))
    submit(sitting, staff)
    closed = post(client, sitting, facts())
    assert [answer.status_code for answer in (saved, stale, malformed, impossible, closed)] == [200, 409, 400, 400, 410]
    for answer in (saved, stale, malformed, impossible, closed):
        state = "marked" if answer is closed else "open"
        assert (answer.json()["state"], answer.json()["deadline"]) == (state, sitting.deadline.isoformat())
        assert {"now", "left"} <= set(answer.json())
    assert impossible.json()["sentence"]


def test_a_malformed_answer_to_somebody_elses_paper_tells_nothing_of_it(sitting, client_of):
    assert post(client_of(StaffFactory(login=LoginFactory())), sitting, "nonsense").json() == {"error": "malformed"}


def statements(context):
    """What was asked of the database, without the brackets of transactions."""
    return [query["sql"] for query in context.captured_queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]


@pytest.mark.parametrize("questions", [10, 400])
def test_a_save_takes_five_statements_at_any_length(staff, client_of, questions):
    sitting = make.attempt(staff, make.published_exam(questions))
    client = client_of(staff)
    post(client, sitting, facts())
    with CaptureQueriesContext(connection) as context:
        assert post(client, sitting, facts(item=2)).status_code == 200
    assert len(statements(context)) == 5


def test_answer_events_refuse_change(sitting):
    make.answer(sitting, 1, A)
    for deed in (lambda: AnswerEvent.objects.update(response=B), lambda: AnswerEvent.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            deed()


def test_a_changed_answer_is_found_by_the_chain(sitting):
    make.answer(sitting, 1, A)
    make.answer(sitting, 1, B, revision=1)
    assert faults_of(sitting) == []
    AttemptQuestion.objects.filter(attempt=sitting, position=1).update(response=C)
    assert faults_of(sitting) == [f"{sitting.reference}: the answer to question 1 is not the last one that was accepted."]


def test_a_flag_is_kept_apart_from_the_answer(sitting, staff, client_of):
    client = client_of(staff)
    url = reverse("sittings:flag", args=[sitting.public_id])
    assert client.post(url, {"item": 2, "flagged": True}, content_type="application/json").json() == {"item": 2, "flagged": True}
    item = sitting.questions.get(position=2)
    assert (item.flagged, item.revision) == (True, 0)


def test_a_save_of_an_impossible_method_is_refused(sitting, staff, client_of):
    assert client_of(staff).get(reverse("sittings:save", args=[sitting.public_id])).status_code == 405


def test_a_text_with_characters_that_no_database_keeps_is_stored_readable(staff, client_of):
    sitting = make.attempt(staff, make.published_exam([make.question("short")]))
    sent = post(client_of(staff), sitting, facts(response={"text": "您\ud800别\0担心"}))
    assert sent.status_code == 200
    assert sitting.questions.get().response == {"text": "您\ufffd别\ufffd担心"}
    assert faults_of(sitting) == []


@pytest.mark.parametrize("depth", [50, 25_000])
def test_an_answer_nested_without_end_is_malformed(sitting, staff, client_of, depth):
    body = json.dumps(facts(response="X")).replace('"X"', "[" * depth + "]" * depth)
    assert post(client_of(staff), sitting, body).status_code == 400
    assert events(sitting) == []
