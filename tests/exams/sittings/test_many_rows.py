"""The lists of trainers and HR take the same statements for three rows and for three hundred."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exams.papers.models import Exam
from exams.sittings.models import Attempt, AttemptQuestion, Result
from tests.factories import people as staff_make
from tests.factories import sittings as make
from training_site.lib import clock
from training_site.people.models import Posting, StaffMember

_numbers = count(1)


@pytest.fixture
def exam(db):
    """An exam of one short answer for the counter."""
    staff_make.JobRoleFactory(code="counter")
    return make.published_exam([make.question("short")], job_roles=["counter"])


def crowd(number: int) -> list[StaffMember]:
    """So many people at the counter, made in two statements."""
    codes = [f"K{next(_numbers):05}" for _person in range(number)]
    people = StaffMember.objects.bulk_create(StaffMember(staff_number=code, name=f"众{code}", hired_on=date(2026, 1, 5)) for code in codes)
    one = staff_make.PostingFactory(staff=people[0], job_role=staff_make.JobRoleFactory(code="counter"))
    Posting.objects.bulk_create(Posting(staff=person, unit=one.unit, job_role=one.job_role, starts_on=one.starts_on) for person in people[1:])
    return people


def sat(exam: Exam, number: int, state: str) -> list[Attempt]:
    """So many people who have sat the exam and handed in."""
    at = clock.now()
    facts = {"exam": exam, "exam_version": exam.current_version, "number": 1, "seed": 1, "state": state, "closed_by": "taker"}
    times = {"started_at": at - timedelta(minutes=20), "deadline": at, "submitted_at": at}
    return Attempt.objects.bulk_create(Attempt(staff=person, **facts, **times) for person in crowd(number))


def failed(exam: Exam, number: int) -> None:
    """So many who did not pass."""
    score = {"score": 0, "out_of": 1, "percent": 0, "passed": False, "sections": [], "chapters": []}
    Result.objects.bulk_create(Result(attempt=attempt, number=1, **score) for attempt in sat(exam, number, "marked"))


def waiting(exam: Exam, number: int) -> None:
    """So many answers that nobody has marked."""
    version = make.question("short")
    facts = {"position": 1, "question_version": version, "section": 1, "points": 1, "response": {"text": "ok"}, "revision": 1}
    AttemptQuestion.objects.bulk_create(AttemptQuestion(attempt=attempt, **facts) for attempt in sat(exam, number, "submitted"))


def absent(exam: Exam, number: int) -> None:
    """So many who never came."""
    crowd(number)


def exams(exam: Exam, number: int) -> None:
    """So many published exams."""
    Exam.objects.bulk_create(
        Exam(code=f"many-{next(_numbers)}", title_zh="考试", state="published", current_version=exam.current_version) for _exam in range(number)
    )


@pytest.mark.parametrize(
    ("address", "more", "most"),
    [
        (lambda exam: reverse("results:index"), failed, 18),
        (lambda exam: reverse("results:people", args=[exam.pk, "absent"]), absent, 16),
        (lambda exam: reverse("results:people", args=[exam.pk, "resits"]), failed, 20),
        (lambda exam: reverse("results:people", args=[exam.pk, "resits"]) + "?export=csv", failed, 24),
        (lambda exam: reverse("results:index") + "?export=csv", failed, 20),
        (lambda exam: reverse("results:exam", args=[exam.pk]), failed, 24),
        (lambda exam: reverse("results:marking"), waiting, 16),
        (lambda exam: reverse("results:exams"), exams, 14),
        (lambda exam: reverse("exams:index"), exams, 16),
        (lambda exam: reverse("exams:index") + "?export=csv", exams, 18),
    ],
    ids=["results", "absent", "resits", "resits-file", "results-file", "figures", "marking", "by-exam", "exams", "exams-file"],
)
def test_a_list_takes_the_same_statements_at_three_and_at_three_hundred_rows(
    exam: Exam, trainer: StaffMember, client_of: Callable, address: Callable[[Exam], str], more: Callable[[Exam, int], None], most: int
) -> None:
    client, counts, lengths = client_of(trainer), [], []
    for number in (3, 297):
        more(exam, number)
        client.get(address(exam))
        with CaptureQueriesContext(connection) as context:
            answer = client.get(address(exam))
        counts.append(len(context))
        lengths.append(len(answer.content))
    assert counts[0] == counts[1] <= most
    assert lengths[1] > lengths[0]
