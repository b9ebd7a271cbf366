"""The marking rules of each kind, by hand."""

import json
from decimal import Decimal
from typing import Any

import pytest

from exams.kinds.api import kind
from exams.kinds.fill.spelling import normalised
from exams.kinds.numeric.reading import parsed, within
from tests.factories.bank import CONTENT
from training_site.lib.errors import Refused


def share(code: str, response: Any, **changes: Any) -> Decimal | None:
    """What a response earns on the sample question of its kind."""
    this = kind(code)
    body, key = this.from_content({**CONTENT[code], **changes})
    return this.grade(body, key, this.clean_response(body, response)).share


@pytest.mark.parametrize(
    ("code", "response", "changes", "expected"),
    [
        ("single", {"option": "a"}, {}, "1"),
        ("single", {"option": "b"}, {}, "0"),
        ("multiple", {"options": ["c", "a"]}, {}, "1"),
        ("multiple", {"options": ["a"]}, {}, "0"),
        ("multiple", {"options": ["a", "b", "c", "d"]}, {}, "0"),
        ("multiple", {"options": ["a"]}, {"policy": "partial"}, "0.5"),
        ("multiple", {"options": ["a", "b", "c"]}, {"policy": "partial"}, "0.5"),
        ("multiple", {"options": ["a", "b", "c", "d"]}, {"policy": "partial"}, "0"),
        ("multiple", {"options": ["b", "d"]}, {"policy": "partial"}, "0"),
        ("truefalse", {"option": "false"}, {}, "1"),
        ("truefalse", {"option": "true"}, {}, "0"),
        ("fill", {"blanks": {"1": "问好", "2": "办理业务"}}, {}, "1"),
        ("fill", {"blanks": {"1": "问好"}}, {}, "0.5"),
        ("fill", {"blanks": {"1": "Greet", "2": "ＳＥＲＶＥ。"}}, {}, "1"),
        ("fill", {"blanks": {"1": "问好"}}, {"policy": "all"}, "0"),
        ("numeric", {"number": "18"}, {}, "1"),
        ("numeric", {"number": "18.005"}, {}, "1"),
        ("numeric", {"number": "17.995"}, {}, "1"),
        ("numeric", {"number": "18.0051"}, {}, "0"),
        ("numeric", {"number": "18 元"}, {}, "1"),
        ("numeric", {"number": "18yuan"}, {}, "1"),
        ("numeric", {"number": "eighteen"}, {}, "0"),
        ("ordering", {"order": ["c", "a", "b"]}, {}, "1"),
        ("ordering", {"order": ["c", "b", "a"]}, {}, "0"),
        ("ordering", {"order": ["b", "c", "a"]}, {"policy": "partial"}, "0.5"),
        ("matching", {"pairs": {"l1": "r2", "l2": "r1"}}, {}, "1"),
        ("matching", {"pairs": {"l1": "r2", "l2": "r3"}}, {}, "0.5"),
        ("matching", {"pairs": {"l1": "r2"}}, {"policy": "all"}, "0"),
        ("short", {"text": "您别担心。"}, {}, None),
        ("short", {"text": "  \n"}, {}, "0"),
    ],
)
def test_grade_earns_the_share(code: str, response: Any, changes: dict[str, Any], expected: str | None) -> None:
    assert share(code, response, **changes) == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize(
    ("code", "response"),
    [
        ("single", {"option": "z"}),
        ("multiple", {"options": ["a", "z"]}),
        ("multiple", {"options": "a"}),
        ("truefalse", {"option": "maybe"}),
        ("fill", {"blanks": {"9": "x"}}),
        ("fill", {"blanks": {"1": "字" * 201}}),
        ("numeric", {"number": 18}),
        ("numeric", {"number": "1" * 41}),
        ("ordering", {"order": ["a", "b"]}),
        ("ordering", {"order": ["a", "b", "b"]}),
        ("matching", {"pairs": {"l1": "r9"}}),
        ("short", {"text": "字" * 301}),
        ("short", ["text"]),
    ],
)
def test_clean_response_refuses_what_no_browser_sends(code: str, response: Any) -> None:
    with pytest.raises(Refused):
        share(code, response)


@pytest.mark.parametrize(("code", "response"), [("short", {"text": "先\ud800安\0心"}), ("fill", {"blanks": {"1": "3\0"}})])
def test_characters_that_no_database_keeps_are_shown_as_replaced(code: str, response: Any) -> None:
    this = kind(code)
    kept = this.clean_response(this.from_content(CONTENT[code])[0], response)
    assert "\ufffd" in json.dumps(kept, ensure_ascii=False)
    assert str(kept).encode() == str(kept).replace("\0", "").encode()


