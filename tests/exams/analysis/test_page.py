"""The page of item statistics: a sentence, what wants a look, no figure from a handful of answers, the same cost at any size."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exams.analysis.api import item_table, worst
from tests.factories import sittings as make
from tests.factories.people import LoginFactory, StaffFactory


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


def test_the_page_costs_the_same_for_three_and_for_sixty_questions(page):
    costs = []
    for count in (3, 60):
        exam = make.published_exam(count)
        sat(exam, [1, 2])
        page(exam)
        with CaptureQueriesContext(connection) as captured:
            assert page(exam).status_code == 200
        costs.append(len(captured))
    assert costs[0] == costs[1]
