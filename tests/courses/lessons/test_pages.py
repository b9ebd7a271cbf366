"""What readers see, and what never reaches them."""

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.lessons.models import LessonReading, QuickAnswer
from courses.lessons.searching import around
from tests.factories import lessons as make
from tests.factories.norms import norm_version

pytestmark = pytest.mark.django_db
LESSON = "/courses/co-1/co-1-l1/"


def with_check() -> None:
    make.practice_question()
    make.course(
        "co-1",
        [make.lesson_file("co-1-l1", [make.heading_block(), make.text_block(), make.check_block("b7", "q-3001")]), make.lesson_file("co-1-l2")],
    )


def test_lesson_shows_the_frozen_text_not_the_page(staff: Any, client_of: Any) -> None:
    make.course()
    page = make.lesson_page()
    page.title = "草稿题目"
    page.save_revision()
    type(page).objects.filter(pk=page.pk).update(title="改过的页面")
    html = client_of(staff).get(LESSON).content.decode()
    assert ("第 1 课之题" in html, "草稿题目" in html, "改过的页面" in html) == (True, False, False)


def test_lesson_has_stable_anchors(staff: Any, client_of: Any) -> None:
    make.course()
    html = client_of(staff).get(LESSON).content.decode()
    assert [f'id="at-{anchor}"' in html for anchor in ("h1", "b1", "b2")] == [True, True, True]


def test_lesson_figures_come_from_norms_and_stay_as_published(staff: Any, client_of: Any) -> None:
    norm_version("N-2.1-02", values={"answer-time": ("30", "second")})
    block = make.text_block("b1", "{{answer-time}}内应答[[N-2.1-02]]。", "Answer within {{answer-time}}[[N-2.1-02]].")
    make.course("co-1", [make.lesson_file("co-1-l1", [block])])
    html = client_of(staff).get(LESSON).content.decode()
    assert ("30 秒内应答" in html, 'class="cite"' in html, "{{" in html) == (True, True, False)


def test_english_reader_gets_english(staff: Any, client_of: Any) -> None:
    make.course()
    client = client_of(staff)
    client.cookies["django_language"] = "en"
    assert "See the customer first" in client.get(LESSON).content.decode()


def test_english_reader_gets_chinese_with_a_note_where_english_is_not_ready(staff: Any, client_of: Any) -> None:
    make.course()
    make.lesson_page(language="en").unpublish()
    client = client_of(staff)
    client.cookies["django_language"] = "en"
    html = client.get(LESSON).content.decode()
    assert ("先看见客户" in html, "not ready in English yet" in html) == (True, True)


def test_unpublished_lesson_is_not_there(staff: Any, client_of: Any) -> None:
    make.course()
    make.lesson_page().unpublish()
    assert client_of(staff).get(LESSON).status_code == 404


def test_course_unpublished_with_its_lessons_is_not_there(staff: Any, client_of: Any) -> None:
    make.course()
    make.course_page().unpublish()
    assert [client_of(staff).get(url).status_code for url in ("/courses/co-1/", LESSON)] == [404, 404]


@pytest.mark.parametrize("code", ["co-1", "co-1-l1"])
def test_wagtail_address_leads_to_ours(staff: Any, client_of: Any, code: str) -> None:
    make.course()
    path = "/pages/co-1/" if code == "co-1" else "/pages/co-1/co-1-l1/"
    answer = client_of(staff).get(path)
    assert (answer.status_code, answer["Location"]) == (302, "/courses/co-1/" if code == "co-1" else LESSON)


def test_wagtail_address_asks_strangers_to_sign_in(client: Any) -> None:
    make.course()
    assert client.get("/pages/co-1/co-1-l1/")["Location"].startswith("/account/login/")


def test_progress_endpoint_notes_the_furthest_block(staff: Any, client_of: Any) -> None:
    make.course()
    answer = client_of(staff).post(LESSON + "progress/", json.dumps({"block": "b1"}), content_type="application/json")
    assert answer.json() == {"percent": 66, "read": False, "conditions": [[False, 0]]}


def test_progress_endpoint_answers_nonsense_in_json(staff: Any, client_of: Any) -> None:
    make.course()
    client = client_of(staff)
    answers = [client.post(LESSON + "progress/", body, content_type="application/json").status_code for body in ("x", '{"block": "b99"}')]
    assert answers == [400, 409]


