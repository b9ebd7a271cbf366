"""What counts as finishing a lesson: each rule by itself, told in words, measured on the server."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from courses.lessons.api import LessonReading, answer_quick_check, course_progress, finish_lesson, mark_progress, open_lesson
from courses.lessons.finishing import conditions, rule_sentence
from courses.lessons.models import Watching
from courses.lessons.reading import StillOpen
from courses.lessons.rules import PublishRefused
from courses.lessons.watching import credited, merged, note_played
from tests.factories import lessons as make
from training_site.lib.errors import Refused

pytestmark = pytest.mark.django_db
LESSON = "/courses/co-1/co-1-l1/"
START = datetime(2026, 3, 2, 1, tzinfo=UTC)


def with_rule(blocks: list[dict[str, Any]] | None = None, **finish: Any) -> None:
    """A course of one lesson with a quick check b7, and a rule."""
    make.practice_question()
    blocks = blocks or [make.text_block("b1"), make.check_block("b7", "q-3001"), make.text_block("b2")]
    make.course("co-1", [make.lesson_file("co-1-l1", blocks, finish=finish)])


@pytest.fixture
def film(tmp_path: Any, private_files: Any) -> Any:
    """A lesson with a recording of ten seconds (b8), of which 80 % have to be played."""
    (tmp_path / "ten.wav").write_bytes(make.wav(10))
    blocks = [
        make.text_block("b1"),
        {"id": "b8", "type": "audio", "title": make.pair("铃声", "Rings"), "file": "ten.wav", "transcript": make.pair("响", "x")},
    ]
    lesson = make.lesson_file("co-1-l1", blocks, finish={"watch": 80})
    make.course("co-1", [lesson], media=tmp_path)
    return make.lesson()


def said(staff: Any) -> str:
    reading = open_lesson(staff, make.lesson())
    return rule_sentence(conditions(staff, make.lesson(), reading.version, reading))


def test_rule_is_told_in_words(staff: Any) -> None:
    with_rule(checks="right")
    assert said(staff) == "读到最后，答对 1 道随堂题，即算学完。"


def test_rule_of_a_recording_is_told_with_its_share(staff: Any, film: Any) -> None:
    assert said(staff) == "读到最后，录音“铃声”听到 80%，即算学完。"


def test_wrong_answer_does_not_finish_a_lesson_that_asks_for_right_ones(staff: Any) -> None:
    with_rule(checks="right")
    mark_progress(staff, make.lesson(), "b2")
    answer_quick_check(staff, make.lesson(), "b7", {"option": "b"})
    with pytest.raises(StillOpen):
        finish_lesson(staff, make.lesson())
    answer_quick_check(staff, make.lesson(), "b7", {"option": "a"})
    assert LessonReading.objects.get().read_at is not None


def test_any_answer_finishes_a_lesson_that_asks_for_answers(staff: Any) -> None:
    with_rule(checks="answered")
    mark_progress(staff, make.lesson(), "b2")
    answer_quick_check(staff, make.lesson(), "b7", {"option": "b"})
    assert LessonReading.objects.get().read_at is not None


def test_end_alone_finishes_a_lesson_that_asks_for_no_answers(staff: Any) -> None:
    with_rule(checks="none")
    assert mark_progress(staff, make.lesson(), "b7").read_at is None
    assert mark_progress(staff, make.lesson(), "b2").read_at is not None


def test_answers_alone_finish_a_lesson_that_does_not_ask_for_its_end(staff: Any) -> None:
    with_rule(checks="right", **{"to-end": False})
    answer_quick_check(staff, make.lesson(), "b7", {"option": "a"})
    reading = LessonReading.objects.get()
    assert (reading.read_at is not None, reading.furthest_percent) == (True, 100)


@pytest.mark.parametrize(
    "finish",
    [{"to-end": False, "checks": "none"}, {"watch": 50}, {"watch": 96}],
    ids=["nothing asked", "no film", "more than players report"],
)
def test_rule_that_nobody_could_keep_is_not_published(finish: dict[str, Any]) -> None:
    with pytest.raises(PublishRefused):
        with_rule(**finish)


def play(staff: Any, lesson: Any, *reports: tuple[int, list[list[int]]]) -> int:
    """Report stretches at seconds of the server's clock; returns the milliseconds credited in all."""
    watched = 0
    for second, parts in reports:
        with time_machine.travel(START.replace(minute=second // 60, second=second % 60), tick=False):
            watched = note_played(staff, lesson, "b8", parts)[0].watched_ms
    return watched


def test_playing_is_added_up_and_finishes_the_lesson(staff: Any, film: Any) -> None:
    mark_progress(staff, film, "b8")
    assert LessonReading.objects.get().read_at is None
    assert play(staff, film, (0, []), (4, [[0, 4000]]), (8, [[4000, 8000]])) == 8000
    assert LessonReading.objects.get().read_at is not None


def test_skipping_forward_does_not_count(staff: Any, film: Any) -> None:
    assert play(staff, film, (0, []), (1, [[0, 1000]]), (2, [[9000, 10000]])) == 2000


def test_claim_of_the_whole_film_at_once_gains_only_the_time_that_passed(staff: Any, film: Any) -> None:
    assert play(staff, film, (0, []), (1, [[0, 10000]])) == 1000


def test_first_report_gains_nothing(staff: Any, film: Any) -> None:
    assert play(staff, film, (0, [[0, 10000]])) == 0


def test_playing_the_same_stretch_twice_counts_once(staff: Any, film: Any) -> None:
    assert play(staff, film, (0, []), (3, [[0, 3000]]), (6, [[0, 3000]])) == 3000


def test_what_lies_outside_the_film_does_not_count(staff: Any, film: Any) -> None:
    assert play(staff, film, (0, []), (30, [[-5000, 1000], [9500, 90000]])) == 1500


def test_long_pause_gains_nothing(staff: Any, film: Any) -> None:
    assert play(staff, film, (0, []), (2, [[0, 2000]]), (50, []), (51, [[2000, 10000]])) == 3000


def test_finishing_too_early_says_how_far_it_is(staff: Any, film: Any) -> None:
    play(staff, film, (0, []), (4, [[0, 4000]]))
    with pytest.raises(StillOpen) as refused:
        finish_lesson(staff, film)
    assert ("40%" in str(refused.value), refused.value.anchors) == (True, ["b8"])


@pytest.mark.parametrize(
    ("body", "status"),
    [('{"parts": []}', 200), ('{"parts": [[0, 1.5]]}', 400), ('{"parts": [[true, 5]]}', 400), ('{"parts": 7}', 400), ("[]", 400), ("x", 400)],
)
def test_watched_address_answers_nonsense_in_json(staff: Any, client_of: Any, film: Any, body: str, status: int) -> None:
    answer = client_of(staff).post(f"{LESSON}watched/b8/", body, content_type="application/json")
    assert (answer.status_code, answer["Content-Type"].startswith("application/json")) == (status, True)


def test_watched_address_knows_no_other_block(staff: Any, client_of: Any, film: Any) -> None:
    answer = client_of(staff).post(f"{LESSON}watched/b1/", '{"parts": []}', content_type="application/json")
    assert (answer.status_code, Watching.objects.count()) == (409, 0)


def test_film_that_is_not_asked_for_is_not_recorded(staff: Any, client_of: Any, tmp_path: Any, private_files: Any) -> None:
    (tmp_path / "ten.wav").write_bytes(make.wav(10))
    block = {"id": "b8", "type": "audio", "title": make.pair("铃声", "Rings"), "file": "ten.wav", "transcript": make.pair("响", "x")}
    make.course("co-1", [make.lesson_file("co-1-l1", [block])], media=tmp_path)
    client = client_of(staff)
    assert "data-watch" not in client.get(LESSON).content.decode()
    assert client.post(f"{LESSON}watched/b8/", '{"parts": []}', content_type="application/json").status_code == 409


def test_page_tells_the_rule_and_what_is_open_until_it_is_read(staff: Any, client_of: Any) -> None:
    with_rule(checks="right")
    client = client_of(staff)
    before = client.get(LESSON).content.decode()
    mark_progress(staff, make.lesson(), "b2")
    answer_quick_check(staff, make.lesson(), "b7", {"option": "a"})
    after = client.get(LESSON).content.decode()
    assert ["即算学完" in before, before.count("data-condition>"), "data-conditions" in after] == [True, 2, False]


def test_chinese_page_decides_for_both_languages(staff: Any, client_of: Any) -> None:
    with_rule(checks="right")
    page = make.lesson_page(language="en")
    page.checks_asked = "none"
    page.save_revision().publish()
    client = client_of(staff)
    client.cookies["django_language"] = "en"
    assert "To finish this lesson: read to the end and answer 1 quick check rightly." in client.get(LESSON).content.decode()


def test_usual_rule_keeps_the_digest_of_versions_from_before_there_was_a_choice() -> None:
    make.course("co-1", 1)
    page = make.lesson_page()
    page.save_revision().publish()
    assert make.lesson().zh_version.number == 1
    page.checks_asked = "none"
    page.save_revision().publish()
    assert (make.lesson().zh_version.number, make.lesson().zh_version.checks_asked) == (2, "none")


@pytest.mark.parametrize("address", ["progress/", "finish/", "check/b1/", "watched/b1/"])
def test_locked_lesson_is_locked_at_every_address(staff: Any, client_of: Any, address: str) -> None:
    make.course(sequential=True)
    body = json.dumps({"block": "b1", "parts": []})
    client_of(staff).post(f"/courses/co-1/co-1-l2/{address}", body, content_type="application/json")
    assert (LessonReading.objects.count(), course_progress(staff, "co-1").lines[1].state) == (0, "locked")


def test_lesson_begun_before_the_course_was_put_in_order_is_locked_too(staff: Any) -> None:
    make.course()
    open_lesson(staff, make.lesson("co-1-l2"))
    make.course(sequential=True)
    with pytest.raises(Refused):
        mark_progress(staff, make.lesson("co-1-l2"), "b1")
    finish_lesson(staff, make.lesson("co-1-l1"))
    assert mark_progress(staff, make.lesson("co-1-l2"), "b1").furthest == "b1"


def test_merged_joins_what_touches() -> None:
    assert merged([[5000, 6000], [0, 1000], [1200, 2000]]) == [(0, 2000), (5000, 6000)]


def test_credited_stops_where_the_time_is_used_up() -> None:
    assert credited([(0, 2000), (5000, 9000)], 3000) == [(0, 2000), (5000, 6000)]
