"""What reaches a taker's browser: nothing secret, nothing that changes under their hands, few statements (P5, R6, R7, G3, G6)."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exams.bank.models import AnswerKey
from exams.sittings.api import Attempt, close_overdue, submit, void_attempt
from tests.factories import sittings as make
from tests.factories.people import LoginFactory, StaffFactory, SupervisionFactory
from training_site.lib import clock


def url(name, sitting):
    return reverse(f"sittings:{name}", args=[sitting.public_id])


def page(client, address):
    """A page without what differs between any two requests: the CSRF token, the server's clock, and the token of the pulse, which bears its date."""
    text = client.get(address).content.decode()
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)
    return re.sub(r'"(left|now|pulse)": ("[^"]*"|\d+)', "", text)


def statements(context):
    return [query["sql"] for query in context.captured_queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]


def key_statements(context):
    return [sql for sql in statements(context) if AnswerKey._meta.db_table in sql]


def test_reasons_are_shown_after_release_to_the_taker_alone(staff, client_of, trainer):
    sitting = make.finished(staff, make.published_exam(2, release="feedback"))
    assert make.CANARY in client_of(staff).get(url("answers", sitting)).content.decode()
    assert client_of(trainer).get(url("answers", sitting)).status_code == 404


def test_answers_after_closing_wait_for_the_end_of_the_window(staff, client_of, monkeypatch):
    exam = make.published_exam(2, release="after_close", closes_at=clock.now() + timedelta(hours=1))
    sitting = make.finished(staff, exam)
    client = client_of(staff)
    assert client.get(url("answers", sitting)).status_code == 302
    later = clock.now() + timedelta(hours=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert make.CANARY in client.get(url("answers", sitting)).content.decode()


def test_only_marking_and_released_answers_touch_the_keys(staff, client_of):
    sitting = make.attempt(staff, make.published_exam(3, release="feedback"))
    client = client_of(staff)
    touching = {}
    for name, method in [("paper", "get"), ("state", "get"), ("submit", "post"), ("result", "get"), ("answers", "get")]:
        with CaptureQueriesContext(connection) as context:
            getattr(client, method)(url(name, sitting))
        touching[name] = len(key_statements(context))
    assert touching == {"paper": 0, "state": 0, "submit": 1, "result": 0, "answers": 1}


def test_the_paper_stays_byte_for_byte_when_its_question_is_published_anew(staff, client_of):
    version = make.question("multiple")
    exam = make.published_exam([version, make.question("single")])
    sitting = make.attempt(staff, exam)
    make.answer(sitting, 1, {"options": ["a"]})
    client = client_of(staff)
    before = page(client, url("paper", sitting))
    body = {**version.body, "stem": make.pair("something else entirely")}
    make.publish_version(version.question, body, ["b", "d"], LoginFactory())
    assert page(client, url("paper", sitting)) == before
    submit(sitting, staff)
    assert sitting.questions.get(position=1).question_version == version


@pytest.mark.parametrize("questions", [10, 40])
def test_the_exam_page_takes_few_statements_at_any_length(staff, client_of, questions):
    sitting = make.attempt(staff, make.published_exam(questions))
    client = client_of(staff)
    client.get(url("paper", sitting))
    with CaptureQueriesContext(connection) as context:
        client.get(url("paper", sitting))
    assert len(statements(context)) == 5


def test_handing_in_and_the_result_take_at_most_twenty_statements(staff, client_of):
    counts = []
    for questions in (10, 40):
        exam = make.published_exam([make.question(chapter=number % 5 + 1) for number in range(questions)])
        sitting = make.attempt(staff, exam)
        client = client_of(staff)
        client.get(url("paper", sitting))
        with CaptureQueriesContext(connection) as context:
            client.post(url("submit", sitting))
            client.get(url("result", sitting))
        counts.append(len(statements(context)))
    assert counts[0] == counts[1]
    assert counts[0] <= 20


def test_a_long_exam_page_is_light(staff, client_of):
    import gzip

    sitting = make.attempt(staff, make.published_exam(40))
    assert len(gzip.compress(client_of(staff).get(url("paper", sitting)).content)) < 30_000


def test_the_paper_is_resumed_with_its_answers_in_another_browser(staff, client_of):
    sitting = make.attempt(staff, make.published_exam(2))
    make.answer(sitting, 1, {"option": "c"})
    shown = client_of(staff).get(url("paper", sitting)).content.decode()
    assert re.findall(r'value="(\w)" checked', shown) == ["c"]


def test_a_closed_paper_leads_to_its_result(staff, client_of):
    sitting = make.finished(staff, make.published_exam(1))
    assert client_of(staff).get(url("paper", sitting)).headers["Location"] == url("result", sitting)


@pytest.mark.parametrize("name", ["paper", "state", "result", "answers"])
def test_somebody_elses_attempt_is_not_there(staff, client_of, name):
    sitting = make.finished(staff, make.published_exam(1))
    stranger = StaffFactory(login=LoginFactory())
    assert client_of(stranger).get(url(name, sitting)).status_code == 404


def test_a_supervisor_sees_the_team_members_result_but_no_answers(staff, supervisor, client_of):
    from tests.factories.people import PostingFactory

    posting = PostingFactory(staff=staff)
    sitting = make.finished(staff, make.published_exam(1, release="feedback"))
    client = client_of(supervisor)
    assert client.get(url("result", sitting)).status_code == 404
    SupervisionFactory(supervisor=supervisor, unit=posting.unit)
    assert client.get(url("result", sitting)).status_code == 200
    assert client.get(url("answers", sitting)).status_code == 404


def test_the_cover_says_why_not_and_a_post_starts_nothing(staff, client_of):
    exam = make.published_exam(1, opens_at=clock.now() + timedelta(days=1))
    client = client_of(staff)
    assert client.post(exam.get_absolute_url()).headers["Location"] == exam.get_absolute_url()
    assert Attempt.objects.count() == 0


def test_an_exam_for_others_is_not_there(staff, client_of):
    from tests.factories.people import JobRoleFactory

    JobRoleFactory(code="hotline", name_zh="热线岗")
    assert client_of(staff).get(make.published_exam(1, job_roles=["hotline"]).get_absolute_url()).status_code == 404


def test_a_result_tells_of_voiding_and_of_waiting(staff, trainer, client_of):
    waiting = make.finished(staff, make.published_exam([make.question("short")]))
    client = client_of(staff)
    assert client.get(url("result", waiting)).status_code == 200
    void_attempt(waiting, "Power cut in the room", trainer.login)
    assert "Power cut in the room" in client.get(url("result", waiting)).content.decode()


def test_a_state_answer_tells_of_a_closing_by_the_clock(staff, client_of):
    sitting = make.attempt(staff, make.published_exam(1))
    client = client_of(staff)
    assert client.get(url("state", sitting)).json()["items"] == [[1, 0, False]]
    close_overdue(sitting.deadline + timedelta(hours=1))
    facts = client.get(url("state", sitting)).json()
    assert (facts["state"], facts["result_url"]) == ("marked", url("result", sitting))