def test_finish_goes_on_to_the_next_lesson(staff: Any, client_of: Any) -> None:
    make.course()
    client = client_of(staff)
    assert client.post(LESSON + "finish/")["Location"] == "/courses/co-1/co-1-l2/"
    assert client.post("/courses/co-1/co-1-l2/finish/")["Location"] == "/courses/co-1/"


def test_finish_leads_to_the_open_quick_check(staff: Any, client_of: Any) -> None:
    with_check()
    assert client_of(staff).post(LESSON + "finish/")["Location"] == f"{LESSON}#at-b7"
    assert LessonReading.objects.get().read_at is None


def test_no_key_leaves_before_an_answer(staff: Any, client_of: Any) -> None:
    with_check()
    client = client_of(staff)
    pages = [client.get(url).content.decode() for url in (LESSON, LESSON + "?why=b7", LESSON + "?again=b7", "/courses/co-1/")]
    assert ["canary" in page for page in pages] == [False] * 4


def test_answer_by_form_shows_verdict_and_feedback(staff: Any, client_of: Any) -> None:
    with_check()
    answer = client_of(staff).post(LESSON + "check/b7/", {"check-b7-a": "a"}, follow=True)
    assert (answer.redirect_chain[0][0], "canary-q-3001" in answer.content.decode()) == (f"{LESSON}?why=b7#at-b7", True)


def test_answer_by_script_returns_the_card_alone(staff: Any, client_of: Any) -> None:
    with_check()
    answer = client_of(staff).post(LESSON + "check/b7/", {"response": '{"option": "a"}'}, headers={"X-Requested-With": "fetch"})
    html = answer.content.decode()
    assert (answer.status_code, "<html" in html, "canary-q-3001" in html, QuickAnswer.objects.get().share) == (200, False, True, 1)


def test_answer_by_script_that_is_none_gets_a_sentence(staff: Any, client_of: Any) -> None:
    with_check()
    answer = client_of(staff).post(LESSON + "check/b7/", {"response": "null"}, headers={"X-Requested-With": "fetch"})
    assert (answer.status_code, sorted(answer.json())) == (409, ["error", "sentence"])


def test_locked_lesson_says_which_one_comes_first(staff: Any, client_of: Any) -> None:
    make.course(sequential=True)
    html = client_of(staff).get("/courses/co-1/co-1-l2/").content.decode()
    assert ("第 1 课之题" in html, "先看见客户" in html) == (True, False)


def test_catalogue_finds_words_inside_lessons(staff: Any, client_of: Any) -> None:
    make.course("co-1", 1)
    make.course("co-2", [make.lesson_file("co-2-l1", [make.text_block("b1", "工牌戴正。", "Badge straight.")])])
    page = client_of(staff).get("/courses/?q=工牌")
    assert [course.code for course, _version, _progress in page.context["lines"]] == ["co-2"]


def test_catalogue_leads_to_the_passage_in_the_lesson(staff: Any, client_of: Any) -> None:
    make.course("co-1", 1)
    make.course("co-2", [make.lesson_file("co-2-l1", [make.heading_block(), make.text_block("b1", "工牌<戴正>。", "Badge straight.")])])
    page = client_of(staff).get("/courses/?q=工牌")
    assert [(hit.address, hit.excerpt) for hit in page.context["hits"]] == [("/courses/co-2/co-2-l1/#at-b1", "<mark>工牌</mark>&lt;戴正&gt;。")]


def test_catalogue_finds_passages_in_the_readers_language_only(staff: Any, client_of: Any) -> None:
    make.course("co-2", [make.lesson_file("co-2-l1", [make.text_block("b1", "工牌戴正。", "Badge straight.")])])
    client = client_of(staff)
    client.cookies["django_language"] = "en"
    found = [[hit.excerpt for hit in client.get(f"/courses/?q={word}").context["hits"]] for word in ("badges", "工牌")]
    assert found == [["<mark>Badge</mark> straight."], []]


def test_lesson_found_by_its_title_alone_is_one_hit(staff: Any, client_of: Any) -> None:
    make.course("co-1", 1)
    hits = client_of(staff).get("/courses/?q=第 1 课之题").context["hits"]
    assert [hit.address for hit in hits] == ["/courses/co-1/co-1-l1/"]


def test_excerpt_begins_with_a_whole_word() -> None:
    text = "Before the first customer comes in, look into the mirror and set your badge straight, then take your place."
    assert around(text, "badge").startswith("…mirror and set your badge")


