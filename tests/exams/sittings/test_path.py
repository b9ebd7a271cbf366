"""The whole path of an attempt, through the doors a browser uses."""

import json
from uuid import uuid4

import pytest
from django.urls import reverse

from exams.sittings.api import Attempt, current_result, recompute
from tests.factories import sittings as make


@pytest.fixture
def exam(db):
    return make.published_exam(
        [make.question("single"), make.question("multiple", chapter=13), make.question("truefalse", red_line=True), make.question("numeric")]
    )


def post(client, url, facts):
    return client.post(url, json.dumps(facts), content_type="application/json")


def test_an_exam_is_started_answered_submitted_and_passed(staff, client_of, exam):
    client = client_of(staff)
    cover = reverse("sittings:cover", args=[exam.code])
    assert client.get(cover).status_code == 200
    answer = client.post(cover)
    attempt = Attempt.objects.get()
    assert answer.headers["Location"] == reverse("sittings:paper", args=[attempt.public_id])
    page = client.get(answer.headers["Location"])
    assert page.status_code == 200
    for item in attempt.questions.select_related("question_version"):
        saved = post(
            client,
            reverse("sittings:save", args=[attempt.public_id]),
            {
                "item": item.position,
                "revision": 0,
                "client_key": uuid4().hex,
                "response": make.right(item.question_version.kind),
            },
        )
        assert saved.status_code == 200
        assert saved.json()["revision"] == 1
    done = post(client, reverse("sittings:submit", args=[attempt.public_id]), {})
    assert done.json()["state"] == "marked"
    shown = client.get(done.json()["result_url"])
    assert shown.status_code == 200
    result = current_result(attempt)
    assert (result.percent, result.passed) == (100, True)
    assert recompute(Attempt.objects.get()) == []
