"""The page of item statistics: a sentence, what wants a look, no figure from a handful of answers, the same cost at any size."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exams.analysis.api import item_table, worst
from exams.bank.models import Question, QuestionVersion
from exams.sittings.models import AttemptQuestion, Mark
from tests.factories import sittings as make
from tests.factories.people import LoginFactory, StaffFactory
from tests.factories.rows import FEW, MANY, like


def sat(exam, scores):
    """One attempt per number of right answers."""
    for right_answers in scores:
        make.finished(StaffFactory(login=LoginFactory()), exam, right_answers)


@pytest.fixture
def page(trainer, client_of):
    client = client_of(trainer)
    client.cookies["django_language"] = "en"
    return lambda exam: client.get(reverse("analysis_items", kwargs={"code": exam.code}))


def test_nine_answers_give_no_figure_and_ten_do(page):
    exam = make.published_exam(1)
    sat(exam, [1] * 4 + [0] * 5)
    few = page(exam).content.decode()
    assert "1 question has fewer than 10 answers" in few
    assert "too few answers" in few
    assert "0.44" not in few
    sat(exam, [1])
    assert "<td>0.50</td>" in page(exam).content.decode()


def test_the_worst_are_named_first_with_figures_worked_out_by_hand(page):
    # Fixed order: those with k right answers have the first k right. 12 takers, k = 0..3 three times each: the first question is right for 9 of 12.
    exam = make.published_exam(3, shuffle_questions=False)
    sat(exam, [0, 1, 2, 3] * 3)
    figures = {row.version.question.code: (row.answers, row.facility) for row in item_table(exam)}
    assert sorted(figures.values()) == [(12, 0.25), (12, 0.5), (12, 0.75)]
    assert [row.facility for row in worst(exam)] == [0.25]
    assert "1 of 3 questions wants a look." in page(exam).content.decode()


def more_questions(exam, count):
    """So many further questions in the paper of each taker, with their marks; rows like the first one, made in bulk."""
    for sample in AttemptQuestion.objects.filter(attempt__exam=exam, position=1).select_related("question_version__question"):
        version, mark = sample.question_version, sample.marks.get()
        rows = [like(version.question, code=f"more-{sample.attempt_id}-{number}") for number in range(count)]
        versions = QuestionVersion.objects.bulk_create(like(version, question=row) for row in Question.objects.bulk_create(rows))
        items = [like(sample, position=100 + number, question_version=row) for number, row in enumerate(versions)]
        Mark.objects.bulk_create(like(mark, attempt_question=item) for item in AttemptQuestion.objects.bulk_create(items))


def test_the_page_costs_the_same_for_three_and_for_three_hundred_questions(page):
    exam = make.published_exam(3)
    sat(exam, [1])
    costs = []
    for more in (0, MANY - FEW):
        more_questions(exam, more)
        page(exam)
        with CaptureQueriesContext(connection) as captured:
            assert page(exam).status_code == 200
        costs.append(len(captured))
    assert len(item_table(exam)) == MANY
    assert costs[0] == costs[1]