def test_catalogue_shows_no_passage_of_a_lesson_that_is_closed_or_gone(staff: Any, client_of: Any) -> None:
    make.course(sequential=True)
    client = client_of(staff)
    hits = client.get("/courses/?q=先看见客户").context["hits"]
    assert {hit.lesson.code for hit in hits} == {"co-1-l1"}
    make.course_page().unpublish()
    assert list(client.get("/courses/?q=先看见客户").context["hits"]) == []


@pytest.mark.parametrize(("state", "codes"), [("new", ["co-3"]), ("begun", ["co-2"]), ("done", ["co-1"]), ("", ["co-1", "co-2", "co-3"])])
def test_catalogue_filters_by_how_far_one_is(staff: Any, client_of: Any, state: str, codes: list[str]) -> None:
    for number in (1, 2, 3):
        make.course(f"co-{number}", 1)
    client = client_of(staff)
    client.post("/courses/co-1/co-1-l1/finish/")
    client.get("/courses/co-2/co-2-l1/")
    page = client.get("/courses/", {"state": state})
    assert [course.code for course, _version, _progress in page.context["lines"]] == codes


def test_catalogue_without_courses_says_so(staff: Any, client_of: Any) -> None:
    assert 'class="empty"' in client_of(staff).get("/courses/").content.decode()


def queries_of(client: Any, address: str) -> int:
    """Statements of a page asked for the second time."""
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


@pytest.mark.parametrize("query", ["", "?q=客户", "?state=new", "?q=客户&page=2&hits=2"])
def test_catalogue_takes_the_same_queries_at_50_and_5000_courses(staff: Any, client_of: Any, query: str) -> None:
    client = client_of(staff)
    make.many_courses(50)
    few = queries_of(client, f"/courses/{query}")
    make.many_courses(4950, first=50)
    assert (queries_of(client, f"/courses/{query}"), few <= 10) == (few, True)


def test_course_takes_the_same_queries_at_3_and_300_lessons(staff: Any, client_of: Any) -> None:
    client = client_of(staff)
    make.course("co-1", 3)
    few = queries_of(client, "/courses/co-1/")
    make.many_lessons("co-1", 297)
    assert (queries_of(client, "/courses/co-1/"), few <= 8) == (few, True)


def test_lesson_takes_the_same_queries_at_3_and_300_lessons(staff: Any, client_of: Any) -> None:
    client = client_of(staff)
    make.practice_question()
    blocks = [make.text_block(), make.check_block("b7", "q-3001")]
    make.course("co-1", [make.lesson_file(f"co-1-l{number}", blocks) for number in (1, 2, 3)])
    cache.clear()
    few = queries_of(client, LESSON)
    make.many_lessons("co-1", 297)
    assert (queries_of(client, LESSON), few <= 12) == (few, True)


def test_trainer_without_a_person_may_read(client: Any) -> None:
    make.course()
    client.force_login(make.writer(), backend="training_site.people.backends.ActiveLoginBackend")
    assert client.get(LESSON).status_code == 200
    assert not LessonReading.objects.exists()


def test_view_live_link_of_a_page_is_the_readers_address() -> None:
    make.course()
    assert make.lesson_page().url == reverse("lessons:lesson", args=["co-1", "co-1-l1"])


def test_an_answer_with_characters_that_no_database_keeps_is_kept_readable(staff: Any, client_of: Any) -> None:
    make.question_version("short", use="practice", id="q-3001")
    make.course("co-1", [make.lesson_file("co-1-l1", [make.check_block("b7", "q-3001")])])
    sent = client_of(staff).post(f"{LESSON}check/b7/", {"response": '{"text": "您\\ud800别\\u0000担心"}'}, headers={"X-Requested-With": "fetch"})
    assert sent.status_code == 200
    assert QuickAnswer.objects.get().response == {"text": "您\ufffd别\ufffd担心"}


@pytest.mark.parametrize(("door", "status"), [("progress", 400), ("watched/b7", 400), ("check/b7", 409)])
def test_json_nested_without_end_is_nonsense(staff: Any, client_of: Any, door: str, status: int) -> None:
    with_check()
    client, deep = client_of(staff), "[" * 50_000
    if door == "check/b7":
        sent = client.post(f"{LESSON}{door}/", {"response": deep}, headers={"X-Requested-With": "fetch"})
    else:
        sent = client.post(f"{LESSON}{door}/", deep, content_type="application/json")
    assert sent.status_code == status
