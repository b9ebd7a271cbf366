"""The page of item statistics: a sentence, what wants a look, no figure from a handful of answers, the same cost at any size."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exams.analysis.api import item_table, worst
from exams.bank.models import Question, QuestionVersion
from exams.papers.api import Exam, publish_exam
from exams.sittings.api import mark_by_person, submit
from exams.sittings.models import Attempt, AttemptQuestion, Mark, Result
from tests.factories import sittings as make
from tests.factories.people import LoginFactory, PostingFactory, StaffFactory, unit
from tests.factories.rows import FEW, MANY, like
from training_site.lib import clock


def sat(exam, scores):
    """One attempt per number of right answers."""
    for right_answers in scores:
        make.finished(StaffFactory(login=LoginFactory()), exam, right_answers)


@pytest.fixture
def page(trainer, client_of):
    client = client_of(trainer)
    client.cookies["django_language"] = "en"
    return lambda exam, **asked: client.get(reverse("analysis_items", kwargs={"code": exam.code}), asked)


def test_nine_answers_give_no_figure_and_ten_do(page):
    exam = make.published_exam(1)
    sat(exam, [1] * 4 + [0] * 5)
    few = page(exam).content.decode()
    assert "1 question has fewer than 10 answers" in few
    assert "too few answers" in few
    assert "0.44" not in few
    sat(exam, [1])
    shown = page(exam).content.decode()
    assert "<strong>50%</strong>" in shown
    assert "24–76%" in shown
    assert "too few answers to say how well it tells apart" in shown


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


def test_the_list_of_exams_costs_the_same_for_three_and_for_three_hundred(trainer, client_of):
    exam, client, costs = make.published_exam(1), client_of(trainer), []
    sat(exam, [1])
    paper = exam.attempts.get()
    for more in (FEW - 1, MANY - FEW):
        rows = [like(exam, code=f"more-{more}-{number}") for number in range(more)]
        exams = Exam.objects.bulk_create(rows)
        attempts = Attempt.objects.bulk_create(like(paper, public_id=uuid4(), exam=row) for row in exams)
        Result.objects.bulk_create(like(paper.results.get(), attempt=attempt) for attempt in attempts)
        client.get(reverse("analysis_exams"))
        with CaptureQueriesContext(connection) as captured:
            page = client.get(reverse("analysis_exams")).context["page_obj"]
        assert all(row["papers"] == 1 for row in page)
        costs.append(len(captured))
    assert (page.paginator.count, costs[0]) == (MANY, costs[1])


def more_takers(exam, count):
    """So many further papers like the first one, of the same person, made in bulk."""
    sample = exam.attempts.first()
    attempts = Attempt.objects.bulk_create(like(sample, public_id=uuid4(), number=100 + number) for number in range(count))
    Result.objects.bulk_create(like(sample.results.get(), attempt=attempt) for attempt in attempts)
    for item in sample.questions.all():
        items = AttemptQuestion.objects.bulk_create(like(item, attempt=attempt) for attempt in attempts)
        Mark.objects.bulk_create(like(item.marks.get(), attempt_question=row) for row in items)


def test_the_pages_cost_the_same_for_three_and_for_three_hundred_takers(page, trainer, client_of):
    exam = make.published_exam(2)
    sat(exam, [1] * FEW)
    costs = []
    for more in (0, MANY - FEW):
        more_takers(exam, more)
        for ask in (lambda: page(exam), lambda: question_page(client_of(trainer), exam, 1)):
            ask()
            with CaptureQueriesContext(connection) as captured:
                assert ask().context["header_title"]
            costs.append(len(captured))
    assert item_table(exam)[0].answers == MANY
    assert costs[:2] == costs[2:]


def test_the_filter_narrows_page_and_file_alike(page):
    exam = make.published_exam(1)
    sat(exam, [1] * 10)
    exam.limit_minutes = 45
    exam.save()
    publish_exam(exam)
    sat(exam, [0] * 3)
    shop = unit("S-77")
    for attempt in exam.attempts.filter(exam_version__number=1)[:4]:
        PostingFactory(staff=attempt.staff, unit=shop)
    asked = [({}, 13), ({"version": 2}, 3), ({"version": 1}, 10), ({"unit": shop.pk}, 4), ({"until": "2020-01-01"}, 0), ({"since": "2020-01-01"}, 13)]
    for query, papers in asked:
        scores = page(exam, **query).context["report"].scores
        assert (scores.count if scores else 0) == papers
        lines = page(exam, export="csv", **query).content.decode("utf-8-sig").splitlines()
        assert [line.split(",")[7] for line in lines[1:]] == ([str(papers)] if papers else [])


def test_a_filter_that_cannot_be_read_counts_nothing_and_says_so(page):
    exam = make.published_exam(1)
    sat(exam, [1])
    for query in ({"since": "yesterday"}, {"version": "9"}, {"since": "2026-02-01", "until": "2026-01-01"}):
        assert "nothing has been counted" in page(exam, **query).content.decode()


def test_scores_are_told_in_a_drawing_and_in_figures(page):
    exam = make.published_exam(4, pass_mark=70)
    sat(exam, [4, 4, 3, 1])
    told = page(exam)
    scores = told.context["report"].scores
    assert (scores.count, scores.passed, scores.mean, scores.median, scores.lowest, scores.highest) == (4, 3, 75, 87.5, 25, 100)
    assert scores.bins == [0, 0, 1, 0, 0, 0, 0, 1, 0, 2]
    shown = told.content.decode()
    assert "pass mark 70%" in shown
    assert [bar.height for bar in told.context["chart"].bars][2] == 66  # half of the tallest


def test_a_paper_of_the_same_questions_has_a_reliability_and_a_drawn_one_has_none(page):
    # Thirty takers with 0..3 of 3 right: the table of the hand-worked alpha, times seven or eight.
    fixed = make.published_exam(3)
    sat(fixed, [0, 1, 2, 3] * 8)
    assert page(fixed).context["report"].reliability.alpha == pytest.approx(0.75)
    assert "alpha (KR-20) 0.75" in page(fixed).content.decode()

    for _number in range(6):
        make.question(chapter=17)
    row = {"chapter": 17, "difficulty": None, "red_line": None, "count": 3}
    drawn = make.published_exam(sections=[{"title": make.pair("Drawn"), "points_each": "1", "rows": [row]}], max_attempts=99)
    sat(drawn, [0, 1, 2, 3] * 8)
    assert "No figure for drawn papers" in page(drawn).content.decode()


def test_the_results_of_an_exam_name_the_worst_questions_to_those_who_mend_them(db, client_of):
    # Twelve takers, 0..5 of 5 right twice each: the last question is right for 2 of 12, the one before for 4, the others for 6 and more.
    exam = make.published_exam(5)
    sat(exam, [0, 1, 2, 3, 4, 5] * 2)
    codes = [row.version.question.code for row in item_table(exam)]
    address = reverse("results:exam", args=[exam.pk])
    shown = {role: client_of(LoginFactory(roles=[role])).get(address).content.decode() for role in ("trainer", "auditor", "hr")}
    for role in ("trainer", "auditor"):
        assert [code in shown[role] for code in codes] == [True, False, False, False, False]
        assert reverse("analysis_items", args=[exam.code]) in shown[role]
    assert "an-worst" not in shown["hr"]


@pytest.fixture
def chosen(db):
    """Thirty takers over four questions: the second is right (b) for the ten who have the others right, and wrong (a) for the rest."""
    exam = make.published_exam(4)
    for number in range(30):
        sitting = make.attempt(StaffFactory(login=LoginFactory()), exam)
        strong = number < 10
        for position in (1, 2, 3, 4):
            good = strong or (position == 1 and number < 20)
            make.answer(sitting, position, {"option": "b" if good else "a"}, at=sitting.started_at + timedelta(seconds=20 * position))
        submit(sitting, sitting.staff)
    return exam


def question_page(client, exam, position, **asked):
    pk = exam.attempts.first().questions.get(position=position).question_version_id
    return client.get(reverse("analysis_item", kwargs={"code": exam.code, "pk": pk}), asked)


def test_who_chose_what_is_told_by_thirds_with_the_time_it_took(chosen, trainer, client_of):
    told = question_page(client_of(trainer), chosen, 2)
    rows = {row.key: row for row in told.context["report"].answers}
    assert (rows["b"].shares, rows["b"].right, rows["a"].shares, rows["a"].right) == ([0, 0, 1], True, [1, 1, 0], False)
    assert (rows["c"].count, rows["c"].reading.code, rows["a"].reading.code, rows["b"].reading.code) == (0, "idle", "works", "key-works")
    time = told.context["report"].time
    assert (time.papers, time.lower, time.middle, time.upper) == (30, 20, 20, 20)


def test_the_database_adds_up_what_a_person_would(chosen, trainer, client_of):
    """The list's figures come of sums made in SQL, those of a question's own page of its answers one by one."""
    listed = {row.version.pk: (row.answers, row.facility, row.discrimination) for row in item_table(chosen)}
    for position in (1, 2, 3, 4):
        row = question_page(client_of(trainer), chosen, position).context["report"].row
        assert listed[row.version.pk] == pytest.approx((row.answers, row.facility, row.discrimination))


def test_an_auditor_is_not_told_which_answer_is_right(chosen, client_of):
    auditor = LoginFactory(roles=["auditor"])
    told = question_page(client_of(auditor), chosen, 2)
    assert {row.right for row in told.context["report"].answers} == {None}
    assert "an-right" not in told.content.decode()


def test_a_question_of_another_exam_is_not_there(chosen, trainer, client_of):
    other = make.published_exam(1)
    pk = chosen.attempts.first().questions.get(position=1).question_version_id
    assert client_of(trainer).get(reverse("analysis_item", kwargs={"code": other.code, "pk": pk})).status_code == 404


@pytest.mark.parametrize(("kind", "listed"), [("truefalse", ["true", "false"]), ("multiple", ["a", "b", "c", "d"]), ("numeric", []), ("short", [])])
def test_every_kind_has_its_answers_listed_as_they_are(trainer, client_of, kind, listed):
    exam = make.published_exam([make.question(kind), make.question()])
    sat(exam, [0, 2])
    for attempt in exam.attempts.filter(state="submitted"):
        for item in attempt.questions.filter(question_version__kind="short"):
            mark_by_person(item, 1, trainer.login)
    told = question_page(client_of(trainer), exam, 1)
    keys = [row.key for row in told.context["report"].answers]
    assert keys == listed or (kind == "numeric" and len(keys) == 2)
    assert [row.right for row in told.context["report"].answers].count(True) == {"truefalse": 1, "multiple": 2, "numeric": 1, "short": 0}[kind]


def test_the_list_of_exams_is_searched_filtered_and_exported(trainer, client_of):
    sat(make.published_exam(1, code="counter"), [1, 0])
    Exam.objects.filter(pk=make.published_exam(1, code="hotline").pk).update(archived_at=clock.now())
    client = client_of(trainer)
    client.cookies["django_language"] = "en"

    def codes(**asked):
        return [row["exam"].code for row in client.get(reverse("analysis_exams"), asked).context["page_obj"]]

    assert (codes(), codes(q="COUNTER"), codes(q="hot")) == (["counter", "hotline"], ["counter"], ["hotline"])
    assert (codes(archived="yes"), codes(archived="no"), len(codes(archived="x"))) == (["hotline"], ["counter"], 2)
    assert "No exam fits." in client.get(reverse("analysis_exams"), {"q": "nothing"}).content.decode()
    lines = client.get(reverse("analysis_exams"), {"export": "csv", "archived": "no"}).content.decode("utf-8-sig").strip().splitlines()
    assert (len(lines), lines[1].split(",")[2:]) == (2, ["in use", "2", "50.0", "50.0"])
