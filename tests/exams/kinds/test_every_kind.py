"""What is true of all kinds, whatever the question and the answer."""

import json
from copy import deepcopy
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.kinds.api import Kind, all_kinds, kind, render_review, render_take
from tests.exams.kinds.samples import answered
from training_site.lib.errors import Refused

CODES = ["single", "multiple", "truefalse", "fill", "numeric", "ordering", "matching", "short"]
Question = tuple[Kind, dict[str, Any], dict[str, Any], Any]


def test_all_kinds_are_the_eight_in_their_order() -> None:
    assert [each.code for each in all_kinds()] == CODES


def test_kind_refuses_an_unknown_code() -> None:
    with pytest.raises(Refused):
        kind("essay")


@given(answered())
def test_grade_share_lies_within_zero_and_one(question: Question) -> None:
    this, body, key, response = question
    share = this.grade(body, key, response).share
    assert share is None or (isinstance(share, Decimal) and 0 <= share <= 1 and share == round(share, 4))


@given(answered())
def test_grade_asks_for_a_person_exactly_when_it_has_no_share(question: Question) -> None:
    this, body, key, response = question
    grade = this.grade(body, key, response)
    assert grade.needs_person == (grade.share is None) == (this.needs_person and response is not None)


@given(answered())
def test_grade_of_the_right_answer_is_one(question: Question) -> None:
    this, body, key, _ = question
    right = this.clean_response(body, this.right_response(body, key))
    assert this.needs_person or this.grade(body, key, right).share == 1


@given(answered())
def test_grade_of_nothing_is_zero(question: Question) -> None:
    this, body, key, _ = question
    assert (this.grade(body, key, None).share, this.is_answered(None), this.describe_response(body, None)) == (0, False, "")


@given(answered())
def test_grade_is_the_same_each_time_and_changes_nothing(question: Question) -> None:
    this, body, key, response = question
    before = deepcopy((body, key, response))
    assert this.grade(body, key, response) == this.grade(body, key, response)
    assert (body, key, response) == before


@given(answered(), st.randoms(use_true_random=False))
def test_grade_does_not_depend_on_the_order_of_options(question: Question, rng: Random) -> None:
    this, body, key, response = question
    turned = deepcopy(body)
    for side in ("options", "left", "right"):
        if side in turned:
            rng.shuffle(turned[side])
    assert this.grade(turned, key, response).share == this.grade(body, key, response).share


@given(answered())
def test_grade_survives_json(question: Question) -> None:
    this, body, key, response = question
    stored = json.loads(json.dumps([body, key, response]))
    assert this.grade(*stored) == this.grade(body, key, response)


@given(answered())
def test_clean_twice_is_clean_once(question: Question) -> None:
    this, body, key, response = question
    assert (this.clean_body(body), this.clean_key(body, key), this.clean_response(body, response)) == (body, key, response)


@given(answered(), st.randoms(use_true_random=False))
def test_shuffled_is_a_permutation_drawn_from_the_generator(question: Question, rng: Random) -> None:
    this, body, _, _ = question
    seed = rng.random()
    order = this.shuffled(body, Random(seed))
    assert (sorted(order), order) == (sorted(this.unshuffled(body)), this.shuffled(body, Random(seed)))


@given(answered())
def test_detail_names_only_what_was_given(question: Question) -> None:
    this, body, key, response = question
    parts = set(this.grade(body, key, response).detail.get("parts", {}))
    given_parts = set() if response is None else {str(item) for value in response.values() for item in ([value] if isinstance(value, str) else value)}
    assert parts <= given_parts | {"number"}


@given(answered(), st.randoms(use_true_random=False))
def test_render_take_and_review_hold_the_question(question: Question, rng: Random) -> None:
    this, body, key, response = question
    order = this.shuffled(body, rng)
    grade = this.grade(body, key, response)
    assert f'data-kind="{this.code}"' in render_take(this.code, 7, body, order, response, 3)
    assert "q-review" in render_review(this.code, body, order, response, grade=grade, key=key)


@given(
    st.sampled_from(CODES),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["option", "options", "blanks", "number", "order", "pairs", "text", "a", "1", "l1"]), inner, max_size=3)
        ),
        max_leaves=6,
    ),
)
def test_clean_response_refuses_or_understands_anything(code: str, raw: Any) -> None:
    from tests.factories.bank import CONTENT

    this = kind(code)
    body, key = this.from_content(CONTENT[code])
    try:
        response = this.clean_response(body, raw)
    except Refused:
        return
    assert this.grade(body, key, response).share in (None, *[Decimal(number) / 10000 for number in range(10001)])


@given(
    st.sampled_from(CODES),
    st.dictionaries(
        st.sampled_from(["stem", "options", "left", "right", "unit", "policy", "max_chars", "key", "rubric", "feedback"]),
        st.one_of(
            st.none(),
            st.text(max_size=4),
            st.integers(),
            st.lists(st.one_of(st.none(), st.dictionaries(st.sampled_from(["id", "text"]), st.text(max_size=3)))),
            st.dictionaries(st.text(max_size=3), st.text(max_size=3)),
        ),
    ),
)
def test_clean_body_and_key_refuse_or_understand_anything(code: str, raw: dict[str, Any]) -> None:
    this = kind(code)
    body, key = this.read(raw, raw)
    problems = [*this.body_problems(body), *this.key_problems(body, key)]
    assert all(problem.field and problem.sentence for problem in problems)
