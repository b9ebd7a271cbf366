"""Trainers plan exams in the Wagtail admin."""

import pytest
from django.urls import reverse

from exams.papers.api import Exam, publish_exam, write_exam
from tests.factories import sittings as make


def rows(prefix, **fields):
    """A formset of one new row, as the browser posts it."""
    management = {"TOTAL_FORMS": "1", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": "1000"}
    row = {"id": "", "ORDER": "1", "DELETE": "", **fields}
    return {f"{prefix}-{name}": value for name, value in management.items()} | {f"{prefix}-0-{name}": value for name, value in row.items()}


def form(question, **changed):
    """A whole exam as the browser posts it: one section with one blueprint row and one fixed question."""
    exam = {"code": "counter", "title_zh": "窗口考试", "title_en": "Counter exam", "intro_zh": "", "intro_en": "", "opens_at": "", "closes_at": ""}
    numbers = {"limit_minutes": "30", "pass_mark": "80", "max_attempts": "2", "resit_gap_hours": "24", "release": "score"}
    return {
        **exam,
        **numbers,
        **rows("sections", title_zh="综合", title_en="General", points_each="2"),
        **rows("sections-0-rows", count="3", chapter="9", difficulty="", red_line=""),
        **rows("sections-0-fixed_questions", question=question),
        **changed,
    }


@pytest.fixture
def pool(db):
    return [make.question() for _number in range(4)]


def test_a_trainer_creates_an_exam_with_sections_rows_and_questions(pool, trainer, client_of):
    answer = client_of(trainer).post(reverse("exams:add"), form(pool[0].question.code))
    assert answer.status_code == 302
    exam = Exam.objects.get(code="counter")
    section = exam.sections.get()
    assert [(row.count, row.chapter) for row in section.rows.all()] == [(3, 9)]
    assert [fixed.question for fixed in section.fixed_questions.all()] == [pool[0].question]
    assert publish_exam(exam).settings["sections"][0]["fixed"] == [pool[0].question_id]


def test_an_unknown_question_code_is_said_at_its_field(pool, trainer, client_of):
    answer = client_of(trainer).post(reverse("exams:add"), form("no-such-question"))
    assert answer.status_code == 200
    assert Exam.objects.count() == 0
    assert "no-such-question" in answer.content.decode()


def test_a_window_that_closes_before_it_opens_is_refused_at_the_form(pool, trainer, client_of):
    answer = client_of(trainer).post(reverse("exams:add"), form(pool[0].question.code, opens_at="2026-12-02 10:00", closes_at="2026-12-01 10:00"))
    assert (answer.status_code, Exam.objects.count()) == (200, 0)


@pytest.mark.parametrize(("count", "short"), [("3", False), ("4", True)])
def test_the_fill_is_counted_from_the_form_and_saves_nothing(pool, trainer, client_of, count, short):
    body = form(pool[0].question.code, **{"sections-0-rows-0-count": count})
    answer = client_of(trainer).post(reverse("exams:fill", args=[0]), body)
    assert (answer.status_code, "<strong>" in answer.content.decode()) == (200, short)
    assert Exam.objects.count() == 0


@pytest.fixture
def exam(pool):
    return write_exam("counter", title=make.pair("Counter"), sections=[{"title": make.pair("All"), "rows": [{"count": 2}]}])


def test_the_whole_life_of_an_exam_in_the_admin(exam, trainer, client_of):
    client = client_of(trainer)
    for deed in ("publish", "archive", "restore", "copy"):
        url = reverse(f"exams:{deed}", args=[exam.pk])
        assert client.get(url).status_code == 200
        assert client.post(url).status_code == 302
    exam.refresh_from_db()
    assert (exam.state, exam.archived_at, Exam.objects.count()) == ("published", None, 2)


def test_a_refused_publication_says_why(exam, trainer, client_of):
    exam.sections.get().rows.update(count=9)
    client = client_of(trainer)
    url = reverse("exams:publish", args=[exam.pk])
    assert client.post(url).headers["Location"] == url
    exam.refresh_from_db()
    assert exam.state == "draft"


def test_the_list_shows_archived_exams_only_behind_their_tab(exam, trainer, client_of):
    client = client_of(trainer)
    client.post(reverse("exams:archive", args=[exam.pk]))
    listed = [set(client.get(reverse("exams:index") + query).context["object_list"]) for query in ("", "?state=archived")]
    assert listed == [set(), {exam}]


def test_who_only_reads_cannot_change(exam, hr, client_of):
    client = client_of(hr)
    assert client.get(reverse("exams:index")).status_code == 200
    for name, arguments, status in (("add", [], 302), ("publish", [exam.pk], 403), ("archive", [exam.pk], 403)):
        assert client.post(reverse(f"exams:{name}", args=arguments)).status_code == status
    exam.refresh_from_db()
    assert (exam.state, exam.archived_at) == ("draft", None)


def test_the_list_of_exams_is_exported(client_of, trainer):
    exam = make.published_exam(1, code="exported", supervised=True)
    lines = client_of(trainer).get(reverse("exams:index"), {"export": "csv"}).content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith(f"{exam.code},{exam.title_zh},{exam.title_en},")