def test_an_answer_equals_a_key_with_a_character_that_no_database_keeps() -> None:
    this = kind("fill")
    body = this.clean_body({"stem": {"zh": "__1__", "en": ""}})
    key = this.clean_key(body, {"key": {"1": {"zh": ["3\0"], "en": []}}})
    assert this.grade(body, key, this.clean_response(body, {"blanks": {"1": "3\0"}})).share == 1


def test_what_is_nested_deeper_than_any_answer_is_refused() -> None:
    deep: Any = "x"
    for _level in range(5000):
        deep = [deep]
    with pytest.raises(Refused):
        share("short", {"text": deep})


@pytest.mark.parametrize("raw", [None, {}, {"option": ""}, {"option": None}])
def test_clean_response_of_nothing_is_none(raw: Any) -> None:
    this = kind("single")
    assert this.clean_response(this.from_content(CONTENT["single"])[0], raw) is None


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("1,234.50", "1234.50"),
        ("１，２３４．５０", "1234.50"),
        ("１８", "18"),
        (" 18 ", "18"),
        ("¥18", "18"),
        ("￥18.00", "18.00"),
        ("+5", "5"),
        ("-5", "-5"),
        ("−5", "-5"),
        (".5", "0.5"),
        ("5.", "5"),
        ("75%", "75"),
        ("75％", "75"),
        ("12,345,678", "12345678"),
        ("1,23", None),
        ("1.2.3", None),
        ("1e3", None),
        ("", None),
        (".", None),
        ("-", None),
        ("十八", None),
        ("NaN", None),
        ("Infinity", None),
        ("٣", None),
    ],
)
def test_parsed_reads_numbers_as_people_type_them(typed: str, expected: str | None) -> None:
    assert parsed(typed, ["%", "元"]) == (None if expected is None else Decimal(expected))


def test_within_keeps_every_digit_a_taker_can_type() -> None:
    long = Decimal("1" * 39 + "2")
    assert not within(long, long - 1, Decimal("0.5"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("30 秒", "３０秒"),
        ("30 Seconds", "30seconds"),
        ("满意度。", "满意度"),
        ("ﬁx", "fix"),
        (" a\tb ", "ab"),
        ("ＡＢＣ", "abc"),
        ("Straße", "STRASSE"),
    ],
)
def test_normalised_makes_spellings_equal(one: str, other: str) -> None:
    assert normalised(one) == normalised(other)


@pytest.mark.parametrize(("one", "other"), [("30", "3"), ("投诉", "投诉量"), ("+1", "1"), ("。", "")])
def test_normalised_keeps_different_answers_apart(one: str, other: str) -> None:
    assert normalised(one) != normalised(other)


@pytest.mark.parametrize(
    ("code", "changes", "field"),
    [
        ("single", {"stem": {"zh": "", "en": "x"}}, "stem_zh"),
        ("single", {"key": "z"}, "key"),
        ("single", {"options": CONTENT["single"]["options"][:1]}, "option"),
        ("single", {"options": [*CONTENT["single"]["options"], {"id": "b", "text": "again"}]}, "option-b"),
        ("multiple", {"key": ["a"]}, "key"),
        ("multiple", {"key": ["a", "z"]}, "key"),
        ("truefalse", {"key": None}, "key"),
        ("fill", {"stem": {"zh": "没有空", "en": ""}}, "stem_zh"),
        ("fill", {"stem": {"zh": "__1__ 和 __2__", "en": "only __1__"}}, "stem_en"),
        ("fill", {"key": {"1": {"zh": ["问好"]}}}, "blank-2"),
        ("numeric", {"key": {"value": "about 18", "tolerance": "0"}}, "key_value"),
        ("numeric", {"key": {"value": "18", "tolerance": "-1"}}, "key_tolerance"),
        ("ordering", {"key": ["a", "b"]}, "key"),
        ("matching", {"key": {"l1": "r2"}}, "left-l2"),
        ("short", {"max_chars": 5}, "max_chars"),
        ("short", {"key": {"points": []}}, "point"),
    ],
)
def test_problems_stand_at_their_field(code: str, changes: dict[str, Any], field: str) -> None:
    this = kind(code)
    body, key = this.from_content({**CONTENT[code], **changes})
    assert field in [problem.field for problem in [*this.body_problems(body), *this.key_problems(body, key)]]
