"""The HTML of questions: nothing of the key before release, the order drawn, both languages."""

from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.utils.translation import override

from exams.kinds.api import all_kinds, kind, render_review, render_take
from tests.factories.bank import CONTENT

CODES = [each.code for each in all_kinds()]
CANARY = "canary-7f3a"


def spiked(code: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The sample of a kind with a canary word in every text of its key."""
    said = {"zh": CANARY, "en": CANARY}
    item = {**CONTENT[code], "feedback": said}
    if "options" in item:
        item["options"] = [{**row, "feedback": said} for row in item["options"]]
    if code == "fill":
        item["key"] = {number: {"zh": [CANARY], "en": [CANARY]} for number in ("1", "2")}
    if code == "short":
        item["key"] = {"points": [{"text": said, "weight": 1}], "model": said}
    if code == "numeric":
        item["key"] = {"value": "31415.92", "tolerance": "0.27"}
    return kind(code).from_content(item)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_take_and_body_hold_no_word_of_the_key(code: str, lang: str) -> None:
    body, _ = spiked(code)
    with override(lang):
        html = render_take(code, 1, body, (), None, 1) + render_review(code, body) + str(body)
    assert [word for word in (CANARY, "31415", "0.27") if word in html] == []


@pytest.mark.parametrize("code", CODES)
def test_take_is_the_same_for_every_key(code: str) -> None:
    this = kind(code)
    body, _ = this.from_content(CONTENT[code])
    other, _ = spiked(code)
    assert render_take(code, 1, body, (), None, 1) == render_take(code, 1, other, (), None, 1)


@pytest.mark.parametrize("code", CODES)
def test_review_shows_the_feedback_only_with_the_key(code: str) -> None:
    body, key = spiked(code)
    assert (CANARY in render_review(code, body), CANARY in render_review(code, body, key=key)) == (False, True)


def test_review_without_a_grade_says_neither_right_nor_wrong() -> None:
    body, key = kind("single").from_content(CONTENT["single"])
    grade = kind("single").grade(body, key, {"option": "b"})
    with override("en"):
        silent, marked = render_review("single", body, (), {"option": "b"}), render_review("single", body, (), {"option": "b"}, grade=grade)
    assert ("Wrong" in silent, "Wrong" in marked, "Right answer" in marked) == (False, True, False)


def test_take_shows_options_in_the_order_drawn() -> None:
    body, _ = kind("single").from_content(CONTENT["single"])
    html = render_take("single", 1, body, ["c", "a", "b"], {"option": "a"}, 1)
    assert [html.index(f'value="{row_id}"') for row_id in "cab"] == sorted(html.index(f'value="{row_id}"') for row_id in "cab")
    assert html.count("checked") == 1


def test_take_of_an_answered_ordering_shows_the_answer_s_order() -> None:
    body, _ = kind("ordering").from_content(CONTENT["ordering"])
    html = render_take("ordering", 1, body, ["a", "b", "c"], {"order": ["b", "c", "a"]}, 1)
    assert html.index('data-id="b"') < html.index('data-id="c"') < html.index('data-id="a"')


def test_form_of_an_ordering_keeps_the_right_order_out_of_the_body() -> None:
    from django.http import QueryDict

    from exams.kinds.api import FormData

    data = QueryDict(mutable=True)
    data.setlist("option_id", ["x", "k", "b"])
    data.setlist("option_zh", ["一", "二", "三"])
    data.setlist("option_en", ["1", "2", "3"])
    body, key = kind("ordering").from_form(FormData(data))
    assert ([row["id"] for row in body["options"]], key["key"]) == (["b", "k", "x"], ["x", "k", "b"])


@pytest.mark.parametrize("code", CODES)
def test_take_escapes_what_authors_and_takers_write(code: str) -> None:
    evil = "<script>alert(1)</script>\"'"
    body, _ = kind(code).from_content({**CONTENT[code], "stem": {"zh": f"{evil} __1__ __2__", "en": ""}})
    response = {"fill": {"blanks": {"1": evil}}, "numeric": {"number": evil}, "short": {"text": evil}}.get(code)
    html = render_take(code, 1, body, (), response, 1) + render_review(code, body, (), response)
    assert "<script" not in html


def test_take_marks_chinese_standing_in_for_english() -> None:
    body, _ = kind("single").from_content({**CONTENT["single"], "stem": {"zh": "只有中文？"}})
    with override("en"):
        assert 'lang="zh-Hans"' in render_take("single", 1, body, (), None, 1)


def test_every_kind_has_both_templates() -> None:
    folder = Path(__file__).resolve().parents[3] / "exams" / "kinds" / "templates" / "kinds"
    assert [code for code in CODES for part in ("take", "review") if not (folder / f"{code}_{part}.html").exists()] == []


def test_take_of_forty_questions_is_light() -> None:
    html = "".join(render_take(code, number, kind(code).from_content(CONTENT[code])[0], (), None, number) for number, code in enumerate(CODES * 5))
    assert len(html.encode()) < 80_000


def test_shuffle_reaches_every_option_order() -> None:
    body, _ = kind("single").from_content(CONTENT["single"])
    assert len({tuple(kind("single").shuffled(body, Random(seed))) for seed in range(100)}) == 6
